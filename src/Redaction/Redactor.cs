// The door of this room: text as it may be written down and sent.

using System.Buffers;

namespace ApiFunc.Redaction;

/// <summary>Masks secrets, addresses and the host's name in text. Applied twice it does what it does once.</summary>
/// <param name="host">The host's name, with its domain or without.</param>
/// <param name="applications">What is installed: the host may be called after it.</param>
internal sealed class Redactor(string host, params IReadOnlyList<string> applications)
{
    // A mask may uncover something for another rule: rules are applied until they find nothing, which takes two rounds
    // for all but texts that are made for it.
    private const int MostRounds = 8;

    // The shortest token that has no other character is longer.
    private const int LongestWord = 16;

    /// <summary>
    /// Whether text keeps the control characters that it has, as bodies do that carry it as it is. If something to hide stands
    /// behind one of them, they all go.
    /// </summary>
    public bool KeepsControls { get; init; }

    /// <summary>Masks secrets only, for whoever the text belongs to.</summary>
    public static string WithoutSecrets(string text) => Apply(text, RuleTable.Secrets);

    /// <summary>
    /// Masks whatever is not to leave the host, in what a terminal would show of the text: what steers one could hide a secret
    /// from the rules.
    /// </summary>
    public string Apply(string text)
    {
        if (IsShortWord(text))
            return WithoutHost(text);
        if (!KeepsControls)
            return Mask(TerminalText.Shown(text));

        var carried = Mask(text);
        var written = TerminalText.Written(carried);
        var masked = Mask(written);
        return masked == written ? carried : masked;
    }

    private string Mask(string text)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var masked = WithoutHost(Apply(text, RuleTable.All));
            if (masked == text)
                break;
            text = masked;
        }

        return text;
    }

    /// <summary>A version; one of four numbers is no address.</summary>
    public string ApplyToVersion(string version) =>
        version.All(c => char.IsAsciiDigit(c) || c == '.') ? version : Apply(version);

    /// <summary>Whether no rule can find anything in a text, which spares most reports from knowing the rules.</summary>
    private static bool IsShortWord(string text) => text.Length <= LongestWord && text.All(char.IsAsciiLetterOrDigit);

    private string WithoutHost(string text)
    {
        var edits = new Edits(text);
        HostName.Mask(text, edits, host, applications);
        return edits.Result;
    }

    private static string Apply(string text, Rule[] rules)
    {
        foreach (var rule in rules)
            text = rule.Apply(text);
        return text;
    }
}

/// <summary>Masks the lines of a stream, of which several may make one secret, or tell what the next one holds.</summary>
/// <param name="redactor">What masks each of them.</param>
internal sealed class LineRedactor(Redactor redactor)
{
    // However long a command or a block goes on, this much in front of a line is looked at, in characters and lines.
    private const int LongestOpen = 4096;
    private const int LongestBeginning = 512;
    private const int MostLines = 64;

    // The last word of a line is not longer, if it is a name.
    private const int LongestName = 128;

    private static readonly SearchValues<char> EndsOfWords = SearchValues.Create(" \t\"':=>");

    private readonly PrivateKeys _keys = new();

    // The lines that the next one goes on with; empty where they are settled.
    private string _open = "";
    private string _mark = "";
    private int _lines;

    /// <summary>The lines of a log that the last ones may depend on.</summary>
    public static int LinesInFront => MostLines;

    /// <summary>Masks the next line.</summary>
    public string Apply(string line)
    {
        line = _keys.MaskLine(line);
        var masked = _open.Length == 0 ? redactor.Apply(line) : LastLine(redactor.Apply(_open + "\n" + line));
        Remember(line);
        return masked;
    }

    private static string LastLine(string text) => text[(text.LastIndexOf('\n') + 1)..];

    private void Remember(string line)
    {
        var end = line.AsSpan().TrimEnd(" \t\r");
        if (end.IsEmpty)
            return;

        var wasContinued = _open.EndsWith('\\');
        if (end.EndsWith("\\"))
        {
            (_open, _mark, _lines) = (wasContinued ? Shortened(_open + "\n" + end.ToString()) : Shortened(end.ToString()), "", 0);
        }
        else if (IsOpen(end))
        {
            (_open, _mark, _lines) = (Shortened(line), MarkOfDocument(end), 0);
        }
        else if (_open.Length > 0)
        {
            // What is in a block stands further to the right than its name; a document goes on up to its mark.
            var goesOn = _mark.Length > 0 ? !end.Trim().SequenceEqual(_mark) : !wasContinued && Indent(line) > Indent(_open);
            if (!goesOn || ++_lines > MostLines)
                _open = "";
        }
    }

    /// <summary>Whether a line may end with what the next one has the value of.</summary>
    private static bool IsOpen(ReadOnlySpan<char> line)
    {
        var last = line[^1];
        if (Values.IsQuote(last) && line.Length > 1 && line[^2] == '=')
            return true;
        if (last is ':' or '=' or '[' or '|' or '>' || (line.Length > 1 && last is '-' or '+' && line[^2] is '|' or '>') || MarkOfDocument(line).Length > 0)
            return true;

        if (Values.EndsWith(line, "IDENTIFIED BY"))
            return true;

        // "name: DB_PASS", <name>password</name>: the value is a field of its own.
        var end = line.EndsWith(">") && line.LastIndexOf("</") is > 0 and var closing ? line[..closing] : line.TrimEnd(",\"'} ");
        var start = end.LastIndexOfAny(EndsOfWords) + 1;
        return end.Length - start <= LongestName && SecretNames.Of(end[start..]) is NameKind.Secret or NameKind.Key;
    }

    /// <summary>What ends the document that a line begins (<c>&lt;&lt;EOF</c>); empty for none.</summary>
    private static string MarkOfDocument(ReadOnlySpan<char> line)
    {
        var at = line.LastIndexOf("<<");
        if (at < 0 || (at > 0 && line[at - 1] == '<'))
            return "";
        var mark = line[(at + 2)..].TrimStart("- '\"").TrimEnd("'\"");
        return mark.Length is > 0 and <= LongestName && !mark.ContainsAny(" <>|&") ? mark.ToString() : "";
    }

    private static string Shortened(string open)
    {
        if (open.Length <= LongestOpen)
            return open;

        // The beginning, which names the command, and whole lines of the end.
        var first = open.IndexOf('\n') is > 0 and <= LongestBeginning and var end ? open[..end] : "";
        var rest = open.IndexOf('\n', open.Length - LongestOpen + LongestBeginning);
        return rest < 0 ? first : first + open[rest..];
    }

    private static int Indent(string line)
    {
        var at = 0;
        while (at < line.Length && Values.IsBlank(line[at]))
            at++;
        return at;
    }
}
