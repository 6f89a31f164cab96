// Where the value of an option or a variable ends, as shells, JSON and logs write them, and which values are no secrets.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class Values
{
    // What stands behind an option's name in messages about it.
    private static readonly string[] Prose =
    [
        "is", "are", "was", "must", "requires", "required", "option", "options", "flag", "argument", "arguments", "not", "and", "or", "to",
        "can", "cannot", "has", "needs", "expects", "with", "for", "from", "instead", "may", "should", "will", "does", "if", "expired",
        "invalid",
    ];

    // What stands behind the name of a variable, a field or a file, and a colon, in messages about it.
    private static readonly string[] Messages =
    [
        "unbound variable", "undefined variable", "command not found", "parameter null", "parameter not set", "no such file",
        "no such variable", "permission denied",
        "access denied", "file exists", "is a directory", "not a directory", "not found", "not set", "not defined", "not allowed", "must",
        "should be", "field required",
        "value error", "is required", "is not", "is missing", "is invalid", "is too", "is empty", "is unset", "is a", "is an", "failed",
        "invalid", "missing", "required",
        "cannot", "can't", "expected",
    ];

    // How a sentence begins that says what a value has to be, and how it goes on.
    private static readonly string[] Subjects =
    [
        "this", "it", "the", "a", "an", "string", "value", "field", "input", "text", "number", "password", "token", "secret", "key",
        "ensure", "please", "expected", "too", "minimum", "length", "should", "must", "is", "cannot",
    ];

    private static readonly string[] Demands =
    [
        " required", " must ", " should ", " at least ", " at most ", " characters", " blank", " empty", " too short", " too long",
        " too weak", " too common", " not match", " invalid", " expected", " entirely ",
    ];

    private static readonly string[] NoSecrets = ["true", "false", "null", "none", "nil", "yes", "no", "undefined", "***"];

    // In front of a quote that is quoted three times.
    private const int MostBackslashes = 7;

    // What ends a word that a quote stands in, so that the quote rather closes what is around it.
    private static readonly SearchValues<char> Closers = SearchValues.Create(" \t\r\n,;)]}>:|&`\\");

    private static readonly SearchValues<char> RandomCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Whether a character is a blank on a line.</summary>
    public static bool IsBlank(char c) => c is ' ' or '\t';

    /// <summary>Whether a character opens or closes quoted text.</summary>
    public static bool IsQuote(char c) => c is '"' or '\'';

    /// <summary>Whether a character may stand in the name of a shell's variable.</summary>
    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>The position of the first character from <paramref name="at"/> on that is no blank of this line.</summary>
    public static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && IsBlank(text[at]))
            at++;
        return at;
    }

    /// <summary>The end of the line that <paramref name="at"/> lies on, without a carriage return.</summary>
    public static int EndOfLine(string text, int at)
    {
        var length = text.AsSpan(at).IndexOf('\n');
        var end = length < 0 ? text.Length : at + length;
        return end > at && text[end - 1] == '\r' ? end - 1 : end;
    }

    /// <summary>
    /// The inside of quoted text that begins at a position, with a backslash before its quotes where it is quoted within
    /// quotes; to the end of the line where nothing closes it.
    /// </summary>
    public static bool TryQuoted(string text, int at, out int start, out int end)
    {
        start = end = at;
        var length = LengthOfQuote(text, at);
        if (length == 0)
            return false;

        start = at + length;
        end = ClosingQuote(text, start, text[start - 1], length - 1);
        return true;
    }

    /// <summary>The length of a quote with the backslashes in front of it, of which there are as many as quotes around it make necessary; 0 for no quote.</summary>
    public static int LengthOfQuote(string text, int at)
    {
        var quote = at;
        while (quote < text.Length && text[quote] == '\\' && quote - at < MostBackslashes)
            quote++;
        return quote < text.Length && IsQuote(text[quote]) ? quote + 1 - at : 0;
    }

    /// <summary>How many backslashes stand in front of a quote.</summary>
    public static int BackslashesBefore(string text, int at)
    {
        var first = at;
        while (first > 0 && text[first - 1] == '\\' && at - first < MostBackslashes)
            first--;
        return at - first;
    }

    /// <summary>Whether a quote stands there that opens a value, and closes none around it.</summary>
    public static bool IsOpeningQuote(string text, int at) => LengthOfQuote(text, at) is > 0 and var length && GoesOn(text, at + length);

    /// <summary>Whether a word goes on behind its quotes: <c>'a'"b"c</c>, <c>'a'\''b'</c>.</summary>
    public static bool GoesOnInWord(string text, int at) =>
        at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || IsOpeningQuote(text, at));

    /// <summary>Where the text ends that a quote has opened: before the closing one, or at the end of the line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The position behind the quote.</param>
    /// <param name="quote">The quote.</param>
    /// <param name="backslashes">How many backslashes stood in front of it.</param>
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
                // A backslash takes its meaning from the next character, but not between single quotes.
                if (quote == '"' && i + 1 < text.Length && text[i + 1] != '\n')
                    i++;
                continue;
            }

            // More backslashes make a quote within the value, unless those in front stand for backslashes.
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
    /// The end of a word of a shell that begins without a quote: a blank, or a quote that closes what is around it. The
    /// word may go on in quotes. A comma or semicolon ends it where another <c>name=</c> follows.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the word begins.</param>
    /// <param name="ends">Characters that end it, too.</param>
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
                if (!GoesOn(text, c == '\\' ? i + 2 : i + 1))
                    break;
                var inside = c == '\\' ? i + 2 : i + 1;
                var closing = c == '\\' ? -1 : IndexOfOnLine(text, inside, c);
                i = closing < 0 ? inside : closing + 1;
            }
            else if (c is ',' or ';' && IsBeforeName(text, i + 1))
            {
                break;
            }
            else
            {
                i++;
            }
        }

        // What closes brackets around the word, and ends a sentence or a clause, is none of it.
        i = Math.Min(i, text.Length);
        while (i > start + 1 && text[start] != '$' && text[i - 1] is ')' or ']' or '}' or ',' or ';' or '`')
            i--;
        return i;
    }

    /// <summary>
    /// Whether a value names a variable and nothing else (<c>$NAME</c>, <c>${NAME}</c>), or begins with a command whose
    /// output it is.
    /// </summary>
    public static bool IsReference(ReadOnlySpan<char> value)
    {
        if (value.StartsWith("$(") || value.StartsWith("`"))
            return true;
        if (value.Length < 2 || value[0] != '$')
            return false;

        var name = value[1] == '{' && value[^1] == '}' ? value[2..^1] : value[1..];
        return name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.ContainsAnyExcept(NameCharacters)
            || name is ['0' or '1' or '2' or '3' or '4' or '5' or '6' or '7' or '8' or '9' or '@' or '*'];
    }

    /// <summary>Whether a value says yes or no, or that there is none.</summary>
    public static bool IsNoSecret(ReadOnlySpan<char> value) => IsOneOf(value, NoSecrets);

    /// <summary>Whether a word goes on with a sentence about an option.</summary>
    public static bool IsProse(ReadOnlySpan<char> word) => IsOneOf(word.TrimEnd(".,:;!"), Prose);

    /// <summary>Whether a text begins with what is said about a name, and with whole words of it.</summary>
    public static bool IsMessage(ReadOnlySpan<char> text)
    {
        foreach (var message in Messages)
        {
            if (!text.StartsWith(message, StringComparison.OrdinalIgnoreCase))
                continue;
            var rest = text[message.Length..];
            if (rest.Length > 0 && rest[0] is ',' or '.' or ':' or ';' or '!' or '\'' or '"' or ')')
                rest = rest[1..];
            if (rest.IsEmpty || char.IsWhiteSpace(rest[0]))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a value is a whole sentence about what a value has to be: <c>This field is required.</c>, <c>String must
    /// contain at least 32 characters</c>.
    /// </summary>
    public static bool IsDemand(ReadOnlySpan<char> value)
    {
        var first = value.IndexOf(' ');
        return first > 0 && IsOneOf(value[..first], Subjects) && ContainsAny(value[first..], Demands);
    }

    /// <summary>
    /// Whether a word looks like something random: it changes between letters of both cases and digits more often than
    /// names do, or is a long hexadecimal number.
    /// </summary>
    public static bool LooksRandom(ReadOnlySpan<char> word)
    {
        const int shortest = 8;
        const int shortestNumber = 24;
        word = word.TrimEnd('=');
        if (word.Length < shortest || word.ContainsAnyExcept(RandomCharacters) || word[0] is '/' or '-' || word.StartsWith("0x"))
            return false;

        var (digits, lower, upper, changes, slashes, last) = (0, 0, 0, 0, 0, '\0');
        var isNumber = true;
        foreach (var c in word)
        {
            var kind = char.IsAsciiDigit(c) ? '1' : char.IsAsciiLetterLower(c) ? 'a' : char.IsAsciiLetterUpper(c) ? 'A' : '-';
            digits += kind == '1' ? 1 : 0;
            lower += kind == 'a' ? 1 : 0;
            upper += kind == 'A' ? 1 : 0;
            slashes += c == '/' ? 1 : 0;
            changes += kind != '-' && last != '\0' && kind != last && (last, kind) != ('A', 'a') ? 1 : 0;
            last = kind == '-' ? last : kind;
            isNumber &= char.IsAsciiHexDigitLower(c);
        }

        if (digits == 0 || lower + upper == 0)
            return false;
        return isNumber ? word.Length >= shortestNumber : lower > 0 && changes >= Math.Max(4, (word.Length / 5) + (4 * slashes));
    }

    /// <summary>The first position from <paramref name="at"/> on where a word stands, in any case; -1 for none.</summary>
    public static int IndexOf(string text, string word, int at = 0)
    {
        // The runtime compares the word at each position if it has no ICU: this is several times as fast.
        var (lower, upper, second) = (char.ToLowerInvariant(word[0]), char.ToUpperInvariant(word[0]), char.ToUpperInvariant(word[1]));
        for (var last = text.Length - word.Length; at <= last; at++)
        {
            var distance = text.AsSpan(at, last + 1 - at).IndexOfAny(lower, upper);
            if (distance < 0)
                break;

            at += distance;
            if (char.ToUpperInvariant(text[at + 1]) == second && text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return at;
        }

        return -1;
    }

    /// <summary>Whether a text contains a word, in any case.</summary>
    public static bool Contains(string text, string word) => IndexOf(text, word) >= 0;

    /// <summary>Whether a text ends with some ASCII, in any case.</summary>
    public static bool EndsWith(ReadOnlySpan<char> text, string ascii) =>
        text.Length >= ascii.Length && (text[^1] | 0x20) == (ascii[^1] | 0x20) && text.EndsWith(ascii, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text contains one of some others, in any case.</summary>
    public static bool ContainsAny(ReadOnlySpan<char> text, ReadOnlySpan<string> others)
    {
        foreach (var other in others)
        {
            if (text.Contains(other, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether a text is one of some words, in any case.</summary>
    public static bool IsOneOf(ReadOnlySpan<char> text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Length == word.Length && text.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool GoesOn(string text, int behindQuote) => behindQuote < text.Length && !Closers.Contains(text[behindQuote]);

    private static int IndexOfOnLine(string text, int start, char c)
    {
        var distance = text.AsSpan(start).IndexOfAny(c, '\n');
        return distance >= 0 && text[start + distance] == c ? start + distance : -1;
    }

    private static bool IsBeforeName(string text, int at)
    {
        var end = at;
        while (end < text.Length && (IsNameCharacter(text[end]) || text[end] == '-'))
            end++;
        return end > at && end < text.Length && text[end] == '=';
    }
}
