// The repository that a script comes from, found in the URLs around it.

using ApiFunc.Script;
using EndToEnd.Harness;
using Unit.Harness;

namespace Unit;

public sealed class RepositorySourceSpecs : IDisposable
{
    private const string Shell = "4711";
    private const string Raw = "https://raw.githubusercontent.com";
    private const string Gitea = "https://git.community-scripts.org";

    private static readonly RepositorySource ProxmoxVE = new("ProxmoxVE", "community-scripts/ProxmoxVE");
    private static readonly RepositorySource ProxmoxVED = new("ProxmoxVED", "community-scripts/ProxmoxVED");

    private readonly RecordedMachine _machine = new();
    private readonly TemporaryDirectory _scripts = new();

    [Theory]
    [InlineData($"{Raw}/community-scripts/ProxmoxVE/main/ct/nginx.sh", "ProxmoxVE", "community-scripts/ProxmoxVE")]
    [InlineData($"{Raw}/community-scripts/ProxmoxVED/main", "ProxmoxVED", "community-scripts/ProxmoxVED")]
    [InlineData($"{Gitea}/community-scripts/ProxmoxVED/raw/branch/main", "ProxmoxVED", "community-scripts/ProxmoxVED")]
    [InlineData($"{Gitea}/community-scripts/ProxmoxVE", "ProxmoxVE", "community-scripts/ProxmoxVE")]
    [InlineData($"{Raw}/somebody/ProxmoxVE/main", "external", "somebody/ProxmoxVE")]
    [InlineData($"{Raw}/community-scripts/ProxmoxVE2/main", "external", "community-scripts/ProxmoxVE2")]
    [InlineData($"{Raw}/some-body/my.scripts_2", "external", "some-body/my.scripts_2")]
    [InlineData($"{Gitea}/fork/scripts?ref=1", "external", "fork/scripts")]
    public void A_URL_names_a_known_repository_or_an_external_one(string url, string source, string slug)
    {
        Assert.Equal(new RepositorySource(source, slug), Read(url: url));
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://github.com/somebody/ProxmoxVE/raw/main")]
    [InlineData($"{Raw}/")]
    [InlineData($"{Raw}/somebody")]
    [InlineData($"{Raw}/somebody/")]
    [InlineData($"{Raw}//scripts")]
    [InlineData($"{Raw}/$OWNER/$REPO/main")]
    public void Without_a_repository_it_is_the_original(string url)
    {
        Assert.Equal(ProxmoxVE, Read(url: url));
    }

    [Fact]
    public void The_URL_that_the_script_has_set_comes_first()
    {
        WithCommandLine("bash", "-c", $"source <(curl -s {Raw}/by/commandline/main)");
        var script = _scripts.Write("nginx.sh", $"# {Raw}/by/script/main\n");

        Assert.Equal("by/variable", Read(url: $"{Raw}/by/variable", script: script).Slug);
        Assert.Equal("by/commandline", Read(url: $"{Raw}/", script: script).Slug);
    }

    [Fact]
    public void The_command_line_of_the_shell_holds_what_was_given_to_it_whole()
    {
        WithCommandLine(
            "bash", "-c", $"#!/usr/bin/env bash\nsource <(curl -fsSL {Raw}/community-scripts/ProxmoxVED/main/misc/build.func)\n", "nginx");

        Assert.Equal(ProxmoxVED, Read());
    }

    [Fact]
    public void Another_process_s_command_line_is_not_looked_at()
    {
        _machine.With("proc/4712/cmdline", $"bash\0-c\0{Raw}/by/other/main\0");
        _machine.With("proc/cmdline", $"BOOT_IMAGE=/vmlinuz url={Raw}/by/kernel/main\n");

        Assert.All(
            [Shell, "", "x", "../4712", "-1"], shell => Assert.Equal(ProxmoxVE, RepositorySource.Read(_machine.Root, "", shell, "")));
    }

    [Fact]
    public void The_first_ten_lines_of_the_script_come_last()
    {
        WithCommandLine("sh", "nginx.sh");

        Assert.Equal("by/script", Read(script: ScriptWithUrlOnLine(1)).Slug);
        Assert.Equal("by/script", Read(script: ScriptWithUrlOnLine(10)).Slug);
        Assert.Equal(ProxmoxVE, Read(script: ScriptWithUrlOnLine(11)));
    }

    [Theory]
    [InlineData("raw.githubusercontent.com")]
    [InlineData("https://git.community-scripts.org/onlyowner")]
    public void The_script_is_not_read_where_the_command_line_names_either_site(string named)
    {
        WithCommandLine("sh", "-x", named);

        Assert.Equal(ProxmoxVE, Read(script: ScriptWithUrlOnLine(1)));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("my-bashing.sh")]
    public void A_file_named_for_bash_is_no_script(string name)
    {
        Assert.Equal(ProxmoxVE, Read(script: _scripts.Write(name, $"# {Raw}/by/script/main\n")));
    }

    [Fact]
    public void The_directory_of_a_script_may_be_named_for_bash()
    {
        Assert.Equal("by/script", Read(script: _scripts.Write("bash/nginx.sh", $"# {Raw}/by/script/main\n")).Slug);
    }

    [Fact]
    public void What_is_no_regular_file_is_not_read()
    {
        Run.Command("mkfifo", _scripts.File("fifo"));

        Assert.All(
            [_scripts.Path, _scripts.File("missing"), _scripts.File("fifo"), "/dev/zero", "/proc/self/mem", ""],
            script => Assert.Equal(ProxmoxVE, Read(script: script)));
    }

    [Fact]
    public void A_script_of_binary_bytes_does_no_harm()
    {
        byte[] content = [.. new byte[2_000_000], .. "\nhttps://raw.githubusercontent.com/by/script/"u8];
        new Random(1).NextBytes(content.AsSpan(0, 1_000_000));
        _machine.With("script", content);

        Assert.Equal(ProxmoxVE, Read(script: Path.Join(_machine.Root, "script")));
    }

    [Fact]
    public void In_each_text_the_first_site_counts_before_the_other_wherever_it_stands()
    {
        Assert.Equal("by/raw", Read(url: $"{Gitea}/by/gitea/raw {Raw}/by/raw/main").Slug);
        Assert.Equal("by/gitea", Read(url: $"{Gitea}/by/gitea/raw {Raw}/").Slug);

        WithCommandLine("bash", "-c", $"{Gitea}/by/gitea/raw\n{Raw}/by/raw/main");
        Assert.Equal("by/raw", Read().Slug);
    }

    [Fact]
    public void Of_several_URLs_of_a_site_the_first_that_names_a_repository_counts()
    {
        Assert.Equal("by/first", Read(url: $"{Raw}/$REPO/main {Raw}/by/first/main {Raw}/by/second/main").Slug);
    }

    [Fact]
    public void A_slug_is_cut_at_128_bytes_and_external_all_the_same()
    {
        var owner = new string('o', 39);
        var name = new string('n', 100);

        Assert.Equal(new RepositorySource("external", $"{owner}/{name}"[..128]), Read(url: $"{Raw}/{owner}/{name}/main"));
        Assert.Equal(new RepositorySource("external", $"{owner}/{name[..88]}"), Read(url: $"{Raw}/{owner}/{name[..88]}/main"));
    }

    public void Dispose()
    {
        _machine.Dispose();
        _scripts.Dispose();
    }

    private void WithCommandLine(params string[] arguments) =>
        _machine.With($"proc/{Shell}/cmdline", string.Concat(arguments.Select(argument => argument + '\0')));

    private string ScriptWithUrlOnLine(int number) =>
        _scripts.Write(
            "nginx.sh", string.Concat(Enumerable.Repeat("#\n", number - 1)) + $"source <(curl {Raw}/by/script/main/misc/build.func)\n");

    private RepositorySource Read(string url = "", string script = "") => RepositorySource.Read(_machine.Root, url, Shell, script);
}
