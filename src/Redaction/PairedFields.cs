// A name as the value of one field, and its own value in the next: name: DB_PASS, value: x.

namespace ApiFunc.Redaction;

internal static class PairedFields
{
    private const string ValueField = "value";

    private const int MaxTagLength = 64;
    private const int MaxContentLength = 512;

    // Fields that hold the name of another one's value.
    private static readonly string[] s_nameFields = ["name", "key", "type"];

    /// <summary>
    /// Whether a name is the value of a field, and where its own value begins: in the next field or attribute, as the content
    /// of the element, or in the next element.
    /// </summary>
    public static bool TryFind(in KeyValue key, out int value)
    {
        var text = key.Text;
        value = key.After;
        if (IsValueOfNameField(key))
            return TryNextField(key, out value);
        if (key.Before != '>' || !text.AsSpan(key.After).StartsWith("</") || !IsNameField(text, key.Start - 1))
            return false;

        // <key>password</key><string>x</string>
        value = SkipTag(text, key.After);
        while (value < text.Length && char.IsWhiteSpace(text[value]))
            value++;
        return value < text.Length && value > key.After && text[value] == '<';
    }

    /// <summary>Masks the value that <see cref="TryFind"/> has found. Returns where to go on.</summary>
    public static int Mask(string text, Replacements replacements, NameKind kind, int value)
    {
        int start, end;
        if (value < text.Length && text[value] == '<' && !text.AsSpan(value).StartsWith("</"))
            value = SkipTag(text, value);
        if (value >= text.Length)
            return value;
        if (text[value - 1] == '>')
        {
            // <string name="password">x</string>, but not what follows <input name="password">.
            var length = text.AsSpan(value, Math.Min(MaxContentLength, text.Length - value)).IndexOfAny('<', '\n');
            if (length <= 0 || !text.AsSpan(value + length).StartsWith("</"))
                return value;
            (start, end) = (value, value + length);
        }
        else if (!ShellText.TryQuoted(text, value, out start, out end))
        {
            end = ShellText.EndOfWord(text, value, ",}>");
        }

        var content = text.AsSpan(start, end - start);
        if (content.IsWhiteSpace() || Phrases.IsNeverSecret(content.Trim()) || ShellText.IsExpansion(content))
            return Math.Max(end, value);
        var isPath = content[0] is '/' or '~' && content[^1] != '=';
        if (isPath && kind != NameKind.Secret)
            return Math.Max(end, value);
        replacements.Add(start, end);
        return end;
    }

    /// <summary>Whether a name stands where a field names another: <c>name: DB_PASS</c>, <c>key="ApiKey"</c>.</summary>
    private static bool IsValueOfNameField(in KeyValue key)
    {
        var text = key.Text;
        var at = key.IsQuoted ? key.Start - 1 - ShellText.BackslashesBefore(text, key.Start - 1) : key.Start;
        at = ShellText.SkipBlanksBack(text, at);
        if (at == 0 || text[at - 1] is not ('=' or ':'))
            return false;

        at = ShellText.SkipBlanksBack(text, at - 1);
        if (at > 0 && ShellText.IsQuote(text[at - 1]))
            at -= 1 + ShellText.BackslashesBefore(text, at - 1);
        return IsNameField(text, at);
    }

    private static bool IsNameField(string text, int end) => IgnoreCase.IsOneOf(ShellText.WordBefore(text, end), s_nameFields);

    /// <summary>Whether the value of a name is the next field or attribute, or the content of the element.</summary>
    private static bool TryNextField(in KeyValue key, out int value)
    {
        var text = key.Text;
        var at = key.After;
        value = at + 1;
        if (key.IsQuoted && at < text.Length && text[at] == '>')
            return true;

        for (var lines = 0; at < text.Length && IsBetweenFields(text[at], ref lines);)
            at++;
        if (at == key.After || at >= text.Length)
            return false;

        at += ShellText.QuoteLength(text, at);
        if (!IgnoreCase.StandsAt(text, at, ValueField))
            return false;
        at += ValueField.Length;
        at = ShellText.SkipBlanks(text, at < text.Length ? at + ShellText.QuoteLength(text, at) : at);
        value = at < text.Length ? ShellText.SkipBlanks(text, at + 1) : at;
        return value < text.Length && text[at] is '=' or ':' && text[value] is not ('\n' or '\r' or '{' or '[' or '|' or '>');

        static bool IsBetweenFields(char c, ref int lines) => ShellText.IsBlank(c) || c is ',' or '\r' || (c == '\n' && lines++ == 0);
    }

    /// <summary>The position after a tag, if one of a common length begins at a position; else the position itself.</summary>
    private static int SkipTag(string text, int at)
    {
        var length = text.AsSpan(at, Math.Min(MaxTagLength, text.Length - at)).IndexOfAny('>', '\n');
        return length >= 0 && text[at + length] == '>' ? at + length + 1 : at;
    }
}
