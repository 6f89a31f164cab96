// The shim: sections of shell code, put together in one order, with the functions that only forward made from their table.

using System.Text;
using ApiFunc.Failures;
using ApiFunc.Functions;
using ApiFunc.Outbox;
using ApiFunc.Script;

namespace ApiFunc.Shim;

internal static class ShimGenerator
{
    /// <summary>Where shims that fetch their binary keep it, for root.</summary>
    public const string CacheOfRoot = "/var/cache/api-func";

    /// <summary>The same for others, below XDG_CACHE_HOME.</summary>
    public const string CacheOfUser = "api-func";

    // The parts that are not sections: what comes first, and what surrounds the sections so that they are evaluated once.
    private const string Header = "header";
    private const string Once = "once";

    // What a report does first in a shim that fetches its binary: consent is given by then.
    private const string FetchCall = "_api_func_fetch\n";

    // The section of shims that fetch their binary, and two texts in it.
    private const string Fetch = "fetch";
    private const string Cache = "fetch-cache";
    private const string Download = "fetch-download";

    // A section is a file NAME.sh of the templates; one that begins with a dialect's name is of that dialect alone.
    private static readonly string[] s_sections =
    [
        "finding", "printing", "variables", "consent", "pending", "running", Fetch, "assignments", "log", "clock",
        "classic-reports", "telemetry-reports", "reports", "forwarding", "repository", "exit-codes",
        "classic-sourced", "telemetry-sourced",
    ];

    /// <summary>The names of all templates in the order in which they are put together.</summary>
    public static IReadOnlyList<string> Templates => [Header, Once, Cache, Download, .. s_sections];

    /// <summary>The shell library that a script sources in the place of api.func: POSIX sh, ASCII.</summary>
    /// <param name="dialect">One of <see cref="Dialects"/>.</param>
    /// <param name="release">Where it fetches the binary if a host has none; null if it does not.</param>
    /// <exception cref="InvalidOperationException">The templates do not fit the values, or the table of functions.</exception>
    public static string Render(string dialect, Release? release = null)
    {
        var other = dialect == Dialects.Telemetry ? Dialects.Classic : Dialects.Telemetry;
        var sections = s_sections.Where(section => !section.StartsWith($"{other}-", StringComparison.Ordinal))
            .Where(section => section != Fetch || release is not null)
            .Select(Template).ToArray();
        var template = new ShimTemplate(
            new Dictionary<string, string>([.. Values(dialect, Forwarding(sections, release)), .. ValuesOf(release)]));
        var header = template.Fill(Template(Header));
        var body = string.Join('\n', sections.Select(template.Fill));
        template.CheckThatEveryValueIsUsed();

        // In the classic dialect each sourcing begins an execution. The other's sections are indented: no text that they print
        // or compare has several lines.
        if (dialect == Dialects.Telemetry)
            body = new ShimTemplate(new Dictionary<string, string> { ["SECTIONS"] = body }).Fill(Template(Once));
        return $"{header}\n{body}";
    }

    /// <summary>
    /// Shell code for the functions of the table that no template defines. What a template defines has to be in the table.
    /// </summary>
    private static string Forwarding(IEnumerable<string> sections, Release? release)
    {
        const string definition = "() {";
        var defined = sections.SelectMany(section => section.Split('\n'))
            .Where(line => line.EndsWith(definition, StringComparison.Ordinal) && char.IsAsciiLetter(line.TrimStart('_')[0]))
            .Select(line => line[..^definition.Length])
            .Where(name => !name.StartsWith("_api_func_", StringComparison.Ordinal))
            .ToHashSet();
        var forwarded = FunctionTable.All.Where(function => !defined.Remove(function.Name))
            .Select(function => ForwardingFunctions.Render(function, release is null ? "" : FetchCall));
        var code = string.Join('\n', forwarded);
        return defined.Count == 0
            ? code
            : throw new InvalidOperationException($"the table of functions does not have {string.Join(", ", defined)}");
    }

