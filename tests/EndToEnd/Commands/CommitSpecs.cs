// The commit that `apifunc --version` names: what build.sh finds out of a checkout, and that it finds nothing elsewhere.

using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class CommitSpecs : IDisposable
{
    // For the scripts of these tests.
    private const string Save =
        "save() { git add . && git -c user.name=Nobody -c user.email=nobody@example.invalid commit -q -m first; }";

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task It_has_12_digits_and_says_if_files_were_changed()
    {
        var outcome = await Run("""
            git init -q .
            touch file
            save
            echo "$(git rev-parse HEAD | cut -c1-12)"
            commit; echo
            touch new
            commit; echo
            """);

        var lines = outcome.Output.Split('\n');
        Assert.Matches("^[0-9a-f]{12}$", lines[0]);
        Assert.Equal(new Outcome(0, $"{lines[0]}\n{lines[0]}\n{lines[0]}, changed\n", ""), outcome);
    }

    [Theory]
    [InlineData(":")]
    [InlineData("git init -q .")]
    [InlineData("cd ..; git init -q .; touch file; save; cd inside")]
    [InlineData("git init -q .; touch file; save; chown -R 1:1 .")]
    [InlineData("touch .git; PATH=/nonexistent")]
    public async Task There_is_none_without_git_out_of_a_checkout_or_in_somebody_else_s(string scene)
    {
        if (scene.Contains("chown", StringComparison.Ordinal))
            Needs.Root();

        Assert.Equal(new Outcome(0, "[]\n", ""), await Run($"{scene}\necho \"[$(commit)]\""));
    }

    public void Dispose() => _directory.Dispose();

    private Task<Outcome> Run(string script)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "build.sh"));
        var function = lines.SkipWhile(line => line != "commit() {").TakeWhile(line => line != "}").Append("}");
        Assert.SkipUnless(Needs.HasProgram("git"), "needs git");
        return Shell.Run(
            ["bash", "-euo", "pipefail", "-c"],
            [$"{string.Join('\n', function)}\ncd {Shell.Quote(_directory.Path)}\n{Save}\nmkdir inside\ncd inside\n{script}"],
            ("HOME", _directory.Path), ("GIT_CONFIG_NOSYSTEM", "1"));
    }
}
