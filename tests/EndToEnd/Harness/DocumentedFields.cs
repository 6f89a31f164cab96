// The fields that docs/json.md lists for a command.

using System.Text.RegularExpressions;

namespace EndToEnd.Harness;

internal static partial class DocumentedFields
{
    /// <summary>
    /// What stands in backquotes in the first column of the tables in the section of a command, such as <c>outbox list</c>; nothing
    /// if it has no section.
    /// </summary>
    public static IReadOnlyList<string> Of(string command)
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "json.md"));
        var title = $"`apifunc {command} --json`\n";
        var section = document.Split("\n## ").FirstOrDefault(section => section.StartsWith(title, StringComparison.Ordinal)) ?? "";
        return [.. section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Quoted().Matches(line.Split('|')[1]).Select(name => name.Value))];
    }

    [GeneratedRegex("(?<=`)[a-z_.]+(?=`)")]
    private static partial Regex Quoted();
}
