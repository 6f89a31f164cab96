// The journal: what became of reports, in a file that many processes append to and that does not grow for ever.

using System.Text;
using ApiFunc.Http;
using ApiFunc.Outbox;
using ApiFunc.Reports;
using Unit.Harness;

namespace Unit.Outbox;

[Collection(LockedFiles.Name)]
public sealed class DeliveryJournalSpecs
{
    private const string Body = """{"random_id":"r1","type":"lxc","nsapp":"nginx","status":"installing"}""";

    private static readonly SendResult s_sent = new(new Response(201, default), Attempts: 1, TimeSpan.FromMilliseconds(12));

    [Fact]
    public void An_entry_says_what_was_sent_when_where_and_what_was_answered()
    {
        using var room = new OutboxRoom();
        const string url = "https://user:secret@server.test:8443/path";
        var report = OutboxRoom.Report("r1", body: Body, url: url) with { Function = "post_to_api" };

        Journal(room).Add(report, DeliveryOutcome.Sent, s_sent);

        var entry = Assert.Single(Read(room).Entries);
        Assert.Equal(
            ("post_to_api", "telemetry", "server.test:8443", new BodySummary("nginx", "lxc", "installing", "r1")),
            (entry.Function, entry.Endpoint, entry.Place, entry.Summary));
        Assert.Equal(
            (DeliveryOutcome.Sent, 1, 201, "", Body.Length, TimeSpan.FromMilliseconds(12)),
            (entry.Outcome, entry.Attempts, entry.StatusCode, entry.Answer, entry.BodyLength, entry.Elapsed));
        Assert.Equal((room.Clock.Now, room.Clock.Now - TimeSpan.FromMilliseconds(12)), (entry.Time, entry.Created));
        Assert.Null(entry.Body);
        Assert.DoesNotContain("secret", Text(room), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("me:hunter2@host", "***@host"), InlineData("ftp://me:hunter2@host/x", "host"), InlineData("file:///a@b", "file:///a@b")]
    public void A_URL_that_is_no_server_s_has_no_credentials_either(string url, string place)
    {
        using var room = new OutboxRoom();

        Journal(room).Add(OutboxRoom.Report(url: url), DeliveryOutcome.Lost, s_sent);

        Assert.Equal(place, Assert.Single(Read(room).Entries).Place);
    }

    [Fact]
    public void A_report_that_waited_has_the_time_since_when_and_all_its_tries()
    {
        using var room = new OutboxRoom();
        var made = room.Clock.Now;
        room.Add(OutboxRoom.Report("r1", body: Body));
        room.Pass(new FakeServer(503));
        room.Clock.Advance(TimeSpan.FromHours(1));

        room.Pass(new FakeServer(201));

        var entry = Assert.Single(Read(room).Entries);
        Assert.Equal((DeliveryOutcome.Sent, 2, made, room.Clock.Now), (entry.Outcome, entry.Attempts, entry.Created, entry.Time));
    }

    [Fact]
    public void What_still_waits_is_not_in_it()
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report());

        room.Pass(new FakeServer(503));

