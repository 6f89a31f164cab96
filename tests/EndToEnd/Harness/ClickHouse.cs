// A ClickHouse server with the schema for reports, in a directory of its own.

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Harness;

/// <summary>A server of the version that Debian 12 has. A test is skipped if the machine has none.</summary>
internal sealed class ClickHouse : IAsyncDisposable
{
    /// <summary>The password of the user <c>reporter</c>, who may only write to the databases <c>intake</c> and <c>fleet</c>.</summary>
    public const string Password = "not to be seen";

    private static readonly string? s_program = new[]
    {
        "/usr/sbin/clickhouse-server", "/usr/bin/clickhouse-server",
        Path.Combine(Repository.Root, "obj/clickhouse/usr/sbin/clickhouse-server"),
    }.FirstOrDefault(File.Exists);

    private static int s_lastPort = 10_000 + (Environment.ProcessId % 9_000);

    private readonly TemporaryDirectory _directory = new();
    private readonly HttpClient _http;
    private readonly string[] _behind;
    private readonly int _port = FreePort();
    private readonly int _nativePort = FreePort();
    private (int ProcessId, Task<Outcome> Outcome) _process;

    private ClickHouse(string[] behind)
    {
        Assert.SkipUnless(
            s_program is not null && Needs.HasProgram("clickhouse-client"), "needs clickhouse-server, which is not installed");
        _behind = behind;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}/") };
        _directory.Write("config.xml", Configuration());
        _directory.Write("users.xml", Users());
    }

    /// <summary>Starts a server, and creates the schema in it.</summary>
    /// <param name="disk">
    /// How large the disk for its data is, as an option of tmpfs, which lasts as long as the server; null for the machine's own.
    /// </param>
    public static async Task<ClickHouse> Start(string? disk = null)
    {
        if (disk is not null)
            Needs.Mounts();
        var mounting = $"mount -t tmpfs -o size={disk} none \"$0/data\" && exec \"$@\"";
        var server = new ClickHouse(disk is null ? [] : ["unshare", "--mount", "sh", "-c", mounting]);
        Directory.CreateDirectory(server._directory.File("data"));
        await server.Up();
        await server.RunFile("schema.sql");
        return server;
    }

    /// <summary>Where reports go that a table takes, by its name with the database.</summary>
    public string InsertUrl(string table) => $"http://127.0.0.1:{_port}/?query=INSERT%20INTO%20{table}%20FORMAT%20JSONEachRow";

    /// <summary>Starts it again.</summary>
    public async Task Up()
    {
        string[] behind = _behind.Length == 0 ? [] : [.. _behind, _directory.Path];
        _process = Shell.Start([.. behind, s_program!], [$"--config-file={_directory.File("config.xml")}"]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await Answers())
        {
            if (_process.Outcome.IsCompleted)
                Assert.Fail($"clickhouse-server does not start: {(await _process.Outcome).Output}");
            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>Sends a signal to it, by its name.</summary>
    public Task Signal(string name) => Shell.Run(["kill"], [$"-{name}", $"{_process.ProcessId}"]);

    /// <summary>Kills it.</summary>
    public async Task Kill()
    {
        await Signal("KILL");
        await _process.Outcome;
    }

    /// <summary>Runs a statement, and gives what it prints: a row in a line, its values with tabs in between.</summary>
    public async Task<string> Query(string statement)
    {
        using var answer = await _http.PostAsync("", new StringContent(statement), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{statement}: {text}");
        return text.TrimEnd('\n');
    }

    /// <summary>Runs a statement that may fail, and says whether it did not.</summary>
    public async Task<bool> Succeeds(string statement)
    {
        using var answer = await _http.PostAsync("", new StringContent(statement), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>The rows of a query as objects, numbers without quotes.</summary>
    public async Task<JsonElement[]> Rows(string query) =>
        [.. (await Query($"{query} SETTINGS output_format_json_quote_64bit_integers = 0 FORMAT JSONEachRow"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Sends a report as hosts do.</summary>
    public async Task Insert(string table, string body)
    {
        using var answer = await _http.PostAsync(
            new Uri(InsertUrl(table) + "&input_format_skip_unknown_fields=1"),
            new StringContent(body),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Imports a file of reports, with the command that docs/fleet.md names.</summary>
    public async Task Import(string path)
    {
        var command =
            $"clickhouse-client --host 127.0.0.1 --port {_nativePort} --input_format_import_nested_json 1 " +
            $"--input_format_skip_unknown_fields 1 --query 'INSERT INTO intake.lines FORMAT JSONEachRow' <{Shell.Quote(path)}";
        var outcome = await Shell.Run(["sh", "-c"], [command]);
        Assert.Equal((0, "", ""), (outcome.ExitCode, outcome.Output, outcome.Error));
    }

    /// <summary>Runs a file of scripts/fleet, in a database if one is named, and gives what it prints.</summary>
    public async Task<string> RunFile(string name, string database = "default")
    {
        var path = Path.Combine(Repository.Root, "scripts/fleet", name);
        var outcome = await Shell.Run(
            ["sh", "-c"],
            [$"clickhouse-client --host 127.0.0.1 --port {_nativePort} --database {database} --multiquery <{Shell.Quote(path)}"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return outcome.Output;
    }

    /// <summary>Deletes the reports of an execution, by the script of scripts/fleet.</summary>
    public Task<Outcome> Forget(string id) => Shell.Run(
        [Path.Combine(Repository.Root, "scripts/fleet/forget.sh")], [id, "--host", "127.0.0.1", "--port", $"{_nativePort}"]);

    /// <summary>Waits until a query has an answer: of what the server does in the background.</summary>
    public async Task WaitFor(string expected, string query)
    {
        for (var attempt = 0; attempt < 1000 && await Query(query) != expected; attempt++)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(expected, await Query(query));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process.Outcome is { IsCompleted: false })
            await Kill();
        _http.Dispose();
        _directory.Dispose();
    }

    /// <summary>A port that nobody has, below those that Linux gives to whoever asks for any: nobody is given it meanwhile.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref s_lastPort);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // The next one.
            }
        }
    }

    private async Task<bool> Answers()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("ping", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string Configuration() =>
        $"""
        <yandex>
          <listen_host>127.0.0.1</listen_host><http_port>{_port}</http_port><tcp_port>{_nativePort}</tcp_port>
          <path>{_directory.File("data")}/</path><tmp_path>{_directory.File("data")}/tmp/</tmp_path>
          <user_files_path>{_directory.File("data")}/files/</user_files_path><timezone>UTC</timezone>
          <logger><level>none</level><console>1</console></logger><mark_cache_size>67108864</mark_cache_size>
          <users_config>{_directory.File("users.xml")}</users_config>
          <default_profile>default</default_profile><default_database>default</default_database>
          <remote_servers><fleet><shard><replica>
            <host>127.0.0.1</host><port>{_nativePort}</port><default_database>fleet</default_database>
          </replica></shard></fleet></remote_servers>
        </yandex>
        """;

    private static string Users()
    {
        var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Password)));
        return
            $"""
            <yandex>
              <profiles><default/><reporter><allow_ddl>0</allow_ddl></reporter></profiles>
              <quotas><default/></quotas>
              <users>
                <default>
                  <password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
                </default>
                <reporter>
                  <password_sha256_hex>{sum}</password_sha256_hex><networks><ip>127.0.0.1</ip></networks>
                  <profile>reporter</profile><quota>default</quota>
                </reporter>
              </users>
            </yandex>
            """;
    }
}
