// What standard output and standard error are, and what text for people looks like there: colours, marks, and lines that fit.

using System.Globalization;
using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Commands;

/// <summary>What came of a check.</summary>
internal enum Mark
{
    Good,
    Bad,
    Warning,
    Skipped,
}

/// <summary>How text stands out, on a terminal with colours.</summary>
internal enum Style
{
    Plain,
    Bold,
    Dim,
    Red,
    Green,
    Yellow,
}

/// <summary>A descriptor as a place for text that people read.</summary>
/// <param name="isTerminal">Whether it is a terminal.</param>
/// <param name="width">How many columns the terminal says that it has; 0 if it does not say, or is none.</param>
/// <param name="variable">The environment: COLUMNS, NO_COLOR, TERM and the locale; null for a variable that is not set.</param>
internal sealed class Terminal(bool isTerminal, int width, Func<string, string?> variable)
{
    private const int DefaultColumns = 80;
    private const int LeastColumns = 20;
    private const int MostColumns = 1000;
    private const string Reset = "\u001b[0m";

    /// <summary>Whether there is a terminal that obeys control sequences, so that a line can be overwritten.</summary>
    public bool CanOverwrite { get; } = Obeys(isTerminal, variable);

    /// <summary>Whether there are colours: only on a terminal that has some, and without NO_COLOR (https://no-color.org).</summary>
    public bool HasColors { get; } = Obeys(isTerminal, variable) && string.IsNullOrEmpty(variable("NO_COLOR"));

    /// <summary>
    /// Whether the locale's characters are those of UTF-8: LC_ALL, LC_CTYPE or LANG, of which the first that is not empty counts
    /// (POSIX, "Internationalization Variables").
    /// </summary>
    public bool IsUtf8 { get; } = IsUtf8Locale(variable);

    /// <summary>How many columns a line may have: COLUMNS, else the terminal's, else 80.</summary>
    public int Columns { get; } =
        int.TryParse(variable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0
            ? Math.Clamp(columns, LeastColumns, MostColumns)
            : width > 0 ? Math.Clamp(width, LeastColumns, MostColumns)
            : DefaultColumns;

    /// <summary>What stands for text that was cut off.</summary>
    public string Ellipsis => IsUtf8 ? "…" : "...";

    /// <summary>How many columns a <see cref="Mark"/> has.</summary>
    public int MarkWidth => IsUtf8 ? 1 : 4;

    /// <summary>This process's standard output.</summary>
    public static Terminal ForOutput() => Of(descriptor: 1);

    /// <summary>This process's standard error.</summary>
    public static Terminal ForMessages() => Of(descriptor: 2);

    /// <summary>
    /// Text that came from outside, so that it does no harm: see <see cref="Output.Printable"/>. A terminal in a locale without
    /// UTF-8 gets a question mark for each character that is not ASCII.
    /// </summary>
    public string Text(string text)
    {
        text = Output.Printable(text);
        return IsUtf8 || !isTerminal || Ascii.IsValid(text)
            ? text
            : string.Concat(text.EnumerateRunes().Select(rune => rune.IsAscii ? (char)rune.Value : '?'));
    }

    /// <summary>A mark of <see cref="MarkWidth"/> columns.</summary>
    public string Mark(Mark mark)
    {
        var cell = MarkCell(mark);
        return Paint(cell.Style, cell.Text);
    }

    /// <summary>A mark that stands in a table.</summary>
    public Cell MarkCell(Mark mark) => mark switch
    {
        Commands.Mark.Good => new(IsUtf8 ? "✓" : "ok  ", Style.Green),
        Commands.Mark.Bad => new(IsUtf8 ? "✗" : "FAIL", Style.Red),
        Commands.Mark.Warning => new(IsUtf8 ? "!" : "!   ", Style.Yellow),
        _ => new(IsUtf8 ? "-" : "-   ", Style.Dim),
    };

    /// <summary>Text in a style, if there are colours.</summary>
    public string Paint(Style style, string text) => !HasColors || style == Style.Plain || text.Length == 0 ? text : style switch
    {
        Style.Bold => $"\u001b[1m{text}{Reset}",
        Style.Dim => $"\u001b[2m{text}{Reset}",
        Style.Red => $"\u001b[31m{text}{Reset}",
        Style.Green => $"\u001b[32m{text}{Reset}",
        _ => $"\u001b[33m{text}{Reset}",
    };

    /// <summary>Printable text within so many columns; what is longer ends with an ellipsis.</summary>
    public string Cut(string text, int columns) => DisplayWidth.Cut(text, columns, Ellipsis);

    /// <summary>
    /// Printable text in lines that fit, broken at blanks. The first line begins at a column where the caller has already written
    /// something, and so do the others. A word that is longer than a line stays whole, for people to copy.
    /// </summary>
    /// <param name="text">The text, of one line.</param>
    /// <param name="column">How many columns are to the left of it.</param>
    public string Wrap(string text, int column)
    {
        var lines = new StringBuilder();
        var used = column;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var length = DisplayWidth.Of(word);
            if (used > column && used + 1 + length > Columns)
            {
                lines.Append('\n').Append(' ', column);
                used = column;
            }
            else if (used > column)
            {
                lines.Append(' ');
                used++;
            }

            lines.Append(word);
            used += length;
        }

        return lines.ToString();
    }

    private static bool Obeys(bool isTerminal, Func<string, string?> variable) =>
        isTerminal && variable("TERM") is not (null or "" or "dumb");

    private static Terminal Of(int descriptor)
    {
        var isTerminal = Libc.isatty(descriptor) == 1;
        return new Terminal(isTerminal, isTerminal ? WindowSize.ColumnsOf(descriptor) : 0, Environment.GetEnvironmentVariable);
    }

    private static bool IsUtf8Locale(Func<string, string?> variable)
    {
        foreach (var name in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (variable(name) is { Length: > 0 } locale)
            {
                return locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase)
                    || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }
}
