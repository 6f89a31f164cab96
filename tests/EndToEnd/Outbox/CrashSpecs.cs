// Processes that die, and many that report at once: nothing is lost, and nothing arrives twice without need.

using System.Diagnostics;
using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed class CrashSpecs
{
    [Fact]
    public async Task What_was_in_the_outbox_when_its_process_was_killed_arrives_as_it_is()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        var random = new Random(20240607);
        var written = new HashSet<string>();

        for (var i = 0; i < 200; i++)
        {
            var id = $"run-{i}";
            using var process = Start(scene, id);
            var clock = Stopwatch.StartNew();
            var moment = TimeSpan.FromMicroseconds(random.Next(12_000));
            SpinWait.SpinUntil(() => clock.Elapsed >= moment || process.HasExited);
            process.Kill();
            await process.WaitForExitAsync();
            if (process.ExitCode == 0)
                written.Add(id);
            foreach (var file in scene.Waiting)
                written.Add(IdOf(await ReadIfThere(file)));
        }

        await scene.Flush();

        written.Remove("");
        var arrived = scene.Server.Requests.GroupBy(request => request.Field("random_id")).ToDictionary(group => group.Key, group => group.ToArray());
        Assert.Superset(written, arrived.Keys.ToHashSet());
        Assert.All(arrived.Values, requests => Assert.All(requests, request => Assert.Equal(requests[0].Body, request.Body)));
        Assert.False(scene.Waiting.Length > 0);
    }

    [Fact]
    public async Task Everything_that_many_shells_report_while_the_server_comes_and_goes_arrives_once()
    {
        const int shells = 20;
        const int reports = 10;
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        var running = Enumerable.Range(0, shells).Select(shell => Shell.RunWithShim(Shell.All[shell % Shell.All.Length], $$"""
            i=0
            while [ $i -lt {{reports}} ]; do
              RANDOM_UUID={{shell}}-$i
              post_to_api
              i=$((i + 1))
            done
            """, scene.Variables)).ToArray();
        for (var outage = 0; outage < 3; outage++)
        {
            await Task.WhenAny(scene.Server.Arrive(20), Task.WhenAll(running));
            await scene.Server.Down();
            await scene.Command("flush");
            await scene.Server.Up();
            await scene.Command("flush");
        }

        await Task.WhenAll(running);
        await scene.Flush();

        Assert.Equal(shells * reports, scene.Server.Requests.Count);
        Assert.Equal(shells * reports, scene.Server.Requests.Select(request => request.Field("random_id")).Distinct().Count());
    }

    private static Process Start(OutboxScene scene, string id)
    {
        var start = new ProcessStartInfo(Repository.Binary, ["post_to_api"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in scene.Variables)
            start.Environment[name] = value;
        start.Environment["RANDOM_UUID"] = id;
        lock (ProcessStart.Lock)
            return Process.Start(start)!;
    }

    /// <summary>A report's text; empty where it was delivered meanwhile.</summary>
    private static async Task<string> ReadIfThere(string file)
    {
        try
        {
            return await File.ReadAllTextAsync(file);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
        catch (DirectoryNotFoundException)
        {
            return "";
        }
    }

    private static string IdOf(string report) =>
        report.Split("\"random_id\":\"") is [_, var rest, ..] ? rest[..rest.IndexOf('"', StringComparison.Ordinal)] : "";
}
