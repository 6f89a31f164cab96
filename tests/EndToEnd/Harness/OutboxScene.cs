// A host with an outbox of its own, and a server that comes and goes.

using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Harness;

internal sealed class OutboxScene : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <param name="answer">What the server answers while it is up; 201 by default.</param>
    public OutboxScene(Func<RecordedRequest, HttpContext, Task>? answer = null)
    {
        Server = new RestartableServer(answer);
        State = _directory.File("state");
    }

    /// <summary>The server, which is away at first.</summary>
    public RestartableServer Server { get; }

    /// <summary>The state directory.</summary>
    public string State { get; }

    /// <summary>The directory of what waits.</summary>
    public string Outbox => Path.Combine(State, "outbox");

    /// <summary>The files of what waits, the oldest first.</summary>
    public string[] Waiting => Directory.Exists(Outbox) ? [.. Directory.GetFiles(Outbox, "*.report").Order(StringComparer.Ordinal)] : [];

    /// <summary>The environment that makes it this host's.</summary>
    public (string Name, string? Value)[] Variables =>
    [
        .. Direct.Installation,
        ("API_FUNC_STATE_DIR", State), ("API_FUNC_URL", $"{Server.Url}/upload"), ("TELEMETRY_URL", $"{Server.Url}/telemetry"),
    ];

    /// <summary>Calls a function of the binary, silently and with success, as every function has to. Returns what it would set.</summary>
    public async Task<string> Call(string function, params (string Name, string? Value)[] variables)
    {
        var outcome = await Shell.RunBinary(["call", .. function.Split(' ')], [.. Variables, .. variables]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return outcome.Output;
    }

    /// <summary>The same in the telemetry dialect.</summary>
    public Task<string> CallTelemetry(string function, params (string Name, string? Value)[] variables) =>
        Call(function, [("API_FUNC_DIALECT", "telemetry"), .. variables]);

    /// <summary>Runs `apifunc outbox`.</summary>
    public Task<Outcome> Command(string arguments, params (string Name, string? Value)[] variables) =>
        Shell.RunBinary(["outbox", .. arguments.Split(' ')], [.. Variables, .. variables]);

    /// <summary>What `apifunc outbox list --json` says.</summary>
    public async Task<JsonElement> List() => JsonDocument.Parse((await Command("list --json")).Output).RootElement;

    /// <summary>Forgets that the server was away, as time does.</summary>
    public void ForgetAway()
    {
        foreach (var stamp in Directory.GetFiles(State, "away-*"))
            File.Delete(stamp);
    }

    /// <summary>Waits until nothing waits any more.</summary>
    public async Task Gone()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Directory.Exists(Outbox))
            await Task.Delay(5, timeout.Token);
    }

    /// <summary>Delivers what waits, all of it.</summary>
    public async Task Flush() => Assert.Equal(0, (await Command("flush")).ExitCode);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _directory.Dispose();
    }
}
