// The repository that a checkout comes from, as git keeps it: read from its files, since git may not be there.

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Commands;

/// <summary>A repository on GitHub, and a branch of it.</summary>
/// <param name="Owner">Its owner.</param>
/// <param name="Repository">Its name.</param>
/// <param name="Branch">The branch that is checked out.</param>
internal sealed record GitOrigin(string Owner, string Repository, string Branch)
{
    private const int LargestFile = 1024 * 1024;

    /// <summary>Where GitHub has the files of that branch.</summary>
    public string RawUrl => $"https://raw.githubusercontent.com/{Owner}/{Repository}/{Branch}";

    /// <summary>
    /// The repository that the remote 'origin' of a checkout is, with the branch that is checked out; null if it is not on GitHub,
    /// no branch is checked out, or a name has characters that names on GitHub do not have.
    /// </summary>
    public static GitOrigin? Of(TreeDirectory checkout)
    {
        using var git = checkout.OpenDirectory(".git", out _);
        return git is null ? null : Parse(Text(git, "config"), Text(git, "HEAD"));
    }

    /// <summary>The same from the texts of the files <c>config</c> and <c>HEAD</c> of a <c>.git</c> directory (git-config(1)).</summary>
    public static GitOrigin? Parse(string config, string head)
    {
        const string branchOf = "ref: refs/heads/";
        head = head.Trim();
        var branch = head.StartsWith(branchOf, StringComparison.Ordinal) ? head[branchOf.Length..] : "";
        var parts = UrlOfOrigin(config) is { } url ? PathOnGitHub(url).Split('/') : [];
        return parts is [var owner, var repository] && IsName(owner) && IsName(repository) && branch.Split('/').All(IsName)
            ? new GitOrigin(owner, repository, branch)
            : null;
    }

    /// <summary>Whether a text may be the name of an owner, a repository or a part of a branch's.</summary>
    public static bool IsName(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && text is not ("." or "..");

    private static string? UrlOfOrigin(string config)
    {
        var isOrigin = false;
        foreach (var line in config.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
                isOrigin = line is "[remote \"origin\"]";
            else if (isOrigin && line.Split('=', 2) is [var name, var value] && name.Trim() == "url")
                return value.Trim();
        }

        return null;
    }

    /// <summary><c>owner/repository</c> of the URLs that git takes for GitHub (git-clone(1)); empty for all others.</summary>
    private static string PathOnGitHub(string url)
    {
        // git@github.com:owner/repository, and https://github.com/owner/repository with any scheme and user.
        const string scheme = "://";
        var start = url.IndexOf(scheme, StringComparison.Ordinal);
        var rest = start < 0 ? url : url[(start + scheme.Length)..];
        var host = rest.Split('/')[0];
        rest = rest[(host.IndexOf('@') + 1)..];
        var beginning = start < 0 ? "github.com:" : "github.com/";
        if (!rest.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            return "";

        var path = rest[beginning.Length..].Trim('/');
        return path.EndsWith(".git", StringComparison.Ordinal) ? path[..^".git".Length] : path;
    }

    private static string Text(TreeDirectory directory, string name)
    {
        using var file = directory.OpenFile(name, out _, out _);
        return Encoding.UTF8.GetString(file?.ReadStart(LargestFile) ?? []);
    }
}
