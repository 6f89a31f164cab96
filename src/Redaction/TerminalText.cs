// What a terminal would show of a text: without control sequences (ECMA-48), and without what was overwritten.

namespace ApiFunc.Redaction;

/// <summary>Turns what a program wrote to a terminal into plain text, which it does not change again.</summary>
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

    // Stands for a byte that is not UTF-8, such as a control function of eight bits.
    private const char Replacement = '\uFFFD';

    // How far after a replacement character the end of a sequence is searched for.
    private const int MaxByteSequenceLength = 256;

    // The Linux console sets its palette by ESC ] P and so many hexadecimal digits, without a terminator (console_codes(4)).
    private const int PaletteLength = 7;

    /// <summary>
    /// The last state of each line, without sequences and without control characters but tab and line feed. After a carriage
    /// return or a backspace, the text from there on is overwritten; at the end of a line they change nothing. An incomplete
    /// sequence takes the rest of its line.
    /// </summary>
    public static string Shown(string text) => ToPlain(text, overwrites: true);

    /// <summary>The same, with what was overwritten.</summary>
    public static string Written(string text) => ToPlain(text, overwrites: false);

    private static string ToPlain(string text, bool overwrites)
    {
        if (NextControl(text, 0, isLineFeedOne: false) == text.Length)
            return text;

        var screen = new Screen(text.Length, overwrites);
        for (var at = 0; at < text.Length;)
        {
            var end = NextControl(text, at, isLineFeedOne: true);
            screen.Write(text.AsSpan(at, end - at));
            at = end < text.Length ? Execute(text, end, ref screen) : end;
        }

        return screen.Text;
    }

    /// <summary>The next control character but tab, or what may have been one; the text's length if there is none.</summary>
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

    /// <summary>Executes the control character at a position. Returns the position after it, or after its sequence.</summary>
    private static int Execute(string text, int at, ref Screen screen)
    {
        var c = text[at];
        switch (c)
        {
            case '\n':
                screen.End();
                return at + 1;
            case '\r':
                screen.Return();
                return at + 1;
            case Backspace:
                screen.Back();
                return at + 1;
            case Escape when at + 1 < text.Length:
                return SkipEscape(text, at + 1, ref screen);
            case >= FirstC1 and <= LastC1:
                return SkipC1(text, at + 1, c, ref screen);
            case Replacement:
                var end = EndOfByteSequence(text, at + 1, ref screen);
                if (end == at + 1)
                    screen.Write([Replacement]);
                return end;
            default:
                return at + 1;
        }
    }

    /// <summary>Executes the sequence whose escape character stands before <paramref name="at"/>. Returns the position after it.</summary>
    private static int SkipEscape(string text, int at, ref Screen screen)
    {
        switch (text[at])
        {
            case >= '@' and <= '_':
                return SkipC1(text, at + 1, (char)(text[at] + FromEscapeToC1), ref screen);

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

    /// <summary>
    /// Executes the control function of eight bits that stands before <paramref name="at"/>. Returns the position after its
    /// sequence.
    /// </summary>
    private static int SkipC1(string text, int at, char function, ref Screen screen)
    {
        switch (function)
        {
            case '\x9b': // control sequence: parameters and intermediates, ended by a letter
                var end = at;
                while (end < text.Length && text[end] is >= ' ' and <= '?')
                    end++;
                if (end == text.Length || text[end] is < '@' or > '~')
                    return end;
                screen.Execute(text[end], text.AsSpan(at, end - at), text.AsSpan(end + 1));
                return end + 1;

            case '\x9d' when at < text.Length && text[at] is 'R': // Linux console: the palette as it was
                return at + 1;
            case '\x9d' when at < text.Length && text[at] is 'P' && IsPalette(text.AsSpan(at + 1)):
                return at + 1 + PaletteLength;

            case '\x90' or '\x98' or '\x9d' or '\x9e' or '\x9f': // a string, such as a window title, within its line
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
    /// The position after a sequence that began with a byte that is not UTF-8: colours, modes, erasing, titles. Text in another
    /// encoding has such bytes, too, so that nothing else is taken for a sequence.
    /// </summary>
    private static int EndOfByteSequence(string text, int start, ref Screen screen)
    {
        var last = Math.Min(text.Length, start + MaxByteSequenceLength);
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

        // Without parameters it might be a word, unless a number follows.
        var hasEnd = text[end] is 'm' or 'K' or 'J' or 'H' || (text[start] == '?' && text[end] is 'h' or 'l');
        if (!hasEnd || (end == start && (end + 1 == text.Length || !char.IsAsciiDigit(text[end + 1]))))
            return start;

        screen.Execute(text[end], text.AsSpan(start, end - start), text.AsSpan(end + 1));
        return end + 1;
    }

    private static bool IsPalette(ReadOnlySpan<char> text) =>
        text.Length >= PaletteLength && CharacterClass.IsHexadecimal(text[..PaletteLength]);

    /// <summary>Lines, with a cursor on the last of them.</summary>
    /// <param name="capacity">The most characters that are written.</param>
    /// <param name="overwrites">Whether the cursor can go back.</param>
    private struct Screen(int capacity, bool overwrites)
    {
        private readonly char[] _text = new char[capacity];
        private int _length;
        private int _start;
        private int _cursor;

        public readonly string Text => new(_text, 0, _length);

        /// <summary>Writes at the cursor, and drops what stood from there on.</summary>
        public void Write(ReadOnlySpan<char> text)
        {
            if (text.IsEmpty)
                return;

            text.CopyTo(_text.AsSpan(_cursor));
            _length = _cursor += text.Length;
        }

        /// <summary>Ends the line, wherever the cursor is.</summary>
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

        /// <summary>Executes a control sequence, as far as it changes the text.</summary>
        /// <param name="function">Its final character.</param>
        /// <param name="parameters">The characters before that.</param>
        /// <param name="next">The text after it.</param>
        public void Execute(char function, ReadOnlySpan<char> parameters, ReadOnlySpan<char> next)
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
                case 'A' or 'B' or 'C' or 'D' or 'E' or 'F' or 'G' or 'H' or 'd' or 'f' when WouldMergeNumber(next):
                    // The cursor moves: a number must not merge with what was written before.
                    Write(" ");
                    break;
            }
        }

        /// <summary>Whether two words would merge at a digit.</summary>
        private readonly bool WouldMergeNumber(ReadOnlySpan<char> next) =>
            _cursor > _start && !next.IsEmpty && char.IsLetterOrDigit(_text[_cursor - 1]) && char.IsLetterOrDigit(next[0])
            && (char.IsDigit(_text[_cursor - 1]) || char.IsDigit(next[0]));
    }
}
