// What sed and perl replace: s/pattern/replacement/, in which names and values of two lines stand side by side.

namespace ApiFunc.Redaction;

/// <summary>Finds patterns and replacements, from the beginning of a text to its end.</summary>
internal struct Substitutions
{
    // What parts them; a letter or a blank does not.
    private const string Delimiters = "/|#@,~%:;!+^_";

    private readonly string _text;
    private int _searched;
    private int _start;
    private int _middle;
    private int _end;

    public Substitutions(string text)
    {
        _text = text;
        _searched = text.Contains("sed ", StringComparison.Ordinal) || text.Contains("perl ", StringComparison.Ordinal) ? 0 : text.Length;
    }

    /// <summary>Where the pattern begins that was found last.</summary>
    public readonly int Pattern => _start;

    /// <summary>The delimiter between pattern and replacement.</summary>
    public readonly int Middle => _middle;

    /// <summary>The delimiter behind the replacement.</summary>
    public readonly int End => _end;

    /// <summary>Where the pattern or the replacement ends that a position lies in; the text's length where it lies in none.</summary>
    /// <param name="at">The position, which may not lie in front of the one of the call before.</param>
    public int EndOfPart(int at)
    {
        while (_end <= at)
        {
            if (!Next())
                return _text.Length;
        }

        return at < _start ? _text.Length : at < _middle ? _middle : _end;
    }

    /// <summary>Goes to the next one.</summary>
    public bool Next()
    {
        while (_searched < _text.Length)
        {
            var distance = _text.AsSpan(_searched).IndexOf('s');
            if (distance < 0)
                break;

            var at = _searched + distance;
            _searched = at + 1;
            if (at + 3 >= _text.Length || !Delimiters.Contains(_text[at + 1]) || (at > 0 && !CanBegin(_text[at - 1])))
                continue;

            var line = _text.AsSpan(at, Math.Min(Longest, _text.Length - at));
            var stop = at + (line.IndexOf('\n') is >= 0 and var length ? length : line.Length);
            var middle = IndexOf(at + 2, stop, _text[at + 1]);
            var end = middle < 0 ? -1 : IndexOf(middle + 1, stop, _text[at + 1]);
            if (end < 0)
                continue;
            (_start, _middle, _end, _searched) = (at + 2, middle, end, end + 1);
            return true;
        }

        _searched = _text.Length;
        _end = _middle = _start = _text.Length;
        return false;
    }

    private const int Longest = 1024;

    /// <summary>Whether a command of sed may follow a character: the quote or blank in front, an address, or the command before.</summary>
    private static bool CanBegin(char c) => c is ' ' or '\t' or '"' or '\'' or ';' or '{' or '/' or '\n' or '$' || char.IsAsciiDigit(c);

    private readonly int IndexOf(int at, int stop, char delimiter)
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

    /// <summary>Masks replacements that have no name, where the pattern or the address has one: <c>s/password_here/x/</c>.</summary>
    public static void Mask(string text, Edits edits)
    {
        var found = new Substitutions(text);
        while (found.Next())
        {
            var replacement = text.AsSpan(found.Middle + 1, found.End - found.Middle - 1);
            if (replacement.IndexOf(Edits.Mask) >= 0)
                continue;

            // The address stands in front: /secret /s/= .*/= x/
            const int longestAddress = 64;
            var start = found.Pattern - 2;
            for (var i = 0; i < longestAddress && start > 0 && text[start - 1] is not ('\n' or '\'' or '"' or ';'); i++)
                start--;
            if (!Values.ContainsAny(text.AsSpan(start, found.Middle - start), s_words))
                continue;

            var at = found.Middle + 1;
            while (at < found.End && (text[at] is '=' or ':' or ' ' or '\t' or '"' or '\'' || (text[at] == '\\' && at + 1 < found.End && (char.IsAsciiDigit(text[at + 1]) || Values.IsQuote(text[at + 1])))))
                at += text[at] == '\\' ? 2 : 1;
            var end = at;
            while (end < found.End && text[end] is not ('"' or '\'' or ' ' or '\\' or ','))
                end++;
            var value = text.AsSpan(at, end - at);
            if (end - at > 5 && value.IndexOfAnyInRange('0', '9') >= 0 && !Values.IsReference(value) && value[0] is not ('/' or '.' or '$') && !value.Contains('('))
                edits.Replace(at, end);
        }
    }

    // Words that tell what is replaced.
    private static readonly string[] s_words =
    [
        "password", "passwd", "secret", "token", "pass_", "_pass", "api_key", "api-key", "apikey", "passphrase", "credential", "changeme",
        "change_me", "pepper",
    ];
}
