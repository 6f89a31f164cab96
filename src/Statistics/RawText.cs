// A string of JSON, read only as far as somebody wants to know what it says.

using System.Text.Json;

namespace ApiFunc.Statistics;

/// <summary>A string within a line, as it is written there: it may hold escapes.</summary>
internal readonly ref struct RawText(ReadOnlySpan<byte> raw, bool isEscaped)
{
    private readonly ReadOnlySpan<byte> _raw = raw;
    private readonly bool _isEscaped = isEscaped;

    public bool IsEmpty => _raw.IsEmpty;

    /// <summary>
    /// The text. One whose escapes stand for no characters (half a surrogate pair) stays as it is written. What is not escaped is
    /// not copied, and not known to be UTF-8.
    /// </summary>
    public ReadOnlySpan<byte> Text
    {
        get
        {
            if (!_isEscaped || !_raw.Contains((byte)'\\'))
                return _raw;

            var quoted = new byte[_raw.Length + 2];
            quoted[0] = quoted[^1] = (byte)'"';
            _raw.CopyTo(quoted.AsSpan(1));
            try
            {
                var json = new Utf8JsonReader(quoted);
                json.Read();
                var text = new byte[_raw.Length];
                return text.AsSpan(0, json.CopyString(text));
            }
            catch (InvalidOperationException)
            {
                return _raw;
            }
        }
    }

    /// <summary>The first line that is not blank, without blanks around it, and what comes behind it; empty if there is none.</summary>
    public RawText FirstLine(out RawText rest)
    {
        var text = _raw;
        while (true)
        {
            // JSON has no newline in a string that is not escaped.
            var end = 0;
            while (end < text.Length && !(_isEscaped && IsNewline(text[end..])))
                end += text[end] == (byte)'\\' ? 2 : 1;
            end = Math.Min(end, text.Length);
            var line = new RawText(text[..end].Trim((byte)' '), _isEscaped);
            text = text[Math.Min(end + 2, text.Length)..];
            if (!line.IsEmpty || text.IsEmpty)
            {
                rest = new RawText(text, _isEscaped);
                return line;
            }
        }
    }

    private static bool IsNewline(ReadOnlySpan<byte> raw) => raw.StartsWith(@"\n"u8) || raw.StartsWith(@"\r"u8);
}
