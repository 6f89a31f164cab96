// `apifunc consent`: who has said what, and the one place to say yes or no.

using System.Text.Json;
using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class ConsentCommandSpecs
{
    private const string Configuration = "/usr/local/community-scripts/api-func.conf";

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
        using var host = new Host((Host.ConsentFile, $"DIAGNOSTICS={before}\n\n# a comment\n"));

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
        using var host = Host.WithConsent();
        await scene.Call("post_to_api");
        await scene.Call("post_to_api", ("RANDOM_UUID", "7f0f5a30-0000-4000-8000-000000000002"));
        Assert.Equal(2, scene.Waiting.Length);

        var outcome = await host.RunBinary(["consent", "no"], scene.Variables);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith($"{Host.ConsentFile} says no; 2 waiting reports deleted\n", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(scene.Waiting);
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
