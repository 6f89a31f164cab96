// The text of an api.func: whether it is a shim of ours, which dialect it speaks, and which functions it defines.

using ApiFunc.Script;

namespace ApiFunc.Commands;

internal static class LibraryText
{
    private const string ShimBegins = "# shellcheck shell=sh\n# The shell library of apifunc ";
    private const string MadeFor = "#   apifunc shim --dialect ";
    private const string MadeForTelemetry = $"{MadeFor}{Dialects.Telemetry}";

    // What this function of a shim that fetches its binary defines, only subshells have.
    private const string DefinesInSubshells = "_api_func_bring";

    private const int LinesOfHeader = 10;

    // What code of the dialects has and the other's has not. An api.func whose parts lie beside it sources them with a function
    // of its own.
    private static readonly string[] s_telemetry =
        ["telemetry.community-scripts.org", "_tm_send", "TELEMETRY_PAYLOAD_VERSION", "_api_source_part telemetry"];

    private static readonly string[] s_classic = ["api.community-scripts.org/upload", "api.community-scripts.org/dev/upload"];

    /// <summary>Whether a text is a shim that apifunc printed, of any version.</summary>
    public static bool IsShim(string text) => text.StartsWith(ShimBegins, StringComparison.Ordinal);

    /// <summary>
    /// The dialect that scripts expect which source this text, be it the original or a shim; null if that cannot be told. Comments
    /// do not count.
    /// </summary>
    public static string? DialectOf(string text)
    {
        if (IsShim(text))
        {
            var isTelemetry = text.Split('\n').Any(line => line.StartsWith(MadeForTelemetry, StringComparison.Ordinal));
            return isTelemetry ? Dialects.Telemetry : Dialects.Classic;
        }

        var code = string.Join('\n', text.Split('\n').Where(line => !IsComment(line)));
        return Has(code, s_telemetry) ? Dialects.Telemetry
            : Has(code, s_classic) ? Dialects.Classic
            : null;
    }

    /// <summary>Where a shim fetches its binary, as its header has the URL; null if it fetches none.</summary>
    public static string? ReleaseOf(string shim)
    {
        const string option = " --release '";
        var line = shim.Split('\n').Take(LinesOfHeader).FirstOrDefault(line => line.StartsWith(MadeFor, StringComparison.Ordinal)) ?? "";
        var at = line.IndexOf(option, StringComparison.Ordinal);
        return at < 0 ? null : line[(at + option.Length)..].TrimEnd('\'');
    }

    /// <summary>
    /// The functions that a shim defines, sorted by their bytes: what <c>declare -F</c> of bash says after it was sourced on a
    /// machine without the binary. Each begins on a line of its own.
    /// </summary>
    public static string[] FunctionsOf(string shim)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        string? end = null;
        foreach (var line in shim.Split('\n'))
        {
            if (end is not null)
            {
                end = line == end ? null : end;
            }
            else if (NameDefinedBy(line.TrimStart()) is { } name)
            {
                names.Add(name);
                end = name == DefinesInSubshells ? $"{line[..line.IndexOf(name, StringComparison.Ordinal)]}}}" : null;
            }
        }

        return [.. names];
    }

    /// <summary>Whether a line of shell code is a comment.</summary>
    public static bool IsComment(ReadOnlySpan<char> line) => line.TrimStart(" \t") is ['#', ..];

    private static string? NameDefinedBy(string line)
    {
        var at = line.IndexOf("() {", StringComparison.Ordinal);
        return at > 0 && line[..at].All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? line[..at] : null;
    }

    private static bool Has(string text, string[] marks) => Array.Exists(marks, mark => text.Contains(mark, StringComparison.Ordinal));
}
