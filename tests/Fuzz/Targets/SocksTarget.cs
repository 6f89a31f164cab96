// Responses of a SOCKS proxy, and of the server behind it, to the real binary.

using System.Net.Sockets;

namespace Fuzz.Targets;

internal sealed class SocksTarget : BinaryTarget
{
    private readonly RawServer _server;
    private byte[] _response = [];

    public SocksTarget() => _server = RawServer.StartUnread(async (socket, token) =>
    {
        // All of it at once: the binary reads as much as it expects each time.
        await socket.SendAsync(_response, token);
        socket.Shutdown(SocketShutdown.Send);
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, token) > 0)
        {
        }
    });

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        [5, 0, 5, 0, 0, 1, 127, 0, 0, 1, 0, 80, .. Ok],
        [5, 0, 5, 0, 0, 3, 4, .. "host"u8, 0, 80, .. Ok],
        [5, 2, 1, 0, 5, 0, 0, 4, .. new byte[16], 0, 80, .. Ok],
        [0, 90, 0, 80, 127, 0, 0, 1, .. Ok],
    ];

    public override IReadOnlyList<byte[]> Words { get; } =
        [[5], [5, 0], [5, 2], [5, 255], [0, 90], [0, 91], [3, 0], [3, 255], [1], [4], [.. Ok]];

    private static ReadOnlySpan<byte> Ok => "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8;

    public override void Check(byte[] input)
    {
        _response = input;
        var version = input is [0, ..] ? "socks4a" : "socks5h";
        Post($"{version}://user:password@127.0.0.1:{_server.Port}", $"http://{Server}/upload");
    }

    public override void Dispose()
    {
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }
}