        Assert.Empty(Read(room).Entries);
    }

    [Fact]
    public void A_refused_report_has_the_answer_without_secrets()
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report());

        room.Pass(new FakeServer(_ => new Response(422, "no: password=hunter2"u8.ToArray())));

        var entry = Assert.Single(Read(room).Entries);
        Assert.Equal(
            (DeliveryOutcome.Refused, 422, "HTTP 422: no: password=***", 1),
            (entry.Outcome, entry.StatusCode, entry.Answer, entry.Attempts));
    }

    [Fact]
    public void What_was_given_up_says_why()
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report("old"));
        room.Clock.Advance(TimeSpan.FromDays(8));
        room.Add(OutboxRoom.Report("first", ReportKind.End));
        room.Add(OutboxRoom.Report("first", ReportKind.End, replaces: true));
        for (var i = 0; i < Admission.MostReports; i++)
            room.Add(OutboxRoom.Report($"{i}"), mayEvict: true);

        Assert.Equal(
            [("old", DeliveryJournal.TooOld), ("first", DeliveryJournal.Replaced), ("first", DeliveryJournal.NoRoom)],
            Read(room).Entries.Select(entry => (entry.Summary.RandomId, entry.Answer)));
        Assert.All(Read(room).Entries, entry => Assert.Equal(DeliveryOutcome.Dropped, entry.Outcome));
    }

    [Theory]
    [InlineData(JournalMode.Off), InlineData(JournalMode.WithBodies)]
    internal void The_setting_turns_it_off_or_adds_the_bodies_and_the_answers(JournalMode mode)
    {
        using var room = new OutboxRoom();
        var result = s_sent with { Response = new Response(201, """{"ok":1}"""u8.ToArray()) };

        Journal(room, mode).Add(OutboxRoom.Report(body: Body), DeliveryOutcome.Sent, result);

        var entry = Read(room).Entries.SingleOrDefault();
        Assert.Equal(mode == JournalMode.WithBodies ? (Body, "HTTP 201: {\"ok\":1}") : (null, null), (TextOf(entry?.Body), entry?.Answer));
    }

    [Theory]
    [InlineData("no JSON"), InlineData("a\nb\0\u0001\u2028\"\\"), InlineData("""{"nsapp":5,"status":["x"],"type":"""), InlineData("")]
    public void Whatever_a_script_sends_an_entry_is_one_line_that_is_read_again(string body)
    {
        using var room = new OutboxRoom();
        var report = OutboxRoom.Report("a\nb", body: body) with { Identity = null, Function = "_tm_send" };

        Journal(room, JournalMode.WithBodies).Add(report, DeliveryOutcome.Sent, s_sent);

        var content = Read(room);
        Assert.Empty(content.DamagedLines);
        Assert.Equal(body, TextOf(Assert.Single(content.Entries).Body));
        Assert.Single(Text(room), '\n');
    }

    [Fact]
    public void Bytes_that_are_no_text_do_no_harm()
    {
        using var room = new OutboxRoom();
        var report = OutboxRoom.Report() with { Body = [.. "{\"nsapp\":\"\xFF"u8, 0xFF, 0xC3, .. "\"}"u8] };

        Journal(room, JournalMode.WithBodies).Add(report, DeliveryOutcome.Sent, s_sent);

        Assert.Single(Read(room).Entries);
        Assert.True(Ascii.IsValid(Text(room)));
    }

    [Fact]
    public void It_is_cut_back_to_its_newest_entries_before_it_gets_too_large()
    {
        using var room = new OutboxRoom();
        var journal = Journal(room);

        for (var i = 0; i < 1000; i++)
        {
            journal.Add(OutboxRoom.Report($"{i}", body: Body), DeliveryOutcome.Sent, s_sent);
            Assert.InRange(new FileInfo(PathOf(room)).Length, 1, 128 * 1024);
        }

        var content = Read(room);
        Assert.Empty(content.DamagedLines);
        var newest = Enumerable.Range(1000 - DeliveryJournal.MostEntries, DeliveryJournal.MostEntries);
        Assert.Equal(newest.Select(i => $"{i}"), content.Entries.Select(entry => entry.Summary.RandomId));
        Assert.False(File.Exists(PathOf(room) + ".new"));
    }

    [Fact]
    public void With_bodies_it_has_a_megabyte_at_most()
    {
        using var room = new OutboxRoom();
        var journal = Journal(room, JournalMode.WithBodies);
        var body = $$"""{"error":"{{new string('x', 200_000)}}"}""";

        for (var i = 0; i < 20; i++)
        {
            journal.Add(OutboxRoom.Report($"{i}", body: body), DeliveryOutcome.Sent, s_sent);
            Assert.InRange(new FileInfo(PathOf(room)).Length, 1, 1024 * 1024);
        }

        var entries = Read(room).Entries;
        Assert.Equal("19", entries[^1].Summary.RandomId);
        Assert.All(entries, entry => Assert.Equal(body, TextOf(entry.Body)));
    }

    [Fact]
    public void No_line_is_damaged_or_read_twice_while_many_write_and_one_cuts_back()
    {
        const int writers = 8;
        const int each = 150;
        using var room = new OutboxRoom();
        var journal = Journal(room, JournalMode.WithBodies);

        // Each of a size that makes them cut back often, and more than all of the last ones fit.
        var body = $$"""{"error":"{{new string('x', 3000)}}"}""";
        Parallel.For(0, writers, new ParallelOptions { MaxDegreeOfParallelism = writers }, writer =>
        {
            for (var i = 0; i < each; i++)
                journal.Add(OutboxRoom.Report($"{writer}-{i}", body: body), DeliveryOutcome.Sent, s_sent);
        });

        var content = Read(room);
        var last = content.Entries.Select(entry => entry.Summary.RandomId).ToList();
        Assert.Empty(content.DamagedLines);
        Assert.Equal(last.Distinct(), last);
        Assert.Equal(DeliveryJournal.MostEntries, last.Count);
    }

    [Fact]
    public void An_entry_that_was_written_to_a_replaced_file_is_written_again_and_read_once()
    {
        using var room = new OutboxRoom();
        var journal = Journal(room);
        journal.Add(OutboxRoom.Report("a", body: Body), DeliveryOutcome.Sent, s_sent);
        var line = File.ReadAllText(PathOf(room));

        File.AppendAllText(PathOf(room), line);

        Assert.Single(Read(room).Entries);
    }

    [Fact]
    public void A_damaged_line_is_counted_and_hides_no_other()
    {
        using var room = new OutboxRoom();
        var journal = Journal(room);
        journal.Add(OutboxRoom.Report("a", body: Body), DeliveryOutcome.Sent, s_sent);
        File.AppendAllText(PathOf(room), "nonsense\n\n{\"time\":1,\"state\":\"flown\"}\n{\"time\":12,\"sta");
        journal.Add(OutboxRoom.Report("b", body: Body), DeliveryOutcome.Sent, s_sent);
        File.AppendAllText(PathOf(room), "\0\0\0\0");
        journal.Add(OutboxRoom.Report("c", body: Body), DeliveryOutcome.Sent, s_sent);
        File.AppendAllText(PathOf(room), "{\"time\":99999999999999999999}\n{\"time\":5");

        var content = Read(room);

        Assert.Equal(["a", "b", "c"], content.Entries.Select(entry => entry.Summary.RandomId));
        Assert.Equal([2, 4, 5, 6, 7, 8], content.DamagedLines);
    }

    [Fact]
    public void A_link_in_its_place_is_not_written_through()
    {
        using var room = new OutboxRoom();
        var target = Path.Combine(Path.GetDirectoryName(room.State)!, "target");
        File.WriteAllText(target, "");
        _ = room.Store;
        File.CreateSymbolicLink(PathOf(room), target);

        Journal(room).Add(OutboxRoom.Report(), DeliveryOutcome.Sent, s_sent);

        Assert.Equal("", File.ReadAllText(target));
        Assert.Empty(Read(room).Entries);
    }

    [Fact]
    public void Deleting_it_leaves_nothing_and_the_next_entry_begins_a_new_one()
    {
        using var room = new OutboxRoom();
        var journal = Journal(room);
        journal.Add(OutboxRoom.Report("a"), DeliveryOutcome.Sent, s_sent);

        Assert.Null(DeliveryJournal.Delete(room.Files.State, out var wasThere));
        Assert.True(wasThere);
        Assert.False(File.Exists(PathOf(room)));
        Assert.Null(DeliveryJournal.Delete(room.Files.State, out wasThere));
        Assert.False(wasThere);
        journal.Add(OutboxRoom.Report("b"), DeliveryOutcome.Sent, s_sent);

        Assert.Equal("b", Assert.Single(Read(room).Entries).Summary.RandomId);
    }

    [Fact]
    public void One_that_cannot_be_deleted_is_said_to_be_still_there()
    {
        using var room = new OutboxRoom();
        _ = room.Store;
        Directory.CreateDirectory(PathOf(room));

        Assert.NotNull(DeliveryJournal.Delete(room.Files.State, out var wasThere));
        Assert.False(wasThere);
    }

    [Fact]
    public void A_token_in_what_is_no_URL_is_not_written_down()
    {
        using var room = new OutboxRoom();
        var report = OutboxRoom.Report("a") with { Url = "htps://host/x?token=abcdef0123456789abcdef"u8.ToArray() };

        Journal(room).Add(report, DeliveryOutcome.Lost, s_sent);

        Assert.DoesNotContain("abcdef", Text(room), StringComparison.Ordinal);
    }

    private static DeliveryJournal Journal(OutboxRoom room, JournalMode mode = JournalMode.On) => new(room.Files.State, room.Clock, mode);

    private static JournalContent Read(OutboxRoom room) => DeliveryJournal.Read(room.Files.State);

    private static string PathOf(OutboxRoom room) => Path.Combine(room.State, DeliveryJournal.FileName);

    private static string Text(OutboxRoom room) => File.ReadAllText(PathOf(room));

    private static string? TextOf(byte[]? body) => body is null ? null : Encoding.UTF8.GetString(body);
}
