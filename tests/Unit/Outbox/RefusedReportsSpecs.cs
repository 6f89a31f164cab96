// What servers have refused for good.

using System.Globalization;
using ApiFunc.Http;
using ApiFunc.Outbox;
using Unit.Harness;

namespace Unit.Outbox;

[Collection(LockedFiles.Name)]
public sealed class RefusedReportsSpecs
{
    [Fact]
    public void The_newest_20_are_kept_in_their_order()
    {
        using var room = new OutboxRoom();
        for (var i = 1; i <= 22; i++)
        {
            var name = room.Add(OutboxRoom.Report(i.ToString(CultureInfo.InvariantCulture)));
            using var report = room.Files.Take(name, out _);
            room.Store.ApplyResponse(report!, new SendResult(new Response(422, default), 1, TimeSpan.Zero), out _);
        }

        var kept = room.Store.Refused.Read();
        Assert.Equal(Enumerable.Range(3, 20).Select(i => $"{i}"), kept.Select(refused => refused.Report!.Identity.RandomId));
        Assert.Equal("00000000000000000003-422.report", kept[0].File);
        Assert.All(kept, refused => Assert.Equal((422, 1), (refused.Status, refused.Report!.History.Attempts)));
        kept.ForEach(refused => refused.Report!.Dispose());
        Assert.Empty(room.Waiting);
    }

    [Fact]
    public void A_damaged_one_is_listed_and_deleted_with_the_others()
    {
        using var room = new OutboxRoom();
        _ = room.Store;
        var directory = Directory.CreateDirectory(
            Path.Combine(room.State, "rejected"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(directory.FullName, "note"), "none");

        Assert.Equal([("note", 0, null)], room.Store.Refused.Read());
        Assert.Equal((0, 1), room.Store.DeleteAll());
        Assert.False(directory.Exists && Directory.Exists(directory.FullName));
    }
}
