// Several shells and one cache: one fetches, whoever is killed is in nobody's way, and what is used stays.

using EndToEnd.Harness;

namespace EndToEnd.Fetching;

public sealed class ConcurrentFetchSpecs
{
    private const string Script = "post_to_api\necho \"$RESPONSE\"";

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Shells_that_come_at_once_fetch_once(string shell)
    {
        var arrived = new TaskCompletionSource();
        await using var scene = await ReleaseScene.Start(async (context, scene) =>
        {
            await arrived.Task;
            await ReleaseScene.Serve(context, scene);
        });

        var runs = Enumerable.Range(0, 3).Select(_ => scene.Run(shell, Script)).ToArray();
        while (scene.Downloads.Length == 0 && !runs.All(run => run.IsCompleted))
            await Task.Delay(5, TestContext.Current.CancellationToken);
        arrived.SetResult();
        var outcomes = await Task.WhenAll(runs);

        Assert.All(outcomes, outcome => Assert.Equal(new Outcome(0, $"{RecordingServer.DefaultAnswer}201\n", ""), outcome));
        Assert.Equal((1, 3), (scene.Downloads.Length, scene.Reports));
    }

    [Fact]
    public async Task What_a_shell_reads_while_another_has_the_lock_is_never_half_written()
    {
        await using var scene = await ReleaseScene.Start();
        var (place, read, link) = (Path.Combine(scene.Home, "place"), scene.Files.File("read"), scene.Files.File("link"));

        await scene.Run("bash", $"{Script}\nln {place} {read}");
        File.CreateSymbolicLink(link, scene.Cache);
        var outcome = await scene.Run("bash", Script, ("API_FUNC_CACHE", link));

        Assert.Equal(new Outcome(0, $"{RecordingServer.DefaultAnswer}201\n", ""), outcome);
        Assert.Equal(scene.Cache, await File.ReadAllTextAsync(read, TestContext.Current.CancellationToken));
        Assert.Equal(link, await File.ReadAllTextAsync(place, TestContext.Current.CancellationToken));
        Assert.Single(scene.Downloads);
    }

