// A server that is away is noticed once.

using System.Net;
using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed class UnreachableServerSpecs
{
    [Fact]
    public async Task A_server_that_swallows_connections_is_waited_for_once_in_a_whole_installation()
    {
        await using var scene = new OutboxScene();
        using var dead = new DeadAddress(IPAddress.Loopback);
        (string, string?)[] variables =
        [
            ("TELEMETRY_URL", $"http://127.0.0.1:{dead.Port}/"), ("TELEMETRY_TIMEOUT", "0.2"), ("STATUS_TIMEOUT", "0.2"),
            ("DEV_MODE", "true"),
        ];
        var log = "";

        string[] calls =
        [
            "post_to_api", "post_progress_to_api", "post_progress_to_api validation", "post_tool_to_api", "_tm_send {}",
            "post_update_to_api done none",
        ];
        foreach (var call in calls)
            log += (await Shell.RunBinary(
                ["call", .. call.Split(' ')], [.. scene.Variables, ("API_FUNC_DIALECT", "telemetry"), .. variables])).Error;

        Assert.Single(log.Split('\n'), line => line.Contains("no response from", StringComparison.Ordinal));
        Assert.Equal(3, scene.Waiting.Length);
    }

    [Fact]
    public async Task Nobody_tries_it_again_until_something_gets_through()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api", ("RANDOM_UUID", "first"));
        await scene.Server.Up();

        await scene.Call("post_to_api", ("RANDOM_UUID", "second"));
        Assert.Empty(scene.Server.Requests);
        await scene.Flush();
        await scene.Call("post_to_api", ("RANDOM_UUID", "third"));

        Assert.Equal(["first", "second", "third"], scene.Server.Requests.Select(request => request.Field("random_id")));
    }

    [Fact]
    public async Task What_cannot_wait_is_tried_where_the_server_was_quick_to_refuse()
    {
        await using var scene = new OutboxScene();
        await scene.CallTelemetry("post_to_api");
        await scene.Server.Up();

        await scene.CallTelemetry("post_progress_to_api validation");

        Assert.Equal(["installing", "validation"], scene.Server.Requests.Select(request => request.Field("status")));
    }

    [Fact]
    public async Task Other_servers_are_not_away()
    {
        await using var scene = new OutboxScene();
        await using var other = await RecordingServer.Start();
        await scene.Call("post_to_api", ("RANDOM_UUID", "first"));

        await scene.Call("post_to_api", ("RANDOM_UUID", "second"), ("API_FUNC_URL", other.Url));

        Assert.Single(other.Requests);
    }

    [Fact]
    public async Task A_minute_later_it_is_tried_again()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        File.SetLastWriteTimeUtc(Assert.Single(Directory.GetFiles(scene.State, "away-*")), DateTime.UtcNow.AddSeconds(-61));
        await scene.Server.Up();

        await scene.Call("post_update_to_api done none");

        Assert.Equal(2, scene.Server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_answers_has_all_its_tries()
    {
        await using var scene = new OutboxScene(RecordingServer.Status(503));
        await scene.Server.Up();

        await scene.CallTelemetry("post_to_api");

        Assert.Equal(3, scene.Server.Requests.Count);
        Assert.Single(scene.Waiting);
    }
}
