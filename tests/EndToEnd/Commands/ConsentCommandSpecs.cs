// `apifunc consent`: who has said what, and the one place to say yes or no.

using System.Text.Json;
using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class ConsentCommandSpecs
{
    private const string Configuration = "/usr/local/community-scripts/api-func.conf";

    // What root keeps by default must not be that of the machine that runs the tests.
    private static Host HostWithState(params (string Path, string Content)[] files) =>
        new([(Host.ConsentFile, "DIAGNOSTICS=yes\n"), ("/var/lib/test", ""), .. files]);

    [Fact]
    public async Task Without_an_answer_nothing_is_sent_and_that_is_said()
    {
        using var host = new Host();

        var outcome = await host.RunBinary(["consent"]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith("! nothing is sent: nobody has answered yet", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("'apifunc consent yes'", outcome.Output, StringComparison.Ordinal);
        Assert.All(outcome.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData("DIAGNOSTICS=yes", null, "", "yes", true)]
    [InlineData("DIAGNOSTICS=no", null, "", "no", false)]
    [InlineData("DIAGNOSTICS=yes", "1", "", "no", false)]
    [InlineData("DIAGNOSTICS=yes", null, "DIAGNOSTICS=no", "no", false)]
    [InlineData("# nothing", null, "", "none", false)]
    public async Task Programs_learn_what_holds_and_why(string file, string? doNotTrack, string configuration, string answer, bool sends)
    {
        using var host = new Host((Host.ConsentFile, file), (Configuration, configuration));

        var outcome = await host.RunBinary(["consent", "--json"], ("DO_NOT_TRACK", doNotTrack));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var json = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal((answer, sends), (json.GetProperty("answer").GetString(), json.GetProperty("sends").GetBoolean()));
        Assert.NotEmpty(json.GetProperty("reason").GetString()!);
        Assert.Equal(4, json.GetProperty("sources").GetArrayLength());
        Assert.EndsWith("}\n", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yes", "no")]
    [InlineData("no", "yes")]
    [InlineData("NO", "yes")]
    public async Task An_answer_is_written_where_the_scripts_read_it(string answer, string before)
    {
        using var host = new Host((Host.ConsentFile, $"DIAGNOSTICS={before}\n\n# a comment\n"), ("/var/lib/test", ""));

        var outcome = await host.RunWithShim(
            "bash", $"\"$API_FUNC_BIN\" consent {answer}\ncat {Host.ConsentFile}\n" +
            $"awk -F= '/^DIAGNOSTICS/ {{print $2}}' {Host.ConsentFile}");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var given = answer.ToLowerInvariant();
        Assert.Contains($"diagnostics says {given}", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith($"DIAGNOSTICS={given}\n\n# a comment\n{given}\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_made_for_everybody_to_read()
    {
        using var host = new Host();

        var outcome = await host.RunWithShim(
            "dash", $"umask 077\nd=/usr/local/community-scripts\n\"$API_FUNC_BIN\" consent yes >/dev/null\nhead -n1 $d/diagnostics\n" +
            "stat -c %a:%U $d/diagnostics $d");

        Assert.Equal(new Outcome(0, "DIAGNOSTICS=yes\n644:root\n755:root\n", ""), outcome);
    }

    [Fact]
    public async Task A_no_deletes_what_waits_and_says_how_many()
    {
        await using var scene = new OutboxScene();
        using var host = HostWithState();
        await scene.Call("post_to_api");
        await scene.Call("post_to_api", ("RANDOM_UUID", "7f0f5a30-0000-4000-8000-000000000002"));
        Assert.Equal(2, scene.Waiting.Length);

        var outcome = await host.RunBinary(["consent", "no"], scene.Variables);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith(
            $"{Host.ConsentFile} says no\n{scene.State}: 2 waiting reports deleted\n✓ nothing is sent", outcome.Output,
            StringComparison.Ordinal);
        Assert.Empty(scene.Waiting);
    }

    [Fact]
    public async Task A_no_says_that_the_history_is_deleted_too()
    {
        await using var scene = new OutboxScene();
        using var host = HostWithState();
        await scene.Server.Up();
        await scene.Call("post_to_api");
        Assert.True(File.Exists(Path.Combine(scene.State, "history")));

        var outcome = await host.RunBinary(["consent", "no"], scene.Variables);
        var again = await host.RunBinary(["consent", "no"], scene.Variables);

        Assert.Contains($"\n{scene.State}: the history is deleted; nothing waited\n", outcome.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(scene.State, "history")));
        Assert.Contains($"\n{scene.State}: nothing waited, and there was no history\n", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_no_reaches_every_directory_that_environment_configuration_and_defaults_name()
    {
        Needs.Root();
        await using var ofEnvironment = new OutboxScene();
        await using var ofConfiguration = new OutboxScene();
        using var home = new TemporaryDirectory();
        using var host = HostWithState((Configuration, $"API_FUNC_STATE_DIR={ofConfiguration.State}\n"));
        await ofEnvironment.Call("post_to_api");
        await ofConfiguration.Call("post_to_api");
        var byDefault = "DIAGNOSTICS=yes RANDOM_UUID=1 NSAPP=nginx API_FUNC_URL=http://127.0.0.1:1/ \"$API_FUNC_BIN\" call post_to_api >&2";

        var outcome = await host.RunWithShim(
            "dash",
            $"export HOME={home.Path}; unset XDG_STATE_HOME\nAPI_FUNC_STATE_DIR=/var/lib/api-func {byDefault}\n"
                + $"API_FUNC_STATE_DIR={home.Path}/.local/state/api-func {byDefault}\n"
                + $"API_FUNC_STATE_DIR={ofEnvironment.State} \"$API_FUNC_BIN\" consent no");

        Assert.Equal(0, outcome.ExitCode);
        string[] directories = [ofEnvironment.State, ofConfiguration.State, "/var/lib/api-func", $"{home.Path}/.local/state/api-func"];
        Assert.Equal(
            directories.Select(directory => $"{directory}: 1 waiting report deleted"), outcome.Output.Split('\n')[1..^2]);
        Assert.Empty(ofEnvironment.Waiting);
        Assert.Empty(ofConfiguration.Waiting);
    }

    [Fact]
    public async Task A_no_where_nothing_was_ever_kept_says_so()
    {
        using var host = HostWithState();
        using var home = new TemporaryDirectory();

        var outcome = await host.RunBinary(["consent", "no"], ("HOME", home.Path));

        Assert.StartsWith(
            $"{Host.ConsentFile} says no\nThere is no state directory: nothing waited, and there was no history.\n", outcome.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_yes_says_what_refuses_all_the_same()
    {
        using var host = new Host((Configuration, "DO_NOT_TRACK=1\n"));

        var outcome = await host.RunBinary(["consent", "yes"]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains($"✗ nothing is sent: DO_NOT_TRACK is set in\n  {Configuration}\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_root_can_answer_for_a_host()
    {
        using var host = new Host((Host.ConsentFile, "DIAGNOSTICS=yes\n"));

        var outcome = await Shell.Run(
            [.. host.Enter(), "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Repository.Binary], ["consent", "no"]);

        Assert.Equal((77, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches($@"\Aapifunc consent: {Host.ConsentFile} is not written: [^\n]*only root[^\n]*\n\z", outcome.Error);
    }

    [Fact]
    public async Task A_file_that_is_a_link_is_not_replaced()
    {
        using var host = new Host(("/usr/local/elsewhere", "DIAGNOSTICS=yes\n"));

        var outcome = await host.RunWithShim(
            "dash", $"mkdir /usr/local/community-scripts\nln -s ../elsewhere {Host.ConsentFile}\n" +
            "if \"$API_FUNC_BIN\" consent no; then :; else echo $?; fi\ncat /usr/local/elsewhere");

        Assert.Equal((0, "73\nDIAGNOSTICS=yes\n"), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"\Aapifunc consent: [^\n]*it is a link\n\z", outcome.Error);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_used_is_named()
    {
        using var host = new Host((Host.ConsentFile, "DIAGNOSTICS=yes\n"), (Configuration, ""));

        var outcome = await host.RunWithShim("dash", $"chmod 666 {Configuration}\nif \"$API_FUNC_BIN\" consent; then :; else echo $?; fi");

        Assert.StartsWith("✗ nothing is sent: the configuration cannot be used\n", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n78\n", outcome.Output, StringComparison.Ordinal);
        Assert.Matches($@"\Aapifunc consent: {Configuration} cannot be used: [^\n]*\n\z", outcome.Error);
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData("yes", "no")]
    [InlineData("--force")]
    public async Task What_makes_no_sense_is_said_in_one_line(params string[] arguments)
    {
        using var host = Host.WithConsent();

        var outcome = await host.RunBinary(["consent", .. arguments]);

        Assert.Equal((64, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"\Aapifunc consent: [^\n]*\n\z", outcome.Error);
    }
}
