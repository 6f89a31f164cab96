// Reading responses of HTTP/1.1: well-formed ones, malformed ones, and whatever else a network may send.

using System.Text;
using ApiFunc.Http;
using CsCheck;
using Unit.Harness;

namespace Unit;

public sealed class HttpReaderSpecs
{
    private const int Limit = 1000;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokay", 200, "ok")]
    [InlineData("HTTP/1.1 200 OK\ncontent-length:\t2 \n\nok", 200, "ok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok", 200, "ok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, "ok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n00000002 ;a=b\r\nok\r\n0;c\r\nX: y\r\n\r\nmore", 200, "ok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip , \tchunked\t\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, "ok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, "ok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: , chunked, ,\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, "ok")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: ,\r\n\r\nokay", 200, "ok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: unchunked\r\n\r\n2\r\nok", 200, "2\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n2\r\nok", 200, "2\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\nno field\r\n folded: yes\r\n: nameless\r\n\r\nok", 200, "ok")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n", 304, "")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 999\r\n\r\n", 999, "")]
    public void A_well_formed_response_is_read(string response, int status, string body)
    {
        Assert.Equal((status, body), Read(response));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok", "conflicting Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok", "invalid Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok", "invalid Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nok", "invalid chunk size")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\nok\r\n0\r\n\r\n", "invalid chunk size")]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nok\r\n0\r\n\r\n", "malformed chunk: it does not end after its size")]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n", "connection closed before the response was complete")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", "connection closed before the response was complete")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/1.1 20", "connection closed before the response was complete")]
    [InlineData("HTTP/1.1 20\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/1.1 020 OK\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/1.1  200 OK\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/2 200 OK\r\n\r\n", "malformed status line")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", "connection closed before the response was complete")]
    public void A_malformed_or_incomplete_response_is_an_error(string response, string problem)
    {
        Assert.Equal(problem, Assert.Throws<IOException>(() => Read(response)).Message);
    }

    [Fact]
    public void Headers_and_trailers_that_are_too_large_are_not_read_to_the_end()
    {
        var line = $"X: {new string('x', 1000)}\r\n";
        var endless = string.Concat(Enumerable.Repeat(line, 1000));

        AssertTooLarge($"HTTP/1.1 200 {new string('x', 1_000_000)}");
        AssertTooLarge($"HTTP/1.1 200 OK\r\n{endless}");
        AssertTooLarge($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n{endless}");

        static void AssertTooLarge(string response) =>
            Assert.Equal("response header too large", Assert.Throws<IOException>(() => Read(response)).Message);
    }

    [Fact]
    public void A_body_is_read_up_to_the_limit()
    {
        var body = new string('x', 2 * Limit);

        Assert.Equal((200, body[..Limit]), Read($"HTTP/1.1 200 OK\r\n\r\n{body}"));
        Assert.Equal((200, body[..Limit]), Read($"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n{body}"));
        Assert.Equal((200, body[..Limit]), Read($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n{body}"));
    }

    [Fact]
    public void It_does_not_matter_in_which_pieces_the_bytes_arrive()
    {
        var body = Gen.Char['a', 'z'].Array[0, 3000].Select(letters => new string(letters));
        Gen.Select(body, Gen.Int[1, 100], Gen.Int[1, 700]).ForAll((text, piece, chunk) =>
        {
            var chunks = string.Concat(text.Chunk(chunk).Select(letters => $"{letters.Length:x}\r\n{new string(letters)}\r\n"));
            var expected = (200, text.Length > Limit ? text[..Limit] : text);

            Assert.Equal(expected, Read($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n", piece));
            Assert.Equal(expected, Read($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n{text}", piece));
            Assert.Equal(expected, Read($"HTTP/1.1 200 OK\r\n\r\n{text}", piece));
        });
    }

    [Fact]
    public void Any_bytes_are_a_response_or_an_error()
    {
        string[] words =
        [
            "HTTP/1.1 200 OK\r\n", "HTTP/1.1 ", "\r\n", "\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "5", "a;b", ":", "\0",
            "\u00ff", "hello",
        ];
        Gen.OneOf(Gen.Int[0, words.Length - 1].Select(word => words[word]), Gen.String).Array[0, 20].ForAll(parts =>
        {
            try
            {
                var (status, body) = Read(string.Concat(parts));
                Assert.InRange(status, 200, 999);
                Assert.InRange(body.Length, 0, Limit);
            }
            catch (IOException)
            {
                // Not a response.
            }
        });
    }

    [Theory]
    [InlineData("Retry-After: 30", 30)]
    [InlineData("retry-after:30\r\nRetry-After: 60", 30)]
    [InlineData("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:49:47 GMT", 10)]
    [InlineData("Retry-After: soon", 0)]
    [InlineData("X: y", 0)]
    public void Retry_After_is_read(string fields, int seconds)
    {
        var reader = new HttpReader(new Pieces(Encoding.Latin1.GetBytes($"HTTP/1.1 503 Busy\r\n{fields}\r\n\r\n"), int.MaxValue));

        Assert.Equal(TimeSpan.FromSeconds(seconds), reader.ReadHead().RetryAfter);
    }

    private static (int Status, string Body) Read(string response, int piece = int.MaxValue)
    {
        var reader = new HttpReader(new Pieces(Encoding.Latin1.GetBytes(response), piece));
        var head = reader.ReadHead();
        return (head.Status, Encoding.Latin1.GetString(reader.ReadBody(head, Limit)));
    }

    /// <summary>A stream that gives its bytes a few at a time.</summary>
    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, size)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, size));
    }
}
