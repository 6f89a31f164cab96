// The repository that a script comes from, so that reports of forks can be told from those of the original.

using System.Buffers;
using System.Text;
using ApiFunc.Host;
using ApiFunc.Platform;

namespace ApiFunc.Script;

/// <param name="Source"><c>ProxmoxVE</c>, <c>ProxmoxVED</c> or <c>external</c>.</param>
/// <param name="Slug">The repository as <c>owner/name</c>, at most 128 bytes.</param>
internal readonly record struct RepositorySource(string Source, string Slug)
{
    /// <summary>The source of a repository that is neither of the two known ones.</summary>
    public const string External = "external";

    /// <summary>The most that the server takes of a repository's name, in characters, which are ASCII.</summary>
    public const int LongestSlug = 128;

    /// <summary>What the names of owners and repositories consist of; the shim puts it between brackets.</summary>
    public const string NameCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    private const int LinesOfScript = 10;
    private const int LargestText = 256 * 1024;

    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create(NameCharacters);

    /// <summary>The sites that have repositories. If a text has both, the first of these counts, in whatever order they are.</summary>
    public static IReadOnlyList<string> Sites { get; } = ["raw.githubusercontent.com/", "git.community-scripts.org/"];

    /// <summary>What counts if nothing says otherwise.</summary>
    public static RepositorySource Default { get; } = new("ProxmoxVE", "community-scripts/ProxmoxVE");

    /// <summary>The two sources that have a name of their own.</summary>
    public static RepositorySource[] Known { get; } = [Default, new("ProxmoxVED", "community-scripts/ProxmoxVED")];

    /// <summary>One of the two known sources with its repository; null for any other name.</summary>
    public static RepositorySource? Named(string source) =>
        Array.Find(Known, known => known.Source == source) is { Source: not null } found ? found : null;

    /// <summary>
    /// Finds the repository in the URLs that a script was started with, or names itself: in COMMUNITY_SCRIPTS_URL, on
    /// the shell's command line, or in the script's first lines.
    /// </summary>
    /// <param name="root">The root of the file system to look at.</param>
    /// <param name="url">COMMUNITY_SCRIPTS_URL.</param>
    /// <param name="shell">The shell's process ID.</param>
    /// <param name="script">The shell's <c>$0</c>.</param>
    public static RepositorySource Read(string root, string url, string shell, string script)
    {
        if (Find(url) is { } fromUrl)
            return fromUrl;

        var isProcess = shell.Length > 0 && shell.All(char.IsAsciiDigit);
        var commandLine = isProcess ? Encoding.UTF8.GetString(SystemFile.ReadStart(root, $"proc/{shell}/cmdline", LargestText)) : "";
        if (Find(commandLine) is { } fromCommandLine)
            return fromCommandLine;

        // A command line that names a site says where the script comes from, even if not in which repository it is.
        var namesSite = Sites.Any(site => commandLine.Contains(site[..^1], StringComparison.Ordinal));
        return (namesSite ? null : Find(FirstLines(script))) ?? Default;
    }

    internal static RepositorySource? Find(string text)
    {
        foreach (var site in Sites)
        {
            for (var at = text.IndexOf(site, StringComparison.Ordinal); at >= 0; at = text.IndexOf(site, at + 1, StringComparison.Ordinal))
            {
                if (SlugOf(text.AsSpan(at + site.Length)) is { } slug)
                    return Array.Find(Known, known => known.Slug == slug) is { Source: not null } known ? known : new(External, slug);
            }
        }

        return null;
    }

    /// <summary>The <c>owner/name</c> that a path begins with, cut to what the server takes, or null.</summary>
    private static string? SlugOf(ReadOnlySpan<char> path)
    {
        var owner = Name(path);
        if (owner.IsEmpty || owner.Length == path.Length || path[owner.Length] != '/')
            return null;

        var name = Name(path[(owner.Length + 1)..]);
        return name.IsEmpty ? null : Utf8.Cut($"{owner}/{name}", LongestSlug);
    }

    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> path)
    {
        var length = path.IndexOfAnyExcept(s_nameCharacters);
        return length < 0 ? path : path[..length];
    }

    private static string FirstLines(string script)
    {
        if (script.Length == 0 || Path.GetFileName(script).Contains("bash", StringComparison.Ordinal))
            return "";

        using var file = SafeFile.OpenRead(script, out _);
        var text = Encoding.UTF8.GetString(file?.ReadStart(LargestText) ?? []);
        return string.Join('\n', text.Split('\n').Take(LinesOfScript));
    }
}
