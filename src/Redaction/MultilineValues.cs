// Values on the lines after their names: blocks and lists of YAML, JSON and XML with one thing on each line.

namespace ApiFunc.Redaction;

internal static class MultilineValues
{
    /// <summary>The most lines of a value. A longer block holds no password, and keys have rules of their own.</summary>
    public const int MaxLines = 64;

    /// <summary>How the name at the end of a line is written.</summary>
    /// <param name="HasColon">Whether a colon follows the name.</param>
    /// <param name="IsElement">Whether it is the start tag of an XML element.</param>
    /// <param name="IsQuoted">Whether it stands in quotes.</param>
    /// <param name="MustLookRandom">Whether its value is a secret only if it looks random.</param>
    internal readonly record struct NameForm(bool HasColon, bool IsElement, bool IsQuoted, bool MustLookRandom);

    /// <summary>Masks the value of a name that ends its line. Returns false if the line does not end there, or no value follows.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replacements">Where masks go.</param>
    /// <param name="form">How the name is written.</param>
    /// <param name="name">Where the name begins.</param>
    /// <param name="value">Where a value on the name's line would begin.</param>
    /// <param name="end">The position after what was masked.</param>
    public static bool Mask(string text, Replacements replacements, NameForm form, int name, int value, out int end)
    {
        end = value;
        var lineEnd = SkipBlockIndicator(text, value, form is { HasColon: true, IsQuoted: false }, out var isBlock);
        if (lineEnd < 0 || lineEnd >= text.Length)
            return false;

        var start = text.LastIndexOf('\n', Math.Max(0, name - 1)) + 1;
        start = name == 0 || start > name ? 0 : start;
        var indent = Indent(text, start);
        var isAlone = text.AsSpan(start + indent, name - start - indent).Trim("-<\"'\\ ").IsEmpty;
        var isList = text.AsSpan(start, lineEnd - start).TrimEnd().EndsWith("[");
        var isMasked = false;
        for (var lines = 0; lines < MaxLines && TryNextLine(text, lineEnd, out var line); lines++)
        {
            lineEnd = ShellText.EndOfLine(text, line);
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

            if (IsSecret(text.AsSpan(first, last - first)))
                replacements.Add(first, last);
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

    /// <summary>The end of a line that holds nothing more than what opens a block or a list; -1 if it holds anything else.</summary>
    private static int SkipBlockIndicator(string text, int at, bool hasColon, out bool isBlock)
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

        at = ShellText.SkipBlanks(text, at);
        if (at < text.Length && text[at] == '\r')
            at++;
        return at < text.Length && text[at] == '\n' ? at : -1;
    }

    private static int Indent(string text, int line) => ShellText.SkipBlanks(text, line) - line;

    private static bool TryNextLine(string text, int end, out int start)
    {
        start = end;
        while (start < text.Length && text[start] == '\r')
            start++;
        return start < text.Length && text[start] == '\n' && ++start < text.Length;
    }

    /// <summary>Whether a line holds a value and nothing else: an item of a list, a quoted one, or one of the name above it.</summary>
    private static bool TryValue(
        string text, int from, ReadOnlySpan<char> content, NameForm form, bool isDeeper, bool isAlone, out int first, out int last)
    {
        var isItem = content.StartsWith("- ");
        var at = isItem ? ShellText.SkipBlanks(text, from + 1) : from;
        var mayBeQuoted = at < text.Length && ShellText.IsQuote(text[at]) && (form.IsQuoted || isDeeper);
        if (mayBeQuoted && ShellText.TryQuoted(text, at, out first, out last))
        {
            // Without a closing quote the value ends with the line, and may have blanks there.
            var lineEnd = from + content.Length;
            last = Math.Min(last, lineEnd);

            // Nothing follows a value; text before a colon is another name.
            var after = text.AsSpan(last, lineEnd - last).TrimStart("'\"");
            var quoted = text.AsSpan(first, last - first);
            return after is "" or "," && (form.MustLookRandom ? Randomness.LooksRandom(quoted) : form.IsQuoted || !quoted.Contains(' '));
        }

        if (text.AsSpan(at).StartsWith("string(") && form.IsQuoted)
        {
            var quote = text.AsSpan(at, content.Length - (at - from)).IndexOf('"');
            if (quote > 0 && ShellText.TryQuoted(text, at + quote, out first, out last))
                return true;
        }

        (first, last) = (at, from + content.Length);
        var word = text.AsSpan(at, last - at);
        if (!form.HasColon || form.IsQuoted || word.IsEmpty || word.ContainsAny(' ', '\t'))
            return false;
        if (word[^1] == ':' || word[0] is '{' or '[' or '<' or '#' or '-')
            return false;

        // One word below a name of YAML. Below a sentence, and in a list of names, it has to look random.
        return isDeeper && isAlone && !isItem && !form.MustLookRandom
            ? !word.Contains('=') && word.ContainsAnyInRange('0', '9')
            : Randomness.LooksRandom(word);
    }

    private static bool IsSecret(ReadOnlySpan<char> value) =>
        !value.IsWhiteSpace()
        && !ShellText.IsExpansion(value)
        && !Phrases.IsNeverSecret(value)
        && !Phrases.IsValidationMessage(value);
}
