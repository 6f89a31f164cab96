// A report's file: its bytes, how old it may become, and what is no whole report.

using System.Text;
using ApiFunc.Http;
using ApiFunc.Outbox;
using ApiFunc.Reports;
using Unit.Harness;

namespace Unit.Outbox;

[Collection(LockedFiles.Name)]
public sealed class StoredReportSpecs
{
    private static readonly DateTimeOffset s_created = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_file_is_a_header_the_bodies_and_what_came_of_the_attempts()
    {
        var report = OutboxRoom.Report("a\"b<é", ReportKind.End, "e1", "http://user@server.test/x", body: "{\"a\":1}") with
        {
            PathSuffix = "step",
            User = "me",
            PasswordFile = "/file",
            UserAgent = "agent/1 <+&'>",
            ShorterBody = "{}"u8.ToArray(),
        };

        Assert.Equal(
            """
            {"version":1,"created":1780315200,"url":"http://user@server.test/x","endpoint":"telemetry","path_suffix":"step",
            "user":"me","password_file":"/file",
            "user_agent":"agent/1 <+&'>","limit_ms":5000,"follows_redirects":true,"random_id":"a\"b<\u00e9","execution_id":"e1",
            "terminal":true,"progress":false,"length":7,"shorter_length":2,"sum":"0ce6b02da57e6ed9"}
            """.ReplaceLineEndings("") + "\n{\"a\":1}{}\ntries 00000 000\n",
            Encoding.UTF8.GetString(StoredReport.Serialize(report, s_created)!));
    }

    [Fact]
    public void What_is_not_there_is_left_out()
    {
        var line = Encoding.UTF8.GetString(StoredReport.Serialize(OutboxRoom.Report(), s_created)!).Split('\n')[0];

        Assert.DoesNotContain("path_suffix", line, StringComparison.Ordinal);
        Assert.DoesNotContain("\"user", line, StringComparison.Ordinal);
        Assert.DoesNotContain("password", line, StringComparison.Ordinal);
        Assert.DoesNotContain("user_agent", line, StringComparison.Ordinal);
        Assert.Contains("\"terminal\":false,\"progress\":false,\"length\":2,\"shorter_length\":0,", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2)]
    public void What_is_written_is_read_again(int kind)
    {
        using var room = new OutboxRoom();
        var report = OutboxRoom.Report("id", (ReportKind)kind, "e1") with
        {
            User = "me",
            PasswordFile = "/file",
            UserAgent = "agent",
            ShorterBody = "[]"u8.ToArray(),
        };

        using var read = room.Files.Look(room.Add(report), out var result)!;

        Assert.Equal(TakeResult.Taken, result);
        Assert.Equal(
            (report.Identity, "agent", "me", "/file", report.Limit, true),
            (read.Identity, read.Report.UserAgent, read.Report.User, read.Report.PasswordFile, read.Report.Limit,
                read.Report.FollowsRedirects));
        Assert.Equal(report.Url, read.Report.Url);
        Assert.Equal(report.Body, read.Report.Body);
        Assert.Equal(report.ShorterBody, read.Report.ShorterBody);
        Assert.Equal((room.Clock.Now, AttemptHistory.None), (read.Created, read.History));
    }

    [Theory]
    [InlineData(0, 7 * 86_400), InlineData(1, 60), InlineData(2, 7 * 86_400)]
    public void It_is_too_old_after_seven_days_and_progress_after_a_minute(int kind, int seconds)
    {
        using var room = new OutboxRoom();
        var name = room.Add(OutboxRoom.Report(kind: (ReportKind)kind));

        room.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.False(room.Read(name, report => report.IsExpired));
        room.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(room.Read(name, report => report.IsExpired));
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_it_new()
    {
        using var room = new OutboxRoom();
        var name = room.Add(OutboxRoom.Report());

        room.Clock.Now -= TimeSpan.FromDays(400);

        Assert.Equal((TimeSpan.Zero, false), room.Read(name, report => (report.Age, report.IsExpired)));
    }

    [Fact]
    public void A_report_of_1970_is_not_too_old_when_the_clock_is_right_again()
    {
        using var room = new OutboxRoom { Clock = new FakeClock { Now = DateTimeOffset.UnixEpoch } };
        var name = room.Add(OutboxRoom.Report());

        room.Clock.Now = s_created;

        Assert.Equal((TimeSpan.Zero, false), room.Read(name, report => (report.Age, report.IsExpired)));
    }

    [Fact]
    public void Three_responses_in_a_row_and_it_is_stuck()
    {
        var history = AttemptHistory.None;
        var (busy, none) = (new Response(503, default), Response.None("no route"));

        (Response Response, bool IsStuck)[] course =
            [(busy, false), (busy, false), (none, false), (busy, false), (busy, false), (busy, true), (none, true)];
        foreach (var (response, isStuck) in course)
        {
            history = history.With(new SendResult(response, Attempts: 2, TimeSpan.Zero), DateTimeOffset.UnixEpoch);
            Assert.Equal(isStuck, history.IsStuck);
        }

        Assert.Equal((14, 0, "no route"), (history.Attempts, history.LastStatus, history.LastError));
    }

    public static TheoryData<string, Func<string, string>> Damages => new()
    {
        { "nothing", _ => "" },
        { "cut in the header", text => text[..20] },
        { "cut in the body", text => text[..text.IndexOf("\ntries", StringComparison.Ordinal)][..^1] },
        { "another body", text => text.Replace("{}", "[]", StringComparison.Ordinal) },
        { "another version", text => text.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal) },
        { "no limit", text => text.Replace("\"limit_ms\":5000", "\"limit_ms\":0", StringComparison.Ordinal) },
        { "no url", text => text.Replace("\"url\"", "\"uri\"", StringComparison.Ordinal) },
        { "a length that is none", text => text.Replace("\"length\":2", "\"length\":-2", StringComparison.Ordinal) },
        { "a huge length", text => text.Replace("\"length\":2", "\"length\":9000000000000000000", StringComparison.Ordinal) },
        { "a text for a number", text => text.Replace("\"created\":", "\"created\":\"x\",\"c\":", StringComparison.Ordinal) },
        { "no such date", text => text.Replace("\"created\":", "\"created\":9000000000000,\"c\":", StringComparison.Ordinal) },
    };

    [Theory, MemberData(nameof(Damages))]
    public void A_damaged_file_is_no_report_and_stays(string what, Func<string, string> damage)
    {
        using var room = new OutboxRoom();
        var name = room.Add(OutboxRoom.Report());
        var damaged = damage(File.ReadAllText(room.PathOf(name)));
        File.WriteAllText(room.PathOf(name), damaged);

        Assert.Null(room.Files.Take(name, out var result));
        Assert.Equal(TakeResult.Damaged, result);
        room.Pass(new FakeServer(201));
        Assert.Equal(damaged, File.ReadAllText(room.PathOf(name)));
        Assert.NotEqual("", what);
    }

    [Fact]
    public void Fields_that_later_versions_add_are_skipped()
    {
        using var room = new OutboxRoom();
        var name = room.Add(OutboxRoom.Report());
        var text = File.ReadAllText(room.PathOf(name));
        File.WriteAllText(room.PathOf(name), text.Replace("{\"version\"", "{\"new\":{\"a\":[2]},\"version\"", StringComparison.Ordinal));

        using var read = room.Files.Take(name, out _);

        Assert.Equal("id", read?.Identity.RandomId);
    }
}
