// Passwords in SQL statements that set one.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class SqlPasswords
{
    private const string Identified = "IDENTIFIED ";
    private const string PasswordFor = "PASSWORD FOR ";

    private static readonly SearchValues<char> s_quotes = SearchValues.Create("'\"\n;");
    private static readonly SearchValues<char> s_signs = SearchValues.Create("=\n;");

    /// <summary>Masks what is quoted after <c>IDENTIFIED BY</c> and <c>SET PASSWORD FOR … =</c>.</summary>
    public static void Mask(string text, Replacements replacements)
    {
        var quotes = new ForwardSearch(text, s_quotes);
        for (var at = 0; IgnoreCase.IndexOf(text, Identified, at) is var found and >= 0;)
            at = MaskQuoted(text, replacements, found + Identified.Length, ref quotes);

        var signs = new ForwardSearch(text, s_signs);
        for (var at = replacements.End; IgnoreCase.IndexOf(text, PasswordFor, at) is var found and >= 0;)
        {
            at = found + PasswordFor.Length;
            var sign = signs.Next(at);
            if (sign < text.Length && text[sign] == '=')
                at = MaskQuoted(text, replacements, sign + 1, ref quotes);
        }
    }

    private static int MaskQuoted(string text, Replacements replacements, int at, ref ForwardSearch quotes)
    {
        var quote = quotes.Next(at);
        // The value may stand on the next line.
        if (quote < text.Length && text[quote] == '\n' && IgnoreCase.EndsWith(text.AsSpan(at, quote - at).TrimEnd(), "BY"))
            quote = quotes.Next(quote + 1);

        if (quote >= text.Length || !ShellText.IsQuote(text[quote]))
            return at;

        var opening = quote - ShellText.BackslashesBefore(text, quote);
        ShellText.TryQuoted(text, opening, out var start, out var end);
        var content = text.AsSpan(start, end - start);
        if (!ShellText.IsExpansion(content) && !content.IsWhiteSpace())
            replacements.Add(start, end);
        return Math.Max(at, end);
    }
}
