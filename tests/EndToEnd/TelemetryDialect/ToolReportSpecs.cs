// The reports of tools and addons, and the EXIT trap that sends them.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed partial class ToolReportSpecs
{
    private const string Consent = "/usr/local/community-scripts/diagnostics";
    private const string Ahead = "INSTALL_START_TIME=99999999999\n";

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string> ShellsButZsh => [.. Shell.All.Except(["zsh"])];

    [Theory, MemberData(nameof(Shells))]
    public async Task A_tool_is_reported_without_an_execution_of_its_own(string shell)
    {
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(
            shell, Telemetry.Variables + Ahead + "unset RANDOM_UUID EXECUTION_ID", "post_tool_to_api clean-lxcs done 0 surplus",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Empty(call.Changes);
        var request = Assert.Single(server.Requests);
        Assert.Equal(
            """
            {"payload_version":2,"random_id":"ID","execution_id":"ID","type":"pve","nsapp":"clean-lxcs","status":"success",
            "exit_code":0,"error":"","error_category":"","install_duration":0,"pve_version":"8.2.4","platform":"pve",
            "repo_source":"external","repo_slug":"somebody/fork"}
            """.Replace("\n", ""),
            Uuid().Replace(request.Text, "ID"));
        Assert.Equal(request.Field("random_id"), request.Field("execution_id"));
        Assert.Equal(("POST", "/telemetry"), (request.Method, request.Path));
        Assert.Equal("community-scripts-core/2", request.Headers.UserAgent);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task An_addon_is_reported_with_the_system_it_runs_in(string shell)
    {
        using var files = new PrivateFiles(("/etc/os-release", "PRETTY_NAME=\"Alpine Linux\"\nID='alpine'\nVERSION_ID=\"3.20\"\n"));
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(
            files.Around(), shell, Telemetry.Variables + Ahead + "unset RANDOM_UUID; TELEMETRY_TOOL_TYPE=pve",
            "post_addon_to_api glances failed 127", server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Empty(call.Changes);
        Assert.Equal(
            """
            {"payload_version":2,"random_id":"ID","execution_id":"ID","type":"addon","nsapp":"glances","status":"failed",
            "exit_code":127,"error":"exit_code=127 | Command not found","error_category":"dependency","install_duration":0,
            "os_type":"alpine","os_version":"3.20","platform":"pve","repo_source":"external","repo_slug":"somebody/fork"}
            """.Replace("\n", ""),
            Uuid().Replace(Assert.Single(server.Requests).Text, "ID"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Names_statuses_and_codes_have_defaults_and_each_report_an_id_of_its_own(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(shell, Telemetry.Variables + """
            post_tool_to_api
            post_addon_to_api '' '' ''
            TELEMETRY_TOOL_TYPE=tool
            post_tool_to_api x failed
            post_tool_to_api x failed none
            post_tool_to_api x failed abc
            post_tool_to_api x failed 300
            post_addon_to_api x aborted 130
            post_addon_to_api --help --version 7
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(
            [
                ("pve", "unknown", "success", "0", ""),
                ("addon", "unknown", "success", "0", ""),
                ("tool", "x", "failed", "0", "exit_code=0"),
                ("tool", "x", "failed", "0", "exit_code=0"),
                ("tool", "x", "failed", "1", "exit_code=1"),
                ("tool", "x", "failed", "255", "exit_code=300"),
                ("addon", "x", "aborted", "130", ""),
                ("addon", "--help", "--version", "7", ""),
            ],
            server.Requests.Select(request =>
                (
                    request.Field("type"), request.Field("nsapp"), request.Field("status"), request.Field("exit_code"),
                    request.Field("error").Split(" | ")[0])));
        Assert.Equal(8, server.Requests.Select(request => request.Field("random_id")).Distinct().Count());
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Init_tool_telemetry_sets_what_the_report_needs(string shell)
    {
        using var files = new PrivateFiles((Consent, "DIAGNOSTICS=yes\n"));

        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var named = await Telemetry.Watch(
            files.Around(), shell, "DIAGNOSTICS=no", "init_tool_telemetry update-lxcs addon surplus; trap - EXIT");
        var after = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var unnamed = await Telemetry.Watch(
            files.Around(), shell, "TELEMETRY_TOOL_NAME=kept TELEMETRY_TOOL_TYPE=lost INSTALL_START_TIME=1",
            "init_tool_telemetry; trap - EXIT");

        Assert.Equal(new Outcome(0, "", ""), named.Outcome);
        Assert.Equal(
            ["DIAGNOSTICS=yes", "TELEMETRY_TOOL_NAME=update-lxcs", "TELEMETRY_TOOL_TYPE=addon"],
            named.Changes.Where(change => !change.StartsWith("export", StringComparison.Ordinal)));
        var clock = Assert.Single(named.Changes, change => change.StartsWith("export", StringComparison.Ordinal)).Split('=');
        Assert.Equal("export INSTALL_START_TIME", clock[0]);
        Assert.InRange(long.Parse(clock[1]), before, after);
        Assert.Equal(new Outcome(0, "", ""), unnamed.Outcome);
        Assert.Equal(["DIAGNOSTICS=yes", "TELEMETRY_TOOL_TYPE=pve"], unnamed.Changes);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Without_the_file_init_tool_telemetry_leaves_consent_to_the_variable(string shell)
    {
        using var files = new PrivateFiles(("/usr/local/community-scripts/other", ""));

        var call = await Telemetry.Watch(
            files.Around(), shell, "DIAGNOSTICS=maybe INSTALL_START_TIME=1", "init_tool_telemetry x; trap - EXIT");

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["TELEMETRY_TOOL_NAME=x", "TELEMETRY_TOOL_TYPE=pve"], call.Changes);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_trap_reports_the_exit_and_leaves_the_exit_status_as_it_was(string shell)
    {
        using var files = new PrivateFiles((Consent, "DIAGNOSTICS=yes\n"));
        await using var server = await RecordingServer.Start();
        (string End, int Code)[] ends =
        [
            ("exit 0", 0), ("exit 3", 3), ("true", 0), ("(exit 5)", 5), ("no_such_command 2>&-", 127), ("exit 255", 255),
        ];

        foreach (var (end, code) in ends)
        {
            var outcome = await Telemetry.Run(
                files.Around(), shell, $"init_tool_telemetry 'my tool'\n{end}\n", server.AsTelemetryEndpoint());

            Assert.Equal(new Outcome(code, "", ""), outcome);
        }

        Assert.Equal(ends.Select(end => $"{end.Code}"), server.Requests.Select(request => request.Field("exit_code")));
        Assert.Equal(ends.Select(end => end.Code == 0 ? "success" : "failed"), server.Statuses());
        Assert.All(server.Requests, request => Assert.Equal(("my tool", "pve"), (request.Field("nsapp"), request.Field("type"))));
    }

    // Zsh brings an EXIT trap from outside of a function back when the function returns.
    [Theory, MemberData(nameof(ShellsButZsh))]
    public async Task The_trap_replaces_an_earlier_one(string shell)
    {
        using var files = new PrivateFiles((Consent, "DIAGNOSTICS=yes\n"));
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(
            files.Around(), shell, "trap 'echo earlier' EXIT\ninit_tool_telemetry mine\nexit 1", server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(1, "", ""), outcome);
        Assert.Equal("mine", Assert.Single(server.Requests).Field("nsapp"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_trap_and_what_it_runs_can_be_replaced(string shell)
    {
        using var files = new PrivateFiles((Consent, "DIAGNOSTICS=yes\n"));
        await using var server = await RecordingServer.Start();

        var trap = await Telemetry.Run(
            files.Around(), shell, "init_tool_telemetry mine\ntrap 'echo later' EXIT\nexit 2", server.AsTelemetryEndpoint());
        var function = await Telemetry.Run(
            files.Around(),
            shell, "setup() { init_tool_telemetry mine; echo set up; }\nsetup\n_telemetry_report_exit() { echo \"replaced: $1\"; }\nexit 3",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(2, "later\n", ""), trap);
        Assert.Equal(new Outcome(3, "set up\nreplaced: 3\n", ""), function);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Bash_shows_the_trap_as_scripts_expect_it()
    {
        using var files = new PrivateFiles((Consent, "DIAGNOSTICS=no\n"));

        var outcome = await Telemetry.Run(files.Around(), "bash", "init_tool_telemetry x\ntrap -p EXIT");

        Assert.Equal(new Outcome(0, "trap -- '_telemetry_report_exit \"$?\"' EXIT\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task What_the_trap_runs_may_be_called_by_hand(string shell)
    {
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(shell, Telemetry.Variables + "APP=Glances; unset TELEMETRY_TYPE", """
            _telemetry_report_exit 0 surplus
            TELEMETRY_TOOL_NAME= TELEMETRY_TOOL_TYPE=addon
            _telemetry_report_exit 100
            TELEMETRY_TOOL_NAME=named
            _telemetry_report_exit
            unset TELEMETRY_TOOL_NAME TELEMETRY_TOOL_TYPE APP
            _telemetry_report_exit nonsense
            APP=Glances
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Empty(call.Changes);
        Assert.Equal(
            [
                ("pve", "Glances", "success", "0"), ("addon", "Glances", "failed", "100"),
                ("addon", "named", "success", "0"), ("pve", "unknown", "failed", "1")],
            server.Requests.Select(
                request => (request.Field("type"), request.Field("nsapp"), request.Field("status"), request.Field("exit_code"))));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Whoever_has_not_consented_is_not_reported(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(shell, Telemetry.Variables + """
            for DIAGNOSTICS in no '' true yes,; do
              post_tool_to_api x; post_addon_to_api x; _telemetry_report_exit 0
            done
            DIAGNOSTICS=yes DO_NOT_TRACK=1
            post_tool_to_api x; post_addon_to_api x; _telemetry_report_exit 0
            unset DIAGNOSTICS DO_NOT_TRACK
            post_tool_to_api x; post_addon_to_api x; _telemetry_report_exit 0
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Empty(server.Requests);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
