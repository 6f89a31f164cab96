// Reading an answer of HTTP/1.1, which may be anything: lengths are checked, and nothing is read without bound.

using System.Buffers;
using System.Globalization;
using System.Text;

namespace ApiFunc.Http;

/// <summary>What the head of an answer says.</summary>
/// <param name="Status">The status, of three digits.</param>
/// <param name="Length">The length of the body in bytes; null where the end of the connection is its end.</param>
/// <param name="IsChunked">Whether the body comes in chunks.</param>
/// <param name="Location">Where the server points to, as it stands there; null where it does not.</param>
/// <param name="RetryAfter">How long the server asks to be left alone; see <see cref="Http.RetryAfter"/>.</param>
internal readonly record struct ResponseHead(int Status, long? Length, bool IsChunked, string? Location, TimeSpan RetryAfter);

/// <summary>Reads one answer. Throws <see cref="IOException"/> where that is no answer, or ends too early.</summary>
internal sealed class HttpReader(Stream stream)
{
    private const int LargestHead = 64 * 1024;

    private readonly byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>Whether there is more than was asked for.</summary>
    public bool HasMore => _start < _end;

    /// <summary>Reads the head. Interim answers (1xx) before it are passed over.</summary>
    public ResponseHead ReadHead()
    {
        while (true)
        {
            var room = LargestHead;
            var status = ParseStatus(ReadLine(ref room));
            var head = ReadFields(status, ref room);
            if (status >= 200)
                return head;
        }
    }

    /// <summary>Reads the body, or its first <paramref name="limit"/> bytes: what comes behind them is not waited for.</summary>
    public byte[] ReadBody(ResponseHead head, int limit)
    {
        var body = new byte[limit];
        var length =
            head.Status is 204 or 304 ? 0
            : head.IsChunked ? ReadChunks(body)
            : head.Length is { } announced ? ReadExactly(body.AsSpan(0, (int)Math.Min(announced, limit)))
            : ReadToEnd(body);
        return body[..length];
    }

    private static int ParseStatus(string line) =>
        line is ['H', 'T', 'T', 'P', '/', '1', '.', '0' or '1', ' ', >= '1' and <= '9' and var hundreds, >= '0' and <= '9' and var tens, >= '0' and <= '9' and var ones, ..]
        && (line.Length == 12 || line[12] == ' ')
            ? (100 * (hundreds - '0')) + (10 * (tens - '0')) + (ones - '0')
            : throw new IOException("that is no answer of HTTP");

    private ResponseHead ReadFields(int status, ref int room)
    {
        long? length = null;
        var isChunked = false;
        var isCoded = false;
        string? location = null, retryAfter = null, date = null;
        for (var line = ReadLine(ref room); line.Length > 0; line = ReadLine(ref room))
        {
            if (line.IndexOf(':') is not (> 0 and var colon))
                continue;

            var value = line[(colon + 1)..].Trim(' ', '\t');
            switch (line[..colon].ToLowerInvariant())
            {
                case "content-length":
                    var announced = ParseLength(value);
                    if (length is not null && length != announced)
                        throw new IOException("the server tells two lengths");
                    length = announced;
                    break;
                case "transfer-encoding":
                    foreach (var coding in value.Split(','))
                    {
                        // Elements without content do not count (RFC 9110, section 5.6.1.2).
                        if (coding.Trim(' ', '\t') is not { Length: > 0 } name)
                            continue;

                        // Only the last coding says where the body ends.
                        isCoded = true;
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

        // A transfer coding overrides a length (RFC 9112, section 6.3).
        return new ResponseHead(status, isCoded ? null : length, isChunked, location, RetryAfter.Parse(retryAfter, date));
    }

    private static long ParseLength(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : throw new IOException("the server tells no usable length");

    private int ReadChunks(Span<byte> body)
    {
        var length = 0;
        while (true)
        {
            var room = LargestHead;
            var size = ParseChunkSize(ReadLine(ref room));
            if (size == 0)
            {
                while (ReadLine(ref room).Length > 0)
                {
                }

                return length;
            }

            var wanted = (int)Math.Min(size, body.Length - length);
            length += ReadExactly(body.Slice(length, wanted));
            if (wanted < size)
                return length;
            if (ReadLine(ref room).Length > 0)
                throw new IOException("a chunk is longer than the server says");
        }
    }

    /// <summary>Hexadecimal digits, which an extension may follow (RFC 9112, section 7.1).</summary>
    private static long ParseChunkSize(string line)
    {
        var digits = line.Split(';')[0].TrimEnd(' ', '\t');
        return digits.Length is > 0 and < 16 && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw new IOException("the server tells no usable length of a chunk");
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

    /// <summary>Reads a line without its end.</summary>
    /// <param name="room">How many bytes it may have; less these when it was read.</param>
    private string ReadLine(ref int room)
    {
        var line = new ArrayBufferWriter<byte>();
        while (true)
        {
            if (!HasMore && !Fill())
                throw Incomplete();

            var bytes = _buffer.AsSpan(_start.._end);
            var end = bytes.IndexOf((byte)'\n');
            var count = end < 0 ? bytes.Length : end + 1;
            room -= count;
            if (room < 0)
                throw new IOException("the server tells more than it should before it comes to the point");

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

    private static IOException Incomplete() => new("the connection ended before the answer did");
}
