// Reports in a real ClickHouse server: what arrives, how often, and what the views make of it.

using System.Text.Json;
using EndToEnd.Harness;

namespace EndToEnd.Fleet;

public sealed class SchemaSpecs
{
    private const string Telemetry = "intake.telemetry";
    private const string Classic = "intake.classic";

    [Fact]
    public async Task A_report_arrives_field_by_field()
    {
        await using var server = await ClickHouse.Start();
        await using var scene = new OutboxScene();

        await scene.CallTelemetry("post_to_api", ("TELEMETRY_URL", server.InsertUrl(Telemetry)));
        await scene.CallTelemetry("post_update_to_api failed 100", ("TELEMETRY_URL", server.InsertUrl(Telemetry)));

        await scene.Flush();
        Assert.Equal(["installing", "failed"], await Fields(server, "SELECT * FROM fleet.reports ORDER BY exit_code", "status"));
        var row = Assert.Single(await server.Rows("SELECT * FROM fleet.executions"));
        Assert.Equal(("nginx", "failed", 100), (row.Text("nsapp"), row.Text("status"), row.GetProperty("exit_code").GetInt32()));
        Assert.Equal("dependency", row.Text("error_category"));
        Assert.Equal("1", await server.Query("SELECT count() FROM fleet.reports WHERE status = 'failed' AND received > now() - 600"));
    }

    [Fact]
    public async Task What_was_written_to_a_file_is_imported_as_it_would_have_arrived()
    {
        await using var server = await ClickHouse.Start();
        await using var scene = new OutboxScene();
        using var directory = new TemporaryDirectory();
        var path = directory.File("reports.jsonl");
        (string, string?)[] written =
        [
            ("TELEMETRY_URL", $"file://{path}"), ("API_FUNC_URL", $"file://{path}"), ("NSAPP", "na\u00efve \ud83d\ude00 \"quoted\"\\\n"),
            ("HAS_ARM", "true"),
        ];
        await scene.CallTelemetry("post_to_api", written);
        await scene.CallTelemetry("post_update_to_api failed 137", written);
        await scene.CallTelemetry("post_tool_to_api updater done", written);
        await scene.Call("post_to_api", written);
        await scene.Call("post_update_to_api failed 137", written);

        foreach (var line in await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))
        {
            var report = JsonDocument.Parse(line).RootElement;
            await server.Insert(
                report.Text("endpoint") == "telemetry" ? Telemetry : Classic, report.GetProperty("report").GetRawText());
        }

        var arrived = await Everything(server);
        foreach (var table in new[] { "reports", "classic_starts", "classic_ends", "daily_states" })
            await server.Query($"TRUNCATE TABLE fleet.{table}");
        await server.Import(path);

