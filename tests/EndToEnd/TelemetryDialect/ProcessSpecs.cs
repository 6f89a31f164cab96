// How many processes are started: one a report, and none for whoever has opted out.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed partial class ProcessSpecs
{
    /// <summary>What names the repository.</summary>
    private const string Url = "COMMUNITY_SCRIPTS_URL=https://raw.githubusercontent.com/somebody/fork/main";

    // Functions that would report, and those that tell whether they would.
    private const string Reports =
        """
        post_to_api
        post_to_api_vm
        post_progress_to_api validation
        post_update_to_api failed 100
        post_update_to_api done none force
        post_preflight_to_api
        post_tool_to_api x failed 1
        post_addon_to_api x failed 1
        _telemetry_report_exit 1
        _tm_enabled || :

        """;

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Three_events_are_three_programs_and_sourcing_is_one_more(string shell)
    {
        using var directory = new TemporaryDirectory();
        var capture = directory.Write("capture", "EXIT_CODE=100\nLINE=42\nCOMMAND=apt-get update\n--- OUTPUT ---\nE: no network\n");
        await using var server = await RecordingServer.Start();

        var programs = await Programs(shell, $$"""
            DIAGNOSTICS=yes RANDOM_UUID=id TELEMETRY_ERRINFO={{capture}}
            post_to_api
            post_progress_to_api validation
            post_update_to_api failed 100
            post_update_to_api failed 100
            explain_exit_code 100; categorize_error 100; get_error_description 100
            """, server.AsTelemetryEndpoint());

        Assert.Equal(["installing", "validation", "failed"], server.Statuses());
        Assert.Equal(["detect_repo_source", "post_to_api", "post_progress_to_api", "post_update_to_api"], programs);
    }

    // The capture file has the output. Only the binary can know, and is asked.
    [Theory, MemberData(nameof(Shells))]
    public async Task A_script_that_can_fetch_its_log_asks_for_a_failure_whether_it_is_needed_and_not_for_a_success(string shell)
    {
        using var directory = new TemporaryDirectory();
        var capture = directory.Write("capture", "EXIT_CODE=100\nLINE=42\nCOMMAND=apt-get update\n--- OUTPUT ---\nE: no network\n");
        await using var server = await RecordingServer.Start();

        var programs = await Programs(shell, $$"""
            DIAGNOSTICS=yes RANDOM_UUID=id REPO_SOURCE=ProxmoxVE TELEMETRY_ERRINFO={{capture}}
            ensure_log_on_host() { ls /no/such/log; }
            post_update_to_api failed 100
            post_update_to_api done none force
            post_update_to_api aborted 130 force
            _telemetry_report_exit 0
            _telemetry_report_exit 100
            """, script => $"{Url}\n{script}", server.AsTelemetryEndpoint());

        Assert.Equal(
            [
                "--needs-log", "post_update_to_api", "post_update_to_api", "post_update_to_api", "_telemetry_report_exit", "--needs-log",
                "_telemetry_report_exit"],
            programs);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Whoever_has_opted_out_starts_no_program_for_a_report(string shell)
    {
        foreach (var refusal in new[] { "DIAGNOSTICS=no RANDOM_UUID=id", "DIAGNOSTICS=yes RANDOM_UUID=id DO_NOT_TRACK=1" })
        {
            Assert.Empty(await Programs(shell, Reports, script => $"{refusal} {Url}\n{script}"));
            Assert.Equal(["detect_repo_source"], await Programs(shell, Reports, script => $"{refusal}\n{script}"));
        }
    }

    [Fact]
    public async Task What_bash_was_told_to_run_names_the_repository_without_a_program()
    {
        Assert.Empty(await Programs(["bash", "-c", $": {Url}\n{Telemetry.WithShim("")}"]));
    }

    // Not even a shell of its own, where the shell has a clock and can keep a readonly variable from ending the script.
    [Fact]
    public async Task Whoever_has_opted_out_starts_no_process_in_bash()
    {
        using var directory = new TemporaryDirectory();
        var trace = directory.File("trace");

        var outcome = await Shell.RunScript(
            ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=process", "-e", "signal=none", "-o", trace], "bash",
            $"DIAGNOSTICS=no RANDOM_UUID=id {Url}\n"
                + Telemetry.WithShim(Reports + "init_tool_telemetry x\nstart_install_timer\ntelemetry_new_attempt\n"));

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.DoesNotMatch("clone|fork", await File.ReadAllTextAsync(trace));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task What_needs_no_program_starts_none(string shell)
    {
        var programs = await Programs(shell, """
            start=$INSTALL_START_TIME
            start_install_timer
            telemetry_new_attempt
            _tm_enabled
            init_tool_telemetry x
            trap - EXIT
            detect_repo_source
            explain_exit_code 1 && categorize_error 1 && get_error_description 1
            POST_TO_API_DONE=true; post_to_api; post_to_api_vm
            _TM_SYSINFO_DONE=true; telemetry_collect_sysinfo
            """, script => $"DIAGNOSTICS=yes RANDOM_UUID=id REPO_SOURCE=ProxmoxVED INSTALL_START_TIME=1\n{script}");

        Assert.Empty(programs);
    }

    private static Task<string[]> Programs(string shell, string script, params (string Name, string? Value)[] variables) =>
        Programs(shell, script, script => script, variables);

    /// <summary>The programs that a script starts; of the binary the function that it was started for.</summary>
    private static async Task<string[]> Programs(
        string shell, string script, Func<string, string> before, params (string Name, string? Value)[] variables)
    {
        using var directory = new TemporaryDirectory();
        return await Programs([.. shell.Split(' '), directory.Write("script", before(Telemetry.WithShim(script)))], variables);
    }

    /// <summary>The same of a command.</summary>
    private static async Task<string[]> Programs(string[] command, params (string Name, string? Value)[] variables)
    {
        using var directory = new TemporaryDirectory();
        using var files = new PrivateFiles(("/usr/local/community-scripts/other", ""));
        var trace = directory.File("trace");
        Needs.ToRun(command);

        var outcome = await Shell.Run(
            [
                .. files.Around(), "strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve", "-e", "signal=none", "-e",
                "status=successful", "-o", trace],
            command, [Telemetry.OwnSession(), .. variables]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var programs = Program().Matches(await File.ReadAllTextAsync(trace)).Skip(1);
        return [.. programs.Select(program => program.Groups["function"].Success ? program.Groups["function"].Value : program.Value)];
    }

    [GeneratedRegex("""execve\("[^"]*", \[("[^"]*/apifunc", "call", "(?<function>[-\w]+)")?.*""")]
    private static partial Regex Program();
}
