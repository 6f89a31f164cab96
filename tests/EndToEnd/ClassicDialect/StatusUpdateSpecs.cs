// The reports of how an installation ended: arguments, defaults, and that there is one only.

using EndToEnd.Harness;

namespace EndToEnd.ClassicDialect;

public sealed class StatusUpdateSpecs
{
    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Post_update_to_api_reports_how_it_ended_below_the_endpoint(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            post_update_to_api failed 127
            printf '%s\n' "$POST_UPDATE_DONE" "$JSON_PAYLOAD" "$RESPONSE"
            """, server.AsEndpoint());

        var body =
            """
            {"status":"failed","error":"Command not found: wrong path or missing dependency",
            "random_id":"5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11"}
            """.Replace("\n", "");
        Assert.Equal(new Outcome(0, $"true\n{body}\n{RecordingServer.DefaultAnswer}201\n", ""), outcome);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/upload/updatestatus", body), (request.Method, request.Path, request.Text));
        Assert.Equal("application/json", request.Headers.ContentType);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Statuses_are_sent_as_given_and_exit_codes_are_described(string shell)
    {
        const string general = "General error: nothing more is known";
        (string[] Arguments, string Status, string Error)[] calls =
        [
            ([], "failed", general),
            ([""], "failed", general),
            (["", ""], "failed", general),
            (["", "0"], "failed", " "),
            (["failed"], "failed", general),
            (["failed", ""], "failed", general),
            (["failed", "none"], "failed", "Unknown error code (none)"),
            (["failed", "137"], "failed", "Ended by signal 9 (SIGKILL): killed, often for want of memory"),
            (["done", "none"], "done", " "),
            (["done", "0"], "done", " "),
            (["done"], "done", general),
            (["done", ""], "done", general),
            (["done", "None"], "done", "Unknown error code (None)"),
            (["success"], "success", " "),
            (["success", ""], "success", " "),
            (["success", "none"], "success", " "),
            (["success", "0"], "success", " "),
            (["success", "1"], "success", general),
            (["SUCCESS"], "SUCCESS", general),
            (["aborted", "130", "surplus", "--help"], "aborted", "Ended by signal 2 (SIGINT): interrupted by the user (Ctrl+C)"),
            (["failed", "INTERRUPTED"], "failed", "Unknown error code (INTERRUPTED)"),
            (
                ["failed", "apt-get install \\\n\t\"$package\" | tee 'log'\n"], "failed",
                "Unknown error code (apt-get install \\ \t\"$package\" | tee 'log' )"),
            (["failed", "007"], "failed", "Unknown error code (007)"),
            (["--help", "-1"], "--help", "Unknown error code (-1)"),
            (["two\nlines \"and\" 'quotes' \\", "256"], "two\nlines \"and\" 'quotes' \\", "Unknown error code (256)"),
        ];
        await using var server = await RecordingServer.Start();

        var script = calls.Select(
            call => $"POST_UPDATE_DONE=false; post_update_to_api {string.Join(' ', call.Arguments.Select(Shell.Quote))}\n");
        var outcome = await Shell.RunWithShim(shell, Report.Variables + string.Concat(script), server.AsEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(
            calls.Select(call => (call.Status, call.Error)),
            server.Requests.Select(request => (request.Field("status"), request.Field("error"))));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Only_the_first_call_reports_and_later_ones_leave_everything_as_it_is(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            echo "$POST_UPDATE_DONE"
            post_update_to_api done none
            RESPONSE=before JSON_PAYLOAD=before
            post_update_to_api failed 1
            post_update_to_api
            printf '%s\n' "$POST_UPDATE_DONE" "$RESPONSE" "$JSON_PAYLOAD"
            """, server.AsEndpoint(), ("POST_UPDATE_DONE", "true"));

        Assert.Equal(new Outcome(0, "false\ntrue\nbefore\nbefore\n", ""), outcome);
        Assert.Equal("done", Assert.Single(server.Requests).Field("status"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_one_call_counts_even_where_nothing_was_sent_or_nobody_answered(string shell)
    {
        await using var server = await RecordingServer.Start(answer: (_, context) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            DIAGNOSTICS=no
            post_update_to_api failed 1
            echo "$POST_UPDATE_DONE"
            DIAGNOSTICS=yes
            post_update_to_api failed 2
            POST_UPDATE_DONE=false
            post_update_to_api failed 3
            printf '%s\n' "$POST_UPDATE_DONE" "$RESPONSE"
            post_update_to_api failed 4
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "true\ntrue\n000\n", ""), outcome);
        Assert.Equal("A function or condition could not be evaluated", Assert.Single(server.Requests).Field("error"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_shell_of_its_own_reports_for_itself(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            printed=$(post_update_to_api failed 1; echo "$POST_UPDATE_DONE")
            echo "$printed $POST_UPDATE_DONE"
            (post_update_to_api failed 2)
            post_update_to_api failed 3 | cat
            POST_UPDATE_DONE=false
            post_update_to_api done none
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "true false\n", ""), outcome);
        Assert.Equal(["failed", "failed", "failed", "done"], server.Requests.Select(request => request.Field("status")));
    }
}
