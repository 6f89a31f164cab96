// The report of how an installation ended: statuses, codes and texts, and that there is one only.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class EndReportSpecs
{
    private const string Ahead = "INSTALL_START_TIME=99999999999\n";

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Post_update_to_api_sends_the_whole_body(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(
            shell, Telemetry.Variables + Ahead + "FAILED_COMMAND='apt-get install \"x\"' FAILED_LINE=42\npost_update_to_api failed 100\n",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        var request = Assert.Single(server.Requests);
        const string command = "apt-get install \\\"x\\\"";
        const string error = $"exit_code=100 | APT: packages are broken, or dependencies unmet | at line 42: {command}";
        Assert.Equal(Telemetry.Body("failed", exitCode: 100, error, category: "dependency", command, line: 42), request.Text);
        Assert.Equal(("POST", "/telemetry"), (request.Method, request.Path));
        Assert.Equal("community-scripts-core/2", request.Headers.UserAgent);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Statuses_and_codes_are_told_as_the_server_knows_them(string shell)
    {
        (string Arguments, string Status, string Code, string Error, string Category)[] calls =
        [
            ("done none", "success", "0", "", ""),
            ("done", "success", "0", "", ""),
            ("success 5", "success", "0", "", ""),
            ("aborted 130", "aborted", "130", "exit_code=130", "user_aborted"),
            ("aborted", "aborted", "1", "exit_code=1", "user_aborted"),
            ("failed 129", "aborted", "129", "exit_code=129", "user_aborted"),
            ("failed 130", "aborted", "130", "exit_code=130", "user_aborted"),
            ("failed 143", "aborted", "143", "exit_code=143", "user_aborted"),
            ("", "failed", "1", "exit_code=1", "shell"),
            ("'' ''", "failed", "1", "exit_code=1", "shell"),
            ("failed 28", "failed", "28", "exit_code=28", "timeout"),
            ("failed none", "failed", "0", "exit_code=0", "unknown"),
            ("failed INTERRUPTED", "failed", "1", "exit_code=1", "shell"),
            ("failed -1", "failed", "1", "exit_code=1", "shell"),
            ("failed 100000", "failed", "255", "exit_code=100000", "dependency"),
            ("crashed 127", "unknown", "127", "exit_code=127", "dependency"),
            ("Done 0", "unknown", "0", "exit_code=0", "unknown"),
        ];
        await using var server = await RecordingServer.Start();

        var script = calls.Select(call => $"unset ERROR_CATEGORY_OVERRIDE; POST_UPDATE_DONE=false; post_update_to_api {call.Arguments}\n");
        var outcome = await Telemetry.Run(shell, Telemetry.Variables + string.Concat(script), server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(
            calls.Select(call => (call.Status, call.Code, call.Error, call.Category)),
            server.Requests.Select(request => (request.Field("status"), request.Field("exit_code"), request.Field("error")
                .Split(" | ")[0], request.Field("error_category"))));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task What_was_delivered_is_not_sent_again_unless_it_is_forced(string shell)
    {
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(shell, Telemetry.Variables, """
            post_update_to_api done none
            echo "$POST_UPDATE_DONE"
            post_update_to_api failed 1
            post_update_to_api failed 2 Force
            POST_UPDATE_DONE=True
            post_update_to_api failed 3
            post_update_to_api failed 4 force
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "true\n", ""), call.Outcome);
        Assert.Equal(["POST_UPDATE_DONE=true"], call.Changes);
        Assert.Equal(["0", "3", "4"], server.Requests.Select(request => request.Field("exit_code")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task An_abort_is_the_users_unless_the_script_knows_better(string shell)
    {
        await using var server = await RecordingServer.Start();

        var unset = await Telemetry.Watch(shell, Telemetry.Variables, "post_update_to_api aborted 130", server.AsTelemetryEndpoint());
        var empty = await Telemetry.Watch(
            shell, Telemetry.Variables + "ERROR_CATEGORY_OVERRIDE=", "post_update_to_api failed 143", server.AsTelemetryEndpoint());
        var set = await Telemetry.Watch(
            shell, Telemetry.Variables + "ERROR_CATEGORY_OVERRIDE=timeout", "post_update_to_api aborted 130", server.AsTelemetryEndpoint());
        var failed = await Telemetry.Watch(shell, Telemetry.Variables, "post_update_to_api failed 127", server.AsTelemetryEndpoint());

        Assert.Equal(["ERROR_CATEGORY_OVERRIDE=user_aborted", "POST_UPDATE_DONE=true"], unset.Changes);
        Assert.Equal(["ERROR_CATEGORY_OVERRIDE=user_aborted", "POST_UPDATE_DONE=true"], empty.Changes);
        Assert.Equal(["POST_UPDATE_DONE=true"], set.Changes);
        Assert.Equal(["POST_UPDATE_DONE=true"], failed.Changes);
        Assert.All([unset, empty, set, failed], call => Assert.Equal(new Outcome(0, "", ""), call.Outcome));
        Assert.Equal(
            ["user_aborted", "user_aborted", "timeout", "dependency"], server.Requests.Select(request => request.Field("error_category")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Behind_a_closed_gate_it_is_not_done_and_nothing_else_is_set(string shell)
    {
        await using var server = await RecordingServer.Start();

        var unset = await Telemetry.Watch(
            shell, Telemetry.Variables + "DIAGNOSTICS=no", "post_update_to_api aborted 130", server.AsTelemetryEndpoint());
        var empty = await Telemetry.Watch(
            shell, Telemetry.Variables + "RANDOM_UUID= POST_UPDATE_DONE=", "post_update_to_api aborted 130 force",
            server.AsTelemetryEndpoint());
        var set = await Telemetry.Watch(
            shell, Telemetry.Variables + "DO_NOT_TRACK=1 POST_UPDATE_DONE=maybe", "post_update_to_api failed 1",
            server.AsTelemetryEndpoint());

        Assert.Equal(["POST_UPDATE_DONE=false"], unset.Changes);
        Assert.Equal(["POST_UPDATE_DONE=false"], empty.Changes);
        Assert.Empty(set.Changes);
        Assert.All([unset, empty, set], call => Assert.Equal(new Outcome(0, "", ""), call.Outcome));
        Assert.Empty(server.Requests);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_shell_of_its_own_reports_for_itself(string shell)
    {
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(shell, Telemetry.Variables, """
            printed=$(post_update_to_api failed 1; echo "$POST_UPDATE_DONE")
            echo "$printed ${POST_UPDATE_DONE-unset}"
            (post_update_to_api failed 2)
            post_update_to_api failed 3 | cat
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "true unset\n", ""), call.Outcome);
        Assert.Empty(call.Changes);
        Assert.Equal(["1", "2", "3"], server.Requests.Select(request => request.Field("exit_code")));
    }
}
