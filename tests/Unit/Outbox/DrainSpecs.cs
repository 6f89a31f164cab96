// Going through what waits: who is sent before whom, and who has to wait.

using ApiFunc.Http;
using ApiFunc.Reports;
using Unit.Harness;

namespace Unit.Outbox;

[Collection(LockedFiles.Name)]
public sealed class DrainSpecs
{
    [Fact]
    public void The_oldest_goes_first_and_nothing_stays()
    {
        using var room = new OutboxRoom();
        foreach (var id in new[] { "a", "b", "a" })
            room.Add(OutboxRoom.Report(id, body: $"\"{id}\""));
        var server = new FakeServer(201);

        var drain = room.Pass(server);

        Assert.Equal(["\"a\"", "\"b\"", "\"a\""], server.Received);
        Assert.Equal((3, false), (drain.Delivered, drain.HasFailures));
        Assert.Empty(room.Waiting);
    }

    [Fact]
    public void One_that_fails_holds_up_its_own_installation_only()
    {
        using var room = new OutboxRoom();
        foreach (var (id, body) in new[] { ("a", "1"), ("a", "2"), ("b", "3") })
            room.Add(OutboxRoom.Report(id, body: body));
        var server = new FakeServer(body => new Response(body == "1" ? 500 : 201, default));

        room.Pass(server);

        Assert.Equal(["1", "3"], server.Received);
        Assert.Equal(2, room.Waiting.Length);
    }

    [Theory]
    [InlineData(503), InlineData(401), InlineData(0)]
    public void A_server_that_does_not_take_one_for_reasons_of_its_own_is_not_asked_again_in_this_pass(int status)
    {
        using var room = new OutboxRoom();
        foreach (var (id, url) in new[] { ("a", "http://one.test"), ("b", "http://one.test"), ("c", "http://two.test") })
            room.Add(OutboxRoom.Report(id, url: url, body: $"\"{id}\""));
        var server = new FakeServer(_ => status == 0 ? Response.Unreachable("connection refused") : new Response(status, default));

        room.Pass(server);

        Assert.Equal(["\"a\"", "\"c\""], server.Received);
    }

    [Fact]
    public void A_stuck_report_comes_last_and_holds_up_nothing()
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report("a", body: "1"));
        var server = new FakeServer(body => new Response(body == "1" ? 500 : 201, default));
        for (var i = 0; i < 3; i++)
            room.Pass(server);
        room.Add(OutboxRoom.Report("a", ReportKind.End, body: "2"));
        room.Add(OutboxRoom.Report("b", body: "3"));
        server.Received.Clear();

        room.Pass(server);

        Assert.Equal(["2", "3", "1"], server.Received);
        Assert.Single(room.Waiting);
    }

    [Fact]
    public void If_its_server_needs_the_order_the_next_one_follows_it()
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report("a", body: "1", endpoint: ClassicDialect.Upload));
        var server = new FakeServer(body => new Response(body == "1" ? 500 : 201, default));
        for (var i = 0; i < 3; i++)
            room.Pass(server);
        room.Add(OutboxRoom.Report("a", ReportKind.End, body: "2", endpoint: ClassicDialect.UpdateStatus));
        room.Add(OutboxRoom.Report("b", body: "3", endpoint: ClassicDialect.Upload));
        server.Received.Clear();

        room.Pass(server);

        Assert.Equal(["3", "1", "2"], server.Received);
    }

    [Fact]
    public void What_another_process_is_sending_holds_up_its_installation()
    {
        using var room = new OutboxRoom();
        var first = room.Add(OutboxRoom.Report("a", body: "1"));
        room.Add(OutboxRoom.Report("a", body: "2"));
        room.Add(OutboxRoom.Report("b", body: "3"));
        using var other = room.Open();
        using var sending = other.Files.Take(first, out _);
        var server = new FakeServer(201);

        room.Pass(server);

        Assert.Equal(["3"], server.Received);
    }

    [Fact]
    public void What_is_too_old_is_dropped_and_only_progress_is_not_counted()
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report("a"));
        room.Clock.Advance(TimeSpan.FromDays(7));
        room.Add(OutboxRoom.Report("b", ReportKind.Progress));
        room.Clock.Advance(TimeSpan.FromSeconds(61));
        var server = new FakeServer(201);

        var drain = room.Pass(server);

        Assert.Empty(server.Received);
        Assert.Equal((0, 0, 1), (drain.Delivered, room.Waiting.Length, room.Store.Dropped.Value));
    }

    [Fact]
    public void A_refused_report_leaves_and_the_next_one_is_sent()
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report("a", body: "1"));
        room.Add(OutboxRoom.Report("a", body: "2"));

        var drain = room.Pass(new FakeServer(body => new Response(body == "1" ? 422 : 201, default)));

        Assert.Equal((1, 2), (drain.Delivered, drain.Done));
        Assert.Equal([("server.test", "HTTP 422")], drain.Refused);
        Assert.Equal((0, 1), (room.Waiting.Length, room.Refused.Length));
    }

    [Fact]
    public void Retry_After_is_respected_and_over_in_time()
    {
        // The file that remembers it has the time of this machine's clock, and must not be from the future.
        using var room = new OutboxRoom { Clock = new FakeClock { Now = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero) } };
        room.Add(OutboxRoom.Report("a", body: "1"));
        room.Add(OutboxRoom.Report("b", body: "2"));
        var isBusy = true;
        var server = new FakeServer(
            _ => isBusy ? new Response(429, default) { RetryAfter = TimeSpan.FromSeconds(30) } : new Response(201, default));
        var drain = room.Pass(server);
        isBusy = false;

        Assert.Equal(["1"], server.Received);
        Assert.False(drain.HasWork());
        Assert.Equal(30, drain.RetryAfter?.TotalSeconds);
        room.Clock.Advance(TimeSpan.FromSeconds(29));
        drain.ForgetPastWaits();
        Assert.False(drain.HasWork());
        room.Clock.Advance(TimeSpan.FromSeconds(1));
        drain.ForgetPastWaits();
        Assert.True(drain.Pass());

        Assert.Equal(["1", "1", "2"], server.Received);
        Assert.Empty(room.Waiting);
    }
}
