// A TCP server for what no HTTP server does: garbage, half an answer, a byte a second, a reset.

using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Loopback;

/// <summary>Hands every connection over to the test.</summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Socket, CancellationToken, Task> _serve;
    private readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;

    private RawServer(Func<Socket, CancellationToken, Task> serve) => _serve = serve;

    public string Url => $"http://127.0.0.1:{Port}";

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were made.</summary>
    public int Connections => _connections;

    /// <summary>Completes when the first connection has been served.</summary>
    public Task Served => _served.Task;

    /// <summary>
    /// Starts a server. <paramref name="serve"/> gets the connection once a whole request has been read; it is closed
    /// afterwards.
    /// </summary>
    public static RawServer Start(Func<Socket, CancellationToken, Task> serve) => StartUnread(async (socket, token) =>
    {
        await ReadRequest(socket, token);
        await serve(socket, token);
    });

    /// <summary>Starts a server. <paramref name="serve"/> gets the connection as soon as it is made; it is closed afterwards.</summary>
    public static RawServer StartUnread(Func<Socket, CancellationToken, Task> serve)
    {
        var server = new RawServer(serve);
        server._listener.Start();
        _ = server.Accept();
        return server;
    }

    /// <summary>A server that sends a text and closes the connection.</summary>
    public static RawServer Say(string text) => Start((socket, token) => socket.SendAsync(Encoding.Latin1.GetBytes(text), token).AsTask());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        var token = _stop.Token;
        try
        {
            while (true)
                _ = Serve(await _listener.AcceptSocketAsync(token), token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(Socket socket, CancellationToken token)
    {
        Interlocked.Increment(ref _connections);
        using (socket)
        {
            try
            {
                await _serve(socket, token);
            }
            catch (Exception e) when (e is OperationCanceledException
                or SocketException or IOException or ObjectDisposedException or AuthenticationException)
            {
                // The client has gone, or the test is over.
            }
            finally
            {
                _served.TrySetResult();
            }
        }
    }

    private static async Task ReadRequest(Socket socket, CancellationToken token)
    {
        var received = new StringBuilder();
        var buffer = new byte[65536];
        while (true)
        {
            var text = received.ToString();
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0)
            {
                var length = text[..head]
                    .Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                if (text.Length - head - 4 >= (length is null ? 0 : int.Parse(length.Split(':')[1])))
                    return;
            }

            var count = await socket.ReceiveAsync(buffer, token);
            if (count == 0)
                return;
            received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }
}
