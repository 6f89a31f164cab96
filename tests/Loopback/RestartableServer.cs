// A server that goes away and comes back at the same address.

using System.Net;
using Microsoft.AspNetCore.Http;

namespace Loopback;

/// <summary>
/// A <see cref="RecordingServer"/> that can be stopped and started. It has an address of its own in 127.0.0.0/8, so that
/// nobody else takes its port while it is away.
/// </summary>
public sealed class RestartableServer(Func<RecordedRequest, HttpContext, Task>? answer = null) : IAsyncDisposable
{
    private const int Port = 8080;

    private static int s_last = Environment.ProcessId % 200 * 65536;

    private readonly IPAddress _address = NextAddress();
    private readonly List<RecordedRequest> _before = [];
    private RecordingServer? _server;

    /// <summary>Where it is, or will be.</summary>
    public string Url => $"http://{_address}:{Port}";

    /// <summary>What has arrived in all its lives, in order.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _before, .. _server?.Requests ?? []];

    /// <summary>Starts it.</summary>
    public async Task Up() => _server = await RecordingServer.Start(new IPEndPoint(_address, Port), answer);

    /// <summary>Stops it: connections are refused.</summary>
    public async Task Down()
    {
        if (_server is null)
            return;

        await _server.Stop();
        await _server.DisposeAsync();
        _before.AddRange(_server.Requests);
        _server = null;
    }

    /// <summary>Waits until so many more requests have arrived in this life than were waited for before.</summary>
    public Task Arrive(int count) => _server!.Arrive(count);

    public async ValueTask DisposeAsync() => await Down();

    private static IPAddress NextAddress()
    {
        var number = Interlocked.Increment(ref s_last);
        return new IPAddress([127, (byte)(1 + (number >> 16)), (byte)(number >> 8), (byte)number]);
    }
}
