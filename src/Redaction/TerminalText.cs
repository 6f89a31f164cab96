// What a terminal would show of a text: without the sequences that steer it (ECMA-48), and without what was overwritten.

namespace ApiFunc.Redaction;

/// <summary>Turns what a program wrote to a terminal into text. Applied twice it does what it does once.</summary>
internal static class TerminalText
{
    private const char Bell = '\a';
    private const char Backspace = '\b';
    private const char Cancel = '\x18';
    private const char Substitute = '\x1a';
    private const char Escape = '\e';
    private const char Delete = '\x7f';

    // The control functions of eight bits; each is also written as ESC and the character 0x40 below it.
    private const char FirstC1 = '\x80';
    private const char LastC1 = '\x9f';
    private const char StringTerminator = '\x9c';
    private const int FromEscapeToC1 = 0x40;

    // What a byte that is no UTF-8 becomes, such as a control function of one byte.
    private const char Replacement = '\uFFFD';

    // How far behind a replacement character the end of a sequence is looked for.
    private const int LongestOfBytes = 256;

    // The palette of the Linux console: ESC ] P and this many hexadecimal digits, which nothing ends.
    private const int LengthOfPalette = 7;

    /// <summary>
    /// The last state of each line. Sequences and control characters but tab and line feed are gone. What is written behind a
    /// carriage return or a backspace takes the place of all that stood from there on; at the end of a line they change nothing.
    /// A sequence that is not complete goes to the end of its line.
    /// </summary>
    public static string Shown(string text) => Plain(text, overwrites: true);

    /// <summary>The same with all that was written, also what was overwritten.</summary>
    public static string Written(string text) => Plain(text, overwrites: false);

    private static string Plain(string text, bool overwrites)
    {
        if (NextControl(text, 0, isLineFeedOne: false) == text.Length)
            return text;

        var lines = new Lines(text.Length, overwrites);
        for (var at = 0; at < text.Length;)
        {
            var end = NextControl(text, at, isLineFeedOne: true);
            lines.Write(text.AsSpan(at, end - at));
            at = end < text.Length ? Obey(text, end, ref lines) : end;
        }

        return lines.Text;
    }

    /// <summary>The next control character but tab, or what may have been one; the text's length where there is none.</summary>
    private static int NextControl(string text, int start, bool isLineFeedOne)
    {
        for (var at = start; at < text.Length; at++)
        {
            var plain = text.AsSpan(at).IndexOfAnyExceptInRange(' ', '~');
            if (plain < 0)
                break;

            at += plain;
            if (text[at] is < ' ' or (>= Delete and <= LastC1) or Replacement && text[at] != '\t' && (isLineFeedOne || text[at] != '\n'))
                return at;
        }

        return text.Length;
    }

    /// <summary>Does what the control character says that is there. Returns the position behind it, or behind its sequence.</summary>
    private static int Obey(string text, int at, ref Lines lines)
    {
        var c = text[at];
        switch (c)
        {
            case '\n':
                lines.End();
                return at + 1;
            case '\r':
                lines.Return();
                return at + 1;
            case Backspace:
                lines.Back();
                return at + 1;
            case Escape when at + 1 < text.Length:
                return BehindEscape(text, at + 1, ref lines);
            case >= FirstC1 and <= LastC1:
                return BehindC1(text, at + 1, c, ref lines);
            case Replacement:
                var end = EndOfBytes(text, at + 1, ref lines);
                if (end == at + 1)
                    lines.Write([Replacement]);
                return end;
            default:
                return at + 1;
        }
    }

    /// <summary>The position behind the sequence whose escape character is the one before <paramref name="at"/>.</summary>
    private static int BehindEscape(string text, int at, ref Lines lines)
    {
        switch (text[at])
        {
            case >= '@' and <= '_':
                return BehindC1(text, at + 1, (char)(text[at] + FromEscapeToC1), ref lines);

            case >= ' ' and <= '/': // intermediates and a final character, such as the choice of a character set
                while (at < text.Length && text[at] is >= ' ' and <= '/')
                    at++;
                return at < text.Length && text[at] is >= '0' and <= '~' ? at + 1 : at;

            case >= '0' and <= '~': // a function of one character
                return at + 1;

            default:
                return at;
        }
    }

