// What may enter the outbox, in which order, and what has to leave for it.

using System.Globalization;
using ApiFunc.Reports;
using Unit.Harness;

namespace Unit.Outbox;

[Collection(LockedFiles.Name)]
public sealed class AdmissionSpecs
{
    [Fact]
    public void Before_a_report_go_those_of_the_same_installation_to_the_same_server()
    {
        using var room = new OutboxRoom();
        var first = room.Add(OutboxRoom.Report("a"));
        room.Add(OutboxRoom.Report("b"));
        room.Add(OutboxRoom.Report("a", url: "http://other.test/path"));
        room.Add(OutboxRoom.Report("a", url: "https://server.test/path"));
        var second = room.Add(OutboxRoom.Report("a", ReportKind.Progress, url: "http://server.test/another"));

        var result = room.Store.Admission.Add(OutboxRoom.Report("a", ReportKind.End), durable: false, mayEvict: false);
        result.Report!.Dispose();

        Assert.Equal([first, second], result.Earlier);
        Assert.Equal([first, second, result.Report.Name], room.Store.Admission.Before(OutboxRoom.Report("a")));
        Assert.Equal(first.Key, result.Report.Name.Key);
    }

    [Fact]
    public void Of_more_than_200_the_oldest_goes_and_is_counted()
    {
        using var room = new OutboxRoom();
        var oldest = room.Add(OutboxRoom.Report("oldest"));
        room.Fill(199, File.ReadAllBytes(room.PathOf(oldest)));
        room.Clock.Advance(TimeSpan.FromMinutes(2));

        var newest = room.Add(OutboxRoom.Report("newest"));

        Assert.Equal((200, 1), (room.Waiting.Length, room.Store.Dropped.Value));
        Assert.DoesNotContain(oldest, room.Files.Names());
        Assert.Equal(newest, room.Files.Names()[^1]);
    }

    [Fact]
    public void A_storm_does_not_evict_its_own()
    {
        using var room = new OutboxRoom();
        room.Fill(200, File.ReadAllBytes(room.PathOf(room.Add(OutboxRoom.Report()))));

        var full = room.Store.Admission.Add(OutboxRoom.Report("late"), durable: false, mayEvict: false);
        Assert.Equal((true, null), (full.IsFull, full.Report));
        Assert.Equal((201, 0), (room.Waiting.Length, room.Store.Dropped.Value));

        room.Add(OutboxRoom.Report("late"), mayEvict: true);
        Assert.Equal((200, 2), (room.Waiting.Length, room.Store.Dropped.Value));
    }

    [Fact]
    public void After_a_minute_it_is_no_storm()
    {
        using var room = new OutboxRoom();
        room.Fill(199, File.ReadAllBytes(room.PathOf(room.Add(OutboxRoom.Report()))));
        room.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.False(room.Store.Admission.Add(OutboxRoom.Report(), durable: false, mayEvict: false).IsFull);
    }

    [Fact]
    public void More_than_5_MB_do_not_wait()
    {
        using var room = new OutboxRoom();
        var body = new string('x', 1024 * 1024);
        for (var i = 0; i < 6; i++)
            room.Add(OutboxRoom.Report(i.ToString(CultureInfo.InvariantCulture), body: body));

        Assert.Equal((4, 2), (room.Waiting.Length, room.Store.Dropped.Value));
        Assert.Equal([3, 4, 5, 6], room.Files.Names().Select(name => name.Sequence));
    }

    [Theory]
    [InlineData(5 * 1024 * 1024, 1), InlineData(2, 70_000)]
    public void What_is_too_large_by_itself_is_not_kept_and_evicts_nothing(int body, int id)
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report());

        var result = room.Store.Admission.Add(
            OutboxRoom.Report(new string('i', id), body: new string('x', body)), durable: false, mayEvict: true);

        Assert.Equal((null, "it is too large"), (result.Report, result.Problem));
        Assert.Single(room.Waiting);
    }

    [Fact]
    public void What_is_being_sent_is_not_evicted()
    {
        using var room = new OutboxRoom();
        var first = room.Add(OutboxRoom.Report("first"));
        room.Fill(199, File.ReadAllBytes(room.PathOf(first)));
        using var other = room.Open();
        using var sending = other.Files.Take(first, out _);
        room.Clock.Advance(TimeSpan.FromMinutes(2));

        room.Add(OutboxRoom.Report("newest"));

        Assert.Equal([1, 3], room.Files.Names().Take(2).Select(name => name.Sequence));
    }

    [Fact]
    public void What_is_too_old_goes_when_something_new_comes()
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report("old"));
        room.Clock.Advance(TimeSpan.FromDays(7.1));

        var added = room.Add(OutboxRoom.Report("new"));

        Assert.Equal([added], room.Files.Names());
        Assert.Equal(1, room.Store.Dropped.Value);
    }

    [Fact]
    public void An_execution_ends_once()
    {
        using var room = new OutboxRoom();
        var start = room.Add(OutboxRoom.Report("a"));
        var end = room.Add(OutboxRoom.Report("a", ReportKind.End, "e1"));

        var again = room.Store.Admission.Add(OutboxRoom.Report("a", ReportKind.End, "e1"), durable: false, mayEvict: false);
        var other = room.Add(OutboxRoom.Report("a", ReportKind.End, "e2"));

        Assert.Equal((null, true), (again.Report, again.HasEnded));
        Assert.Equal([start, end], again.Earlier);
        Assert.Equal([start, end, other], room.Files.Names());
    }

    [Fact]
    public void An_end_that_replaces_takes_the_place_of_one_that_waits()
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report("a", ReportKind.End, body: "[1]"));

        var second = room.Add(OutboxRoom.Report("a", ReportKind.End, body: "[2]", replaces: true));

        Assert.Equal([second], room.Files.Names());
        Assert.Equal(0, room.Store.Dropped.Value);
    }

    [Fact]
    public void It_follows_one_that_is_being_sent()
    {
        using var room = new OutboxRoom();
        var first = room.Add(OutboxRoom.Report("a", ReportKind.End));
        using var other = room.Open();
        using var sending = other.Files.Take(first, out _);

        var second = room.Store.Admission.Add(OutboxRoom.Report("a", ReportKind.End, replaces: true), durable: false, mayEvict: false);
        second.Report!.Dispose();

        Assert.Equal([first], second.Earlier);
        Assert.Equal([first, second.Report.Name], room.Files.Names());
    }

    [Theory]
    [InlineData("0"), InlineData("12"), InlineData("nonsense"), InlineData("")]
    public void A_counter_that_is_damaged_starts_again(string content)
    {
        using var room = new OutboxRoom();
        _ = room.Store;
        File.WriteAllText(Path.Combine(room.State, "dropped"), content);
        _ = long.TryParse(content, out var before);

        room.Store.Dropped.Add(2);

        Assert.Equal(before + 2, room.Store.Dropped.Value);
    }
}