    [Theory]
    [InlineData("4194305 {0}")]
    [InlineData("1 1000")]
    [InlineData("1 4000000000")]
    public async Task The_lock_of_a_process_that_has_gone_is_taken_over(string since)
    {
        await using var scene = await ReleaseScene.Start();
        scene.Files.Write("cache/apifunc.lock/since", string.Format(null, since, DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        scene.Files.Write("cache/apifunc.new.gz", "the beginning of a file");

        await Task.WhenAll(scene.Run("bash", Script), scene.Run("dash", Script));

        Assert.Equal((1, 2), (scene.Downloads.Length, scene.Reports));
        Assert.False(Directory.Exists(scene.Files.File("cache/apifunc.lock")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_signal_reaches_the_script_and_leaves_nothing_behind(string shell)
    {
        foreach (var (signal, code) in new[] { ("INT", 130), ("TERM", 143) })
        {
            await using var scene = await HeldScene.Start();
            using var script = RunningScript.StartAsIs(
                shell, scene.Release.Script($"trap 'echo trapped; exit {code}' {signal}\n{Script}"), scene.Release.Variables);
            await script.Until(scene.Arrived);

            await script.Signal(signal, wholeGroup: true);
            Assert.Equal(new Outcome(code, "trapped\n", ""), await script.Outcome);
            Assert.Empty(scene.Release.Cached);

            scene.Let();
            Assert.Equal(0, (await scene.Release.Run(shell, Script)).ExitCode);
            Assert.Equal(1, scene.Release.Reports);
        }
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Who_was_killed_is_in_nobodys_way(string shell)
    {
        await using var scene = await HeldScene.Start();
        using (var script = RunningScript.StartAsIs(shell, scene.Release.Script(Script), scene.Release.Variables))
        {
            await script.Until(scene.Arrived);
            await script.Signal("KILL", wholeGroup: true);
            await script.Outcome;
        }

        scene.Let();
        await scene.Release.Run(shell, Script);

        Assert.Equal((2, 1), (scene.Release.Downloads.Length, scene.Release.Reports));
        Assert.DoesNotContain("since", scene.Release.Cached);
    }

    [Fact]
    public async Task A_binary_that_nobody_uses_goes_when_another_release_comes_and_may_come_back()
    {
        await using var old = await ReleaseScene.Start(release: 3);
        await using var current = await ReleaseScene.Start(release: 4);
        var cache = ("API_FUNC_CACHE", (string?)old.Cache);

        await old.Run("bash", Script);
        await current.Run("dash", Script, cache);
        Assert.False(File.Exists(old.Binary));
        Assert.True(File.Exists(Path.Combine(old.Cache, current.Sum, "apifunc")));

        // Both are in use on this host: they do not remove each other in turns.
        await old.Run("zsh", Script);
        await current.Run("bash", Script, cache);
        await old.Run("bash", Script);

        Assert.Equal((2, 1), (old.Downloads.Length, current.Downloads.Length));
        Assert.Equal((3, 2), (old.Reports, current.Reports));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_binary_that_is_used_stays_until_its_script_has_ended(string shell)
    {
        await using var old = await ReleaseScene.Start(release: 3);
        await using var current = await ReleaseScene.Start(release: 4);
        await using var next = await ReleaseScene.Start(release: 5);
        await using var gate = await HeldServer.Start();
        var cache = ("API_FUNC_CACHE", (string?)old.Cache);
        using (var script = RunningScript.StartAsIs(
            shell, old.Script($"post_to_api\ncurl -s -d x \"$GATE\" >gate\npost_update_to_api failed 1\necho \"$RESPONSE\"")
                .Replace(">gate", $">{old.Files.File("gate")}", StringComparison.Ordinal),
            [.. old.Variables, ("GATE", gate.AsEndpoint().Value)]))
        {
            await script.Until(gate.Arrived);
            await current.Run("bash", Script, cache);
            Assert.True(File.Exists(old.Binary));
            gate.Release();
            Assert.Equal(new Outcome(0, $"{RecordingServer.DefaultAnswer}201\n", ""), await script.Outcome);
        }

        await next.Run("bash", Script, cache);

        Assert.Equal((1, 2), (old.Downloads.Length, old.Reports));
        Assert.False(File.Exists(old.Binary));
        Assert.False(File.Exists(Path.Combine(old.Cache, current.Sum, "apifunc")));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("dash")]
    public async Task A_binary_that_has_vanished_meanwhile_is_fetched_again(string shell)
    {
        await using var scene = await ReleaseScene.Start();

        var outcome = await scene.Run(shell, $"post_to_api\nrm -r {scene.Home}\npost_update_to_api failed 1\necho \"$RESPONSE\"");

        Assert.Equal(new Outcome(0, $"{RecordingServer.DefaultAnswer}201\n", ""), outcome);
        Assert.Equal((2, 2), (scene.Downloads.Length, scene.Reports));
    }

    [Fact]
    public async Task Scripts_that_have_ended_leave_their_registration_to_others()
    {
        await using var scene = await ReleaseScene.Start();

        foreach (var shell in Shell.Installed)
            await scene.Run(shell, Script);

        Assert.Equal(["apifunc", "place", "users/0"], scene.Cached);
    }

    /// <summary>A release whose first download is kept waiting.</summary>
    private sealed class HeldScene : IAsyncDisposable
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _let = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ReleaseScene Release { get; private set; } = null!;

        public Task Arrived => _arrived.Task;

        public static async Task<HeldScene> Start()
        {
            var held = new HeldScene();
            held.Release = await ReleaseScene.Start(async (context, scene) =>
            {
                held._arrived.TrySetResult();
                await held._let.Task;
                await ReleaseScene.Serve(context, scene);
            });
            return held;
        }

        public void Let() => _let.TrySetResult();

        public ValueTask DisposeAsync()
        {
            Let();
            return Release.DisposeAsync();
        }
    }
}
