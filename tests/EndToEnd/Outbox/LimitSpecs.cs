// How much waits, and for how long.

using System.Globalization;
using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed class LimitSpecs
{
    [Fact]
    public async Task Of_more_than_200_reports_the_oldest_goes_and_is_counted()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api", ("NSAPP", "oldest"));
        var oldest = Assert.Single(scene.Waiting);
        MoveCreation(oldest, TimeSpan.FromHours(-1));
        Fill(scene, 199, await File.ReadAllBytesAsync(oldest));

        await scene.Call("post_to_api", ("NSAPP", "newest"));

        Assert.Equal(200, scene.Waiting.Length);
        Assert.False(File.Exists(oldest));
        Assert.Contains("\"newest\"", await File.ReadAllTextAsync(scene.Waiting[^1]), StringComparison.Ordinal);
        Assert.Equal(1, (await scene.List()).GetProperty("dropped").GetInt32());
        Assert.Contains("1 given up", (await scene.Command("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storm_of_reports_does_not_push_out_its_own()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        Fill(scene, 199, await File.ReadAllBytesAsync(scene.Waiting[0]));
        await scene.Server.Up();

        await scene.Call("post_to_api", ("RANDOM_UUID", "newest"));
        await scene.Server.Arrive(201);

        Assert.Contains("newest", scene.Server.Requests.Select(request => request.Field("random_id")));
        Assert.Equal(0, (await scene.List()).GetProperty("dropped").GetInt32());
    }

    [Fact]
    public async Task More_than_5_MB_do_not_wait()
    {
        await using var scene = new OutboxScene();
        var large = new string('\u0001', 130_000); // six bytes each, as JSON

        for (var i = 0; i < 8; i++)
            await scene.Call("post_to_api", ("NSAPP", large), ("METHOD", $"number {i}"));

        Assert.Equal(6, scene.Waiting.Length);
        Assert.True(scene.Waiting.Sum(file => new FileInfo(file).Length) <= 5 * 1024 * 1024);
        Assert.Contains("\"number 7\"", await File.ReadAllTextAsync(scene.Waiting[^1]), StringComparison.Ordinal);
        Assert.Equal(2, (await scene.List()).GetProperty("dropped").GetInt32());
    }

    [Fact]
    public async Task A_report_waits_for_seven_days()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api", ("NSAPP", "old"), ("RANDOM_UUID", "old"));
        await scene.Call("post_to_api", ("NSAPP", "younger"), ("RANDOM_UUID", "younger"));
        MoveCreation(scene.Waiting[0], TimeSpan.FromDays(-7.01));
        MoveCreation(scene.Waiting[1], TimeSpan.FromDays(-6.99));
        await scene.Server.Up();

        await scene.Flush();

        Assert.Equal("younger", Assert.Single(scene.Server.Requests).Field("nsapp"));
        Assert.Equal(1, (await scene.List()).GetProperty("dropped").GetInt32());
    }

    [Fact]
    public async Task A_clock_that_was_set_back_changes_neither_order_nor_patience()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        MoveCreation(Assert.Single(scene.Waiting), TimeSpan.FromDays(400));
        foreach (var stamp in Directory.GetFiles(scene.State, "away-*"))
            File.SetLastWriteTimeUtc(stamp, DateTime.UtcNow.AddDays(400));
        await scene.Server.Up();

        await scene.Call("post_update_to_api done none");

        Assert.Equal(["/upload", "/upload/updatestatus"], scene.Server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_report_from_before_the_clock_was_right_is_not_too_old()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        MoveCreation(Assert.Single(scene.Waiting), DateTimeOffset.UnixEpoch - DateTimeOffset.UtcNow);
        await scene.Server.Up();

        await scene.Flush();

        Assert.Single(scene.Server.Requests);
    }

    /// <summary>Writes copies of a report, each of an installation of its own.</summary>
    private static void Fill(OutboxScene scene, int count, byte[] report)
    {
        for (var i = 2; i < count + 2; i++)
            File.WriteAllBytes(Path.Combine(scene.Outbox, string.Create(CultureInfo.InvariantCulture, $"{i:D20}-{i:x16}.report")), report);
    }

    private static void MoveCreation(string file, TimeSpan by)
    {
        var created = DateTimeOffset.UtcNow.Add(by).ToUnixTimeSeconds();
        File.WriteAllText(file, Regex.Replace(File.ReadAllText(file), "\"created\":\\d+", $"\"created\":{created}"));
    }
}
