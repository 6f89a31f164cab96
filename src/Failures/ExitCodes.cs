// The table of exit codes: what they mean to the people who read reports.

using System.Text;

namespace ApiFunc.Failures;

/// <summary>Reads <c>exit-codes.tsv</c>, which the build makes a constant of; the shim's functions are made from it, too.</summary>
internal static class ExitCodes
{
    /// <summary>The category of a code that is not in the table, or has none.</summary>
    public const string UnknownCategory = "unknown";

    /// <summary>The meaning of a code that <see cref="Explain"/> does not know.</summary>
    public const string UnknownMeaning = "Unknown error";

    /// <summary>What <c>get_error_description</c> knows, in the table.</summary>
    public const string DescribedSet = "c";

    /// <summary>What <c>explain_exit_code</c> knows, in the table.</summary>
    public const string ExplainedSet = "t";

    private const string UndescribedStart = "Unknown error code (";

    /// <summary>One line of the table.</summary>
    /// <param name="Code">The exit code, as it is written.</param>
    /// <param name="Category">What kind of failure it is; empty in set c.</param>
    /// <param name="Meaning">What it means, one line.</param>
    public readonly record struct Entry(string Code, string Category, string Meaning);

    /// <summary>What <c>get_error_description</c> knows: set c.</summary>
    public static IEnumerable<Entry> Descriptions => Read(DescribedSet);

    /// <summary>What <c>explain_exit_code</c> and <c>categorize_error</c> know: set t.</summary>
    public static IEnumerable<Entry> Explanations => Read(ExplainedSet);

    /// <summary>
    /// What an exit code means, set c. The argument counts as a whole string (<c>007</c> and <c>+1</c> are no codes);
    /// whatever is not in the table is named, on one line.
    /// </summary>
    public static string Describe(string code) => Find(code, DescribedSet)?.Meaning ?? $"{UndescribedStart}{code.Replace('\n', ' ')})";

    /// <summary>What an exit code means, set t; <see cref="UnknownMeaning"/> for any other.</summary>
    public static string Explain(string code) => Find(code, ExplainedSet)?.Meaning ?? UnknownMeaning;

    /// <summary>The category of an exit code; <see cref="UnknownCategory"/> for any that is not in set t.</summary>
    public static string Categorize(string code) => Find(code, ExplainedSet)?.Category ?? UnknownCategory;

    /// <summary>Whether a code says that somebody ended the program: by closing its terminal, by Ctrl-C, or by a SIGTERM.</summary>
    public static bool IsAbort(string code) => code is "129" or "130" or "143";

    /// <summary>The code that <see cref="Describe"/> knew nothing of; empty for any other description.</summary>
    public static string UndescribedCode(string description) =>
        description.StartsWith(UndescribedStart, StringComparison.Ordinal) && description.EndsWith(')')
            ? description[UndescribedStart.Length..^1]
            : "";

    /// <summary>The line of a code in a set; null if there is none.</summary>
    private static Entry? Find(string code, string set)
    {
        var start = $"\n{code}\t{set}\t";
        var table = Encoding.ASCII.GetString(ThisAssembly.ExitCodes);
        if (code.AsSpan().ContainsAny('\t', '\n') || table.IndexOf(start, StringComparison.Ordinal) is not (>= 0 and var at))
            return null;

        var line = table.AsSpan(at + 1);
        return Parse(line[..line.IndexOf('\n')].ToString());
    }

    private static IEnumerable<Entry> Read(string set)
    {
        foreach (var line in Encoding.ASCII.GetString(ThisAssembly.ExitCodes).Split('\n'))
        {
            if (line.Contains($"\t{set}\t", StringComparison.Ordinal) && Parse(line) is { } entry)
                yield return entry;
        }
    }

    private static Entry? Parse(string line) =>
        line.Split('\t') is [var code, _, var category, var meaning] ? new Entry(code, category, meaning.Length > 0 ? meaning : " ") : null;
}
