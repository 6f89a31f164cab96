// A report that its server answers again and again, and does not accept, blocks no others.

using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed class StuckReportSpecs
{
    public static TheoryData<int> Statuses => [302, 401, 403, 429, 500, 503];

    [Theory, MemberData(nameof(Statuses))]
    public async Task Three_answers_in_a_row_and_the_next_report_of_an_installation_passes_it(int status)
    {
        await using var scene = new OutboxScene(RefuseBeginnings(status));
        await scene.CallTelemetry("post_to_api");
        await scene.CallTelemetry("post_update_to_api done none");
        await scene.Server.Up();

        await scene.Command("flush");
        await scene.Command("flush");
        Assert.Equal(["installing", "installing"], StatusesAt(scene));
        await scene.Command("flush");

        Assert.Equal(["installing", "installing", "installing", "success"], StatusesAt(scene));
        Assert.Single(scene.Waiting);
    }

    [Fact]
    public async Task A_function_leaves_it_alone()
    {
        await using var scene = await Stuck("telemetry");

        await scene.CallTelemetry("post_progress_to_api validation");
        await scene.CallTelemetry("post_update_to_api done none");

        Assert.Equal(["validation", "success"], StatusesAt(scene).Skip(3).Where(status => status != "installing"));
        Assert.Single(scene.Waiting);
    }

    [Fact]
    public async Task Where_the_server_needs_the_order_it_is_tried_before_the_next_all_the_same()
    {
        await using var scene = await Stuck("classic");

        await scene.Call("post_update_to_api failed 1");

        Assert.Equal(["installing", "failed"], StatusesAt(scene).Skip(3).Take(2));
        Assert.Single(scene.Waiting);
    }

    [Fact]
    public async Task So_it_is_when_both_wait()
    {
        await using var scene = await Stuck("classic");
        await scene.Server.Down();
        await scene.Call("post_update_to_api failed 1");
        await scene.Server.Up();

        var outcome = await scene.Command("flush");

        Assert.Equal(["installing", "failed"], StatusesAt(scene).Skip(3));
        Assert.Equal(75, outcome.ExitCode);
        Assert.Contains("1 delivered, 1 still waiting\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_that_it_is_waited_for()
    {
        await using var scene = new OutboxScene(RefuseBeginnings(503));
        await scene.CallTelemetry("post_to_api");
        await scene.Server.Up();
        await scene.Command("flush");

        await scene.CallTelemetry("post_update_to_api done none");

        Assert.Equal(["installing", "installing"], StatusesAt(scene));
        Assert.Equal(2, scene.Waiting.Length);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_none_of_the_three()
    {
        var number = 0;
        await using var scene = new OutboxScene((request, context) =>
        {
            if (Interlocked.Increment(ref number) == 3)
                context.Abort();
            return RefuseBeginnings(503)(request, context);
        });
        await scene.CallTelemetry("post_to_api");
        await scene.CallTelemetry("post_update_to_api done none");
        await scene.Server.Up();

        for (var i = 1; i <= 5; i++)
            await scene.Command("flush");
        Assert.Equal(["installing", "installing", "installing", "installing", "installing"], StatusesAt(scene));
        await scene.Command("flush");

        Assert.Equal("success", StatusesAt(scene).Last());
    }

    [Fact]
    public async Task Other_installations_pass_it_too()
    {
        await using var scene = new OutboxScene(
            (request, context) => RecordingServer.Status(request.Field("random_id") == "first" ? 503 : 201)(request, context));
        foreach (var id in new[] { "first", "second", "third" })
            await scene.Call("post_to_api", ("RANDOM_UUID", id));
        await scene.Server.Up();

        for (var i = 1; i <= 3; i++)
            await scene.Command("flush");

        Assert.Equal(["first", "first", "first", "second", "third"], scene.Server.Requests.Select(request => request.Field("random_id")));
    }

    [Fact]
    public async Task Many_of_them_do_not_flood_their_server_and_each_has_its_turn()
    {
        const int count = 8;
        await using var scene = new OutboxScene(RecordingServer.Status(500));
        for (var i = 0; i < count; i++)
            await scene.Call("post_to_api", ("RANDOM_UUID", $"{i}"));
        await scene.Server.Up();
        for (var i = 1; i <= 3; i++)
            await scene.Command("flush");
        var before = scene.Server.Requests.Count;

        for (var i = 1; i <= 3; i++)
            await scene.Command("flush");

        var after = scene.Server.Requests.Skip(before).Select(request => request.Field("random_id")).ToArray();
        Assert.Equal(9, after.Length);
        Assert.Equal(count, after.Distinct().Count());
    }

    /// <summary>A host with a report that was answered three times, of a server that takes all others.</summary>
    private static async Task<OutboxScene> Stuck(string dialect)
    {
        var scene = new OutboxScene(RefuseBeginnings(503));
        await scene.Call("post_to_api", ("API_FUNC_DIALECT", dialect));
        await scene.Server.Up();
        for (var i = 1; i <= 3; i++)
            Assert.Equal(75, (await scene.Command("flush")).ExitCode);
        return scene;
    }

    private static Func<RecordedRequest, Microsoft.AspNetCore.Http.HttpContext, Task> RefuseBeginnings(int status) =>
        (request, context) => RecordingServer.Status(request.Field("status") == "installing" ? status : 202)(request, context);

    private static IEnumerable<string> StatusesAt(OutboxScene scene) => scene.Server.Requests.Select(request => request.Field("status"));
}
