// How many columns text takes on a terminal: wide characters take two, those that combine with the one before them none.

using System.Text;
using Wcwidth;

namespace ApiFunc.Commands;

internal static class DisplayWidth
{
    /// <summary>The columns of printable text of one line.</summary>
    public static int Of(string text) => Ascii.IsValid(text) ? text.Length : text.EnumerateRunes().Sum(Of);

    /// <summary>The text with blanks behind it, so that it takes so many columns; longer text stays as it is.</summary>
    public static string Pad(string text, int columns) => text + new string(' ', Math.Max(0, columns - Of(text)));

    /// <summary>The text, or as much of its beginning as fits into so many columns together with an ellipsis.</summary>
    public static string Cut(string text, int columns, string ellipsis)
    {
        if (Of(text) <= columns)
            return text;
        if (columns < ellipsis.Length)
            ellipsis = "";

        var (length, used) = (0, Of(ellipsis));
        foreach (var rune in text.EnumerateRunes())
        {
            used += Of(rune);
            if (used > columns)
                break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length] + ellipsis;
    }

    /// <summary>Control characters, of which printable text has none, count as nothing.</summary>
    private static int Of(Rune rune) => rune.IsAscii ? 1 : Math.Max(0, UnicodeCalculator.GetWidth(rune));
}
