// Logs made readable: without what terminals draw, what package managers chatter, and whose machine it was.

using ApiFunc.Redaction;

namespace ApiFunc.Failures;

internal static class LogCleaner
{
    // Lines that begin so say that a package manager is at work, and nothing else.
    private static readonly string[] s_chatter =
    [
        "Get:", "Hit:", "Ign:", "Fetched ", "Reading package lists", "Reading state information", "Building dependency tree",
        "Selecting previously", "Preparing to unpack", "Unpacking ", "Processing triggers for", "(Reading database",
    ];

    /// <summary>
    /// The last state of one line on a terminal, masked; null if it is blank or chatter, which is dropped.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="redactor">What masks the lines, of which this is the next.</param>
    public static string? Clean(string line, LineRedactor redactor)
    {
        var text = TerminalText.Shown(line);
        return string.IsNullOrWhiteSpace(text) || IsChatter(text) ? null : redactor.Apply(text);
    }

    private static bool IsChatter(string line)
    {
        foreach (var beginning in s_chatter)
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
