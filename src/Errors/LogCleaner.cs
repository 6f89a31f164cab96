// Logs made readable: without what terminals draw, what package managers chatter, and whose machine it was.

using System.Text;
using ApiFunc.Privacy;

namespace ApiFunc.Errors;

internal static class LogCleaner
{
    private const char Escape = '\e';
    private const char Bell = '\a';

    // Lines that begin so say that a package manager is at work, and nothing else.
    private static readonly string[] Chatter =
    [
        "Get:", "Hit:", "Ign:", "Fetched ", "Reading package lists", "Reading state information", "Building dependency tree",
        "Selecting previously", "Preparing to unpack", "Unpacking ", "Processing triggers for", "(Reading database",
    ];

    /// <summary>
    /// One line without carriage returns at its end, escape sequences and NUL bytes, and masked; null where it is blank or
    /// chatter, which is dropped.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="redactor">What masks the lines, of which this is the next.</param>
    public static string? Clean(string line, LineRedactor redactor)
    {
        var text = WithoutEscapeSequences(line.Replace("\0", "")).TrimEnd('\r');
        return string.IsNullOrWhiteSpace(text) || IsChatter(text) ? null : redactor.Apply(text);
    }

    /// <summary>Text without the sequences that steer a terminal (ECMA-48; colours, titles, character sets).</summary>
    public static string WithoutEscapeSequences(string text)
    {
        if (!text.Contains(Escape))
            return text;

        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == Escape)
                i = EndOfSequence(text, i + 1);
            else
                kept.Append(text[i++]);
        }

        return kept.ToString();
    }

    /// <summary>The position behind a sequence whose escape character is the one before <paramref name="start"/>.</summary>
    private static int EndOfSequence(string text, int start)
    {
        if (start == text.Length)
            return start;

        var i = start + 1;
        switch (text[start])
        {
            case '[': // control sequence: parameters and intermediates, ended by a letter
                while (i < text.Length && text[i] is >= ' ' and <= '?')
                    i++;
                return i < text.Length && text[i] is >= '@' and <= '~' ? i + 1 : i;

            case ']' or 'P' or 'X' or '^' or '_': // a string, such as a window's title, on one line
                while (i < text.Length && text[i] is not (Bell or '\n' or Escape))
                    i++;
                if (i < text.Length && text[i] == Bell)
                    return i + 1;
                return i + 1 < text.Length && text[i] == Escape && text[i + 1] == '\\' ? i + 2 : i;

            case >= ' ' and <= '/': // intermediates, such as the choice of a character set
                while (i < text.Length && text[i] is >= ' ' and <= '/')
                    i++;
                return i < text.Length && text[i] is >= '0' and <= '~' ? i + 1 : i;

            case >= '0' and <= '~': // a command of one letter
                return i;

            default:
                return start;
        }
    }

    private static bool IsChatter(string line)
    {
        foreach (var beginning in Chatter)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return true;
        }

        return IsProgress(line);
    }

    /// <summary>Digits, a percent sign, optional blanks and a bracket: <c>42% [Working]</c>.</summary>
    private static bool IsProgress(ReadOnlySpan<char> line)
    {
        var digits = line.IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && line[digits] == '%' && line[(digits + 1)..].TrimStart(" \t").StartsWith('[');
    }
}
