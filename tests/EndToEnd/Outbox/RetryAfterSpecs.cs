// Retry-After: a server that asks to be left alone for a while is.

using System.Globalization;
using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Outbox;

public sealed class RetryAfterSpecs
{
    public static TheoryData<string> Transports => [.. Direct.Transports];

    public static TheoryData<string> Dialects => ["classic", "telemetry"];

    [Theory, MemberData(nameof(Transports))]
    public async Task A_function_does_not_wait_and_keeps_its_report(string transport)
    {
        await using var scene = new OutboxScene(Busy("3600"));
        await scene.Server.Up();

        var told = await scene.CallTelemetry("post_to_api", Direct.Transport(transport));

        Assert.Contains("POST_TO_API_DONE='true'", told, StringComparison.Ordinal);
        Assert.Single(scene.Server.Requests);
        Assert.Single(scene.Waiting);
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task Nothing_is_sent_to_the_server_meanwhile(string dialect)
    {
        await using var scene = new OutboxScene(Busy("3600"));
        await scene.Server.Up();
        (string, string?) speaking = ("API_FUNC_DIALECT", dialect);
        await scene.Call("post_to_api", speaking);

        await scene.Call("post_to_api", speaking, ("RANDOM_UUID", "another"));
        await scene.Call("post_progress_to_api", speaking);
        await scene.Call("post_update_to_api done none", speaking);
        var send = await Shell.RunBinary(["_tm_send", "{}"], scene.Variables);
        var flush = await scene.Command("flush");

        Assert.Equal((1, 75), (send.ExitCode, flush.ExitCode));
        Assert.Single(scene.Server.Requests);
        Assert.Equal(3, scene.Waiting.Length);
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task Without_the_outbox_there_is_no_second_try(string dialect)
    {
        await using var scene = new OutboxScene(Busy("2"));
        await scene.Server.Up();

        await scene.Call("post_to_api", ("API_FUNC_DIALECT", dialect), ("API_FUNC_OUTBOX", "off"));

        Assert.Single(scene.Server.Requests);
    }

    [Fact]
    public async Task Other_servers_are_not_meant()
    {
        await using var scene = new OutboxScene(Busy("3600"));
        await using var other = await RecordingServer.Start();
        await scene.Server.Up();
        await scene.Call("post_to_api");

        await scene.Call("post_to_api", ("API_FUNC_URL", other.Url));

        Assert.Single(other.Requests);
    }

    [Theory]
    [InlineData("3600", -3602, true)]
    [InlineData("3600", -3000, false)]
    [InlineData("999999999", -3602, true)]
    [InlineData("3600", 400 * 86400, true)]
    public async Task It_is_over_in_time_in_an_hour_at_the_latest_and_when_the_clock_was_set_back(
        string retryAfter, int seconds, bool isOver)
    {
        await using var scene = new OutboxScene(Busy(retryAfter));
        await scene.Server.Up();
        await scene.Call("post_to_api");
        var file = Assert.Single(Directory.GetFiles(scene.State, "away-*"));
        var until = long.Parse(File.ReadAllText(file)["until ".Length..], CultureInfo.InvariantCulture);
        File.WriteAllText(file, $"until {until + (seconds * 1000L)}");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(seconds));

        await scene.Command("flush");

        Assert.Equal(isOver ? 2 : 1, scene.Server.Requests.Count);
    }

    [Fact]
    public async Task A_refusal_for_good_asks_for_nothing()
    {
        await using var scene = new OutboxScene(Busy("3600", status: 413));
        await scene.Server.Up();

        await scene.Call("post_to_api");
        await scene.Call("post_to_api");

        Assert.Equal(2, scene.Server.Requests.Count);
        Assert.Empty(scene.Waiting);
    }

    [Theory]
    [InlineData("built in", false), InlineData("built in", true), InlineData("curl", false)]
    public async Task Flush_waits_if_it_is_told_to_and_delivers_all_of_it(string transport, bool asDate)
    {
        var limited = new LimitedServer(most: 2, asDate);
        await using var scene = new OutboxScene(limited.Answer);
        for (var i = 0; i < 5; i++)
            await scene.Call("post_to_api", ("RANDOM_UUID", $"{i}"));
        await scene.Server.Up();

        var outcome = await scene.Command("flush --wait", Direct.Transport(transport));

        Assert.Equal((0, $"{scene.State}: 5 delivered, 0 still waiting\n"), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"\A(apifunc outbox: the server asks for \d+ s of patience; \d sent, \d waiting\n)+\z", outcome.Error);
        Assert.Equal((5, 0), (limited.Accepted, limited.TooEarly));
    }

    [Fact]
    public async Task Flush_does_not_wait_for_longer_than_it_may()
    {
        await using var scene = new OutboxScene(Busy("3600"));
        await scene.Call("post_to_api");
        await scene.Server.Up();

        foreach (var options in new[] { "flush", "flush --at-most 10", "flush --wait --at-most 0" })
        {
            var outcome = await scene.Command(options);
            Assert.Equal((75, ""), (outcome.ExitCode, outcome.Error));
            Assert.Matches(
                @"\A.*: 0 delivered, 1 still waiting\n  1 waits: [\d.:]+: HTTP 429; it asks for (3600|3[0-5]\d\d) s of patience"
                    + @"(,\s+which\s+--wait\s+has)?\n\z",
                outcome.Output);
        }

        Assert.Single(scene.Server.Requests);
    }

    [Theory]
    [InlineData("--at-most -1", "--at-most takes a number of seconds, 0 or more, and not '-1'")]
    [InlineData("--at-most soon", "--at-most takes a number of seconds, 0 or more, and not 'soon'")]
    [InlineData("--at-most", "--at-most needs a value, a number of seconds")]
    [InlineData("--for-ever", "there is no option '--for-ever'; 'apifunc outbox flush --help' lists them")]
    public async Task A_time_that_is_none_is_64_and_a_line_that_says_what_is_right(string options, string said)
    {
        await using var scene = new OutboxScene();

        Assert.Equal(new Outcome(64, "", $"apifunc outbox flush: {said}\n"), await scene.Command($"flush {options}"));
    }

    [Fact]
    public async Task In_the_background_it_is_waited_for()
    {
        var limited = new LimitedServer(most: 2, asDate: false);
        await using var scene = new OutboxScene(limited.Answer);
        for (var i = 0; i < 4; i++)
            await scene.Call("post_to_api", ("RANDOM_UUID", $"{i}"));
        await scene.Server.Up();

        // One call starts one worker. Several at once may start several, of which one may send before another has been asked to wait.
        await scene.Call("post_to_api", ("RANDOM_UUID", "4"), ("API_FUNC_DELIVERY", "background"));
        await scene.Gone();

        Assert.Equal((5, 0), (limited.Accepted, limited.TooEarly));
    }

    private static Func<RecordedRequest, HttpContext, Task> Busy(string retryAfter, int status = 429) => (request, context) =>
    {
        context.Response.Headers.RetryAfter = retryAfter;
        return RecordingServer.Status(status)(request, context);
    };

    /// <summary>A server that takes so many reports, and then none for a second.</summary>
    private sealed class LimitedServer(int most, bool asDate)
    {
        private readonly Lock _lock = new();
        private int _inARow;
        private DateTimeOffset _until;

        public int Accepted { get; private set; }

        /// <summary>How many came although they had been asked not to.</summary>
        public int TooEarly { get; private set; }

        public Task Answer(RecordedRequest request, HttpContext context)
        {
            lock (_lock)
            {
                var now = DateTimeOffset.UtcNow;
                if (now < _until)
                    TooEarly++;
                else if (_inARow < most)
                    (_inARow, Accepted) = (_inARow + 1, Accepted + 1);
                else
                    (_inARow, _until) = (0, now.AddSeconds(1));

                if (now >= _until)
                    return RecordingServer.Status(202)(request, context);
                context.Response.Headers.RetryAfter = asDate
                    ? _until.AddSeconds(1).ToString("R", CultureInfo.InvariantCulture)
                    : "1";
                return RecordingServer.Status(429)(request, context);
            }
        }
    }
}
