// The shim: templates of shell code with holes, filled from the tables of functions, variables and exit codes.

using System.Text;
using ApiFunc.Failures;
using ApiFunc.Host;
using ApiFunc.Outbox;
using ApiFunc.Script;

namespace ApiFunc.Shim;

internal static class ShimGenerator
{
    /// <summary>The shell library that a script sources in the place of api.func: POSIX sh, ASCII.</summary>
    /// <param name="dialect">One of <see cref="Dialects"/>.</param>
    public static string Render(string dialect)
    {
        // What the dialects do differently: on being sourced, as functions, and once everything is defined.
        var parts = Template(dialect).Split("@@@\n");
        var shim = new StringBuilder(Template("shim"));
        shim.Replace("@DIALECT_FUNCTIONS@\n", parts[^2]);
        shim.Replace("@DIALECT_SOURCED@\n", parts[^1]);

        shim.Replace("@VERSION@", ThisAssembly.Version);
        shim.Replace("@DIALECT@", dialect);
        var variables = Variables.Passed.Order(StringComparer.Ordinal).ToArray();
        shim.Replace("@VARIABLES@", string.Join(' ', variables));
        shim.Replace("@VALUES@", string.Concat(variables.Select(variable => $"${{{variable}-}}")));
        shim.Replace("@RESULTS@", string.Join(' ', Variables.Results));
        shim.Replace("@LONGEST@", $"{ScriptVariables.LongestString}");
        shim.Replace("@CALL@", ShimEntry.Name);
        shim.Replace("@BEGIN@", ShimEntry.BeginMark);
        shim.Replace("@END@", ShimEntry.EndMark);
        shim.Replace("@CONSENT_FILE@", ScriptPaths.Consent);
        shim.Replace("@CONFIGURATION_FILE@", ScriptPaths.Configuration);
        shim.Replace("@STATE_OF_ROOT@", StateDirectory.OfRoot);
        shim.Replace("@STATE_OF_USER@", StateDirectory.OfUser);
        shim.Replace("@STATE_HOME@", StateDirectory.StateHome);
        shim.Replace("@WAITING@", OutboxFiles.Waiting);
        shim.Replace("@REJECTED@", OutboxFiles.Rejected);
        shim.Replace("@NEXT@", Assignments.Separator);
        shim.Replace("@SITES@", string.Join(' ', RepositorySource.Sites));
        shim.Replace("@NAME_CHARACTERS@", RepositorySource.NameCharacters);
        shim.Replace("@LONGEST_SLUG@", $"{RepositorySource.LongestSlug}");
        shim.Replace("@KNOWN_SLUGS@", string.Join(" | ", RepositorySource.Known.Select(known => known.Slug)));
        shim.Replace("@EXTERNAL@", RepositorySource.External);
        shim.Replace("@REPO_SOURCE@", RepositorySource.Default.Source);
        shim.Replace("@REPO_SLUG@", RepositorySource.Default.Slug);
        shim.Replace("@UNKNOWN_MEANING@", ExitCodes.UnknownMeaning);
        shim.Replace("@UNKNOWN_CATEGORY@", ExitCodes.UnknownCategory);
        shim.Replace("    @DESCRIPTIONS@\n", Cases(ExitCodes.Descriptions.Select(entry => (entry.Code, entry.Meaning))));
        shim.Replace("    @EXPLANATIONS@\n", Cases(ExitCodes.Explanations.Select(entry => (entry.Code, entry.Meaning))));
        shim.Replace("    @CATEGORIES@\n", Cases(Categories()));

        // What is done once only stands in a condition, which the first part of such a dialect begins.
        const string first = "@DIALECT_FIRST@";
        var text = shim.ToString();
        return parts.Length < 3 ? text.Replace(first, "", StringComparison.Ordinal)
            : text.Split(first) is [var always, var once] ? $"{always}{Condition(parts[0] + once)}fi\n" : text;
    }

    /// <summary>Indents what stands in a condition, behind the line that begins it. Nothing in it minds: no text has several lines.</summary>
    private static string Condition(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var begin = Array.FindIndex(lines, line => line.StartsWith("if ", StringComparison.Ordinal));
        return string.Concat(lines.Select((line, i) => i <= begin || line.Length == 0 ? $"{line}\n" : $"  {line}\n"));
    }

    private static string Template(string name)
    {
        using var stream = typeof(ShimGenerator).Assembly.GetManifestResourceStream($"{name}.sh")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd();
    }

    private static IEnumerable<(string Codes, string Category)> Categories() =>
        ExitCodes.Explanations
            .Where(entry => entry.Category != ExitCodes.UnknownCategory)
            .GroupBy(entry => entry.Category, entry => entry.Code)
            .Select(category => (string.Join(" | ", category), category.Key));

    private static string Cases(IEnumerable<(string Pattern, string Text)> cases) =>
        string.Concat(cases.Select(one => $"    {one.Pattern}) _api_func_print \"{Quote(one.Text)}\" ;;\n"));

    /// <summary>A text for between double quotes that stand between single quotes.</summary>
    private static string Quote(string text) =>
        string.Concat(text.Select(c => c is '"' or '$' or '`' or '\\' ? $"\\{c}" : c == '\'' ? "'\\''" : $"{c}"));
}
