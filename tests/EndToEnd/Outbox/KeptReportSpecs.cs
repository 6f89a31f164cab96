// What happens to a report that does not get through: it waits, in its place, and arrives once.

using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed class KeptReportSpecs
{
    private const string Other = "11111111-1c5a-4b56-9d0c-6f1d8f0d9a11";

    [Theory]
    [InlineData("classic", "/upload", "apifunc/")]
    [InlineData("telemetry", "/telemetry", "community-scripts-core/2")]
    public async Task A_report_that_nobody_takes_arrives_later_as_it_would_have_then(string dialect, string path, string agent)
    {
        await using var scene = new OutboxScene();

        await scene.Call("post_to_api", ("API_FUNC_DIALECT", dialect));
        var kept = await File.ReadAllTextAsync(Assert.Single(scene.Waiting));
        await scene.Server.Up();
        await scene.Flush();

        var request = Assert.Single(scene.Server.Requests);
        Assert.Equal(("POST", path), (request.Method, request.Path));
        Assert.StartsWith(agent, request.Headers.UserAgent.ToString(), StringComparison.Ordinal);
        Assert.Equal("application/json", request.Headers.ContentType);
        Assert.Contains(request.Text, kept, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scene.Outbox));
    }

    [Fact]
    public async Task A_report_that_is_accepted_leaves_nothing_behind()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        await scene.Call("post_to_api");

        Assert.Single(scene.Server.Requests);
        Assert.False(Directory.Exists(scene.Outbox));
    }

    [Fact]
    public async Task A_script_is_told_that_a_report_which_waits_is_done()
    {
        await using var scene = new OutboxScene();

        var begun = await scene.CallTelemetry("post_to_api");
        var ended = await scene.CallTelemetry("post_update_to_api failed 1");

        Assert.Contains("POST_TO_API_DONE='true'", begun, StringComparison.Ordinal);
        Assert.Contains("POST_UPDATE_DONE='true'", ended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_outbox_a_lost_report_is_lost()
    {
        await using var scene = new OutboxScene();

        var told = await scene.CallTelemetry("post_to_api", ("API_FUNC_OUTBOX", "off"), ("TELEMETRY_TIMEOUT", "1"));

        Assert.Contains("POST_TO_API_DONE='false'", told, StringComparison.Ordinal);
        Assert.False(Directory.Exists(scene.Outbox));
        Assert.Equal([Path.Combine(scene.State, "history")], Directory.GetFileSystemEntries(scene.State));
    }

    [Fact]
    public async Task What_waits_of_the_same_installation_goes_before_what_is_new()
    {
        await using var scene = new OutboxScene();

        await scene.Call("post_to_api");
        scene.ForgetAway();
        await scene.Server.Up();
        await scene.Call("post_update_to_api done none");

        Assert.Equal(["/upload", "/upload/updatestatus"], scene.Server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task What_waits_for_another_server_does_not_stand_in_its_way()
    {
        await using var scene = new OutboxScene();
        await using var other = await RecordingServer.Start();

        await scene.Call("post_to_api");
        await scene.Call("post_to_api", ("API_FUNC_URL", other.Url));

        Assert.Single(other.Requests);
        Assert.Single(scene.Waiting);
    }

    [Fact]
    public async Task What_waits_of_others_follows_the_next_report_that_gets_through()
    {
        await using var scene = new OutboxScene();

        await scene.Call("post_to_api", ("RANDOM_UUID", Other));
        await scene.Call("post_update_to_api failed 1", ("RANDOM_UUID", Other));
        scene.ForgetAway();
        await scene.Server.Up();
        await scene.Call("post_to_api");
        await scene.Server.Arrive(3);

        Assert.Equal(["installing", "installing", "failed"], scene.Server.Requests.Select(request => request.Field("status")));
        Assert.Equal([Direct.Installation[1].Value, Other, Other], scene.Server.Requests.Select(request => request.Field("random_id")));
        await scene.Flush();
        Assert.Equal(3, scene.Server.Requests.Count);
    }

    [Theory]
    [InlineData(400), InlineData(404), InlineData(405), InlineData(410), InlineData(413), InlineData(415), InlineData(422)]
    public async Task A_report_that_its_server_refuses_is_put_aside(int status)
    {
        await using var scene = new OutboxScene(RecordingServer.Status(status));
        await scene.Server.Up();

        await scene.Call("post_to_api");

        Assert.Empty(scene.Waiting);
        Assert.EndsWith(
            $"-{status}.report", Assert.Single(Directory.GetFiles(Path.Combine(scene.State, "rejected"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(302), InlineData(401), InlineData(403), InlineData(407), InlineData(408), InlineData(429), InlineData(500), InlineData(503)]
    public async Task A_report_that_its_server_cannot_take_now_is_kept(int status)
    {
        await using var scene = new OutboxScene(RecordingServer.Status(status));
        await scene.Server.Up();

        var told = await scene.Call("post_to_api");

        Assert.Contains($"RESPONSE='{status}'", told, StringComparison.Ordinal);
        Assert.Single(scene.Waiting);
        var report = (await scene.List()).GetProperty("reports")[0];
        Assert.Equal((1, status), (report.GetProperty("tries").GetInt32(), report.GetProperty("last_status").GetInt32()));
    }

    [Fact]
    public async Task Of_what_is_refused_the_newest_20_are_kept()
    {
        await using var scene = new OutboxScene(RecordingServer.Status(422));
        await scene.Server.Up();

        for (var i = 0; i < 22; i++)
            await scene.Call("post_to_api", ("NSAPP", $"app{i}"));

        var refused = Directory.GetFiles(Path.Combine(scene.State, "rejected")).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(20, refused.Length);
        Assert.Contains("\"app2\"", await File.ReadAllTextAsync(refused[0]), StringComparison.Ordinal);
        Assert.Contains("\"app21\"", await File.ReadAllTextAsync(refused[^1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_the_server_does_not_take_is_shortened_before_the_report_is_given_up()
    {
        await using var scene = new OutboxScene((request, context) =>
        {
            context.Response.StatusCode = request.Text.Contains("a long story", StringComparison.Ordinal) ? 413 : 202;
            return Task.CompletedTask;
        });
        using var log = new TemporaryDirectory();

        await scene.CallTelemetry("post_update_to_api failed 1", ("INSTALL_LOG", log.Write("log", "a long story\n")));
        await scene.Server.Up();
        await scene.Flush();

        Assert.Equal(2, scene.Server.Requests.Count);
        Assert.False(Directory.Exists(Path.Combine(scene.State, "rejected")));
    }

    [Fact]
    public async Task An_execution_that_has_ended_does_not_end_another_way()
    {
        await using var scene = new OutboxScene();

        await scene.CallTelemetry("post_update_to_api done none");
        var told = await scene.CallTelemetry("post_update_to_api failed 1");
        await scene.CallTelemetry("post_update_to_api failed 1", ("EXECUTION_ID", "another"));
        await scene.Server.Up();
        await scene.Flush();

        Assert.Contains("POST_UPDATE_DONE='true'", told, StringComparison.Ordinal);
        Assert.Equal(["success", "failed"], scene.Server.Requests.Select(request => request.Field("status")));
    }

    [Fact]
    public async Task Unless_it_is_forced_to()
    {
        await using var scene = new OutboxScene();

        await scene.CallTelemetry("post_update_to_api done none");
        await scene.CallTelemetry("post_update_to_api failed 1 force");
        await scene.Server.Up();
        await scene.Flush();

        Assert.Equal("failed", Assert.Single(scene.Server.Requests).Field("status"));
    }

    [Theory]
    [InlineData(201), InlineData(400)]
    public async Task What_is_forced_while_another_end_is_being_sent_follows_it(int first)
    {
        var answer = new TaskCompletionSource();
        await using var scene = new OutboxScene(async (request, context) =>
        {
            if (request.Field("status") == "failed")
                await answer.Task;
            await RecordingServer.Status(request.Field("status") == "failed" ? first : 201)(request, context);
        });
        await scene.Server.Up();
        (string, string?) background = ("API_FUNC_DELIVERY", "background");

        await scene.CallTelemetry("post_update_to_api failed 1", background);
        await scene.Server.Arrive(1);
        await scene.CallTelemetry("post_update_to_api success 0 force", background);
        answer.SetResult();
        await scene.Server.Arrive(1);
        await scene.Command("flush");

        Assert.Equal(["failed", "success"], scene.Server.Requests.Select(request => request.Field("status")).Distinct());
        Assert.Empty(scene.Waiting);
    }

    [Fact]
    public async Task What_comes_after_a_report_that_was_deleted_while_it_was_sent_is_not_taken_for_it()
    {
        var answer = new TaskCompletionSource();
        await using var scene = new OutboxScene(async (request, context) =>
        {
            if (request.Field("status") == "installing")
                await answer.Task;
            await RecordingServer.Created(request, context);
        });
        await scene.Server.Up();
        (string, string?) background = ("API_FUNC_DELIVERY", "background");

        await scene.Call("post_to_api", background);
        await scene.Server.Arrive(1);
        await scene.Command("clear");
        await scene.Call("post_update_to_api done none", background);
        answer.SetResult();
        await scene.Server.Arrive(1);
        await scene.Flush();

        Assert.Equal(["installing", "done"], scene.Server.Requests.Select(request => request.Field("status")));
    }

    [Fact]
    public async Task An_endless_name_of_an_execution_is_no_report_that_can_be_kept()
    {
        await using var scene = new OutboxScene();

        var outcome = await Shell.RunBinary(
            ["call", "post_to_api"], [.. scene.Variables, ("RANDOM_UUID", new string('x', 100_000)), ("DEV_MODE", "true")]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("cannot be kept in the outbox: it is too large", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Waiting);
    }

    [Fact]
    public async Task Progress_and_payloads_of_the_script_are_now_or_never()
    {
        await using var scene = new OutboxScene();

        await scene.Call("post_progress_to_api");
        var outcome = await Shell.RunBinary(["_tm_send", "{}"], scene.Variables);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Empty(scene.Waiting);
    }

    [Fact]
    public async Task A_tool_s_report_waits_too_and_none_waits_for_another()
    {
        await using var scene = new OutboxScene((request, context) =>
        {
            context.Response.StatusCode = request.Field("nsapp") == "first" ? 500 : 202;
            return Task.CompletedTask;
        });

        await scene.Call("post_tool_to_api first");
        await scene.Call("post_addon_to_api second");
        await scene.Server.Up();
        var outcome = await scene.Command("flush");

        Assert.Equal((75, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith($"{scene.State}: 1 delivered, 1 still waiting\n", outcome.Output, StringComparison.Ordinal);
    }
}
