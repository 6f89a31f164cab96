// The table of exit codes: what they mean to the people who read reports.

using System.Text;

namespace ApiFunc.Errors;

/// <summary>Reads <c>exit-codes.tsv</c>, which is embedded in the binary; the shim's functions are made from it, too.</summary>
internal static class ExitCodes
{
    /// <summary>The category of a code that is not in the table, or has none.</summary>
    public const string UnknownCategory = "unknown";

    /// <summary>The meaning of a code that <see cref="Explain"/> does not know.</summary>
    public const string UnknownMeaning = "Unknown error";

    /// <summary>One line of the table.</summary>
    /// <param name="Code">The exit code, as it is written.</param>
    /// <param name="Category">What kind of failure it is; empty in set c.</param>
    /// <param name="Meaning">What it means, one line.</param>
    public readonly record struct Entry(string Code, string Category, string Meaning);

    /// <summary>What <c>get_error_description</c> knows: set c.</summary>
    public static IEnumerable<Entry> Descriptions => Read("c");

    /// <summary>What <c>explain_exit_code</c> and <c>categorize_error</c> know: set t.</summary>
    public static IEnumerable<Entry> Explanations => Read("t");

    /// <summary>
    /// What an exit code means, set c. The argument counts as a whole string (<c>007</c> and <c>+1</c> are no codes);
    /// whatever is not in the table is named, on one line.
    /// </summary>
    public static string Describe(string code) =>
        Find(Descriptions, code)?.Meaning ?? $"Unknown error code ({code.Replace('\n', ' ')})";

    /// <summary>What an exit code means, set t; <see cref="UnknownMeaning"/> for any other.</summary>
    public static string Explain(string code) => Find(Explanations, code)?.Meaning ?? UnknownMeaning;

    /// <summary>The category of an exit code; <see cref="UnknownCategory"/> for any that is not in set t.</summary>
    public static string Categorize(string code) => Find(Explanations, code)?.Category ?? UnknownCategory;

    private static Entry? Find(IEnumerable<Entry> entries, string code)
    {
        foreach (var entry in entries)
        {
            if (entry.Code == code)
                return entry;
        }

        return null;
    }

    private static IEnumerable<Entry> Read(string set)
    {
        using var table = new StreamReader(typeof(ExitCodes).Assembly.GetManifestResourceStream("exit-codes.tsv")!, Encoding.ASCII);
        while (table.ReadLine() is { } line)
        {
            if (!line.StartsWith('#') && line.Split('\t') is [var code, var ofSet, var category, var meaning] && ofSet == set)
                yield return new Entry(code, category, meaning.Length > 0 ? meaning : " ");
        }
    }
}
