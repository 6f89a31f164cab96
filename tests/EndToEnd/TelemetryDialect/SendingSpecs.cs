// The building blocks that scripts call by themselves: gate, body, delivery, clock and attempts.

using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed partial class SendingSpecs
{
    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Tm_enabled_tells_whether_the_gate_is_open(string shell)
    {
        var call = await Telemetry.Watch(shell, Telemetry.Variables, """
            ask() { if _tm_enabled; then printf 'open '; else printf '%s ' "$?"; fi; }
            ask; DIAGNOSTICS=YES; ask; DO_NOT_TRACK=0; ask; DO_NOT_TRACK=; ask; echo
            DO_NOT_TRACK=1; ask; DO_NOT_TRACK=false; ask; unset DO_NOT_TRACK
            saved=$RANDOM_UUID; RANDOM_UUID=; ask; unset RANDOM_UUID; ask; RANDOM_UUID=$saved
            DIAGNOSTICS=; ask; DIAGNOSTICS=no; ask; unset DIAGNOSTICS; ask; echo
            DIAGNOSTICS=yes
            """);

        Assert.Equal(new Outcome(0, "open open open open \n1 1 1 1 1 1 1 \n", ""), call.Outcome);
        Assert.Empty(call.Changes);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Tm_payload_prints_a_body_whatever_the_gate_says(string shell)
    {
        var call = await Telemetry.Watch(shell, Telemetry.Variables + "DIAGNOSTICS=no", """
            _tm_payload configuring
            _tm_payload failed 300 'a "quoted"
            error' surplus
            _tm_payload aborted none
            _tm_payload failed abc text
            _tm_payload
            """);

        Assert.Equal((0, ""), (call.Outcome.ExitCode, call.Outcome.Error));
        Assert.Empty(call.Changes);
        var bodies = call.Outcome.Output.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [
                ("configuring", 0, "", ""), ("failed", 255, "a \"quoted\"\nerror", "dependency"),
                ("aborted", 0, "", ""), ("failed", 1, "text", "shell"), ("unknown", 0, "", "")],
            bodies.Select(body => (
                body.GetProperty("status").GetString(), body.GetProperty("exit_code").GetInt32(),
                body.GetProperty("error").GetString(), body.GetProperty("error_category").GetString())));
        Assert.All(bodies, body => Assert.Equal(2, body.GetProperty("payload_version").GetInt32()));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Tm_send_sends_what_it_is_given(string shell)
    {
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(202));

        var call = await Telemetry.Watch(
            shell, Telemetry.Variables + "unset DIAGNOSTICS", "_tm_send '{\"a\":\"ü\"}' && _tm_send '--help' 2 3 surplus && echo sent",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "sent\n", ""), call.Outcome);
        Assert.Empty(call.Changes);
        Assert.Equal(["{\"a\":\"ü\"}", "--help"], server.Requests.Select(request => request.Text));
        Assert.All(server.Requests, request => Assert.Equal(
            ("POST", "/telemetry", "community-scripts-core/2", "application/json"),
            (request.Method, request.Path, request.Headers.UserAgent.ToString(), request.Headers.ContentType.ToString())));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Tm_send_sends_nothing_for_who_has_refused(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(shell, """
            DIAGNOSTICS=no; _tm_send '{}' || echo "no: $?"
            DIAGNOSTICS=yes; DO_NOT_TRACK=1; _tm_send '{}' || echo "no: $?"
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "no: 1\nno: 1\n", ""), outcome);
        Assert.Empty(server.Requests);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Tm_send_returns_1_where_nothing_was_accepted(string shell)
    {
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(404));

        var outcome = await Telemetry.Run(shell, """
            _tm_send '{}' || echo "refused: $?"
            TELEMETRY_URL=http://127.0.0.1:1/
            _tm_send '{}' || echo "not reached: $?"
            TELEMETRY_URL=nonsense
            _tm_send '{}' || echo "nowhere: $?"
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "refused: 1\nnot reached: 1\nnowhere: 1\n", ""), outcome);
        Assert.Single(server.Requests);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Reports_may_be_kept_in_a_file(string shell)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("reports.jsonl");

        var outcome = await Telemetry.Run(shell, Telemetry.Variables + $$"""
            TELEMETRY_URL=file://{{file}}
            post_to_api
            post_progress_to_api
            post_update_to_api done none
            _tm_send '{"status":"mine"}'
            echo "$POST_TO_API_DONE $POST_UPDATE_DONE"
            """);

        Assert.Equal(new Outcome(0, "true true\n", ""), outcome);
        var lines = (await File.ReadAllLinesAsync(file)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            ["installing", "configuring", "success", "mine"],
            lines.Select(line => line.GetProperty("report").GetProperty("status").GetString()));
        Assert.All(lines, line => Assert.Equal("telemetry", line.GetProperty("endpoint").GetString()));
    }

    // How long a report may take is read at each call, exported or not: a script whose limit is short is done while the
    // same one with another limit, started before, still waits for its first answer.
    [Theory]
    [InlineData("post_update_to_api done none", "STATUS_TIMEOUT", "TELEMETRY_TIMEOUT")]
    [InlineData("post_progress_to_api", "TELEMETRY_TIMEOUT", "STATUS_TIMEOUT")]
    [InlineData("post_tool_to_api x", "TELEMETRY_TIMEOUT", "STATUS_TIMEOUT")]
    [InlineData("_tm_send '{}' || :", "TELEMETRY_TIMEOUT", "STATUS_TIMEOUT")]
    public async Task Time_limits_are_read_at_each_call(string call, string limit, string otherLimit)
    {
        var given = new TaskCompletionSource();
        await using var server = await RecordingServer.Start(answer: async (_, context) =>
        {
            var aborted = new TaskCompletionSource();
            using var registration = context.RequestAborted.Register(aborted.SetResult);
            await Task.WhenAny(aborted.Task, given.Task);
        });

        var patient = RunEverywhere("3600", "0.1");
        var hasty = await Task.WhenAll(RunEverywhere("0.1", "3600"));

        Assert.DoesNotContain(patient, script => script.IsCompleted);
        given.SetResult();
        Assert.All([.. hasty, .. await Task.WhenAll(patient)], outcome => Assert.Equal(new Outcome(0, "", ""), outcome));

        Task<Outcome>[] RunEverywhere(string seconds, string otherSeconds) =>
            [.. Shell.Installed.Select(shell => Telemetry.Run(
                shell, Telemetry.Variables + $"{limit}={seconds} {otherLimit}={otherSeconds}\n{call}\n", server.AsTelemetryEndpoint()))];
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_clock_is_started_once_and_tells_seconds(string shell)
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var started = await Telemetry.Watch(
            shell, "get_install_duration", "start_install_timer; get_install_duration >&2; start_install_timer");
        var after = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var running = await Telemetry.Watch(
            shell, "INSTALL_START_TIME=7",
            "start_install_timer; get_install_duration >&2; INSTALL_START_TIME=99999999999; get_install_duration; INSTALL_START_TIME=7");

        Assert.Equal((0, "0\n"), (started.Outcome.ExitCode, started.Outcome.Output));
        Assert.InRange(long.Parse(started.Outcome.Error), 0, after - before);
        var clock = Assert.Single(started.Changes).Split('=');
        Assert.Equal("export INSTALL_START_TIME", clock[0]);
        Assert.InRange(long.Parse(clock[1]), before, after);
        Assert.Equal((0, "0\n"), (running.Outcome.ExitCode, running.Outcome.Output));
        Assert.InRange(long.Parse(running.Outcome.Error), before - 7, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 7);
        Assert.Empty(running.Changes);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_new_attempt_is_an_execution_of_its_own(string shell)
    {
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(shell, Telemetry.Variables + """
            POST_TO_API_DONE=true POST_UPDATE_DONE=true FAILED_COMMAND=x FAILED_LINE=1 ERROR_CATEGORY_OVERRIDE=x TELEMETRY_ERRINFO=/x
            INSTALL_START_TIME=1
            """,
            "telemetry_new_attempt; first=$EXECUTION_ID; telemetry_new_attempt surplus; [ \"$first\" != \"$EXECUTION_ID\" ]",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Matches(ExportedUuid(), call.Changes[1]);
        Assert.Equal(
            [
                "unset ERROR_CATEGORY_OVERRIDE", "unset FAILED_COMMAND", "unset FAILED_LINE", "POST_TO_API_DONE=false",
                "POST_UPDATE_DONE=false", "unset TELEMETRY_ERRINFO"],
            [call.Changes[0], .. call.Changes[2..]]);
        Assert.Empty(server.Requests);
    }

    [GeneratedRegex("^export EXECUTION_ID=[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex ExportedUuid();
}
