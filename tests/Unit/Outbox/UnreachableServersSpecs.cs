// The circuit breaker of a server: what opens it, for how long, and what closes it.

using ApiFunc.Http;
using ApiFunc.Outbox;
using Unit.Harness;

namespace Unit.Outbox;

[Collection(LockedFiles.Name)]
public sealed class UnreachableServersSpecs
{
    private static readonly Response s_unreachable = Response.Unreachable("connection refused");
    private static readonly Response s_busy = new(429, default) { RetryAfter = TimeSpan.FromSeconds(300) };

    [Theory]
    [InlineData(99, CircuitState.OpenAfterFastFailure), InlineData(100, CircuitState.OpenAfterTimeout)]
    public void An_unreachable_server_opens_it_for_a_minute(int milliseconds, object state)
    {
        using var room = new OutboxRoom();

        Learn(room, s_unreachable, milliseconds);

        Assert.Equal((CircuitState)state, Look(room));
        room.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((CircuitState)state, Look(room));
        room.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CircuitState.Closed, Look(room));
    }

    [Fact]
    public void Retry_After_opens_it_for_that_time()
    {
        using var room = new OutboxRoom();

        Learn(room, s_busy);

        Assert.Equal(CircuitState.OpenByRetryAfter, room.Store.Servers.Look(OutboxRoom.Report(), out var left));
        Assert.Equal(300, left.TotalSeconds);
        room.Clock.Advance(TimeSpan.FromSeconds(300));
        Assert.Equal(CircuitState.Closed, Look(room));
    }

    [Fact]
    public void Other_servers_are_not_meant()
    {
        using var room = new OutboxRoom();

        Learn(room, s_busy);

        foreach (var url in new[] { "http://other.test/path", "https://server.test/path", "http://server.test:81/path" })
            Assert.Equal(CircuitState.Closed, room.Store.Servers.Look(OutboxRoom.Report(url: url), out _));
        var other = OutboxRoom.Report("other", url: "http://server.test/other");
        Assert.Equal(CircuitState.OpenByRetryAfter, room.Store.Servers.Look(other, out _));
    }

    [Theory]
    [InlineData(201), InlineData(422), InlineData(500)]
    public void Any_response_closes_it_after_a_failure(int status)
    {
        using var room = new OutboxRoom();
        Learn(room, s_unreachable);

        Learn(room, new Response(status, default));

        Assert.Equal(CircuitState.Closed, Look(room));
        Assert.Empty(Directory.GetFiles(room.State, "away-*"));
    }

    [Fact]
    public void No_response_at_all_says_nothing()
    {
        using var room = new OutboxRoom();
        Learn(room, s_unreachable);

        Learn(room, Response.None("malformed status line"));

        Assert.NotEqual(CircuitState.Closed, Look(room));
    }

    [Fact]
    public void A_slow_response_does_not_end_the_wait_that_another_process_was_asked_for()
    {
        using var room = new OutboxRoom();
        using var other = room.Open();

        other.Servers.Learn(OutboxRoom.Report(), s_busy, TimeSpan.Zero);
        Stamp(room);
        Learn(room, new Response(201, default), milliseconds: 5000);
        Assert.Equal(CircuitState.OpenByRetryAfter, Look(room));
        Learn(room, s_unreachable, milliseconds: 5000);
        Assert.Equal(CircuitState.OpenByRetryAfter, Look(room));

        room.Clock.Advance(TimeSpan.FromSeconds(300));
        Learn(room, new Response(201, default));
        Assert.Empty(Directory.GetFiles(room.State, "away-*"));
    }

    [Fact]
    public void A_clock_that_was_set_back_closes_it()
    {
        using var room = new OutboxRoom();
        Learn(room, s_unreachable);

        room.Clock.Now -= TimeSpan.FromDays(1);

        Assert.Equal(CircuitState.Closed, Look(room));
    }

    [Theory]
    [InlineData(""), InlineData("nonsense"), InlineData("wait 300")]
    public void What_it_cannot_read_is_a_failure_for_a_minute(string content)
    {
        using var room = new OutboxRoom();
        Learn(room, s_busy);
        File.WriteAllText(Stamp(room), content);
        Stamp(room);

        Assert.Equal(CircuitState.OpenAfterTimeout, Look(room));
    }

    [Theory]
    [InlineData("until x", false), InlineData("until 9223372036854775807", true)]
    public void Nobody_is_waited_for_longer_than_an_hour(string content, bool isOpen)
    {
        using var room = new OutboxRoom();
        Learn(room, s_busy);
        File.WriteAllText(Stamp(room), content);
        Stamp(room);

        var state = room.Store.Servers.Look(OutboxRoom.Report(), out var left);
        Assert.Equal(isOpen ? CircuitState.OpenByRetryAfter : CircuitState.Closed, state);
        Assert.Equal(isOpen ? 3600 : 0, left.TotalSeconds);
    }

    private static void Learn(OutboxRoom room, Response response, int milliseconds = 0)
    {
        room.Store.Servers.Learn(OutboxRoom.Report(), response, TimeSpan.FromMilliseconds(milliseconds));
        if (Directory.GetFiles(room.State, "away-*").Length > 0)
            Stamp(room);
    }

    /// <summary>Gives the server's file the time of the test's clock. Returns its path.</summary>
    private static string Stamp(OutboxRoom room)
    {
        var file = Assert.Single(Directory.GetFiles(room.State, "away-*"));
        File.SetLastWriteTimeUtc(file, room.Clock.Now.UtcDateTime);
        return file;
    }

    private static CircuitState Look(OutboxRoom room) => room.Store.Servers.Look(OutboxRoom.Report(), out _);
}
