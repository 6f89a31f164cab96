// apifunc history and apifunc outbox show: what became of reports, whichever way they went.

using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed partial class HistorySpecs
{
    private const string Id = "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11";

    [Fact]
    public async Task What_was_sent_at_once_says_by_which_function_where_and_how_fast()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        await scene.Call("post_to_api");

        var report = Assert.Single(await Reports(scene));

        Assert.Equal(
            ("sent", "post_to_api", "upload", "nginx", "installing", Id),
            (Text(report, "state"), Text(report, "function"), Text(report, "endpoint"), Text(report, "nsapp"), Text(report, "status"),
                Text(report, "id")));
        Assert.Equal((201, 1), (Number(report, "status_code"), Number(report, "tries")));
        Assert.InRange(Number(report, "took_ms"), 0, 60_000);
        Assert.False(report.TryGetProperty("body", out _));
        Assert.Equal($"{scene.State}: 1 sent", (await History(scene)).Output.Split('\n')[0]);
    }

    [Fact]
    public async Task What_waits_is_read_from_the_outbox_and_once_it_is_flushed_it_was_sent()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        var waiting = Assert.Single(await Reports(scene));
        Assert.Equal(("waiting", 1, "Connection refused"), (Text(waiting, "state"), Number(waiting, "tries"), Text(waiting, "answer")));
        Assert.False(File.Exists(JournalOf(scene)));

        await scene.Server.Up();
        await scene.Flush();

        var sent = Assert.Single(await Reports(scene));
        Assert.Equal(("sent", 2, "post_to_api"), (Text(sent, "state"), Number(sent, "tries"), Text(sent, "function")));
    }

    [Fact]
    public async Task What_a_worker_sends_has_the_function_that_made_it()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        await scene.Call("post_to_api", ("API_FUNC_DELIVERY", "background"));
        await scene.Gone();

        // The worker deletes the report first, and writes it down then.
        JsonElement[] reports;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((reports = await Reports(scene)).Length == 0)
            timeout.Token.ThrowIfCancellationRequested();

        Assert.Equal(("sent", "post_to_api"), (Text(reports[0], "state"), Text(reports[0], "function")));
    }

    [Fact]
    public async Task What_was_refused_says_why()
    {
        await using var scene = new OutboxScene(async (_, context) =>
        {
            context.Response.StatusCode = 422;
            await context.Response.Body.WriteAsync("no such os: password=hunter2"u8.ToArray());
        });
        await scene.Server.Up();
        await scene.Call("post_to_api");

        var report = Assert.Single(await Reports(scene, "--failed"));

        Assert.Equal(
            ("refused", 422, "HTTP 422: no such os: password=***"),
            (Text(report, "state"), Number(report, "status_code"), Text(report, "answer")));
    }

    [Fact]
    public async Task Every_way_out_is_written_down()
    {
        await using var scene = new OutboxScene();
        using var directory = new TemporaryDirectory();
        await scene.Call("post_to_api", ("API_FUNC_OUTBOX", "off"));
        await scene.CallTelemetry("post_progress_to_api");
        await Shell.RunBinary(["_tm_send", "{\"nsapp\":\"mine\"}"], scene.Variables);
        await scene.CallTelemetry("post_tool_to_api tool", ("TELEMETRY_URL", $"file://{directory.File("reports")}"));
        await scene.Call("post_to_api", ("API_FUNC_URL", "nonsense"));
        await scene.Server.Up();
        scene.ForgetAway();
        await Shell.RunBinary(["_tm_send", "no JSON"], scene.Variables);

        var reports = await Reports(scene);

        Assert.Equal(
            [
                ("post_to_api", "lost"), ("post_progress_to_api", "lost"), ("_tm_send", "lost"), ("post_tool_to_api", "sent"),
                ("post_to_api", "lost"), ("_tm_send", "sent"),
            ],
            reports.Select(report => (Text(report, "function"), Text(report, "state"))));
        const string refused = "Connection refused";
        const string wrong = "'nonsense' is no URL to send to: it has to begin with https://, http:// or file:///";
        Assert.Equal([refused, refused, refused, "", wrong, ""], reports.Select(report => Text(report, "answer")));
        Assert.Equal(4, (await Reports(scene, "--failed")).Length);
        Assert.Equal("mine", Text(reports[2], "nsapp"));
    }

    [Theory]
    [InlineData("off", false), InlineData("OFF", false), InlineData("no", false), InlineData("on", true), InlineData("nonsense", true)]
    public async Task The_setting_ends_it(string value, bool isKept)
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        await scene.Call("post_to_api", ("API_FUNC_HISTORY", value));
        await scene.Call("post_to_api", ("API_FUNC_HISTORY", value), ("API_FUNC_OUTBOX", "off"));

        Assert.Equal(isKept, File.Exists(JournalOf(scene)));
        var outcome = await Shell.RunBinary(["history"], [.. scene.Variables, ("API_FUNC_HISTORY", value)]);
        Assert.Equal(!isKept, outcome.Output.EndsWith("no history is kept: API_FUNC_HISTORY is off\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_table_names_functions_in_full_and_why_a_report_waits_in_80_columns()
    {
        await using var scene = new OutboxScene();
        await scene.CallTelemetry("post_update_to_api failed 1");

        var lines = (await Command(scene)).Output.Split('\n');

        Assert.Matches("^ +AGO +ID +FUNCTION +APPLICATION +STATUS +ANSWER$", lines[1]);
        Assert.Matches(@"^! +\d+ s +[0-9a-f]{8} +post_update_to_api +nginx +failed +waiting$", lines[2]);
        Assert.Matches("^ +Connection refused$", lines[3]);
        Assert.All(lines.Skip(1), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task The_table_has_the_last_20_unless_more_are_asked_for()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        for (var i = 0; i < 21; i++)
            await scene.Call("post_to_api", ("RANDOM_UUID", $"id{i:D2}"));

        var few = (await Command(scene)).Output;
        var all = (await Command(scene, "--all")).Output;
        var recent = (await Command(scene, "--since", "1d")).Output;

        Assert.Contains("\nThe last 20 of 21; --all shows the others, too.\n", few, StringComparison.Ordinal);
        Assert.DoesNotContain("id00", few, StringComparison.Ordinal);
        Assert.Contains("id20", few, StringComparison.Ordinal);
        Assert.Contains("id00", all, StringComparison.Ordinal);
        Assert.Contains("id00", recent, StringComparison.Ordinal);
        Assert.Equal(21, (await Reports(scene)).Length);
    }

    [Fact]
    public async Task With_bodies_it_shows_them()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        await scene.Call("post_to_api", ("API_FUNC_HISTORY", "bodies"));

        var report = Assert.Single(await Reports(scene));
        var shown = await Command(scene, "show", "5C5B");

        Assert.Equal(Assert.Single(scene.Server.Requests).Text, Text(report, "body"));
        Assert.Equal($"HTTP 201: {RecordingServer.DefaultAnswer}", Text(report, "answer"));
        Assert.Contains("\n  \"nsapp\": \"nginx\",\n", shown.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show nothing", 66, "history show: there is no report with the ID 'nothing'; 'apifunc history' lists them")]
    [InlineData("show 0", 64, "history show: 2 IDs begin with '0': 01, 02")]
    [InlineData("show", 64, "history show: needs ID, .*")]
    [InlineData("--since yesterday", 64, "history: --since takes how long ago .*, and not 'yesterday'")]
    [InlineData("shwo 01", 64, "history: there is no 'shwo', did you mean 'show'; .*")]
    public async Task Wrong_calls_are_one_line_that_says_what_is_right(string arguments, int code, string said)
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        await scene.Call("post_to_api", ("RANDOM_UUID", "01"));
        await scene.Call("post_to_api", ("RANDOM_UUID", "02"));

        var outcome = await Command(scene, arguments.Split(' '));

        Assert.Equal((code, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches($@"\Aapifunc {said}\n\z", outcome.Error);
    }

    [Fact]
    public async Task Only_what_is_newer_is_listed()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        await scene.Call("post_to_api");
        var old = (await File.ReadAllTextAsync(JournalOf(scene))).Replace(Id, "old", StringComparison.Ordinal);
        await File.AppendAllTextAsync(JournalOf(scene), Time().Replace(old, "\"time\":1780000000000"));

        Assert.Equal(["old", Id], (await Reports(scene)).Select(report => Text(report, "id")));
        Assert.Equal([Id], (await Reports(scene, "--since 2d")).Select(report => Text(report, "id")));
    }

    [Fact]
    public async Task Damaged_lines_are_named_and_the_others_shown()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        await scene.Call("post_to_api");
        await File.AppendAllTextAsync(JournalOf(scene), "\u001b[31mnonsense\n{\"time\":17");
        await scene.Call("post_update_to_api done none");

        var outcome = await History(scene);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith($"{scene.State}: 2 sent\n", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith($"\n2 lines of {scene.State}/history are damaged, and left out: 2, 3\n", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_a_script_said_steers_the_terminal()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        await scene.Call("post_to_api", ("NSAPP", "a\u001b[2Jb\u202e"), ("RANDOM_UUID", "\u001b]0;x\u0007"));

        var outcome = await History(scene);

        Assert.DoesNotMatch("[\u001b\u0007\u202e]", outcome.Output);
        Assert.All(outcome.Output.Split('\n')[1..], line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task A_state_directory_of_somebody_else_is_refused()
    {
        Needs.Root();
        using var directory = new TemporaryDirectory();
        var state = directory.File("state");

        var outcome = await Shell.Run(
            ["sh", "-c"], [$"mkdir -m 700 {state} && chown 12345 {state} && exec \"$API_FUNC_BIN\" history"],
            ("API_FUNC_STATE_DIR", state));

        Assert.Equal(
            new Outcome(77, "", $"apifunc history: the state directory {state} cannot be used: it belongs to somebody else\n"), outcome);
    }

    [Fact]
    public async Task Before_anything_was_sent_there_is_nothing_and_no_directory_is_made()
    {
        await using var scene = new OutboxScene();

        Assert.Equal(new Outcome(0, $"{scene.State}: nothing to show\n", ""), await History(scene));
        Assert.False(Directory.Exists(scene.State));
    }

    [Fact]
    public async Task A_report_that_waits_is_shown_with_its_body_and_why_each_try_failed()
    {
        await using var scene = new OutboxScene(RecordingServer.Status(503));
        await scene.CallTelemetry("post_update_to_api failed 127", ("FAILED_COMMAND", "false"));
        await scene.Server.Up();
        await scene.Command("flush");

        var shown = await scene.Command($"show {Id[..8]}");
        var body = await scene.Command($"show --json {Id}");

        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
        Assert.StartsWith("post_update_to_api  nginx  failed\n  state     waits since ", shown.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n            \S+ \S+ UTC, \d+ ms: Connection refused\n            \S+ \S+ UTC, \d+ ms: HTTP 503\n", shown.Output);
        Assert.Contains("\n  \"exit_code\": 127,\n", shown.Output, StringComparison.Ordinal);
        Assert.Contains(scene.Server.Requests, request => request.Text + "\n" == body.Output);
    }

    [Fact]
    public async Task A_report_that_was_refused_is_shown_by_the_name_of_its_file_too()
    {
        await using var scene = new OutboxScene(RecordingServer.Status(422));
        await scene.Server.Up();
        await scene.Call("post_to_api");
        var file = Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(scene.State, "rejected"))));

        var shown = await scene.Command($"show {file}");

        Assert.Contains("\n  state     refused by the server, and not sent again (HTTP 422)\n", shown.Output, StringComparison.Ordinal);
        Assert.Equal(shown, await scene.Command($"show {Id}"));
    }

    [Theory]
    [InlineData("show x", 66, "apifunc outbox show: there is no report with the ID 'x'; 'apifunc outbox list' lists them\n")]
    [InlineData("show", 64, "apifunc outbox show: needs ID, the ID of a report, or its beginning\n")]
    public async Task An_ID_that_is_none_is_said(string arguments, int code, string said)
    {
        await using var scene = new OutboxScene();

        Assert.Equal(new Outcome(code, "", said), await scene.Command(arguments));
    }

    private static string JournalOf(OutboxScene scene) => Path.Combine(scene.State, "history");

    private static Task<Outcome> History(OutboxScene scene) => Shell.RunBinary(["history"], scene.Variables);

    private static Task<Outcome> Command(OutboxScene scene, params string[] arguments) =>
        Shell.RunBinary(["history", .. arguments], scene.Variables);

    private static async Task<JsonElement[]> Reports(OutboxScene scene, string options = "")
    {
        var words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var outcome = await Command(scene, ["--json", .. words]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return [.. JsonDocument.Parse(outcome.Output).RootElement.GetProperty("reports").EnumerateArray()];
    }

    [GeneratedRegex("\"time\":[0-9]+")]
    private static partial Regex Time();

    private static string Text(JsonElement report, string property) => report.GetProperty(property).GetString()!;

    private static int Number(JsonElement report, string property) => report.GetProperty(property).GetInt32();
}
