// A server that says no: what it refuses for good is not sent to it again, and what it takes is.

using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed class RefusedReportSpecs
{
    private const string UnknownOs = "nixos";
    private static readonly string s_command = new('x', 300);
    private static readonly string[] s_ways = ["wait", "off", "background", "flush"];

    public static TheoryData<int> Refusals => [400, 404, 405, 410, 413, 415, 422];

    /// <summary>The ways to deliver: at once, with the outbox or without, in a process of its own, and later.</summary>
    public static TheoryData<string> Ways => [.. s_ways];

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_refusal_for_good_ends_the_tries(int status)
    {
        await using var scene = new OutboxScene(RecordingServer.Status(status));
        await scene.Server.Up();

        foreach (var dialect in new[] { "classic", "telemetry" })
        {
            foreach (var outbox in new[] { "on", "off" })
            {
                foreach (var call in new[] { "post_to_api", "post_update_to_api done none" })
                    await scene.Call(call, ("API_FUNC_DIALECT", dialect), ("API_FUNC_OUTBOX", outbox));
            }
        }

        Assert.Equal(
            ["installing", "done", "installing", "done", "installing", "success", "installing", "success"],
            scene.Server.Requests.Select(request => request.Field("status")));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task With_a_long_error_the_short_one_is_tried_once(string way)
    {
        await using var scene = new OutboxScene(RecordingServer.Status(422));

        await Send(scene, way, "post_update_to_api failed 1", ("FAILED_COMMAND", s_command));

        Assert.Equal(
            [true, false],
            scene.Server.Requests.Select(request => request.Field("error").Contains(s_command, StringComparison.Ordinal)));
        Assert.Equal(way == "off" ? 0 : 1, RefusedIn(scene));
    }

    [Theory]
    [InlineData("post_to_api", "installing")]
    [InlineData("post_to_api_vm", "installing")]
    [InlineData("post_update_to_api done none", "success")]
    [InlineData("post_update_to_api aborted 130", "aborted")]
    [InlineData("post_update_to_api failed 1", "failed")]
    [InlineData("post_update_to_api whatever 1", "unknown")]
    public async Task An_operating_system_that_the_server_does_not_know_is_left_out_then(string call, string status)
    {
        foreach (var way in s_ways)
        {
            await using var scene = new OutboxScene(
                (request, context) => RecordingServer.Status(request.Field("os_type") == UnknownOs ? 400 : 202)(request, context));

            await Send(scene, way, call, ("var_os", UnknownOs));

            Assert.Equal(
                [(UnknownOs, status), ("", status)],
                scene.Server.Requests.Select(request => (request.Field("os_type"), request.Field("status"))));
            Assert.Equal((0, 0), (scene.Waiting.Length, RefusedIn(scene)));
        }
    }

    [Theory]
    [InlineData("post_progress_to_api")]
    [InlineData("post_update_to_api done none")]
    public async Task An_operating_system_that_the_server_knows_by_another_name_has_that_name(string call)
    {
        await using var scene = new OutboxScene(RecordingServer.Status(202));
        await scene.Server.Up();

        await scene.CallTelemetry(call, ("var_os", "AlmaLinux"));

        Assert.Equal("alma", Assert.Single(scene.Server.Requests).Field("os_type"));
    }

    [Fact]
    public async Task What_is_not_refused_for_good_waits_although_less_of_it_is()
    {
        await using var scene = new OutboxScene(
            (request, context) => RecordingServer.Status(request.Field("os_type") == UnknownOs ? 503 : 400)(request, context));

        await Send(scene, "flush", "post_update_to_api done none", ("var_os", UnknownOs));

        Assert.Equal((1, 0), (scene.Waiting.Length, RefusedIn(scene)));
        Assert.Equal(503, (await scene.List()).GetProperty("reports")[0].GetProperty("last_status").GetInt32());
    }

    [Fact]
    public async Task Tries_counts_what_the_server_has_received()
    {
        await using var scene = new OutboxScene(RecordingServer.Status(500));
        await scene.Server.Up();

        await scene.CallTelemetry("post_update_to_api failed 1", ("FAILED_COMMAND", s_command));
        await scene.Command("flush");

        var report = (await scene.List()).GetProperty("reports")[0];
        Assert.Equal(6, scene.Server.Requests.Count);
        Assert.Equal(6, report.GetProperty("tries").GetInt32());
    }

    [Fact]
    public async Task Tries_counts_what_was_refused_too()
    {
        await using var scene = new OutboxScene(RecordingServer.Status(413));
        await scene.Server.Up();

        await scene.CallTelemetry("post_update_to_api failed 1", ("FAILED_COMMAND", s_command));

        var report = (await scene.List()).GetProperty("rejected")[0];
        Assert.Equal(2, scene.Server.Requests.Count);
        Assert.Equal(2, report.GetProperty("tries").GetInt32());
        Assert.Equal("HTTP 413", report.GetProperty("last_error").GetString());
    }

    /// <summary>Delivers a report to the scene's server, and returns when that has had its say.</summary>
    private static async Task Send(OutboxScene scene, string way, string call, params (string Name, string? Value)[] variables)
    {
        using var consent = new PrivateFiles(("/usr/local/community-scripts/diagnostics", "DIAGNOSTICS=yes\n"));
        if (way != "flush")
            await scene.Server.Up();
        (string, string?)[] setting = way switch
        {
            "off" => [("API_FUNC_OUTBOX", "off")],
            "background" => [("API_FUNC_DELIVERY", "background")],
            _ => [],
        };
        await Direct.Call(
            consent.Around(Repository.Binary), call.Split(' '),
            [.. scene.Variables, ("API_FUNC_DIALECT", "telemetry"), .. setting, .. variables]);
        if (way == "flush")
        {
            await scene.Server.Up();
            await scene.Command("flush");
        }
        else if (way == "background")
        {
            await scene.Gone();
        }
    }

    private static int RefusedIn(OutboxScene scene)
    {
        var path = Path.Combine(scene.State, "rejected");
        return Directory.Exists(path) ? Directory.GetFiles(path).Length : 0;
    }
}