        Assert.Equal(arrived, await Everything(server));
        Assert.Contains(arrived, row => row.Contains("na\u00efve \ud83d\ude00", StringComparison.Ordinal));
        var earliest = JsonDocument.Parse(File.ReadLines(path).First()).RootElement.GetProperty("time").GetDateTime();
        Assert.Equal(
            $"{earliest:yyyy-MM-dd HH:mm:ss}", await server.Query("SELECT min(received) FROM fleet.reports WHERE nsapp LIKE 'na%'"));
    }

    [Fact]
    public async Task A_report_that_arrives_twice_is_there_once()
    {
        await using var server = await ClickHouse.Start();
        foreach (var id in new[] { "a", "a", "b", "a" })
        {
            await server.Insert(Telemetry, $$"""{"execution_id":"{{id}}","type":"lxc","status":"success","nsapp":"nginx"}""");
            await server.Insert(Classic, $$"""{"random_id":"{{id}}","status":"done","error":" "}""");
        }

        Assert.Equal("2\t2", await server.Query("SELECT count(), uniqExact(execution_id) FROM fleet.executions"));
        Assert.Equal("2", await server.Query("SELECT sum(executions) FROM fleet.daily"));
        Assert.Equal("2", await server.Query("SELECT count() FROM fleet.classic_executions"));
        await server.Query("OPTIMIZE TABLE fleet.reports FINAL");
        Assert.Equal("2", await server.Query("SELECT count() FROM fleet.reports"));
    }

    [Fact]
    public async Task An_end_beats_what_came_before_in_whatever_order_they_arrive()
    {
        await using var server = await ClickHouse.Start();
        (string Arrived, string Expected)[] cases =
        [
            ("installing configuring failed", "failed\t1"), ("failed configuring installing", "failed\t1"),
            ("success installing success configuring", "success\t1"), ("aborted installing", "aborted\t1"),
            ("unknown validation", "unknown\t1"), ("installing", "installing\t0"),
        ];
        foreach (var (arrived, _) in cases)
        {
            foreach (var status in arrived.Split(' '))
                await server.Insert(Telemetry, $$"""{"execution_id":"{{arrived}}","status":"{{status}}","type":"lxc"}""");
        }

        foreach (var (arrived, expected) in cases)
            Assert.Equal(expected, await server.Query($"SELECT status, ended FROM fleet.executions WHERE execution_id = '{arrived}'"));
        Assert.Equal("aborted", await server.Query("SELECT status FROM fleet.community WHERE id = 'aborted installing'"));
    }

    [Theory]
    [InlineData("10:05:00.5", "success", "10:04:00", "failed", "success")]
    [InlineData("10:05:00", "installing", "10:04:00", "validation", "installing")]
    [InlineData("10:04:00.1", "configuring", "10:04:00.2", "installing", "configuring")]
    public async Task Of_two_ends_or_of_two_others_the_later_one_counts_and_in_a_second_what_is_no_beginning(
        string time, string status, string otherTime, string otherStatus, string counts)
    {
        await using var server = await ClickHouse.Start();
        using var directory = new TemporaryDirectory();
        static string Line(string time, string status) =>
            $$$"""{"time":"2026-01-01T{{{time}}}Z","endpoint":"telemetry","report":{"execution_id":"a","status":"{{{status}}}"}}""" + "\n";

        await server.Import(directory.Write("reports.jsonl", Line(time, status) + Line(otherTime, otherStatus)));

        Assert.Equal(
            $"{counts}\t2026-01-01 10:04:00\t2026-01-01 {time[..8]}",
            await server.Query("SELECT status, first_received, last_received FROM fleet.executions"));
    }

    [Fact]
    public async Task The_beginning_and_the_end_of_a_classic_installation_are_one_row()
    {
        await using var server = await ClickHouse.Start();
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api", ("API_FUNC_URL", server.InsertUrl(Classic)));
        await scene.Call("post_update_to_api failed 127", ("API_FUNC_URL", server.InsertUrl(Classic)));
        await server.Insert(Classic, """{"random_id":"end only","status":"done","error":" "}""");

        await scene.Flush();
        Assert.Equal(
            "\tdone\nnginx\tfailed", await server.Query("SELECT nsapp, status FROM fleet.classic_executions ORDER BY nsapp"));
        Assert.Equal(
            "8\t2\t1024\tdebian\tno",
            await server.Query("SELECT disk_size, core_count, ram_size, os_type, disableip6 FROM fleet.classic_starts"));
    }

    [Fact]
    public async Task A_file_can_be_imported_again()
    {
        await using var server = await ClickHouse.Start();
        using var directory = new TemporaryDirectory();
        const string Line =
            """
            {"time":"2026-01-01T10:00:00.123Z","endpoint":"upload","report":{"random_id":"a","type":"lxc","status":"installing"}}
            {"time":"2026-01-01T10:01:40.123Z","endpoint":"updatestatus","report":{"random_id":"a","status":"done","error":" "}}
            {"time":"2026-01-01T10:00:00.123Z","endpoint":"telemetry","report":{"execution_id":"b","status":"success","new":{"x":[1]}}}

            """;
        var path = directory.Write("reports.jsonl", Line);

        await server.Import(path);
        await server.Import(path);

        Assert.Equal("a\tdone\t100", await server.Query("SELECT random_id, status, duration FROM fleet.classic_executions"));
        Assert.Equal("b", await server.Query("SELECT execution_id FROM fleet.executions"));
        Assert.Equal("2026-01-01\t1", await server.Query("SELECT day, executions FROM fleet.daily"));
    }

    [Fact]
    public async Task Every_question_has_an_answer()
    {
        await using var server = await ClickHouse.Start();
        using var directory = new TemporaryDirectory();
        var history = await Shell.Run([Path.Combine(Repository.Root, "scripts/fleet/history.sh")], ["3000"]);
        Assert.Equal((0, ""), (history.ExitCode, history.Error));
        await server.Import(directory.Write("reports.jsonl", history.Output));

        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "scripts/fleet/queries"), "*.sql"))
        {
            var answer = await server.RunFile($"queries/{Path.GetFileName(file)}", "fleet");
            Assert.True(answer.Length > 0, file);
        }

        Assert.StartsWith("nextcloud\t", await server.RunFile("queries/changes.sql", "fleet"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_can_be_created_again_and_what_is_there_stays()
    {
        await using var server = await ClickHouse.Start();
        await server.Insert(Telemetry, """{"execution_id":"a","status":"success"}""");

        await server.RunFile("schema.sql");

        await server.Insert(Telemetry, """{"execution_id":"b","status":"success"}""");
        Assert.Equal("2", await server.Query("SELECT count() FROM fleet.executions"));
    }

    /// <summary>What is kept, but for the times of arrival.</summary>
    private static async Task<string[]> Everything(ClickHouse server)
    {
        string[] queries =
        [
            "SELECT * FROM fleet.reports ORDER BY nsapp DESC, status", "SELECT * FROM fleet.daily ORDER BY nsapp, status",
            "SELECT * FROM fleet.classic_starts", "SELECT * FROM fleet.classic_ends",
        ];
        var all = new List<string>();
        foreach (var query in queries)
        {
            foreach (var row in await server.Rows(query))
            {
                var fields = row.EnumerateObject().Where(field => field.Name != "received");
                all.Add(string.Join(", ", fields.Select(field => $"{field.Value}")));
            }
        }

        return [.. all];
    }

    private static async Task<string[]> Fields(ClickHouse server, string query, string field) =>
        [.. (await server.Rows(query)).Select(row => row.Text(field))];
}
