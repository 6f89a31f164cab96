// Values that stand on the lines behind their names: blocks and lists of YAML, JSON and XML with one thing a line.

namespace ApiFunc.Redaction;

internal static class NextLines
{
    // A longer block is none of a password. Keys have rules of their own.
    private const int MostLines = 64;

    /// <summary>How a name is written that a line ends behind.</summary>
    /// <param name="HasColon">Whether name and value are held together by a colon.</param>
    /// <param name="IsElement">Whether it is that of an element of XML, which was opened.</param>
    /// <param name="IsQuoted">Whether it stands in quotes.</param>
    /// <param name="MustLookRandom">Whether it is one of a secret only if the value looks random.</param>
    internal readonly record struct Form(bool HasColon, bool IsElement, bool IsQuoted, bool MustLookRandom);

    /// <summary>Masks the value of a name that the line ends behind. Returns false if the line goes on, or none follows.</summary>
    /// <param name="text">The text.</param>
    /// <param name="edits">Where masks go.</param>
    /// <param name="form">How the name is written.</param>
    /// <param name="name">Where the name begins.</param>
    /// <param name="value">Where the value would be on the name's line.</param>
    /// <param name="end">The position behind what was masked.</param>
    public static bool Mask(string text, Edits edits, Form form, int name, int value, out int end)
    {
        end = value;
        var lineEnd = EndOfBlockMark(text, value, form is { HasColon: true, IsQuoted: false }, out var isBlock);
        if (lineEnd < 0 || lineEnd >= text.Length)
            return false;

        var start = text.LastIndexOf('\n', Math.Max(0, name - 1)) + 1;
        start = name == 0 || start > name ? 0 : start;
        var indent = Indent(text, start);
        var isAlone = text.AsSpan(start + indent, name - start - indent).Trim("-<\"'\\ ").IsEmpty;
        var isList = text.AsSpan(start, lineEnd - start).TrimEnd().EndsWith("[");
        var isMasked = false;
        for (var lines = 0; lines < MostLines && NextLine(text, lineEnd, out var line); lines++)
        {
            lineEnd = Values.EndOfLine(text, line);
            var from = line + Indent(text, line);
            if (from >= lineEnd)
                continue;

            var isDeeper = from - line > indent;
            var content = text.AsSpan(from, lineEnd - from).TrimEnd();
            int first, last;
            if (isBlock)
            {
                if (!isDeeper)
                    break;
                (first, last) = (from, from + content.Length);
            }
            else if (form.IsElement)
            {
                var length = content.IndexOf('<');
                (first, last) = (from, from + (length < 0 ? content.Length : length));
                if (length == 0)
                    break;
            }
            else if (!TryValue(text, from, content, form, isDeeper, isAlone, out first, out last))
            {
                break;
            }

            var found = text.AsSpan(first, last - first);
            if (!found.IsWhiteSpace() && !Values.IsReference(found) && !Values.IsNoSecret(found) && !Values.IsDemand(found))
                edits.Replace(first, last);
            isMasked = true;
            end = last;

            // Blocks and lists go on.
            if (!isBlock && !isList && text[from] != '-')
                break;
            if (isList && content[^1] != ',')
                break;
        }

        return isMasked;
    }

    /// <summary>Whether a line holds a value and nothing else: an item of a list, a quoted one, or one of a name above it.</summary>
    private static bool TryValue(string text, int from, ReadOnlySpan<char> content, Form form, bool isDeeper, bool isAlone, out int first, out int last)
    {
        var isItem = content.StartsWith("- ");
        var at = isItem ? Values.SkipBlanks(text, from + 1) : from;
        if (at < text.Length && Values.IsQuote(text[at]) && (form.IsQuoted || isDeeper) && Values.TryQuoted(text, at, out first, out last))
        {
            // Behind the value there is nothing; what stands in front of a colon is another name.
            var behind = text.AsSpan(last, from + content.Length - last).TrimStart("'\"");
            var quoted = text.AsSpan(first, last - first);
            return behind is "" or "," && (form.MustLookRandom ? Values.LooksRandom(quoted) : form.IsQuoted || !quoted.Contains(' '));
        }

        if (text.AsSpan(at).StartsWith("string(") && form.IsQuoted)
        {
            var quote = text.AsSpan(at, content.Length - (at - from)).IndexOf('"');
            if (quote > 0 && Values.TryQuoted(text, at + quote, out first, out last))
                return true;
        }

        (first, last) = (at, from + content.Length);
        var word = text.AsSpan(at, last - at);
        if (!form.HasColon || form.IsQuoted || word.ContainsAny(' ', '\t') || word.IsEmpty || word[^1] == ':' || word[0] is '{' or '[' or '<' or '#' or '-')
            return false;

        // A word below a name of YAML; below a sentence, and in a list of names, only what looks random.
        return isDeeper && isAlone && !isItem && !form.MustLookRandom ? !word.Contains('=') && word.IndexOfAnyInRange('0', '9') >= 0 : Values.LooksRandom(word);
    }

    /// <summary>Where a line ends that holds nothing more but what opens a block; -1 if it holds something.</summary>
    private static int EndOfBlockMark(string text, int at, bool hasColon, out bool isBlock)
    {
        isBlock = false;
        if (at < text.Length && hasColon && text[at] is '|' or '>')
        {
            isBlock = true;
            at++;
            while (at < text.Length && (text[at] is '-' or '+' || char.IsAsciiDigit(text[at])))
                at++;
        }
        else if (at < text.Length && text[at] == '[')
        {
            at++;
        }

        at = Values.SkipBlanks(text, at);
        if (at < text.Length && text[at] == '\r')
            at++;
        return at < text.Length && text[at] == '\n' ? at : -1;
    }

    private static bool NextLine(string text, int end, out int start)
    {
        start = end;
        while (start < text.Length && text[start] == '\r')
            start++;
        return start < text.Length && text[start] == '\n' && ++start < text.Length;
    }

    private static int Indent(string text, int line)
    {
        var at = line;
        while (at < text.Length && Values.IsBlank(text[at]))
            at++;
        return at - line;
    }
}
