// What the shim itself makes of settings, and what it leaves to the binary.

using EndToEnd.Harness;

namespace EndToEnd.Settings;

public sealed class ShimSettingsSpecs
{
    private const string Configuration = "/usr/local/community-scripts/api-func.conf";

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string, string> ShellsAndDialects => Shell.With("classic", "telemetry");

    [Theory, MemberData(nameof(ShellsAndDialects))]
    public async Task DEV_MODE_is_a_word_in_any_case(string shell, string dialect)
    {
        string[] on = ["true", "TRUE", "True", "yes", "Yes", "on", "ON", "1"];
        string[] off = ["", "false", "no", "off", "0", "2", "truely", "yes "];
        var script = string.Concat(on.Concat(off).Select(word => $"DEV_MODE='{word}'; post_to_api\n"));

        var outcome = await Shell.RunScript(shell, $"set -eu\n. {ShimOf(dialect)}\nREPO_SOURCE=external\n{script}");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        Assert.Equal(Enumerable.Repeat("apifunc: nothing is sent: DIAGNOSTICS is not 'yes'", on.Length), outcome.Error.Split('\n')[..^1]);
    }

    // A binary that finds a refusal where the shim cannot look for it sets nothing.
    [Theory, MemberData(nameof(Shells))]
    public async Task Where_the_binary_finds_the_gate_closed_the_caller_is_left_as_it_was(string shell)
    {
        using var directory = new TemporaryDirectory();
        var binary = directory.Command("apifunc", "[ \"$2\" != _tm_enabled ] || exit 1; printf '#begin%s\\n#end\\n' \"$_api_func_mark\"");
        using var files = new PrivateFiles((Configuration, "DIAGNOSTICS=no\n"));

        foreach (var before in new[] { "unset POST_TO_API_DONE", "POST_TO_API_DONE=", "POST_TO_API_DONE=false" })
        {
            var call = await Telemetry.Watch(
                files.Around(), shell, $"{Telemetry.Variables}{before}; POST_UPDATE_DONE=false",
                "post_to_api; post_progress_to_api; post_update_to_api failed 1; post_preflight_to_api; _tm_enabled || echo \"$?\"",
                ("API_FUNC_BIN", binary));

            Assert.Equal(new Outcome(0, "1\n", ""), call.Outcome);
            Assert.Empty(call.Changes);
        }
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Whether_the_gate_is_open_is_asked_of_the_binary_only_where_there_is_a_configuration(string shell)
    {
        using var directory = new TemporaryDirectory();
        using var with = new PrivateFiles((Configuration, "# empty\n"));
        using var without = new PrivateFiles(("/usr/local/community-scripts/other", ""));
        var script = $"set -eu\n. {Shell.Quote(Repository.Shim)}\nDIAGNOSTICS=yes RANDOM_UUID=id\n_tm_enabled && echo open\n";

        var asked = await Shell.RunScript(with.Around(), shell, script, ("API_FUNC_BIN", FakeBinary.ThatLeavesATrace(directory)));
        Assert.Equal(["_tm_enabled"], FakeBinary.Trace(directory));
        var decided = await Shell.RunScript(without.Around(), shell, script, ("API_FUNC_BIN", FakeBinary.ThatLeavesATrace(directory)));
        Assert.Equal(["_tm_enabled"], FakeBinary.Trace(directory));
        var missing = await Shell.RunScript(with.Around(), shell, script, ("API_FUNC_BIN", "/nonexistent"));

        Assert.Equal(Enumerable.Repeat(new Outcome(0, "open\n", ""), 3), [asked, decided, missing]);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_refusal_is_told_to_the_binary_if_the_configuration_mentions_where_reports_wait(string shell)
    {
        string[] contents =
        [
            "API_FUNC_STATE_DIR=/elsewhere", "API_FUNC_STATE_DIR=/elsewhere\r\n", "\uFEFFAPI_FUNC_STATE_DIR=/elsewhere\n",
            " \t API_FUNC_STATE_DIR='/elsewhere' \n", "# comment\nAPI_FUNC_STATE_DIR=\"/elsewhere\"\nDIAGNOSTICS=\n",
        ];
        string[] others = ["", "\n", "API_FUNC_STATE=/elsewhere\n", "API_FUNC_OUTBOX=on\nAPI_FUNC_STATE_\nDIR=/elsewhere\n"];

        foreach (var content in contents.Concat(others))
        {
            using var directory = new TemporaryDirectory();
            using var files = new PrivateFiles((Configuration, content));

            var outcome = await Shell.RunScript(
                files.Around(), shell, $"set -eu\n. {Shell.Quote(Repository.Shim)}\ncd {directory.Path}\nDIAGNOSTICS=no\npost_to_api\n",
                ("API_FUNC_BIN", FakeBinary.ThatLeavesATrace(directory)), ("API_FUNC_STATE_DIR", null), ("XDG_STATE_HOME", directory.Path));

            Assert.Equal(new Outcome(0, "", ""), outcome);
            Assert.Equal(contents.Contains(content) ? ["--delete-if-refused"] : [], FakeBinary.Trace(directory));
        }
    }

    private static string ShimOf(string dialect) => Shell.Quote(dialect == "classic" ? Repository.Shim : Telemetry.Shim);
}
