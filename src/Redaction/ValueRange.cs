// From where to where the value of a name goes.

namespace ApiFunc.Redaction;

internal static class ValueRange
{
    /// <summary>The range of a value without its quotes.</summary>
    public static (int Start, int End) Find(in KeyValue key)
    {
        var (text, value) = (key.Text, key.Value);
        if (key.Separator == Separator.Cell)
        {
            var length = text.AsSpan(value).IndexOfAny('|', '│', '\n');
            length = length < 0 ? text.Length - value : length;
            return (value, value + text.AsSpan(value, length).TrimEnd().Length);
        }

        if (key.Separator == Separator.Element)
        {
            var length = text.AsSpan(value).IndexOfAny('<', '\n');
            return (value, length < 0 ? text.Length : value + length);
        }

        var isInQuotes = ShellText.IsQuote(key.Before) && !key.IsQuoted; // "name=a value" as one argument, -H 'X-Api-Key: x'
        if (isInQuotes && text[value] == key.Before)
            return (value + 1, ShellText.EndOfWord(text, value + 1));
        if (ShellText.TryQuoted(text, value, out var inside, out var closing))
        {
            if (closing < text.Length && text[closing] is '\r' or '\n')
                return (inside, closing);

            // 'a'"b"c continues after the quotes.
            var next = closing + inside - value;
            var continues = !key.IsQuoted && key.Separator != Separator.Colon && ShellText.WordContinues(text, next);
            return continues ? (value, ShellText.EndOfWord(text, next)) : (inside, closing);
        }

        if (isInQuotes)
            return (value, ShellText.ClosingQuote(text, value, key.Before, ShellText.BackslashesBefore(text, key.Start - 1)));
        if (key.IsQuoted)
            return (value, ShellText.EndOfWord(text, value, ",}]"));
        if (key.Before is '?' or '&')
            return (value, ShellText.EndOfWord(text, value, "&#"));
        return (value, IsWholeLine(key) ? ShellText.EndOfLine(text, value) : ShellText.EndOfWord(text, value));
    }

    /// <summary>The length of a scheme (Basic, Bearer, token) and the blank after it; 0 if nothing follows it.</summary>
    public static int SchemeLength(ReadOnlySpan<char> header)
    {
        var length = header.IndexOf(' ');
        return length > 0 && length + 1 < header.Length && header[..length].IndexOfAnyExceptInRange('A', 'z') < 0 ? length + 1 : 0;
    }

    /// <summary>Whether a value is the rest of its line: of a header, or of a setting (<c>password: correct horse</c>).</summary>
    private static bool IsWholeLine(in KeyValue key)
    {
        var hasBlanks = key.Separator == Separator.Colon || key.After < key.Value - 1;
        var isSetting = hasBlanks && key.Separator != Separator.Blank && !key.IsOption && key.IsAtLineStart;
        return (key.Kind == NameKind.Header || isSetting) && ShellText.IsBlank(key.Text[key.Value - 1]);
    }
}
