// The table of exit codes: what they mean to the people who read reports.

using System.Text;

namespace ApiFunc.Errors;

/// <summary>Reads <c>exit-codes.tsv</c>, which is embedded in the binary; the shim's <c>case</c> is made from it, too.</summary>
internal static class ExitCodes
{
    /// <summary>One line of the table.</summary>
    /// <param name="Code">The exit code, as it is written.</param>
    /// <param name="Meaning">What it means, one line.</param>
    public readonly record struct Entry(string Code, string Meaning);

    /// <summary>
    /// What an exit code means. The argument counts as a whole string (<c>007</c> and <c>+1</c> are no codes); whatever
    /// is not in the table is named, on one line.
    /// </summary>
    public static string Describe(string code)
    {
        foreach (var entry in Descriptions())
        {
            if (entry.Code == code)
                return entry.Meaning;
        }

        return $"Unknown error code ({code.Replace('\n', ' ')})";
    }

    /// <summary>The codes that <c>get_error_description</c> knows.</summary>
    public static IEnumerable<Entry> Descriptions()
    {
        using var table = new StreamReader(typeof(ExitCodes).Assembly.GetManifestResourceStream("exit-codes.tsv")!, Encoding.ASCII);
        while (table.ReadLine() is { } line)
        {
            if (!line.StartsWith('#') && line.Split('\t') is [var code, "c", _, var meaning])
                yield return new Entry(code, meaning.Length > 0 ? meaning : " ");
        }
    }
}
