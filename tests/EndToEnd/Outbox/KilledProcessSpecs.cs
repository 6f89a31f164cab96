// Processes that die, and many that report at once: nothing is lost, and nothing arrives twice without need.

using System.Diagnostics;
using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed class KilledProcessSpecs
{
    /// <summary>The ways to deliver: with the script waiting for it, and without.</summary>
    public static TheoryData<string> Deliveries => ["wait", "background"];

    [Theory, MemberData(nameof(Deliveries))]
    public async Task What_was_in_the_outbox_when_its_process_was_killed_arrives_as_it_is(string delivery)
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        var random = new Random(20240607);
        var written = new HashSet<string>();

        for (var i = 0; i < 200; i++)
        {
            var id = $"run-{i}";
            using var process = Start(scene, id, delivery);
            var clock = Stopwatch.StartNew();
            var moment = TimeSpan.FromMicroseconds(random.Next(12_000));
            SpinWait.SpinUntil(() => clock.Elapsed >= moment || process.HasExited);
            process.Kill();
            await process.WaitForExitAsync();
            if (i % 2 == 0)
                KillDeliverers(scene);
            if (process.ExitCode == 0)
                written.Add(id);
            foreach (var file in scene.Waiting)
                written.Add(IdOf(await ReadIfThere(file)));
        }

        await scene.Flush();

        written.Remove("");
        var arrived = scene.Server.Requests.GroupBy(request => request.Field("random_id")).ToDictionary(
            group => group.Key, group => group.ToArray());
        Assert.Superset(written, arrived.Keys.ToHashSet());
        Assert.All(arrived.Values, requests => Assert.All(requests, request => Assert.Equal(requests[0].Body, request.Body)));
        Assert.False(scene.Waiting.Length > 0);
    }

    [Theory, MemberData(nameof(Deliveries))]
    public async Task Everything_that_many_shells_report_while_the_server_comes_and_goes_arrives_once(string delivery)
    {
        const int shells = 50;
        const int reports = 20;
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        var running = Enumerable.Range(0, shells).Select(shell => Shell.RunWithShim(Shell.Installed[shell % Shell.Installed.Length], $$"""
            i=0
            while [ $i -lt {{reports}} ]; do
              RANDOM_UUID={{shell}}-$i
              post_to_api
              i=$((i + 1))
            done
            """, [.. scene.Variables, ("API_FUNC_DELIVERY", delivery)])).ToArray();
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

    private static Process Start(OutboxScene scene, string id, string delivery)
    {
        var start = new ProcessStartInfo(Repository.Binary, ["post_to_api"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in scene.Variables)
            start.Environment[name] = value;
        start.Environment["RANDOM_UUID"] = id;
        start.Environment["API_FUNC_DELIVERY"] = delivery;
        lock (ProcessStart.Lock)
            return Process.Start(start)!;
    }

    /// <summary>Kills the processes of their own that deliver what waits there.</summary>
    private static void KillDeliverers(OutboxScene scene)
    {
        foreach (var process in Process.GetProcessesByName("apifunc"))
        {
            using (process)
            {
                try
                {
                    if (File.ReadAllText($"/proc/{process.Id}/environ").Contains(
                        $"API_FUNC_STATE_DIR={scene.State}\0", StringComparison.Ordinal))
                        process.Kill();
                }
                catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
                {
                    // It has ended, or is somebody else's.
                }
            }
        }
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
