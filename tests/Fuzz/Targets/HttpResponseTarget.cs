// Responses of HTTP/1.1 to the reader: a response or an error, and the same one in whatever pieces its bytes arrive.

using System.Text;
using ApiFunc.Http;

namespace Fuzz.Targets;

internal sealed class HttpResponseTarget : Target
{
    private const int Limit = 64 * 1024;

    /// <summary>Responses as servers send them, also for the target that sends them to the binary.</summary>
    public static byte[][] Responses { get; } = Each(
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n{\"message\":\"it's ok\"}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nX-Trailer: y\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.0 200 OK\nServer: x\n\nuntil the end of the connection",
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nslow",
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere?a=b#c\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: https://report.test:8443/x\r\nContent-Length: 5\r\n\r\nmoved",
        "HTTP/1.1 303 See Other\r\nLocation: //other.test/y\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 27\r\n\r\n{\"error\":\"invalid os_type\"}");

    /// <summary>Parts of responses.</summary>
    public static byte[][] Parts { get; } = Each(
        "HTTP/1.1 ", "HTTP/1.0 200 OK\r\n", "HTTP/2 200\r\n", "\r\n", "\n", "\r", "\r\n\r\n", ":", " ", "\t", ",", ";", "0\r\n\r\n",
        "Content-Length: ", "Transfer-Encoding: ", "chunked",
        "identity", "Location: ", "Connection: close\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 302 Found\r\n", "http://", "https://",
        "//", "/", "..", "?", "#", "@", "[::1]", "%00");

    public override IReadOnlyList<byte[]> Seeds => Responses;

    public override IReadOnlyList<byte[]> Words => Parts;

    public override int Cases => 500;

    public override void Check(byte[] input)
    {
        var whole = Read(input, int.MaxValue);
        Assert.Equal(whole, Read(input, 1));
        Assert.Equal(whole, Read(input, 7));
    }

    /// <summary>Status, body and location; null for a malformed or incomplete response.</summary>
    private static (int Status, string Body, string? Location)? Read(byte[] response, int piece)
    {
        try
        {
            var reader = new HttpReader(new Pieces(response, piece));
            var head = reader.ReadHead();
            var body = reader.ReadBody(head, Limit);
            Assert.InRange(head.Status, 200, 999);
            Assert.InRange(body.Length, 0, Math.Min(Limit, response.Length));
            Assert.DoesNotContain("\n", head.Location ?? "", StringComparison.Ordinal);
            return (head.Status, Encoding.Latin1.GetString(body), head.Location);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A stream that gives its bytes a few at a time.</summary>
    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, size)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, size));
    }
}
