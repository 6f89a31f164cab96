// Passwords in statements of SQL that give a user one.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class SqlPasswords
{
    private static readonly SearchValues<char> Quotes = SearchValues.Create("'\"\n;");
    private static readonly SearchValues<char> Signs = SearchValues.Create("=\n;");

    /// <summary>Masks what is quoted behind <c>IDENTIFIED BY</c> and <c>SET PASSWORD FOR … =</c>.</summary>
    public static void Mask(string text, Edits edits)
    {
        var quotes = new Ahead(text, Quotes);
        for (var at = 0; Values.IndexOf(text, "IDENTIFIED ", at) is var found and >= 0;)
            at = MaskQuoted(text, edits, found + 11, ref quotes);

        var signs = new Ahead(text, Signs);
        for (var at = edits.Settled; Values.IndexOf(text, "PASSWORD FOR ", at) is var found and >= 0;)
        {
            at = found + 13;
            var sign = signs.From(at);
            if (sign < text.Length && text[sign] == '=')
                at = MaskQuoted(text, edits, sign + 1, ref quotes);
        }
    }

    private static int MaskQuoted(string text, Edits edits, int at, ref Ahead quotes)
    {
        var quote = quotes.From(at);
        if (quote < text.Length && text[quote] == '\n' && Values.EndsWith(text.AsSpan(at, quote - at).TrimEnd(), "BY"))
            quote = quotes.From(quote + 1); // the value stands on the next line
        if (quote >= text.Length || !Values.IsQuote(text[quote]))
            return at;

        var opening = quote - Values.BackslashesBefore(text, quote);
        Values.TryQuoted(text, opening, out var start, out var end);
        var content = text.AsSpan(start, end - start);
        if (!Values.IsReference(content) && !content.IsWhiteSpace())
            edits.Replace(start, end);
        return Math.Max(at, end);
    }
}