    private static Dictionary<string, string> Values(string dialect, string forwarding)
    {
        var variables = Variables.Passed.Order(StringComparer.Ordinal).ToArray();
        var reports = FunctionTable.All.Where(function => function.Kind == FunctionKind.Sends).ToArray();
        return new()
        {
            ["VERSION"] = ThisAssembly.Version,
            ["DIALECT"] = dialect,

            // The binary's entry for the shim.
            ["CALL"] = ShimEntry.Name,
            ["NEEDS_LOG"] = ShimEntry.NeedsLog,
            ["DELETE_IF_REFUSED"] = ShimEntry.DeleteIfRefused,
            ["BEGIN"] = ShimEntry.BeginMark,
            ["SEPARATOR"] = Assignments.Separator,
            ["END"] = ShimEntry.EndMark,
            ["VERSION_VARIABLE"] = ShimVersion.Variable,

            // What goes in and out.
            ["VARIABLES"] = string.Join(' ', variables),
            ["VALUES"] = string.Concat(variables.Select(variable => $"${{{variable}-}}")),
            ["RESULTS"] = string.Join(' ', Variables.Results),
            ["LONGEST"] = $"{ScriptVariables.LongestString}",

            // The functions.
            ["FORWARDING"] = forwarding,
            ["REPORTS"] = Pattern(reports.Select(function => function.Name)),
            ["UNINTERRUPTED"] = Pattern(reports.Where(function => !function.IsInterruptible).Select(function => function.Name)),
            ["CALLS_WITHOUT_LOG"] = Pattern(
                reports.SelectMany(function => function.NeedsNoLogFor, (function, argument) => $"{function.Name}.{argument}")),

            // Files.
            ["CONSENT_FILE"] = ScriptPaths.Consent,
            ["CONFIGURATION_FILE"] = ScriptPaths.Configuration,
            ["STATE_OF_ROOT"] = StateDirectory.OfRoot,
            ["STATE_OF_USER"] = StateDirectory.OfUser,
            ["STATE_HOME"] = StateDirectory.StateHome,
            ["WAITING"] = OutboxFiles.Waiting,
            ["REFUSED"] = OutboxFiles.Refused,

            // The repository.
            ["SITES"] = string.Join(' ', RepositorySource.Sites),
            ["NAME_CHARACTERS"] = RepositorySource.NameCharacters,
            ["LONGEST_SLUG"] = $"{RepositorySource.LongestSlug}",
            ["KNOWN_SOURCES"] = Pattern(RepositorySource.Known.Select(known => known.Source)),
            ["KNOWN_SLUGS"] = Pattern(RepositorySource.Known.Select(known => known.Slug)),
            ["EXTERNAL"] = RepositorySource.External,
            ["REPO_SOURCE"] = RepositorySource.Default.Source,
            ["REPO_SLUG"] = RepositorySource.Default.Slug,

            // Exit codes.
            ["UNKNOWN_MEANING"] = ExitCodes.UnknownMeaning,
            ["UNKNOWN_CATEGORY"] = ExitCodes.UnknownCategory,
            ["DESCRIPTIONS"] = Cases(ExitCodes.Descriptions.Select(entry => (entry.Code, entry.Meaning))),
            ["EXPLANATIONS"] = Cases(ExitCodes.Explanations.Select(entry => (entry.Code, entry.Meaning))),
            ["CATEGORIES"] = Cases(Categories()),
        };
    }

    /// <summary>What makes a shim one that fetches its binary; the holes are empty in others.</summary>
    private static Dictionary<string, string> ValuesOf(Release? release)
    {
        if (release is null)
            return new() { ["FETCH"] = "", ["OPTIONS"] = "", ["UNFETCHED"] = "" };

        var texts = new ShimTemplate(new Dictionary<string, string>
        {
            ["CONFIGURATION_FILE"] = ScriptPaths.Configuration,
            ["CACHE_OF_ROOT"] = CacheOfRoot,
            ["CACHE_OF_USER"] = CacheOfUser,
            ["SUMS"] = string.Join(' ', release.Files.Select(file => file.Sum)),
            ["FILES"] = string.Concat(release.Files.Select(file => Choice(release, file))),

            // To curl, and to the loop that does for wget what curl does.
            ["PROTOCOLS"] = release.IsLocal ? "=http,https" : "=https",
            ["SCHEMES"] = release.IsLocal ? "http://* | https://*" : "https://*",
        });
        var values = new Dictionary<string, string>
        {
            ["FETCH"] = FetchCall,
            ["UNFETCHED"] = "${_api_func_unfetched:+, and none was fetched: $_api_func_unfetched}",
            ["OPTIONS"] = $" --release {ShellWord(release.Url.AbsoluteUri)}",
            ["RELEASE"] = release.Url.AbsoluteUri,
            ["CACHE_OF_ROOT"] = CacheOfRoot,
            ["CACHE_OF_USER"] = CacheOfUser,
            ["CACHE"] = QuotedText(texts.Fill(Template(Cache))),
            ["DOWNLOAD"] = QuotedText(texts.Fill(Template(Download))),
        };
        texts.CheckThatEveryValueIsUsed();
        return values;
    }

    /// <summary>What a machine that can run a file has to know of it.</summary>
    private static string Choice(Release release, ReleaseFile file) =>
        $"""
        'Linux {Release.Architectures.First(known => known.Name == file.Architecture).Machine}')
          _api_func_url={ShellWord(release.Url.AbsoluteUri + file.Name)}
          _api_func_size={file.Size}
          _api_func_limit={file.Size + 1}
          _api_func_sum={file.Sum}
          ;;

        """;

    /// <summary>A text as one literal word.</summary>
    private static string ShellWord(string text) => $"'{QuotedText(text)}'";

    /// <summary>A text for between single quotes.</summary>
    private static string QuotedText(string text) => text.Replace("'", "'\\''", StringComparison.Ordinal);

    /// <summary>The text of a template.</summary>
    private static string Template(string name)
    {
        using var stream = typeof(ShimGenerator).Assembly.GetManifestResourceStream($"{name}.sh")
            ?? throw new InvalidOperationException($"there is no template {name}.sh of the shim");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd();
    }

    private static IEnumerable<(string Codes, string Category)> Categories() =>
        ExitCodes.Explanations
            .Where(entry => entry.Category != ExitCodes.UnknownCategory)
            .GroupBy(entry => entry.Category, entry => entry.Code)
            .Select(category => (Pattern(category), category.Key));

    /// <summary>The pattern of a <c>case</c> that matches each of the words.</summary>
    private static string Pattern(IEnumerable<string> words) => string.Join(" | ", words);

    private static string Cases(IEnumerable<(string Pattern, string Text)> cases) =>
        string.Concat(cases.Select(one => $"{one.Pattern}) _api_func_print \"{Quote(one.Text)}\" ;;\n"));

    /// <summary>A text for between double quotes that stand between single quotes.</summary>
    private static string Quote(string text) =>
        string.Concat(text.Select(c => c is '"' or '$' or '`' or '\\' ? $"\\{c}" : c == '\'' ? "'\\''" : $"{c}"));
}
