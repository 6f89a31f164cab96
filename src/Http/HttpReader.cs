// Reads responses of HTTP/1.1 from a server that may send anything: lengths are checked, and everything that is read has a limit.

using System.Buffers;
using System.Globalization;
using System.Text;

namespace ApiFunc.Http;

/// <summary>The status line and the header fields of a response, as far as they matter here.</summary>
/// <param name="Status">The status, of three digits.</param>
/// <param name="ContentLength">The length of the body in bytes; null if the body ends with the connection.</param>
/// <param name="IsChunked">Whether the body is sent in chunks.</param>
/// <param name="Location">The field Location as it was sent; null if there is none.</param>
/// <param name="RetryAfter">How long the server asks clients to wait; see <see cref="Http.RetryAfter"/>.</param>
internal readonly record struct ResponseHead(int Status, long? ContentLength, bool IsChunked, string? Location, TimeSpan RetryAfter);

/// <summary>Reads one response. Throws <see cref="IOException"/> if it is malformed or incomplete.</summary>
internal sealed class HttpReader(Stream stream)
{
    private const int MaxHeaderLength = 64 * 1024;

    private readonly byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>Whether bytes were received behind those that were read.</summary>
    public bool HasMore => _start < _end;

    /// <summary>Reads the status line and the header. Interim responses (1xx) before them are skipped.</summary>
    public ResponseHead ReadHead()
    {
        while (true)
        {
            var limit = MaxHeaderLength;
            var status = ParseStatusLine(ReadLine(ref limit));
            var head = ReadFields(status, ref limit);
            if (status >= 200)
                return head;
        }
    }

    /// <summary>Reads the body, or its first <paramref name="limit"/> bytes, without waiting for the rest.</summary>
    public byte[] ReadBody(ResponseHead head, int limit)
    {
        var body = new byte[limit];
        var length =
            head.Status is 204 or 304 ? 0
            : head.IsChunked ? ReadChunks(body)
            : head.ContentLength is { } wanted ? ReadExactly(body.AsSpan(0, (int)Math.Min(wanted, limit)))
            : ReadToEnd(body);
        return body[..length];
    }

    private static int ParseStatusLine(string line) =>
        line is ['H', 'T', 'T', 'P', '/', '1', '.', '0' or '1', ' ', >= '1' and <= '9', .. { Length: 2 } or [_, _, ' ', ..]]
        && int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : throw new IOException("malformed status line");

    private ResponseHead ReadFields(int status, ref int limit)
    {
        long? contentLength = null;
        var isChunked = false;
        var hasTransferCoding = false;
        string? location = null, retryAfter = null, date = null;
        for (var line = ReadLine(ref limit); line.Length > 0; line = ReadLine(ref limit))
        {
            if (line.IndexOf(':') is not (> 0 and var colon))
                continue;

            var value = line[(colon + 1)..].Trim(' ', '\t');
            switch (line[..colon].ToLowerInvariant())
            {
                case "content-length":
                    var length = ParseContentLength(value);
                    if (contentLength is not null && contentLength != length)
                        throw new IOException("conflicting Content-Length");
                    contentLength = length;
                    break;
                case "transfer-encoding":
                    foreach (var coding in value.Split(','))
                    {
                        // Empty elements of a list are ignored (RFC 9110, section 5.6.1.2).
                        if (coding.Trim(' ', '\t') is not { Length: > 0 } name)
                            continue;

                        // The last coding says how the body ends.
                        hasTransferCoding = true;
                        isChunked = name.Equals("chunked", StringComparison.OrdinalIgnoreCase);
                    }

                    break;
                case "location":
                    location ??= value;
                    break;
                case "retry-after":
                    retryAfter ??= value;
                    break;
                case "date":
                    date ??= value;
                    break;
            }
        }

        // Transfer-Encoding overrides Content-Length (RFC 9112, section 6.3).
        return new ResponseHead(status, hasTransferCoding ? null : contentLength, isChunked, location, RetryAfter.Parse(retryAfter, date));
    }

    private static long ParseContentLength(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw new IOException("invalid Content-Length");

    private int ReadChunks(Span<byte> body)
    {
        var length = 0;
        while (true)
        {
            var limit = MaxHeaderLength;
            var size = ParseChunkSize(ReadLine(ref limit));
            if (size == 0)
            {
                // The trailer ends with an empty line.
                while (ReadLine(ref limit).Length > 0)
                {
                }

                return length;
            }

            var wanted = (int)Math.Min(size, body.Length - length);
            length += ReadExactly(body.Slice(length, wanted));
            if (wanted < size)
                return length;
            if (ReadLine(ref limit).Length > 0)
                throw new IOException("malformed chunk: it does not end after its size");
        }
    }

    /// <summary>Hexadecimal digits, and possibly an extension behind them (RFC 9112, section 7.1).</summary>
    private static long ParseChunkSize(string line)
    {
        var digits = line.Split(';')[0].TrimEnd(' ', '\t');
        return digits.Length is > 0 and < 16
            && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)
                ? size
                : throw new IOException("invalid chunk size");
    }

    private int ReadExactly(Span<byte> bytes)
    {
        for (var length = 0; length < bytes.Length;)
        {
            var count = Read(bytes[length..]);
            if (count == 0)
                throw Incomplete();
            length += count;
        }

        return bytes.Length;
    }

    private int ReadToEnd(Span<byte> bytes)
    {
        var length = 0;
        while (length < bytes.Length && Read(bytes[length..]) is > 0 and var count)
            length += count;
        return length;
    }

    /// <summary>Reads a line, and returns it without its end.</summary>
    /// <param name="limit">How many bytes the line may have. The bytes that were read are subtracted.</param>
    private string ReadLine(ref int limit)
    {
        var line = new ArrayBufferWriter<byte>();
        while (true)
        {
            if (!HasMore && !Fill())
                throw Incomplete();

            var bytes = _buffer.AsSpan(_start.._end);
            var end = bytes.IndexOf((byte)'\n');
            var count = end < 0 ? bytes.Length : end + 1;
            limit -= count;
            if (limit < 0)
                throw new IOException("response header too large");

            line.Write(bytes[..count]);
            _start += count;
            if (end >= 0)
                return Encoding.UTF8.GetString(line.WrittenSpan.TrimEnd("\r\n"u8));
        }
    }

    private int Read(Span<byte> bytes)
    {
        if (!HasMore)
            return stream.Read(bytes);

        var count = Math.Min(bytes.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(bytes);
        _start += count;
        return count;
    }

    private bool Fill()
    {
        (_start, _end) = (0, stream.Read(_buffer));
        return _end > 0;
    }

    private static IOException Incomplete() => new("connection closed before the response was complete");
}