    /// <summary>The position behind what a control function of eight bits begins, which stands before <paramref name="at"/>.</summary>
    private static int BehindC1(string text, int at, char function, ref Lines lines)
    {
        switch (function)
        {
            case '\x9b': // control sequence: parameters and intermediates, ended by a letter
                var end = at;
                while (end < text.Length && text[end] is >= ' ' and <= '?')
                    end++;
                if (end == text.Length || text[end] is < '@' or > '~')
                    return end;
                lines.Do(text[end], text.AsSpan(at, end - at), text.AsSpan(end + 1));
                return end + 1;

            case '\x9d' when at < text.Length && text[at] is 'R': // Linux console: the palette as it was
                return at + 1;
            case '\x9d' when at < text.Length && text[at] is 'P' && IsPalette(text.AsSpan(at + 1)):
                return at + 1 + LengthOfPalette;

            case '\x90' or '\x98' or '\x9d' or '\x9e' or '\x9f': // a string, such as a window's title, on one line
                while (at < text.Length && text[at] is not (Bell or '\n' or Escape or StringTerminator or Cancel or Substitute))
                    at++;
                if (at < text.Length && text[at] is Bell or StringTerminator or Cancel or Substitute)
                    return at + 1;
                return at + 1 < text.Length && text[at] == Escape && text[at + 1] == '\\' ? at + 2 : at;

            default:
                return at;
        }
    }

    /// <summary>
    /// The position behind a sequence that a single byte began, which is no UTF-8: colours, modes, erasing, titles. Text in
    /// another encoding has such bytes, too, so that nothing else is taken for a sequence.
    /// </summary>
    private static int EndOfBytes(string text, int start, ref Lines lines)
    {
        var last = Math.Min(text.Length, start + LongestOfBytes);
        var end = start;
        while (end < last && text[end] is (>= '0' and <= '9') or ';' or ':' or '?')
            end++;
        if (end == last)
            return start;

        if (text[end - 1] == ';' && end > start)
        {
            while (end < last && text[end] is not (Bell or '\n'))
                end++;
            return end < last && text[end] == Bell ? end + 1 : start;
        }

        // Without parameters only where a number follows: there are words with such letters.
        var hasEnd = text[end] is 'm' or 'K' or 'J' or 'H' || (text[start] == '?' && text[end] is 'h' or 'l');
        if (!hasEnd || (end == start && (end + 1 == text.Length || !char.IsAsciiDigit(text[end + 1]))))
            return start;

        lines.Do(text[end], text.AsSpan(start, end - start), text.AsSpan(end + 1));
        return end + 1;
    }

    private static bool IsPalette(ReadOnlySpan<char> text)
    {
        if (text.Length < LengthOfPalette)
            return false;

        foreach (var c in text[..LengthOfPalette])
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }

        return true;
    }

    /// <summary>Lines as they are written, with a cursor on the last of them.</summary>
    /// <param name="most">The most characters that are written.</param>
    /// <param name="overwrites">Whether the cursor goes back.</param>
    private struct Lines(int most, bool overwrites)
    {
        private readonly char[] _text = new char[most];
        private int _length;
        private int _start;
        private int _cursor;

        public readonly string Text => new(_text, 0, _length);

        /// <summary>Writes at the cursor: what stood from there on is gone.</summary>
        public void Write(ReadOnlySpan<char> text)
        {
            if (text.IsEmpty)
                return;

            text.CopyTo(_text.AsSpan(_cursor));
            _length = _cursor += text.Length;
        }

        /// <summary>Ends the line as it is, wherever the cursor is.</summary>
        public void End()
        {
            _text[_length++] = '\n';
            _start = _cursor = _length;
        }

        public void Return() => _cursor = overwrites ? _start : _cursor;

        public void Back()
        {
            if (!overwrites || _cursor == _start)
                return;

            _cursor--;
            if (_cursor > _start && char.IsLowSurrogate(_text[_cursor]))
                _cursor--;
        }

        /// <summary>Does what a control sequence says, as far as it changes which text is shown.</summary>
        /// <param name="function">Its last character.</param>
        /// <param name="parameters">What stands before that.</param>
        /// <param name="next">The text behind it.</param>
        public void Do(char function, ReadOnlySpan<char> parameters, ReadOnlySpan<char> next)
        {
            switch (function)
            {
                case 'K' when overwrites && parameters is "" or "0":
                    _length = _cursor;
                    break;
                case 'K' when overwrites && parameters is "2":
                    _length = _cursor = _start;
                    break;
                case 'G' when parameters is "" or "0" or "1":
                    Return();
                    break;
                case 'A' or 'B' or 'C' or 'D' or 'E' or 'F' or 'G' or 'H' or 'd' or 'f' when IsNumberAtEdge(next):
                    // The cursor goes elsewhere: numbers do not grow together with what was written there.
                    Write(" ");
                    break;
            }
        }

        /// <summary>Whether two words would become one, and a digit is at the edge of either.</summary>
        private readonly bool IsNumberAtEdge(ReadOnlySpan<char> next) =>
            _cursor > _start && !next.IsEmpty && char.IsLetterOrDigit(_text[_cursor - 1]) && char.IsLetterOrDigit(next[0])
            && (char.IsDigit(_text[_cursor - 1]) || char.IsDigit(next[0]));
    }
}
