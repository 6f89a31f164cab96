// Blanks, quotes, words and expansions, as shells, JSON and logs write them.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class ShellText
{
    /// <summary>Blanks, line ends and quotes, which end most words.</summary>
    public static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n\"'");

    // Before a quote within three levels of quotes.
    private const int MaxBackslashes = 7;

    private const int MaxWordLength = 16;

    // After a quote within a word, these tell that the quote closes what is around the word.
    private static readonly SearchValues<char> s_closers = SearchValues.Create(" \t\r\n,;)]}>:|&`\\");

    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Whether a character is a blank within a line.</summary>
    public static bool IsBlank(char c) => c is ' ' or '\t';

    /// <summary>Whether a character opens or closes quoted text.</summary>
    public static bool IsQuote(char c) => c is '"' or '\'';

    /// <summary>Whether a character may stand in the name of a shell variable.</summary>
    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>The first position from <paramref name="at"/> on without a blank.</summary>
    public static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && IsBlank(text[at]))
            at++;
        return at;
    }

    /// <summary>The position after the last character before <paramref name="at"/> that is no blank.</summary>
    public static int SkipBlanksBack(string text, int at)
    {
        while (at > 0 && IsBlank(text[at - 1]))
            at--;
        return at;
    }

    /// <summary>The word before a position and the blanks there, of at most 16 letters.</summary>
    public static ReadOnlySpan<char> WordBefore(string text, int at)
    {
        var end = SkipBlanksBack(text, at);
        var start = end;
        while (start > 0 && char.IsAsciiLetter(text[start - 1]) && end - start < MaxWordLength)
            start--;
        return text.AsSpan(start, end - start);
    }

    /// <summary>The end of the line around <paramref name="at"/>, without a carriage return.</summary>
    public static int EndOfLine(string text, int at)
    {
        var length = text.AsSpan(at).IndexOf('\n');
        var end = length < 0 ? text.Length : at + length;
        return end > at && text[end - 1] == '\r' ? end - 1 : end;
    }

    /// <summary>
    /// The inside of quoted text that begins at a position. Its quotes may be escaped by backslashes. It ends with the line if
    /// no quote closes it.
    /// </summary>
    public static bool TryQuoted(string text, int at, out int start, out int end)
    {
        start = end = at;
        var length = QuoteLength(text, at);
        if (length == 0)
            return false;

        start = at + length;
        end = ClosingQuote(text, start, text[start - 1], length - 1);
        return true;
    }

    /// <summary>The length of a quote with the backslashes that escape it; 0 for no quote.</summary>
    public static int QuoteLength(string text, int at)
    {
        var quote = at;
        while (quote < text.Length && text[quote] == '\\' && quote - at < MaxBackslashes)
            quote++;
        return quote < text.Length && IsQuote(text[quote]) ? quote + 1 - at : 0;
    }

    /// <summary>How many backslashes stand before a quote.</summary>
    public static int BackslashesBefore(string text, int at)
    {
        var first = at;
        while (first > 0 && text[first - 1] == '\\' && at - first < MaxBackslashes)
            first--;
        return at - first;
    }

    /// <summary>Whether a quote stands at a position that opens a value, rather than closing what is around it.</summary>
    public static bool IsOpeningQuote(string text, int at) => QuoteLength(text, at) is > 0 and var length && Continues(text, at + length);

    /// <summary>Whether a word continues after a closing quote: <c>'a'"b"c</c>, <c>'a'\''b'</c>.</summary>
    public static bool WordContinues(string text, int at) =>
        at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || IsOpeningQuote(text, at));

    /// <summary>The position of the closing quote, or of the backslashes before it; the end of the line if there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The position after the opening quote.</param>
    /// <param name="quote">The quote.</param>
    /// <param name="backslashes">How many backslashes escape it.</param>
    public static int ClosingQuote(string text, int start, char quote, int backslashes = 0)
    {
        for (var i = start; i < text.Length && text[i] != '\n'; i++)
        {
            if (backslashes == 0 && text[i] == quote)
                return i;
            if (text[i] != '\\')
                continue;

            if (backslashes == 0)
            {
                // A backslash escapes the next character, but not within single quotes.
                if (quote == '"' && i + 1 < text.Length && text[i + 1] != '\n')
                    i++;
                continue;
            }

            // With more backslashes it is a quote within the value, unless the first of them stand for backslashes.
            var end = i;
            while (end < text.Length && text[end] == '\\')
                end++;
            if (end < text.Length && text[end] == quote && (end - i) % (2 * (backslashes + 1)) == backslashes)
                return end - backslashes;
            i = end < text.Length && text[end] != '\n' ? end : end - 1;
        }

        return EndOfLine(text, start);
    }

    /// <summary>
    /// The end of a shell word that begins without a quote: a blank, or a quote that closes what is around it. The word may
    /// continue in quotes. A comma or semicolon ends it if another <c>name=</c> follows.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the word begins.</param>
    /// <param name="ends">More characters that end it.</param>
    public static int EndOfWord(string text, int start, ReadOnlySpan<char> ends = default)
    {
        var i = start;
        while (i < text.Length && !char.IsWhiteSpace(text[i]) && !ends.Contains(text[i]))
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && text[i + 1] != '\n' && !IsQuote(text[i + 1]))
            {
                i += 2;
            }
            else if (IsQuote(c) || (c == '\\' && i + 1 < text.Length && IsQuote(text[i + 1])))
            {
                var inside = c == '\\' ? i + 2 : i + 1;
                if (!Continues(text, inside))
                    break;
                var closing = c == '\\' ? -1 : IndexOnLine(text, inside, c);
                i = closing < 0 ? inside : closing + 1;
            }
            else if (c is ',' or ';' && IsBeforeAssignment(text, i + 1))
            {
                break;
            }
            else
            {
                i++;
            }
        }

        // Closing brackets and punctuation after the word do not belong to it.
        i = Math.Min(i, text.Length);
        while (i > start + 1 && text[start] != '$' && text[i - 1] is ')' or ']' or '}' or ',' or ';' or '`')
            i--;
        return i;
    }

    /// <summary>
    /// Whether a value is the expansion of a variable and nothing else (<c>$NAME</c>, <c>${NAME}</c>, <c>$1</c>), or begins
    /// with a command substitution.
    /// </summary>
    public static bool IsExpansion(ReadOnlySpan<char> value)
    {
        if (value.StartsWith("$(") || value.StartsWith("`"))
            return true;
        if (value.Length < 2 || value[0] != '$')
            return false;

        var name = value[1] == '{' && value[^1] == '}' ? value[2..^1] : value[1..];
        return (name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.ContainsAnyExcept(s_nameCharacters))
            || name is [(>= '0' and <= '9') or '@' or '*'];
    }

    private static bool Continues(string text, int afterQuote) => afterQuote < text.Length && !s_closers.Contains(text[afterQuote]);

    private static int IndexOnLine(string text, int start, char c)
    {
        var distance = text.AsSpan(start).IndexOfAny(c, '\n');
        return distance >= 0 && text[start + distance] == c ? start + distance : -1;
    }

    private static bool IsBeforeAssignment(string text, int at)
    {
        var end = at;
        while (end < text.Length && (IsNameCharacter(text[end]) || text[end] == '-'))
            end++;
        return end > at && end < text.Length && text[end] == '=';
    }
}
