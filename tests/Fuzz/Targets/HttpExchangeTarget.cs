// Responses to the real binary: to the report, and to what it sends next, to the target of a redirect and for a tunnel to it.

using System.Text.RegularExpressions;

namespace Fuzz.Targets;

internal sealed partial class HttpExchangeTarget : BinaryTarget
{
    // Separates the response to one connection from that to the next. The last one is sent to all others, too.
    private const byte Separator = 0x1E;

    private readonly RawServer _server;
    private byte[][] _responses = [];
    private int _connections;

    public HttpExchangeTarget() => _server = RawServer.Start((socket, token) =>
    {
        var connection = Math.Min(Interlocked.Increment(ref _connections), _responses.Length);
        return socket.SendAsync(_responses[connection - 1], token).AsTask();
    });

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. HttpResponseTarget.Responses,
        .. Each(
            "HTTP/1.1 307 T\r\nLocation: /a/../b\r\n\r\n\x1eHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 302 F\r\nLocation: https://report.test/x\r\n\r\n\x1eHTTP/1.1 200 Connected\r\n\r\n\x16\x03\x03\0\x04\x02\0\0\0",
            "HTTP/1.1 308 P\r\nLocation: https://report.test/x\r\n\r\n\x1eHTTP/1.1 200 Connected\r\n\r\n\x15\x03\x03\0\x02\x02\x28"),
    ];

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. HttpResponseTarget.Parts, [Separator], [0x16, 3, 3], [0x15, 3, 3, 0, 2, 1, 0], [0x17, 3, 3]];

    public override void Check(byte[] input)
    {
        _connections = 0;
        _responses = [.. Split(input, Separator)];

        // RESPONSE ends with the status; 000 stands for no response.
        Assert.Matches(Status(), Post(_server.Url, $"http://{Server}/upload"));
    }

    public override void Dispose()
    {
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    [GeneratedRegex(@"(?:^|\n)RESPONSE='(?:[^']|'\\['#]')*(?:000|[2-9]\d\d)'\n")]
    private static partial Regex Status();
}
