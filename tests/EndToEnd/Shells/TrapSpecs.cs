// Reports from traps, and signals that come while a report is under way: one report arrives, and the script ends as it
// would have ended without.

using EndToEnd.Harness;

namespace EndToEnd.Shells;

public sealed class TrapSpecs
{
    /// <summary>Traps as the helper scripts set them.</summary>
    private const string SignalTraps = """
        trap 'echo INT >&2; post_update_to_api failed 130; exit 130' INT
        trap 'echo TERM >&2; post_update_to_api failed 143; exit 143' TERM
        trap 'echo HUP >&2; post_update_to_api failed 129; exit 129' HUP

        """;

    private const string ExitTrap = "trap 'post_update_to_api failed \"$?\"' EXIT\n";

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string, string, bool> EverySignal
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var shell in Shell.All)
            {
                foreach (var signal in new[] { "INT", "TERM", "HUP" })
                {
                    data.Add(shell, signal, false);
                    data.Add(shell, signal, true);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_script_that_fails_reports_from_its_exit_trap_and_keeps_its_exit_code(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, $"{Report.Variables}{ExitTrap}sh -c 'exit 7'\necho unreached\n", server.AsEndpoint());

        Assert.Equal(new Outcome(7, "", ""), outcome);
        Assert.Equal("Out of memory, or of another resource", Assert.Single(server.Requests).Field("error"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_script_that_has_reported_success_reports_nothing_from_its_exit_trap(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(
            shell, $"{Report.Variables}{ExitTrap}post_to_api\npost_update_to_api done none\nexit 3\n", server.AsEndpoint());

        Assert.Equal(new Outcome(3, "", ""), outcome);
        Assert.Equal(["installing", "done"], server.Requests.Select(request => request.Field("status")));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("ksh93")]
    [InlineData("mksh")]
    [InlineData("zsh")]
    public async Task A_script_reports_the_failed_command_from_its_trap_for_errors(string shell)
    {
        await using var server = await RecordingServer.Start();
        var (options, command) = shell == "bash" ? ("set -Eo pipefail", "$BASH_COMMAND") : (":", "a\nb");

        var outcome = await Shell.RunWithShim(shell, $$"""
            {{options}}
            {{Report.Variables}}handle() {
              post_update_to_api failed "$2"
              exit "$1"
            }
            trap 'handle "$?" "{{command}}"' ERR
            install() { sh -c 'exit 42'; }
            install
            echo unreached
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(42, "", ""), outcome);
        Assert.Equal(
            $"Unknown error code ({(shell == "bash" ? "sh -c 'exit 42'" : "a b")})",
            Assert.Single(server.Requests).Field("error"));
    }

    [Theory, MemberData(nameof(EverySignal))]
    public async Task A_signal_while_the_end_is_being_reported_does_not_report_it_again(string shell, string signal, bool wholeGroup)
    {
        await using var server = await HeldServer.Start();
        using var script = RunningScript.StartWithShim(
            shell, $"{Report.Variables}{Traps(shell)}post_update_to_api done none\necho unreached\n", server.AsEndpoint());

        await script.Until(server.Arrived);
        await script.Signal(signal, wholeGroup);
        server.Release();
        var outcome = await script.Outcome;

        Assert.Equal(new Outcome(ExitCode(signal), "", $"{signal}\n"), outcome);
        Assert.Equal("done", Assert.Single(server.Requests).Field("status"));
    }

    [Theory, MemberData(nameof(EverySignal))]
    public async Task A_signal_while_the_exit_trap_reports_does_not_report_it_again(string shell, string signal, bool wholeGroup)
    {
        await using var server = await HeldServer.Start();
        using var script = RunningScript.StartWithShim(shell, $"{Report.Variables}{SignalTraps}{ExitTrap}exit 5\n", server.AsEndpoint());

        await script.Until(server.Arrived);
        await script.Signal(signal, wholeGroup);
        server.Release();
        var outcome = await script.Outcome;

        // ksh93 does not let the trap of a signal end its EXIT trap.
        Assert.Equal(new Outcome(shell == "ksh93" ? 5 : ExitCode(signal), "", $"{signal}\n"), outcome);
        Assert.Single(server.Requests);
    }

    [Theory, MemberData(nameof(EverySignal))]
    public async Task A_signal_while_the_beginning_is_being_reported_is_reported_as_the_end(string shell, string signal, bool wholeGroup)
    {
        await using var server = await HeldServer.Start();
        using var script = RunningScript.StartWithShim(
            shell, $"{Report.Variables}{Traps(shell)}post_to_api\necho unreached\n", server.AsEndpoint());

        await script.Until(server.Arrived);
        await script.Signal(signal, wholeGroup);
        server.Release();
        var outcome = await script.Outcome;

        // In some shells the script ends at once, and its last report a little later.
        Assert.Equal(new Outcome(ExitCode(signal), "", $"{signal}\n"), outcome);
        await server.Arrive(2);
        Assert.Equal(["installing", "failed"], server.Requests.Select(request => request.Field("status")));
        Assert.StartsWith($"Ended by signal", server.Requests[1].Field("error"));
        Assert.Contains($"(SIG{signal})", server.Requests[1].Field("error"));
    }

    /// <summary>Every trap; but bare mksh forgets the status of `exit` in a signal's trap where there is an EXIT trap, too.</summary>
    private static string Traps(string shell) => shell == "mksh" ? SignalTraps : SignalTraps + ExitTrap;

    /// <summary>What the script's own trap says.</summary>
    private static int ExitCode(string signal) => signal switch { "INT" => 130, "TERM" => 143, _ => 129 };
}
