// A table for people: columns below each other, within the width of the terminal.

using System.Text;

namespace ApiFunc.Commands;

/// <summary>A column.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="IsNumber">Whether its cells stand to the right.</param>
/// <param name="IsWhole">Whether its cells are never cut, such as what people copy.</param>
internal sealed record Column(string Title, bool IsNumber = false, bool IsWhole = false);

/// <summary>What stands in a column; the text may come from outside.</summary>
internal sealed record Cell(string Text, Style Style = Style.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>
/// A table. If it is wider than the terminal, the widest columns are cut. A table whose columns cannot be cut as far as that is
/// wider than the terminal.
/// </summary>
internal sealed class TextTable(params Column[] columns)
{
    private const string Gap = "  ";
    private const int LeastWidth = 8;

    private readonly List<Cell[]> _lines = [];
    private readonly Dictionary<int, (string Text, int Indent)> _notes = [];

    /// <summary>Adds a line, which has a cell for each column.</summary>
    public void Add(params Cell[] cells) => _lines.Add(cells);

    /// <summary>Puts text below the line that was added last, as wide as the terminal, for what no column has room for.</summary>
    /// <param name="text">The text, which may come from outside.</param>
    /// <param name="indent">How many columns are to the left of it.</param>
    public void AddNote(string text, int indent) => _notes.Add(_lines.Count, (text, indent));

    /// <summary>The titles and the lines, each with a line feed; nothing without a line.</summary>
    public string Render(Terminal terminal)
    {
        if (_lines.Count == 0)
            return "";

        Cell[] titles = [.. columns.Select(column => new Cell(column.Title, Style.Bold))];
        Cell[][] lines =
            [titles, .. _lines.Select(line => line.Select(cell => cell with { Text = terminal.Text(cell.Text) }).ToArray())];
        var widths = Fit(
            [.. columns.Select((_, column) => lines.Max(line => DisplayWidth.Of(line[column].Text)))],
            terminal.Columns - (Gap.Length * (columns.Length - 1)));
        var text = new StringBuilder();
        foreach (var (number, line) in lines.Index())
        {
            text.Append(Render(line, widths, terminal)).Append('\n');
            if (_notes.TryGetValue(number, out var note))
                text.Append(' ', note.Indent).Append(terminal.Wrap(terminal.Text(note.Text), note.Indent)).Append('\n');
        }

        return text.ToString();
    }

    private string Render(Cell[] line, int[] widths, Terminal terminal)
    {
        // There are no blanks at the end of a line.
        var last = Array.FindLastIndex(line, cell => !string.IsNullOrWhiteSpace(cell.Text));
        return string.Join(Gap, line.Take(last + 1).Select((cell, column) =>
        {
            var text = terminal.Cut(cell.Text, widths[column]);
            var blanks = new string(' ', widths[column] - DisplayWidth.Of(text));
            text = terminal.Paint(cell.Style, text);
            return columns[column].IsNumber ? blanks + text : column == last ? text : text + blanks;
        }));
    }

    /// <summary>Takes from the widest column that may be cut until all of them fit.</summary>
    private int[] Fit(int[] widths, int room)
    {
        while (widths.Sum() > room)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(column => !columns[column].IsWhole).DefaultIfEmpty(-1)
                .MaxBy(column => column < 0 ? 0 : widths[column]);
            if (widest < 0 || widths[widest] <= LeastWidth)
                break;
            widths[widest]--;
        }

        return widths;
    }
}
