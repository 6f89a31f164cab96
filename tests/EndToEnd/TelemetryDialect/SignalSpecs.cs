// Signals that come while a report is under way, in every shell: there is one end, and the script's own trap is heard.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class SignalSpecs
{
    private const string FetchingLog = "ensure_log_on_host() { curl -s -d x \"$STAGES/fetching\"; }\n";

    private static readonly (string Name, int Code, bool WholeGroup)[] s_signals =
    [
        ("INT", 130, false), ("INT", 130, true), ("TERM", 143, false), ("TERM", 143, true),
    ];

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string, string> Calls => Shell.With("post_update_to_api failed 5", "eval 'post_update_to_api failed 5'");

    [Theory, MemberData(nameof(Calls))]
    public async Task The_end_that_is_being_reported_is_the_only_one(string shell, string call) =>
        await Kill(shell, heldStage: "failed", call, expected: [("failed", "5")]);

    [Theory, MemberData(nameof(Calls))]
    public async Task The_end_for_which_the_log_is_being_fetched_is_the_only_one(string shell, string call) =>
        await Kill(shell, heldStage: "fetching", FetchingLog + call, expected: [("failed", "5")]);

    [Theory, MemberData(nameof(Shells))]
    public async Task The_beginning_that_is_being_reported_is_followed_by_the_end(string shell) =>
        await Kill(shell, heldStage: "installing", "post_to_api", expected: [("installing", "0"), ("aborted", "SIGNAL")]);

    [Theory, MemberData(nameof(Shells))]
    public async Task Progress_that_is_being_reported_is_followed_by_the_end(string shell)
    {
        // ksh93u+m 1.0.10 does, where the signal is for the shell alone; at a terminal it is for all.
        if (shell == "ksh93")
        {
            var plain = await Shell.RunScript(shell, "trap 'exit 130' INT\nx=$(exec sh -c 'kill -s INT \"$1\"' sh \"$$\") || :");
            Assert.SkipUnless(plain.ExitCode == 130, "this ksh93 loses an INT that comes while it waits for $(exec ...)");
        }

        await Kill(shell, heldStage: "configuring", "post_progress_to_api", expected: [("configuring", "0"), ("aborted", "SIGNAL")]);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_tool_that_is_being_reported_is_reported(string shell) =>
        await Kill(shell, heldStage: "failed", "post_tool_to_api x failed 5", expected: [("failed", "5"), ("aborted", "SIGNAL")]);

    [Theory, MemberData(nameof(Shells))]
    public async Task A_tool_for_which_the_log_is_being_fetched_is_reported(string shell) =>
        await Kill(
            shell, heldStage: "fetching", FetchingLog + "post_tool_to_api x failed 5", expected: [("failed", "5"), ("aborted", "SIGNAL")]);

    /// <summary>
    /// Sends signals to the script alone and to its whole process group while a stage is held. The script looks at what
    /// has been reported, as a cleanup does, before it reports the end.
    /// </summary>
    private static Task Kill(string shell, string heldStage, string call, (string Status, string Code)[] expected) =>
        Task.WhenAll(s_signals.Select(async signal =>
        {
            var (name, code, wholeGroup) = signal;
            await using var server = await HoldingServer.Start(heldStage);
            using var script = RunningScript.StartAsIs(shell, Telemetry.WithShim($$"""
                {{Telemetry.Variables}}
                on_signal() {
                  echo "$2 received" >&2
                  if [ "${POST_TO_API_DONE-}" != false ] && [ "${POST_UPDATE_DONE-}" != true ]; then
                    post_update_to_api failed "$1"
                  fi
                  exit "$1"
                }
                trap 'on_signal 130 INT' INT
                trap 'on_signal 143 TERM' TERM
                {{call}}
                echo 'The script goes on.'
                """), server.Endpoint, server.Stages, Telemetry.OwnSession());
            await server.Reached(heldStage);

            await script.Signal(name, wholeGroup);
            server.Release();

            // In some shells the script ends at once, and its last report a little later.
            Assert.Equal(new Outcome(code, "", $"{name} received\n"), await script.Outcome);
            foreach (var report in expected)
                await server.Reached(report.Status);
            Assert.Equal(
                expected.Select(report => (report.Status, report.Code.Replace("SIGNAL", $"{code}", StringComparison.Ordinal))).Order(),
                server.Reports.Select(report => (report.Field("status"), report.Field("exit_code"))).Order());
        }));
}
