// Where a script comes from: found out once, when the shim is sourced.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class RepositorySourceSpecs
{
    private const string Print = "echo \"$REPO_SOURCE $REPO_SLUG $(env | grep -c -e ^REPO_SOURCE= -e ^REPO_SLUG=)\"\n";
    private const string Consent = "/usr/local/community-scripts/diagnostics";

    private const string Raw = "https://raw.githubusercontent.com";
    private const string Gitea = "https://git.community-scripts.org";

    /// <summary>Texts, and what they name; null where they name nothing.</summary>
    private static readonly (string Text, string? Found)[] s_texts =
    [
        ($"{Raw}/community-scripts/ProxmoxVE/main", "ProxmoxVE community-scripts/ProxmoxVE"),
        ($"{Raw}/community-scripts/ProxmoxVED/main/ct/nginx.sh", "ProxmoxVED community-scripts/ProxmoxVED"),
        ($"{Gitea}/community-scripts/ProxmoxVED/raw/branch/main", "ProxmoxVED community-scripts/ProxmoxVED"),
        ($"{Gitea}/community-scripts/ProxmoxVE", "ProxmoxVE community-scripts/ProxmoxVE"),
        ($"{Raw}/community-scripts/ProxmoxVE2/x", "external community-scripts/ProxmoxVE2"),
        ($"{Raw}/some-body/my.scripts_2", "external some-body/my.scripts_2"),
        ($"{Raw}/.a./-b-/x", "external .a./-b-"),
        ($"{Gitea}/fork/scripts?ref=1", "external fork/scripts"),
        ($"curl {Gitea}/by/gitea/raw {Raw}/by/raw/main", "external by/raw"),
        ($"{Gitea}/by/gitea/raw {Raw}/", "external by/gitea"),
        ($"{Gitea}/by/gitea/raw {Raw}/only", "external by/gitea"),
        ($"{Raw}/$REPO/main {Raw}/by/first/main {Raw}/by/second/main", "external by/first"),
        ($"{Raw}/$x raw.githubusercontent.com/by/first", "external by/first"),
        ($"{Raw}/raw.githubusercontent.com/a/b", "external raw.githubusercontent.com/a"),
        ($"{Raw}/o/n\nx\n", "external o/n"),
        ($"* ? [a] \\ \"$x\" `x` {Raw}/o/n*", "external o/n"),
        ($"{Raw}/{new string('o', 39)}/{new string('n', 100)}/main", $"external {new string('o', 39)}/{new string('n', 88)}"),
        ($"{Raw}/é/b {Raw}/a/é {Raw}/c/dé", "external c/d"),
        ("", null),
        ("https://github.com/somebody/ProxmoxVE/raw/main", null),
        ($"{Raw}/", null),
        ($"{Raw}/somebody", null),
        ($"{Raw}/somebody/", null),
        ($"{Raw}//scripts", null),
        ($"{Raw}/$OWNER/$REPO/main", null),
        ($"{Raw}/a b/c", null),
    ];

    private static readonly string s_load = $"set -eu\n. {Shell.Quote(Telemetry.Shim)}\n";

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task A_url_on_the_shells_command_line_names_the_repository(string shell)
    {
        const string url = "https://raw.githubusercontent.com/community-scripts/ProxmoxVED/main/ct/nginx.sh";

        var outcome = await Shell.Run(shell.Split(' '), ["-c", $": curl -fsSL {url}\n{s_load}{Print}"]);

        Assert.Equal(new Outcome(0, "ProxmoxVED community-scripts/ProxmoxVED 2\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_scripts_first_ten_lines_name_the_repository(string shell)
    {
        const string url = "# https://git.community-scripts.org/somebody/fork/raw/branch/main/ct/nginx.sh\n";

        var tenth = await Shell.RunScript(shell, new string('\n', 9) + url + s_load + Print);
        var eleventh = await Shell.RunScript(shell, new string('\n', 10) + url + s_load + Print);

        Assert.Equal(new Outcome(0, "external somebody/fork 2\n", ""), tenth);
        Assert.Equal(new Outcome(0, "ProxmoxVE community-scripts/ProxmoxVE 2\n", ""), eleventh);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_script_that_is_called_after_bash_is_not_read(string shell)
    {
        using var directory = new TemporaryDirectory();
        var script = directory.Write("my-bash-script", $"# https://raw.githubusercontent.com/somebody/fork/x\n{s_load}{Print}");

        var outcome = await Shell.Run(shell.Split(' '), [script]);

        Assert.Equal(new Outcome(0, "ProxmoxVE community-scripts/ProxmoxVE 2\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_variable_counts_before_the_command_line_and_that_before_the_script(string shell)
    {
        using var directory = new TemporaryDirectory();
        var script = directory.Write("script", $"# https://raw.githubusercontent.com/script/script/x\n{s_load}{Print}");
        const string argument = "raw.githubusercontent.com/argument/argument/x";

        var variable = await Shell.RunScript(
            shell, $"# https://raw.githubusercontent.com/script/script/x\n"
                + $"COMMUNITY_SCRIPTS_URL=https://git.community-scripts.org/variable/variable\n{s_load}{Print}");
        var commandLine = await Shell.Run(shell.Split(' '), [script, argument]);
        var nameless = await Shell.Run(shell.Split(' '), [script, "raw.githubusercontent.com"]);

        Assert.Equal(new Outcome(0, "external variable/variable 2\n", ""), variable);
        Assert.Equal(new Outcome(0, "external argument/argument 2\n", ""), commandLine);
        Assert.Equal(new Outcome(0, "ProxmoxVE community-scripts/ProxmoxVE 2\n", ""), nameless);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_source_that_the_script_has_set_stays(string shell)
    {
        (string Given, string Found)[] cases =
        [
            ("REPO_SOURCE=ProxmoxVED", "ProxmoxVED community-scripts/ProxmoxVED"),
            ("REPO_SOURCE=ProxmoxVE REPO_SLUG=", "ProxmoxVE community-scripts/ProxmoxVE"),
            ("REPO_SOURCE=ProxmoxVE REPO_SLUG=mine/mine", "ProxmoxVE mine/mine"),
            ("REPO_SOURCE=external", "external unset"),
            ("REPO_SOURCE= REPO_SLUG=mine/mine", "external somebody/fork"),
        ];

        foreach (var (given, found) in cases)
        {
            var outcome = await Shell.RunScript(
                shell,
                $"# https://raw.githubusercontent.com/somebody/fork/x\n{given}\n{s_load}echo \"$REPO_SOURCE ${{REPO_SLUG-unset}}\"\n");

            Assert.Equal(new Outcome(0, $"{found}\n", ""), outcome);
        }
    }

    // Scripts go by it whether anything is sent or not.
    [Theory, MemberData(nameof(Shells))]
    public async Task It_is_found_whatever_the_user_has_answered(string shell)
    {
        using var refused = new PrivateFiles((Consent, "DIAGNOSTICS=no\n"));
        (string[] Behind, string Given)[] cases =
        [
            ([], "DIAGNOSTICS=no"),
            ([], "DIAGNOSTICS=yes DO_NOT_TRACK=1"),
            ([], "unset DIAGNOSTICS"),
            ([], "DIAGNOSTICS=yes"),
            (refused.Around(), "DIAGNOSTICS="),
        ];

        foreach (var (behind, given) in cases)
        {
            var outcome = await Shell.RunScript(
                behind, shell, $"# https://raw.githubusercontent.com/somebody/fork/x\n{given}\n{s_load}{Print}",
                ("TELEMETRY_URL", "file:///no/such/place"));

            Assert.Equal(new Outcome(0, "external somebody/fork 2\n", ""), outcome);
        }
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_shell_finds_in_the_variable_what_the_binary_does(string shell)
    {
        using var directory = new TemporaryDirectory();
        foreach (var binary in new[] { "/nonexistent", FakeBinary.ThatLeavesATrace(directory) })
        {
            var outcome = await Shell.RunScript(
                shell, $"set -f; IFS=/.a\n{s_load}{string.Concat(s_texts.Select(text => Find(text.Text)))}", ("API_FUNC_BIN", binary));

            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
            Assert.Equal(s_texts.Select(text => text.Found ?? "ProxmoxVE community-scripts/ProxmoxVE"), outcome.Output.Split('\n')[..^1]);
        }

        // The binary is asked for the script itself, and only where the variable does not tell.
        Assert.Equal(s_texts.Count(text => text.Found is null) + 1, FakeBinary.Trace(directory).Length);

        static string Find(string text) =>
            $"COMMUNITY_SCRIPTS_URL={Shell.Quote(text)} REPO_SOURCE= REPO_SLUG=\ndetect_repo_source\necho \"$REPO_SOURCE $REPO_SLUG\"\n";
    }

    [Fact]
    public async Task The_binary_finds_in_the_variable_what_the_shell_does()
    {
        foreach (var (text, found) in s_texts)
        {
            var outcome = await Shell.RunBinary(["call", "detect_repo_source", "", ""], ("COMMUNITY_SCRIPTS_URL", text));

            var (source, slug) = (found ?? "ProxmoxVE community-scripts/ProxmoxVE").Split(' ') is [var first, var second]
                ? (first, second) : ("", "");
            Assert.Equal(new Outcome(0, $"#begin\nexport REPO_SOURCE='{source}'\n#\nexport REPO_SLUG='{slug}'\n#\n#end\n", ""), outcome);
        }
    }

    [Fact]
    public async Task What_bash_was_told_to_run_is_read_as_the_command_line_is()
    {
        foreach (var (text, found) in s_texts)
        {
            var script = $": {Shell.Quote(text)}\n{s_load}echo \"$REPO_SOURCE $REPO_SLUG\"";

            var here = await Shell.Run(["bash", "-c"], [script], ("API_FUNC_BIN", "/nonexistent"));
            var asked = await Shell.Run(["dash", "-c"], [script]);

            var expected = new Outcome(0, $"{found ?? "ProxmoxVE community-scripts/ProxmoxVE"}\n", "");
            Assert.Equal((expected, expected), (here, asked));
        }
    }

    [Fact]
    public async Task What_another_bash_was_told_to_run_does_not_count()
    {
        var outcome = await Shell.RunScript(
            "bash", $"{s_load}{Print}", ("BASH_EXECUTION_STRING", "https://raw.githubusercontent.com/somebody/fork/x"));

        Assert.Equal(new Outcome(0, "ProxmoxVE community-scripts/ProxmoxVE 2\n", ""), outcome);
    }

    // The pieces of a URL far into a text take no longer than the text does.
    [Theory, MemberData(nameof(Shells))]
    public async Task However_long_the_variable_is_the_repository_is_found(string shell)
    {
        var padding = new string('/', 60_000);

        var outcome = await Shell.RunScript(
            shell, $"COMMUNITY_SCRIPTS_URL='{padding}é{padding}https://raw.githubusercontent.com/somebody/fork/{padding}'\n"
                + $"{s_load}echo \"$REPO_SOURCE $REPO_SLUG\"\n");

        Assert.Equal(new Outcome(0, "external somebody/fork\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Detect_repo_source_may_be_called_again(string shell)
    {
        var call = await Telemetry.Watch(
            shell, "unset REPO_SOURCE REPO_SLUG", "COMMUNITY_SCRIPTS_URL=https://raw.githubusercontent.com/somebody/fork/main\n"
                + "detect_repo_source surplus\nunset COMMUNITY_SCRIPTS_URL");

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["export REPO_SLUG=somebody/fork", "export REPO_SOURCE=external"], call.Changes);
    }
}
