// The lines of a file, in a buffer that is used again and again.

namespace ApiFunc.Statistics;

/// <summary>Splits what a file holds into lines. The buffer is as long as the longest line, whatever the file's length.</summary>
/// <param name="read">Fills a buffer with what comes next, and returns how many bytes that is; 0 at the end.</param>
/// <param name="longest">How many bytes a line may have, without its newline.</param>
internal sealed class LineReader(LineReader.Fill read, int longest = LineReader.LongestLine)
{
    /// <summary>A report has at most 256 KiB; what is longer than this is none.</summary>
    public const int LongestLine = 1024 * 1024;

    private readonly byte[] _buffer = new byte[longest + 1];
    private int _start;
    private int _end;

    /// <summary>Fills a buffer.</summary>
    public delegate int Fill(Span<byte> buffer);

    /// <summary>The number of the line that was read last; the first one has 1.</summary>
    public long Number { get; private set; }

    /// <summary>
    /// Reads a line, without its newline; the last one needs none. It is valid until the next call. Returns false at the end.
    /// </summary>
    /// <param name="line">The line; empty if it is too long.</param>
    /// <param name="isTooLong">Whether the line is longer than the longest.</param>
    public bool TryRead(out ReadOnlySpan<byte> line, out bool isTooLong)
    {
        isTooLong = false;
        var searched = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            var isWhole = newline >= 0;
            if (!isWhole && _end - _start > longest)
                (isTooLong, _start) = (true, _end);

            var length = isWhole ? searched + newline : _end - _start;
            if (!isWhole && Refill())
            {
                searched = length;
                continue;
            }

            line = isTooLong ? [] : _buffer.AsSpan(_start, length);
            _start += length + (isWhole ? 1 : 0);
            var isThere = isWhole || isTooLong || length > 0;
            Number += isThere ? 1 : 0;
            return isThere;
        }
    }

    /// <summary>Moves what is left to the beginning, and reads on behind it. Returns false at the end of the file.</summary>
    private bool Refill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var count = read(_buffer.AsSpan(_end));
        _end += count;
        return count > 0;
    }
}
