// Masks a log line by line, where a secret may take several lines, or stand on the line after its name.

using System.Buffers;

namespace ApiFunc.Redaction;

/// <summary>Masks one line after the other, each together with the lines before that it may continue.</summary>
/// <param name="redactor">Masks the text of those lines.</param>
internal sealed class LineRedactor(Redactor redactor)
{
    /// <summary>How many lines before a line it may depend on.</summary>
    public const int MaxContextLines = MultilineValues.MaxLines;

    // However long a command or a block is, only so many characters of it are kept.
    private const int MaxContextLength = 4096;
    private const int MaxFirstLineLength = 512;

    // If the last word of a line is longer, it is no name.
    private const int MaxNameLength = 128;

    private static readonly SearchValues<char> s_wordEnds = SearchValues.Create(" \t\"':=>");

    private readonly PrivateKeys _keys = new();

    // The lines that the next one may continue; empty if there are none.
    private string _context = "";
    private string _delimiter = ""; // of a here-document in them
    private int _linesSince;

    /// <summary>Masks the next line.</summary>
    public string Apply(string line)
    {
        line = _keys.MaskLine(line, redactor.Counter);
        redactor.Counter?.CountsLastLineOnly = true;
        var masked = _context.Length == 0 ? redactor.Apply(line) : LastLine(redactor.Apply(_context + "\n" + line));
        redactor.Counter?.CountsLastLineOnly = false;
        UpdateContext(line);
        return masked;
    }

    private static string LastLine(string text) => text[(text.LastIndexOf('\n') + 1)..];

    private void UpdateContext(string line)
    {
        var end = line.AsSpan().TrimEnd(" \t\r");
        if (end.IsEmpty)
            return;

        var wasContinued = _context.EndsWith('\\');
        if (end.EndsWith("\\"))
        {
            var command = wasContinued ? _context + "\n" + end.ToString() : end.ToString();
            (_context, _delimiter, _linesSince) = (Shorten(command), "", 0);
        }
        else if (MayContinue(end))
        {
            (_context, _delimiter, _linesSince) = (Shorten(line), HereDocumentDelimiter(end), 0);
        }
        else if (_context.Length > 0)
        {
            // A here-document goes on up to its delimiter; a block, as long as its lines are indented more than its name.
            var continues = _delimiter.Length > 0
                ? !end.Trim().SequenceEqual(_delimiter)
                : !wasContinued && ShellText.SkipBlanks(line, 0) > ShellText.SkipBlanks(_context, 0);
            if (!continues || ++_linesSince > MaxContextLines)
                _context = "";
        }
    }

    /// <summary>Whether the next line may hold the value of what a line ends with.</summary>
    private static bool MayContinue(ReadOnlySpan<char> line)
    {
        var last = line[^1];
        if (ShellText.IsQuote(last) && line.Length > 1 && line[^2] == '=')
            return true;

        // In YAML |, >, |- and the like open a block.
        var opensBlock = last is ':' or '=' or '[' or '|' or '>' || (line.Length > 1 && last is '-' or '+' && line[^2] is '|' or '>');
        if (opensBlock || HereDocumentDelimiter(line).Length > 0 || IgnoreCase.EndsWith(line, "IDENTIFIED BY"))
            return true;

        // "name: DB_PASS", <name>password</name>: the value is another field.
        var end = line.EndsWith(">") && line.LastIndexOf("</") is > 0 and var closing ? line[..closing] : line.TrimEnd(",\"'} ");
        var start = end.LastIndexOfAny(s_wordEnds) + 1;
        return end.Length - start <= MaxNameLength && SecretNames.Of(end[start..]) is NameKind.Secret or NameKind.Key;
    }

    /// <summary>The delimiter of a here-document that a line begins (<c>&lt;&lt;EOF</c>); empty for none.</summary>
    private static string HereDocumentDelimiter(ReadOnlySpan<char> line)
    {
        var at = line.LastIndexOf("<<");
        if (at < 0 || (at > 0 && line[at - 1] == '<'))
            return "";
        var delimiter = line[(at + 2)..].TrimStart("- '\"").TrimEnd("'\"");
        return delimiter.Length is > 0 and <= MaxNameLength && !delimiter.ContainsAny(" <>|&") ? delimiter.ToString() : "";
    }

    /// <summary>Of a context that is too long: its first line, which names the command, and as many whole lines of its end.</summary>
    private static string Shorten(string context)
    {
        if (context.Length <= MaxContextLength)
            return context;

        var first = context.IndexOf('\n') is > 0 and <= MaxFirstLineLength and var end ? context[..end] : "";
        var rest = context.IndexOf('\n', context.Length - MaxContextLength + MaxFirstLineLength);
        return rest < 0 ? first : first + context[rest..];
    }
}
