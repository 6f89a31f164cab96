// Private keys in the form of PEM (RFC 7468), which takes many lines, of which a log may hold a few only.

using System.Buffers;

namespace ApiFunc.Redaction;

/// <summary>Masks the lines of private keys, one line after the other.</summary>
internal sealed class PrivateKeys
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Kind = "PRIVATE KEY";
    private const string Tail = "-----";

    // "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PGP PRIVATE KEY BLOCK"
    private const int LongestLabel = 40;

    // Lines have 64 characters of base64, those of OpenSSH 70.
    private const int ShortestLine = 60;
    private const int LongestLine = 80;

    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private static readonly SearchValues<char> NoLetters = SearchValues.Create("0123456789+/=");

    private bool _isInside;
    private int _column;
    private bool _isBehindLine;

    /// <summary>Masks the keys of a whole text.</summary>
    public static void Mask(string text, Edits edits)
    {
        var keys = new PrivateKeys();
        for (var at = 0; at < text.Length;)
        {
            var length = text.AsSpan(at).IndexOf('\n');
            var next = length < 0 ? text.Length : at + length + 1;
            keys.MaskLine(text, edits, at, Values.EndOfLine(text, at));
            at = next;
        }
    }

    /// <summary>Masks what a line holds of a key, knowing what the lines before were.</summary>
    /// <param name="line">The line.</param>
    public string MaskLine(string line)
    {
        var edits = new Edits(line);
        MaskLine(line, edits, 0, line.Length);
        return edits.Result;
    }

    private void MaskLine(string text, Edits edits, int start, int end)
    {
        var line = text.AsSpan(start, end - start);
        if (line.IndexOf("-----") >= 0 && MaskAroundMarks(text, edits, start, end))
            return;

        var indent = line.Length - line.TrimStart(" \t").Length;
        var word = line.Trim(" \t");
        if (_isInside)
        {
            // What stood in front of the first line (a time, a blank) stands in front of the others, too.
            var content = _column < line.Length ? line[_column..].Trim(" \t") : word;
            _isInside = IsInside(content) || IsInside(word);
            var from = IsInside(content) && content.Length > 0 ? start + line.IndexOf(content) : start + indent;
            if (_isInside && !IsHeader(content))
                edits.Replace(from, start + line.TrimEnd(" \t").Length);
            return;
        }

        var isLine = word.Length is >= ShortestLine and <= LongestLine && IsRandomBase64(word);
        if (isLine || (_isBehindLine && word.Length < ShortestLine && IsLastOfBase64(word)))
            edits.Replace(start + indent, start + indent + word.Length);
        _isBehindLine = isLine;
    }

    /// <summary>Masks what stands between the marks of a key, or beside one of them. Returns false where there is none.</summary>
    private bool MaskAroundMarks(string text, Edits edits, int start, int end)
    {
        var isMarked = false;
        var at = start;
        while (FindMark(text, at, end, out var mark, out var behind, out var isBegin))
        {
            isMarked = true;
            if (isBegin)
            {
                _column = mark - start;
            }
            else
            {
                // Without its beginning: the word in front of the mark, which is all in front of it within a key.
                var from = _isInside ? at : mark;
                while (!_isInside && from > at && !char.IsWhiteSpace(text[from - 1]) && text[from - 1] is not ('"' or '\''))
                    from--;
                MaskBetween(text, edits, from, mark);
            }

            // "-----BEGIN PRIVATE KEY-----" in quotes is about keys, and begins none.
            _isInside = isBegin && (behind == end || !Values.IsQuote(text[behind]));
            _isBehindLine = false;
            at = behind;
        }

        if (isMarked && _isInside)
            MaskBetween(text, edits, at, end);
        return isMarked;
    }

    private static void MaskBetween(string text, Edits edits, int from, int to)
    {
        // Line ends as JSON and shells write them stay.
        while (from + 1 < to && text[from] == '\\' && text[from + 1] is 'n' or 'r')
            from += 2;
        while (to - 2 >= from && text[to - 2] == '\\' && text[to - 1] is 'n' or 'r')
            to -= 2;
        if (!text.AsSpan(from, to - from).IsWhiteSpace())
            edits.Replace(from, to);
    }

    private static bool FindMark(string text, int start, int end, out int mark, out int behind, out bool isBegin)
    {
        mark = behind = end;
        isBegin = false;
        for (var at = start; at < end;)
        {
            var distance = text.AsSpan(at, end - at).IndexOf(Tail);
            if (distance < 0)
                return false;

            mark = at + distance;
            at = mark + 1;
            isBegin = string.CompareOrdinal(text, mark, Begin, 0, Begin.Length) == 0;
            if (!isBegin && string.CompareOrdinal(text, mark, End, 0, End.Length) != 0)
                continue;

            var label = mark + (isBegin ? Begin.Length : End.Length);
            var rest = text.AsSpan(label, Math.Min(end - label, LongestLabel + Tail.Length));
            var tail = rest.IndexOf(Tail);
            if (tail >= 0 && rest[..tail].IndexOf(Kind) >= 0)
            {
                behind = label + tail + Tail.Length;
                return true;
            }
        }

        return false;
    }

    private static bool IsInside(ReadOnlySpan<char> content) =>
        content.IsEmpty || content.SequenceEqual(Edits.Mask) || !content.ContainsAnyExcept(Base64) || IsHeader(content) || IsRandomBase64(content[(content.LastIndexOf(' ') + 1)..]);

    /// <summary>Proc-Type, DEK-Info, and those of PGP.</summary>
    private static bool IsHeader(ReadOnlySpan<char> content) =>
        content.StartsWith("Proc-Type: ") || content.StartsWith("DEK-Info: ") || content.StartsWith("Version: ") || content.StartsWith("Comment: ");

    /// <summary>Whether a word is base64 of something random: letters of both cases, and digits.</summary>
    private static bool IsRandomBase64(ReadOnlySpan<char> word)
    {
        if (word.Length < ShortestLine || word.ContainsAnyExcept(Base64))
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

    /// <summary>Whether a word may be what is left of base64 behind a whole line, and is none of a language.</summary>
    private static bool IsLastOfBase64(ReadOnlySpan<char> word) =>
        word.Length > 1 && !word.ContainsAnyExcept(Base64)
        && (word.ContainsAny(NoLetters) || word[1..].IndexOfAnyInRange('A', 'Z') >= 0);
}
