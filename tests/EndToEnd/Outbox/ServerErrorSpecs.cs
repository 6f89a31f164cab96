// A server that answers with a status and a text, as databases do: the status decides, and the text is shown wherever people look.

using System.Text.Json;
using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Outbox;

public sealed class ServerErrorSpecs
{
    private const string NoColumn = "Code: 117, e.displayText() = DB::Exception: Unknown field found: b: (at row 1)";
    private const string NoTable = "Code: 60, e.displayText() = DB::Exception: Table default.x doesn't exist., e.what() = DB::Exception";

    public static TheoryData<string, int> Waiting => Direct.EachTransportWith(401, 403, 500, 503);

    public static TheoryData<string, int> Refused => Direct.EachTransportWith(400, 404);

    [Theory, MemberData(nameof(Waiting))]
    public async Task A_report_that_waits_shows_the_first_line_of_the_answer(string transport, int status)
    {
        await using var scene = new OutboxScene(Answer(status, $"{NoColumn}\n, e.what() = DB::Exception\n"));
        await scene.Server.Up();

        await scene.Call("post_to_api", Direct.Transport(transport));

        Assert.Single(scene.Waiting);
        await ShownEverywhere(scene, "outbox", $"{status}: {NoColumn}");
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task A_report_that_was_refused_does_so_too(string transport, int status)
    {
        await using var scene = new OutboxScene(Answer(status, $"{NoTable}\n"));
        await scene.Server.Up();

        await scene.Call("post_to_api", Direct.Transport(transport));

        Assert.Empty(scene.Waiting);
        await ShownEverywhere(scene, "refused", $"{status}: {NoTable}");
    }

    [Fact]
    public async Task What_was_not_tried_does_not_hide_why_the_others_wait()
    {
        await using var scene = new OutboxScene(Answer(500, NoColumn));
        await scene.Server.Up();
        await scene.Call("post_to_api");
        await scene.Call("post_update_to_api failed 1");

        var check = await Check(scene, "outbox");

        Assert.StartsWith("2 reports waiting", check.Text("text"), StringComparison.Ordinal);
        Assert.EndsWith(NoColumn, check.Text("text"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "Code: 164, e.displayText() = DB::Exception: Cannot insert into table in readonly mode", "ok",
        "answers a GET with 500, as ClickHouse does (reports are sent by POST)")]
    [InlineData(500, NoColumn, "failed", $"answers a GET with 500: {NoColumn}")]
    [InlineData(502, "<html>", "failed", "answers a GET with 502: it has a problem")]
    [InlineData(401, "Wrong password", "failed", "answers a GET with 401: Wrong password")]
    [InlineData(403, "Wrong password", "warning", "answers a GET with 403: Wrong password")]
    [InlineData(404, "nothing", "ok", "answers a GET with 404 (reports are sent by POST)")]
    public async Task Doctor_shows_what_the_server_says_to_its_question(int status, string answer, string result, string text)
    {
        await using var scene = new OutboxScene(Answer(status, answer));
        await scene.Server.Up();

        var check = await Check(scene, "classic answer");

        Assert.Equal(result, check.Text("result"));
        Assert.EndsWith(text, check.Text("text"), StringComparison.Ordinal);
    }

    private static async Task ShownEverywhere(OutboxScene scene, string check, string reason)
    {
        var id = Direct.Installation.Single(variable => variable.Name == "RANDOM_UUID").Value!;
        var list = await scene.List();
        var kept = list.GetProperty("reports").EnumerateArray().Concat(list.GetProperty("rejected").EnumerateArray()).Single();
        Assert.Equal($"HTTP {reason}", kept.Text("last_error"));
        var history = JsonDocument.Parse((await Shell.RunBinary(["history", "--json"], scene.Variables)).Output).RootElement;
        Assert.Equal($"HTTP {reason}", history.GetProperty("reports")[0].Text("answer"));
        Assert.EndsWith(reason, (await Check(scene, check)).Text("text"), StringComparison.Ordinal);
        foreach (var command in new[] { "outbox list", $"outbox show {id}", "history", $"history show {id}", "doctor" })
        {
            var outcome = await Shell.RunBinary(command.Split(' '), scene.Variables);
            var text = string.Join(' ', outcome.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            Assert.Contains(reason.Split(": ", 2)[1], text, StringComparison.Ordinal);
        }
    }

    private static async Task<JsonElement> Check(OutboxScene scene, string name)
    {
        var outcome = await Shell.RunBinary(["doctor", "--json"], [.. scene.Variables, ("TELEMETRY_URL", "file:///tmp/x")]);
        return JsonDocument.Parse(outcome.Output).RootElement.GetProperty("checks").EnumerateArray()
            .Single(check => check.Text("name") == name);
    }

    private static Func<RecordedRequest, HttpContext, Task> Answer(int status, string text) => (_, context) =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    };
}
