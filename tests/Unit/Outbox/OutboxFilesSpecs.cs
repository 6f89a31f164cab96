// Who may touch which file when, and what processes leave behind that end before they are done.

using System.Text;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using Unit.Harness;

namespace Unit.Outbox;

[Collection(LockedFiles.Name)]
public sealed class OutboxFilesSpecs
{
    [Fact]
    public void A_report_is_there_as_a_whole_under_its_name_and_locked()
    {
        using var room = new OutboxRoom();
        using var other = room.Open();

        using (var added = room.Store.Admission.Add(OutboxRoom.Report(), durable: true, mayEvict: false).Report!)
        {
            Assert.Equal([added.Name.ToString()], room.Waiting);
            Assert.Null(other.Files.Take(added.Name, out var result));
            Assert.Equal(TakeResult.Locked, result);
            using var seen = other.Files.Look(added.Name, out result);
            Assert.Equal((TakeResult.Locked, "id"), (result, seen?.Identity.RandomId));
            Assert.True(other.Files.IsLocked(added.Name));
        }

        using var taken = other.Files.Take(Assert.Single(room.Files.Names()), out var now);
        Assert.Equal(TakeResult.Taken, now);
        Assert.True(room.Files.IsLocked(taken!.Name));
    }

    [Fact]
    public void A_report_that_is_deleted_while_it_is_being_sent_is_gone()
    {
        using var room = new OutboxRoom();
        var name = room.Add(OutboxRoom.Report());
        using var sending = room.Files.Take(name, out _);

        Assert.True(room.Files.Delete(name));

        Assert.Null(room.Files.Take(name, out var result));
        Assert.Equal(TakeResult.Gone, result);
        Assert.False(room.Files.IsLocked(name));
    }

    [Fact]
    public void The_directory_is_there_while_something_waits()
    {
        using var room = new OutboxRoom();
        var path = Path.Combine(room.State, "outbox");

        var (first, second) = (room.Add(OutboxRoom.Report()), room.Add(OutboxRoom.Report()));
        Assert.False(room.Files.Delete(first));
        Assert.True(Directory.Exists(path));
        Assert.True(room.Files.Delete(second));
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void No_number_is_given_twice_even_if_nothing_waits_any_more()
    {
        using var room = new OutboxRoom();

        var first = room.Add(OutboxRoom.Report());
        room.Files.Delete(first);

        Assert.Equal(first.Sequence + 1, room.Add(OutboxRoom.Report()).Sequence);
    }

    [Theory]
    [InlineData(""), InlineData("nonsense"), InlineData("00000000000000000003")]
    public void A_lock_file_that_says_less_than_the_names_does_no_harm(string content)
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report());
        room.Fill(7, []);

        File.WriteAllText(Path.Combine(room.State, "lock"), content);

        Assert.Equal(9, room.Add(OutboxRoom.Report()).Sequence);
    }

    [Fact]
    public void A_process_that_does_not_let_go_is_waited_for_two_seconds()
    {
        using var room = new OutboxRoom { Clock = new FakeClock { Step = TimeSpan.FromMilliseconds(100) } };
        using var other = room.Open();
        var start = room.Clock.Now;

        using (other.Files.LockChanges())
        {
            Assert.Null(room.Files.LockChanges());
            Assert.InRange((room.Clock.Now - start).TotalSeconds, 2, 2.5);
            var refused = room.Store.Admission.Add(OutboxRoom.Report(), durable: false, mayEvict: true);
            Assert.Equal((null, "another process holds its lock"), (refused.Report, refused.Problem));
            Assert.Empty(room.Waiting);
        }

        using var mine = room.Files.LockChanges();
        Assert.NotNull(mine);
    }

    [Theory]
    [InlineData(61, true), InlineData(59, false), InlineData(-61, true), InlineData(-59, false)]
    public void What_a_killed_process_has_left_is_deleted_after_a_minute(int age, bool isDeleted)
    {
        using var room = new OutboxRoom();
        room.Add(OutboxRoom.Report());
        var leftover = Path.Combine(room.State, "outbox", ".tmp-1-2");
        File.WriteAllText(leftover, "half a rep");
        File.SetLastWriteTimeUtc(leftover, room.Clock.Now.AddSeconds(-age).UtcDateTime);

        room.Add(OutboxRoom.Report());

        Assert.Equal(isDeleted, !File.Exists(leftover));
        Assert.Empty(room.Files.UnknownNames());
    }

    [Fact]
    public void What_a_process_is_still_writing_is_not()
    {
        using var room = new OutboxRoom();
        using var file = room.Files.CreateTemporary(out var directory, out var name, out _);
        directory!.Dispose();
        File.SetLastWriteTimeUtc(Path.Combine(room.State, "outbox", name), room.Clock.Now.AddHours(-1).UtcDateTime);
        using var other = room.Open();

        other.Admission.Add(OutboxRoom.Report(), durable: false, mayEvict: false).Report!.Dispose();

        Assert.Contains(name, room.Waiting);
    }

    [Fact]
    public void Files_of_others_are_no_reports_and_stay()
    {
        using var room = new OutboxRoom();
        var name = room.Add(OutboxRoom.Report());
        File.WriteAllText(Path.Combine(room.State, "outbox", "note"), "mine");

        Assert.Equal([name], room.Files.Names());
        Assert.Equal(["note"], room.Files.UnknownNames());
        Assert.Equal((1, 0), room.Store.DeleteAll());
        Assert.Equal(["note"], room.Waiting);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_not_made_for_who_only_looks()
    {
        using var room = new OutboxRoom();

        Assert.Null(ReportStore.Open(Encoding.UTF8.GetBytes(room.State), create: false, room.Clock, out var problem));
        Assert.Equal(Libc.ENOENT, problem.Error);
        Assert.False(Directory.Exists(room.State));
    }
}
