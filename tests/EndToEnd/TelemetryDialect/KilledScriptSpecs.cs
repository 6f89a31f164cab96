// Scripts that are killed, at every stage, by every signal that a terminal or an administrator sends, to the script alone
// or to all of its processes: every execution has one end, and the scripts' own traps do their work.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class KilledContainerSpecs
{
    // Installations that the signal ends.
    [Theory]
    [InlineData("installing")]
    [InlineData("created")]
    [InlineData("configuring")]
    [InlineData("installation")]
    [InlineData("validation")]
    [InlineData("validated")]
    public Task An_installation_is_aborted(string stage) =>
        KilledScript.Kill(
            "container.sh", stage, installCodes: "0", end: ("aborted", KilledScript.Signal), error: "NAME received\nexit: CODE\n");

    // Ends that are under way, or have been reported, when the signal comes.
    [Theory]
    [InlineData("fetching", "100", "failed", 100)]
    [InlineData("failed", "100", "failed", 100)]
    [InlineData("success", "0", "success", 0)]
    [InlineData("described", "0", "success", 0)]
    public async Task What_has_ended_ends_as_it_has(string stage, string installCodes, string status, int code)
    {
        var ends = await KilledScript.Kill("container.sh", stage, installCodes, end: (status, code), error: "NAME received\nexit: CODE\n");

        if (status == "failed")
            Assert.All(
                ends, end => Assert.EndsWith("\n---\ninstalling nginx\nE: ends with 100", end.Field("error"), StringComparison.Ordinal));
    }
}

public sealed class KilledTurnkeySpecs
{
    [Theory]
    [InlineData("installing")]
    [InlineData("created")]
    [InlineData("described")]
    public Task An_installation_is_aborted(string stage) =>
        KilledScript.Kill("turnkey.sh", stage, installCodes: "0", end: ("aborted", KilledScript.Signal), error: "");

    [Theory]
    [InlineData("failed", "5", "failed", 5)]
    [InlineData("success", "0", "success", 0)]
    public Task What_has_ended_ends_as_it_has(string stage, string installCodes, string status, int code) =>
        KilledScript.Kill("turnkey.sh", stage, installCodes, end: (status, code), error: "");
}

public sealed class KilledVmSpecs
{
    [Theory]
    [InlineData("installing")]
    [InlineData("download")]
    [InlineData("import")]
    public Task An_installation_is_aborted(string stage) =>
        KilledScript.Kill("vm.sh", stage, installCodes: "0", end: ("aborted", KilledScript.Signal), error: "cleaned up: CODE\n");

    [Theory]
    [InlineData("failed", "5", "failed", 5)]
    [InlineData("success", "0", "success", 0)]
    [InlineData("started", "0", "success", 0)]
    public Task What_has_ended_ends_as_it_has(string stage, string installCodes, string status, int code) =>
        KilledScript.Kill("vm.sh", stage, installCodes, end: (status, code), error: @"(line \d+: exit code 5\n)?cleaned up: CODE\n");
}

public sealed class KilledToolSpecs
{
    [Theory]
    [InlineData("tool.sh", "cleaning", "")]
    [InlineData("addon.sh", "downloading", "cleaned up: CODE\n")]
    public Task A_run_fails(string script, string stage, string error) =>
        KilledScript.Kill(script, stage, installCodes: "0", end: ("failed", KilledScript.Signal), error);

    [Theory]
    [InlineData("tool.sh", "success", "0", 0)]
    [InlineData("tool.sh", "failed", "3", 3)]
    public Task A_tool_that_has_ended_ends_as_it_has(string script, string stage, string installCodes, int code) =>
        KilledScript.Kill(script, stage, installCodes, end: (stage, code), error: "");

    // While the report is under way nothing reaches this script: its exit status is its own.
    [Theory]
    [InlineData("success", "0", 0)]
    [InlineData("failed", "3", 3)]
    public Task An_addon_that_has_ended_ends_as_it_has(string stage, string installCodes, int code) =>
        KilledScript.Kill("addon.sh", stage, installCodes, end: (stage, code), error: $"cleaned up: {code}\n", exitCode: code);
}

internal static class KilledScript
{
    /// <summary>Stands for the exit code that a shell gives a program that the signal has ended.</summary>
    public const int Signal = -1;

    private static readonly (string Name, int Code, bool WholeGroup)[] s_signals =
        [("HUP", 129, false), ("HUP", 129, true), ("INT", 130, false), ("INT", 130, true), ("TERM", 143, false), ("TERM", 143, true)];

    // While one of these is held the script runs no command of its own.
    private static readonly string[] s_reports = ["installing", "configuring", "validation", "fetching", "failed", "success"];

    // What bash says of a script's own command that was killed, and a script's ERR trap of its exit code.
    private const string OwnCommand = @"((Hangup|Terminated)\n)?(line \d+: .*\n)?";

    /// <summary>Kills a script at a stage in every way. Returns the reports of its end, one for each way.</summary>
    /// <param name="name">The script.</param>
    /// <param name="stage">Where it is held until the signal was sent.</param>
    /// <param name="installCodes">How what it does ends.</param>
    /// <param name="end">The one end that has to be reported.</param>
    /// <param name="error">What its traps say, as a regular expression; NAME and CODE stand for the signal's.</param>
    /// <param name="exitCode">The script's own exit code.</param>
    public static Task<RecordedRequest[]> Kill(
        string name, string stage, string installCodes, (string Status, int Code) end, string error, int exitCode = Signal)
    {
        var isReport = s_reports.Contains(stage);
        return Task.WhenAll(s_signals.Select(async signal =>
        {
            using var work = new TemporaryDirectory();
            await using var server = await HoldingServer.Start(stage);
            using var script = HelperScript.Start(name, server, work, ("INSTALL_CODES", installCodes));
            await server.Reached(stage);

            await script.Signal(signal.Name, signal.WholeGroup);
            server.Release();

            var outcome = await script.Outcome;
            var heard = error.Replace(
                "NAME", signal.Name, StringComparison.Ordinal).Replace("CODE", $"{signal.Code}", StringComparison.Ordinal);
            Assert.Matches($"^{(isReport ? "" : OwnCommand)}{heard}$", outcome.Error);
            Assert.Equal((signal, exitCode == Signal ? signal.Code : exitCode, ""), (signal, outcome.ExitCode, outcome.Output));
            var code = end.Code == Signal ? signal.Code : end.Code;
            var reported = server.Ends.Select(each => $"{each.Field("status")} {each.Field("exit_code")}");
            Assert.Equal((signal, $"{end.Status} {code}"), (signal, string.Join(", ", reported)));
            var report = server.Ends[0];
            Assert.StartsWith(end.Status == "success" ? "" : $"exit_code={code} | ", report.Field("error"), StringComparison.Ordinal);
            if (end.Code == Signal)
                Assert.Equal("user_aborted", report.Field("error_category"));
            Assert.Single(server.Reports.Select(each => each.Field("execution_id")).Distinct());
            return report;
        }));
    }
}
