// Private keys in PEM (RFC 7468): many lines, of which a log may hold only some.

using System.Buffers;

namespace ApiFunc.Redaction;

/// <summary>Masks private keys, one line after the other.</summary>
internal sealed class PrivateKeys
{
    /// <summary>What the rule is called.</summary>
    public const string Name = "private keys";

    private const string Dashes = "-----";
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";

    // In "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PGP PRIVATE KEY BLOCK"
    private const string PrivateKey = "PRIVATE KEY";
    private const int MaxLabelLength = 40;

    // Lines have 64 characters of base64, those of OpenSSH 70.
    private const int MinLineLength = 60;
    private const int MaxLineLength = 80;

    private static readonly SearchValues<char> s_base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private static readonly SearchValues<char> s_digitsAndSigns = SearchValues.Create("0123456789+/=");

    private bool _isInside;
    private int _column; // where the boundary begins on its line
    private bool _isAfterKeyLine;

    /// <summary>Masks the keys of a whole text.</summary>
    public static void Mask(string text, Replacements replacements)
    {
        var keys = new PrivateKeys();
        for (var at = 0; at < text.Length;)
        {
            var length = text.AsSpan(at).IndexOf('\n');
            var next = length < 0 ? text.Length : at + length + 1;
            keys.MaskLine(text, replacements, at, ShellText.EndOfLine(text, at));
            at = next;
        }
    }

    /// <summary>Masks what the next line holds of a key.</summary>
    /// <param name="line">The line.</param>
    /// <param name="counter">Counts it; null if nobody wants to know.</param>
    public string MaskLine(string line, MaskCounter? counter = null)
    {
        var replacements = new Replacements(line);
        MaskLine(line, replacements, 0, line.Length);
        counter?.Add(Name, replacements);
        return replacements.Result;
    }

    private void MaskLine(string text, Replacements replacements, int start, int end)
    {
        var line = text.AsSpan(start, end - start);
        if (line.IndexOf(Dashes) >= 0 && MaskAroundBoundaries(text, replacements, start, end))
            return;

        var indent = line.Length - line.TrimStart(" \t").Length;
        var word = line.Trim(" \t");
        if (_isInside)
        {
            // The prefix of the boundary (a time, blanks) is that of the other lines, too.
            var content = _column < line.Length ? line[_column..].Trim(" \t") : word;
            var isContentInside = MayBeInside(content);
            _isInside = isContentInside || MayBeInside(word);
            var from = isContentInside && content.Length > 0 ? start + line.IndexOf(content) : start + indent;
            if (_isInside && !IsHeader(content))
                replacements.Add(from, start + line.TrimEnd(" \t").Length);
            return;
        }

        var isKeyLine = word.Length is >= MinLineLength and <= MaxLineLength && IsRandomBase64(word);
        if (isKeyLine || (_isAfterKeyLine && word.Length < MinLineLength && MayEndBase64(word)))
            replacements.Add(start + indent, start + indent + word.Length);
        _isAfterKeyLine = isKeyLine;
    }

    /// <summary>Masks what stands between the boundaries of a key, or beside one of them. Returns false if there is none.</summary>
    private bool MaskAroundBoundaries(string text, Replacements replacements, int start, int end)
    {
        var isFound = false;
        var at = start;
        while (FindBoundary(text, at, end, out var boundary, out var after, out var isBegin))
        {
            isFound = true;
            if (isBegin)
            {
                _column = boundary - start;
            }
            else
            {
                // Within a key, all before the boundary; else, only the word before it.
                var from = _isInside ? at : boundary;
                while (!_isInside && from > at && !char.IsWhiteSpace(text[from - 1]) && text[from - 1] is not ('"' or '\''))
                    from--;
                MaskBetween(text, replacements, from, boundary);
            }

            // "-----BEGIN PRIVATE KEY-----" in quotes begins no key.
            _isInside = isBegin && (after == end || !ShellText.IsQuote(text[after]));
            _isAfterKeyLine = false;
            at = after;
        }

        if (isFound && _isInside)
            MaskBetween(text, replacements, at, end);
        return isFound;
    }

    private static void MaskBetween(string text, Replacements replacements, int from, int to)
    {
        // Escaped line ends stay.
        while (from + 1 < to && text[from] == '\\' && text[from + 1] is 'n' or 'r')
            from += 2;
        while (to - 2 >= from && text[to - 2] == '\\' && text[to - 1] is 'n' or 'r')
            to -= 2;
        if (!text.AsSpan(from, to - from).IsWhiteSpace())
            replacements.Add(from, to);
    }

    private static bool FindBoundary(string text, int start, int end, out int boundary, out int after, out bool isBegin)
    {
        boundary = after = end;
        isBegin = false;
        for (var at = start; at < end;)
        {
            var distance = text.AsSpan(at, end - at).IndexOf(Dashes);
            if (distance < 0)
                return false;

            boundary = at + distance;
            at = boundary + 1;
            isBegin = string.CompareOrdinal(text, boundary, Begin, 0, Begin.Length) == 0;
            if (!isBegin && string.CompareOrdinal(text, boundary, End, 0, End.Length) != 0)
                continue;

            var label = boundary + (isBegin ? Begin.Length : End.Length);
            var rest = text.AsSpan(label, Math.Min(end - label, MaxLabelLength + Dashes.Length));
            var tail = rest.IndexOf(Dashes);
            if (tail >= 0 && rest[..tail].IndexOf(PrivateKey) >= 0)
            {
                after = label + tail + Dashes.Length;
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a line may stand within a key.</summary>
    private static bool MayBeInside(ReadOnlySpan<char> content) =>
        content.IsEmpty
        || content.SequenceEqual(Replacements.Mask)
        || !content.ContainsAnyExcept(s_base64)
        || IsHeader(content)
        || IsRandomBase64(content[(content.LastIndexOf(' ') + 1)..]);

    /// <summary>Whether a line is a header of PEM (RFC 1421) or PGP (RFC 4880).</summary>
    private static bool IsHeader(ReadOnlySpan<char> content) =>
        content.StartsWith("Proc-Type: ") || content.StartsWith("DEK-Info: ")
        || content.StartsWith("Version: ") || content.StartsWith("Comment: ");

    /// <summary>Whether a word is base64 of random bytes: it has letters of both cases, and digits.</summary>
    private static bool IsRandomBase64(ReadOnlySpan<char> word)
    {
        if (word.Length < MinLineLength || word.ContainsAnyExcept(s_base64))
            return false;

        var (upper, lower, digits, slashes) = (0, 0, 0, 0);
        foreach (var c in word)
        {
            upper += char.IsAsciiLetterUpper(c) ? 1 : 0;
            lower += char.IsAsciiLetterLower(c) ? 1 : 0;
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            slashes += c == '/' ? 1 : 0;
        }

        var isPath = slashes >= 3 && digits <= 3;
        return upper >= 6 && lower >= 4 && digits >= 1 && !isPath;
    }

    /// <summary>Whether a word may be the last line of base64, and is no word of a language.</summary>
    private static bool MayEndBase64(ReadOnlySpan<char> word) =>
        word.Length > 1 && !word.ContainsAnyExcept(s_base64)
        && (word.ContainsAny(s_digitsAndSigns) || word[1..].IndexOfAnyInRange('A', 'Z') >= 0);
}
