// A proxy, of HTTP or SOCKS, that takes every name for this machine.

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Loopback;

/// <summary>Connects to where it is asked to, and keeps what it was asked for.</summary>
public sealed class ProxyServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly RawServer _server;

    private ProxyServer(Func<ProxyServer, Stream, CancellationToken, Task> serve) =>
        _server = RawServer.StartUnread(async (socket, token) =>
        {
            await using var stream = new NetworkStream(socket);
            await serve(this, stream, token);
        });

    /// <summary>Host and port.</summary>
    public string Address => $"127.0.0.1:{_server.Port}";

    /// <summary>
    /// What the proxy was asked for. HTTP: the request line, and the credentials where there are some. SOCKS: user and
    /// password where there are some, the version, the name or address, the port.
    /// </summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Starts an HTTP proxy (RFC 9110, sections 7.1 and 9.3.6).</summary>
    /// <param name="credentials">The value of Proxy-Authorization that it wants; null to want none.</param>
    /// <param name="challenges">What it says to those who do not have that: values of Proxy-Authenticate.</param>
    /// <param name="closes">Whether it closes the connection behind that.</param>
    /// <param name="certificate">Its certificate, where it is to be spoken to over TLS.</param>
    /// <param name="refusal">What it answers to CONNECT, where it is not to connect.</param>
    public static ProxyServer Http(
        string? credentials = null, string[]? challenges = null, bool closes = false, X509Certificate2? certificate = null,
        string? refusal = null) =>
        new(async (proxy, stream, token) =>
        {
            if (certificate is null)
            {
                await proxy.ServeHttp(stream, credentials, challenges ?? [], closes, refusal, token);
                return;
            }

            await using var secure = new SslStream(stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, token);
            await proxy.ServeHttp(secure, credentials, challenges ?? [], closes, refusal, token);
        });

    /// <summary>Starts a proxy of SOCKS 4, 4a and 5 (RFC 1928 and 1929), for everybody.</summary>
    public static ProxyServer Socks() => new((proxy, stream, token) => proxy.ServeSocks(stream, token));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ServeHttp(
        Stream client, string? credentials, string[] challenges, bool closes, string? refusal, CancellationToken token)
    {
        while (await ReadHead(client, token) is { Length: > 0 } head)
        {
            var body = await Read(client, int.Parse(Header(head, "Content-Length") ?? "0"), token);
            var given = Header(head, "Proxy-Authorization");
            _asked.Enqueue(given is null ? head[0] : $"{head[0]} {given}");
            if (credentials is not null && given != credentials)
            {
                var headers = string.Concat(challenges.Select(scheme => $"Proxy-Authenticate: {scheme}\r\n"))
                    + (closes ? "Connection: close\r\n" : "");
                await Say(client, $"HTTP/1.1 407 Who are you?\r\n{headers}Content-Length: 4\r\n\r\nwho?", token);
                if (closes)
                    return;
                continue;
            }

            if (!head[0].StartsWith("CONNECT ", StringComparison.Ordinal))
                await Forward(client, head, body, token);
            else if (refusal is not null)
                await Say(client, $"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\n\r\n", token);
            else
            {
                using var server = await Connect(new Uri($"http://{head[0].Split(' ')[1]}").Port, token);
                await Say(client, "HTTP/1.1 200 Connected\r\n\r\n", token);
                await Relay(client, server.GetStream(), token);
            }

            return;
        }
    }

    private static async Task Forward(Stream client, string[] head, byte[] body, CancellationToken token)
    {
        var words = head[0].Split(' ');
        var target = new Uri(words[1]);
        using var server = await Connect(target.Port, token);
        var headers = head[1..].Where(line => !line.StartsWith(
            "Proxy-", StringComparison.OrdinalIgnoreCase) && !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
        await Say(
            server.GetStream(),
            $"{words[0]} {target.PathAndQuery} HTTP/1.1\r\n{string.Concat(headers.Select(line => $"{line}\r\n"))}Connection: close\r\n\r\n",
            token);
        await server.GetStream().WriteAsync(body, token);
        await server.GetStream().CopyToAsync(client, token);
    }

    private async Task ServeSocks(Stream client, CancellationToken token)
    {
        var version = (await Read(client, 1, token))[0];
        var (asked, port) = version == 5 ? await ReadSocks5(client, token) : await ReadSocks4(client, token);
        _asked.Enqueue($"{asked} {port}");
        using var server = await Connect(port, token);
        byte[] success = version == 5 ? [5, 0, 0, 1, 127, 0, 0, 1, 0, 0] : [0, 90, 0, 0, 0, 0, 0, 0];
        await client.WriteAsync(success, token);
        await Relay(client, server.GetStream(), token);
    }

    private static async Task<(string Asked, int Port)> ReadSocks4(Stream client, CancellationToken token)
    {
        var request = await Read(client, 7, token);
        var user = await ReadUntilZero(client, token);

        // 4a: an impossible address says that a name follows.
        var host = request[3..6].All(part => part == 0) ? await ReadUntilZero(client, token) : new IPAddress(request[3..7]).ToString();
        return ($"{user}@socks4 {host}".TrimStart('@'), BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(1)));
    }

    private static async Task<(string Asked, int Port)> ReadSocks5(Stream client, CancellationToken token)
    {
        const byte noAuthentication = 0, userAndPassword = 2;
        var methods = await ReadCounted(client, token);
        var method = methods.Contains(userAndPassword) ? userAndPassword : noAuthentication;
        await client.WriteAsync(new byte[] { 5, method }, token);
        var user = "";
        if (method == userAndPassword)
        {
            await Read(client, 1, token);
            user =
                $"{Encoding.UTF8.GetString(await ReadCounted(client, token))}:{Encoding.UTF8.GetString(await ReadCounted(client, token))}@";
            await client.WriteAsync(new byte[] { 1, 0 }, token);
        }

        const byte ipv4 = 1, name = 3;
        var type = (await Read(client, 4, token))[3];
        var host = type == name ? Encoding.ASCII.GetString(await ReadCounted(client, token))
            : $"{new IPAddress(await Read(client, type == ipv4 ? 4 : 16, token))}";
        return ($"{user}socks5 {host}", BinaryPrimitives.ReadUInt16BigEndian(await Read(client, 2, token)));
    }

    private static async Task<TcpClient> Connect(int port, CancellationToken token)
    {
        var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, port, token);
        return server;
    }

    private static Task Relay(Stream client, Stream server, CancellationToken token) =>
        Task.WhenAll(Pass(client, server, token), Pass(server, client, token));

    /// <summary>
    /// Passes on what comes, and that nothing more does. A socket that is closed while it is read from resets the
    /// connection.
    /// </summary>
    private static async Task Pass(Stream from, Stream to, CancellationToken token)
    {
        await from.CopyToAsync(to, token);
        if (to is SslStream secure)
            await secure.ShutdownAsync();
        else
            ((NetworkStream)to).Socket.Shutdown(SocketShutdown.Send);
    }

    private static ValueTask Say(Stream stream, string text, CancellationToken token) =>
        stream.WriteAsync(Encoding.Latin1.GetBytes(text), token);

    /// <summary>The lines of a request without those of its body; none where the client has gone.</summary>
    private static async Task<string[]> ReadHead(Stream client, CancellationToken token)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await client.ReadAsync(one, token) == 0)
                return [];
            head.Append((char)one[0]);
        }

        return head.ToString().TrimEnd().Split("\r\n");
    }

    private static string? Header(string[] head, string name) =>
        head.FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];

    private static async Task<byte[]> Read(Stream client, int count, CancellationToken token)
    {
        var bytes = new byte[count];
        await client.ReadExactlyAsync(bytes, token);
        return bytes;
    }

    private static async Task<byte[]> ReadCounted(Stream client, CancellationToken token) =>
        await Read(client, (await Read(client, 1, token))[0], token);

    private static async Task<string> ReadUntilZero(Stream client, CancellationToken token)
    {
        var text = new StringBuilder();
        while (await Read(client, 1, token) is [not 0] one)
            text.Append((char)one[0]);
        return text.ToString();
    }
}
