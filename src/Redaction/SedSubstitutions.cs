// Substitutions of sed and perl, s/pattern/replacement/, in which the names and values of two lines stand side by side.

namespace ApiFunc.Redaction;

/// <summary>Finds substitutions from the beginning of a text to its end.</summary>
internal struct SedSubstitutions
{
    private const string Delimiters = "/|#@,~%:;!+^_";

    private const int MaxLength = 1024;
    private const int MaxAddressLength = 64;
    private const int MinSecretLength = 6;

    // In a pattern or an address these tell that a secret is replaced.
    private static readonly string[] s_secretWords =
    [
        "password", "passwd", "secret", "token", "pass_", "_pass", "api_key", "api-key", "apikey", "passphrase", "credential",
        "changeme", "change_me", "pepper",
    ];

    private readonly string _text;
    private int _searched;
    private int _pattern;
    private int _middle;
    private int _end;

    public SedSubstitutions(string text)
    {
        _text = text;
        var mayHoldOne = text.Contains("sed ", StringComparison.Ordinal) || text.Contains("perl ", StringComparison.Ordinal);
        _searched = mayHoldOne ? 0 : text.Length;
    }

    /// <summary>Masks replacements without a name, if the pattern or the address has a secret's: <c>s/password_here/x/</c>.</summary>
    public static void Mask(string text, Replacements replacements)
    {
        var found = new SedSubstitutions(text);
        while (found.Next())
        {
            var replacement = text.AsSpan(found._middle + 1, found._end - found._middle - 1);
            if (replacement.IndexOf(Replacements.Mask) >= 0 || !ReplacesSecret(text, found._pattern, found._middle))
                continue;

            var start = SkipToValue(text, found._middle + 1, found._end);
            var end = start;
            while (end < found._end && text[end] is not ('"' or '\'' or ' ' or '\\' or ','))
                end++;
            if (MayBeSecret(text.AsSpan(start, end - start)))
                replacements.Add(start, end);
        }
    }

    /// <summary>The end of the pattern or the replacement around a position; the text's length if there is none around it.</summary>
    /// <param name="at">The position, which may not be smaller than in the call before.</param>
    public int EndOfPart(int at)
    {
        while (_end <= at)
        {
            if (!Next())
                return _text.Length;
        }

        return at < _pattern ? _text.Length : at < _middle ? _middle : _end;
    }

    private bool Next()
    {
        while (_searched < _text.Length)
        {
            var distance = _text.AsSpan(_searched).IndexOf('s');
            if (distance < 0)
                break;

            var at = _searched + distance;
            _searched = at + 1;
            if (at + 3 >= _text.Length || !Delimiters.Contains(_text[at + 1]) || (at > 0 && !CanPrecedeCommand(_text[at - 1])))
                continue;

            var line = _text.AsSpan(at, Math.Min(MaxLength, _text.Length - at));
            var stop = at + (line.IndexOf('\n') is >= 0 and var length ? length : line.Length);
            var middle = FindDelimiter(at + 2, stop, _text[at + 1]);
            var end = middle < 0 ? -1 : FindDelimiter(middle + 1, stop, _text[at + 1]);
            if (end < 0)
                continue;
            (_pattern, _middle, _end, _searched) = (at + 2, middle, end, end + 1);
            return true;
        }

        _searched = _pattern = _middle = _end = _text.Length;
        return false;
    }

    /// <summary>Whether a character may stand before a command of sed: a quote, a blank, the end of an address or of a command.</summary>
    private static bool CanPrecedeCommand(char c) =>
        c is ' ' or '\t' or '"' or '\'' or ';' or '{' or '/' or '\n' or '$' || char.IsAsciiDigit(c);

    private readonly int FindDelimiter(int at, int stop, char delimiter)
    {
        for (; at < stop; at++)
        {
            if (_text[at] == delimiter)
                return at;
            if (_text[at] == '\\')
                at++;
        }

        return -1;
    }

    /// <summary>Whether the pattern, or the address before it (<c>/secret /s/= .*/= x/</c>), has a word of a secret's name.</summary>
    private static bool ReplacesSecret(string text, int pattern, int middle)
    {
        var start = pattern - 2;
        for (var i = 0; i < MaxAddressLength && start > 0 && text[start - 1] is not ('\n' or '\'' or '"' or ';'); i++)
            start--;
        return IgnoreCase.ContainsAny(text.AsSpan(start, middle - start), s_secretWords);
    }

    /// <summary>The position after separators, quotes and groups (<c>\1</c>) at the beginning of a replacement.</summary>
    private static int SkipToValue(string text, int at, int end)
    {
        while (at < end)
        {
            if (text[at] is '=' or ':' or ' ' or '\t' or '"' or '\'')
                at++;
            else if (text[at] == '\\' && at + 1 < end && (char.IsAsciiDigit(text[at + 1]) || ShellText.IsQuote(text[at + 1])))
                at += 2;
            else
                break;
        }

        return at;
    }

    private static bool MayBeSecret(ReadOnlySpan<char> value) =>
        value.Length >= MinSecretLength
        && value.ContainsAnyInRange('0', '9')
        && !ShellText.IsExpansion(value)
        && value[0] is not ('/' or '.' or '$')
        && !value.Contains('(');
}
