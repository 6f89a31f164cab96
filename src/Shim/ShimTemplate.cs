// A template of shell code with holes, such as @NAME@, which values fill.

using System.Text;

namespace ApiFunc.Shim;

/// <summary>The values of holes, by name. Each hole needs a value, and each value a hole, or the shim is not made.</summary>
internal sealed class ShimTemplate(IReadOnlyDictionary<string, string> values)
{
    private readonly HashSet<string> _used = [];

    /// <summary>
    /// Fills the holes of a text. If a hole is the only thing on its line, the value may have several lines, which are
    /// indented as the hole is; none if it is empty.
    /// </summary>
    /// <exception cref="InvalidOperationException">A hole has no value.</exception>
    public string Fill(string text)
    {
        var filled = new StringBuilder();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            var hole = line.Trim(' ');
            if (NextHole(hole, 0) is (0, var end) && end == hole.Length)
                filled.Append(Indent(ValueOf(hole[1..^1]), line.Length - hole.Length));
            else
                filled.Append(FillLine(line)).Append('\n');
        }

        return filled.ToString();
    }

    /// <summary>Checks that no value was for nothing.</summary>
    /// <exception cref="InvalidOperationException">No hole that was filled has the name of a value.</exception>
    public void CheckThatEveryValueIsUsed()
    {
        foreach (var name in values.Keys)
        {
            if (!_used.Contains(name))
                throw new InvalidOperationException($"no template of the shim has the hole @{name}@");
        }
    }

    /// <summary>Lines with blanks in front; empty lines stay empty.</summary>
    public static string Indent(string text, int columns)
    {
        if (columns == 0 || text.Length == 0)
            return text;

        var margin = new string(' ', columns);
        return string.Concat(text.TrimEnd('\n').Split('\n').Select(line => line.Length > 0 ? $"{margin}{line}\n" : "\n"));
    }

    private string FillLine(string line)
    {
        var filled = new StringBuilder();
        var start = 0;
        while (NextHole(line, start) is var (begin, end))
        {
            filled.Append(line, start, begin - start).Append(ValueOf(line[(begin + 1)..(end - 1)]));
            start = end;
        }

        return filled.Append(line, start, line.Length - start).ToString();
    }

    private string ValueOf(string name)
    {
        _used.Add(name);
        return values.TryGetValue(name, out var value)
            ? value
            : throw new InvalidOperationException($"the hole @{name}@ of the shim's templates has no value");
    }

    /// <summary>Where the next hole begins and ends: capital letters and underscores between two @; null if there is none.</summary>
    private static (int Begin, int End)? NextHole(string text, int start)
    {
        for (var begin = text.IndexOf('@', start); begin >= 0; begin = text.IndexOf('@', begin + 1))
        {
            var end = begin + 1;
            while (end < text.Length && (char.IsAsciiLetterUpper(text[end]) || text[end] == '_'))
                end++;
            if (end > begin + 1 && end < text.Length && text[end] == '@')
                return (begin, end + 1);
        }

        return null;
    }
}
