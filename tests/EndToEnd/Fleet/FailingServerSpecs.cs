// What happens to reports if a ClickHouse server does not take them: they wait or are refused, with a reason, and scripts go on.

using EndToEnd.Harness;

namespace EndToEnd.Fleet;

public sealed class FailingServerSpecs
{
    private const string Telemetry = "intake.telemetry";

    [Fact]
    public async Task With_a_wrong_password_a_report_waits_until_it_is_right()
    {
        await using var server = await ClickHouse.Start();
        await using var scene = new OutboxScene();
        using var directory = new TemporaryDirectory();
        var file = directory.Write("password", "wrong");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (string, string?)[] variables =
            [("TELEMETRY_URL", server.InsertUrl(Telemetry)), ("API_FUNC_URL_USER", "reporter"), ("API_FUNC_URL_PASSWORD_FILE", file)];

        await scene.CallTelemetry("post_to_api", variables);

        Assert.Single(scene.Waiting);
        Assert.Contains("401: Code: 193, e.displayText() = DB::Exception: Wrong password", await Listed(scene));
        await File.WriteAllTextAsync(file, ClickHouse.Password, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await scene.Command("flush", variables)).ExitCode);
        Assert.Equal("1", await server.Query("SELECT count() FROM fleet.reports"));
    }

    [Fact]
    public async Task Without_the_table_a_report_is_refused()
    {
        await using var server = await ClickHouse.Start();
        await using var scene = new OutboxScene();

        await scene.CallTelemetry("post_to_api", ("TELEMETRY_URL", server.InsertUrl("intake.nothing")));

        Assert.Empty(scene.Waiting);
        Assert.Contains("Table intake.nothing doesn't exist", await Listed(scene));
    }

    [Fact]
    public async Task With_a_field_that_the_table_does_not_have_a_report_waits_until_it_has()
    {
        await using var server = await ClickHouse.Start();
        await using var scene = new OutboxScene();
        await server.Query("CREATE TABLE intake.small (random_id String) ENGINE = Log");
        (string, string?)[] variables = [("TELEMETRY_URL", server.InsertUrl("intake.small"))];

        await scene.CallTelemetry("post_to_api", variables);

        Assert.Single(scene.Waiting);
        Assert.Contains("Unknown field", await Listed(scene));
        await server.Query("DROP TABLE intake.small");
        await server.Query("CREATE TABLE intake.small AS intake.telemetry ENGINE = Log");
        Assert.Equal(0, (await scene.Command("flush", variables)).ExitCode);
        Assert.Equal("1", await server.Query("SELECT count() FROM intake.small"));
    }

    [Fact]
    public async Task While_the_disk_of_the_server_is_full_a_report_waits()
    {
        await using var server = await ClickHouse.Start(disk: "24m");
        await using var scene = new OutboxScene();
        (string, string?)[] variables = [("TELEMETRY_URL", server.InsertUrl(Telemetry))];
        await server.Query("CREATE TABLE default.fill (x UInt64) ENGINE = StripeLog");
        while (await server.Succeeds("INSERT INTO default.fill SELECT rand64() FROM system.numbers LIMIT 100000"))
        {
        }

        while (await server.Succeeds("INSERT INTO default.fill SELECT rand64() FROM system.numbers LIMIT 100"))
        {
        }

        await scene.CallTelemetry("post_to_api", variables);

        Assert.Single(scene.Waiting);
        Assert.Contains("500: Code: 75, e.displayText() = DB::ErrnoException: Cannot write to file", await Listed(scene));
        await server.Query("DROP TABLE default.fill");
        Assert.Equal(0, (await scene.Command("flush", variables)).ExitCode);
        Assert.Equal("1", await server.Query("SELECT count() FROM fleet.executions"));
    }

    [Fact]
    public async Task A_report_whose_server_is_killed_before_it_answers_arrives_later()
    {
        await using var server = await ClickHouse.Start();
        await using var scene = new OutboxScene();
        (string, string?)[] variables = [("TELEMETRY_URL", server.InsertUrl(Telemetry))];

        await server.Signal("STOP");
        var call = scene.CallTelemetry("post_to_api", variables);
        while (scene.Waiting.Length == 0 && !call.IsCompleted)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await server.Kill();
        await call;

        Assert.Single(scene.Waiting);
        await server.Up();
        Assert.Equal(0, (await scene.Command("flush", variables)).ExitCode);
        Assert.Equal("1", await server.Query("SELECT count() FROM fleet.executions"));
    }

    /// <summary>What `apifunc outbox list` says, as one line.</summary>
    private static async Task<string> Listed(OutboxScene scene) =>
        string.Join(' ', (await scene.Command("list")).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
