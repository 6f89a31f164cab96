// API_FUNC_DELIVERY=background: the function returns at once, and a process of its own delivers the report.

using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed class BackgroundDeliverySpecs
{
    private static readonly (string, string?) s_background = ("API_FUNC_DELIVERY", "background");

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task A_script_its_substitutions_and_its_pipes_end_before_the_server_has_answered(string shell)
    {
        var answer = new TaskCompletionSource();
        await using var scene = new OutboxScene(async (request, context) =>
        {
            await answer.Task;
            await RecordingServer.Created(request, context);
        });
        await scene.Server.Up();

        var outcome = await Shell.RunWithShim(shell, """
            echo "one $(post_to_api)"
            (RANDOM_UUID=two; post_to_api) | cat
            echo three
            """, [.. scene.Variables, s_background]);
        answer.SetResult();
        await scene.Server.Arrive(2);
        await scene.Flush();

        Assert.Equal(new Outcome(0, "one \nthree\n", ""), outcome);
        Assert.Equal(2, scene.Server.Requests.Count);
        Assert.False(Directory.Exists(scene.Outbox));
    }

    [Fact]
    public async Task Reports_of_an_installation_arrive_in_their_order_and_once()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        await scene.CallTelemetry("post_to_api", s_background);
        foreach (var status in new[] { "validation", "configuring", "installing" })
            await scene.CallTelemetry($"post_progress_to_api {status}", s_background);
        var told = await scene.CallTelemetry("post_update_to_api done none", s_background);
        await scene.Server.Arrive(5);
        await scene.Flush();

        Assert.Equal(
            ["installing", "validation", "configuring", "installing", "success"],
            scene.Server.Requests.Select(request => request.Field("status")));
        Assert.Contains("POST_UPDATE_DONE='true'", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_that_is_closed_at_once_is_no_hindrance()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        // What the kernel sends to those on a terminal whose first process has ended comes now and then only in time to do harm.
        for (var i = 0; i < 10; i++)
        {
            var outcome = await Shell.Run(
                ["script", "--quiet", "--return", "--command"], [$"exec {Shell.Quote(Repository.Binary)} post_to_api", "/dev/null"],
                [.. scene.Variables, s_background]);
            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
            await scene.Server.Arrive(1);
            await scene.Gone();
        }
    }

    [Fact]
    public async Task A_large_environment_is_no_hindrance()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        await scene.Call("post_to_api", s_background, ("BESIDE", new string('x', 100_000)));
        await scene.Server.Arrive(1);
        await scene.Flush();

        Assert.Single(scene.Server.Requests);
    }

    [Fact]
    public async Task A_server_that_comes_back_soon_gets_what_waited_for_it()
    {
        await using var scene = new OutboxScene();

        await scene.Call("post_to_api", s_background);
        await scene.Server.Up();
        await scene.Server.Arrive(1);
        await scene.Flush();

        Assert.Single(scene.Server.Requests);
    }

    [Fact]
    public async Task Without_dev_null_the_script_waits_for_the_answer()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        using var files = new PrivateFiles(
            "mount -t tmpfs none /mnt; : >/mnt/urandom; mount --bind /dev/urandom /mnt/urandom; mount --rbind /mnt /dev");

        await Direct.Call(files.Around(Repository.Binary), ["post_to_api"], [.. scene.Variables, s_background]);

        Assert.Single(scene.Server.Requests);
        Assert.False(Directory.Exists(scene.Outbox));
    }
}
