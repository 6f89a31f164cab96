// Scripts that fetch api.func, or a file that fetches it in turn, from another repository: whatever lies in the checkout, they run
// what lies there.

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Commands;

/// <summary>How a collection fetches its library.</summary>
/// <param name="Directory">The directory of the files that are sourced, such as <c>misc</c>.</param>
/// <param name="Variables">Variables whose default is the address of the repository.</param>
internal sealed record FetchStyle(string Directory, params string[] Variables);

/// <summary>Finds the addresses in a checkout that lead to another repository's api.func.</summary>
internal sealed class FetchedLibrary
{
    private const int LargestFile = 1024 * 1024;
    private const int MostFiles = 20_000;
    private const int DeepestDirectory = 16;
    private const string Https = "https://";
    private const string Library = "api.func";

    private readonly FetchStyle _style;
    private readonly Func<string, bool> _isOwn;
    private readonly string? _address;
    private readonly List<(string Path, string Text)> _scripts = [];
    private readonly SortedSet<string> _addresses = new(StringComparer.Ordinal);
    private int _files;

    private FetchedLibrary(FetchStyle style, Func<string, bool> isOwn, string? address) =>
        (_style, _isOwn, _address) = (style, isOwn, address);

    /// <summary>The files that are sourced and lead to api.func: that itself, and those that fetch it.</summary>
    public IReadOnlyList<string> Leading { get; private set; } = [];

    /// <summary>
    /// The scripts that fetch one of those from another repository, by their paths in the checkout: those that are fetched
    /// themselves come first.
    /// </summary>
    public IReadOnlyList<string> Scripts { get; private set; } = [];

    /// <summary>Whether there were more files than are looked at.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Looks through the shell scripts of a checkout; links are not followed.</summary>
    /// <param name="checkout">The top of the checkout.</param>
    /// <param name="style">How it fetches its library.</param>
    /// <param name="isOwn">Whether <c>owner/name</c> is the repository that is not another one.</param>
    /// <param name="address">An address that counts as another repository's, too, without a slash at its end.</param>
    public static FetchedLibrary In(TreeDirectory checkout, FetchStyle style, Func<string, bool> isOwn, string? address = null)
    {
        var found = new FetchedLibrary(style, isOwn, address);
        found.Collect(checkout, "", 0);
        found.Leading = found.FindLeading();
        var elsewhere = found._scripts.Where(script => found.LeadsElsewhere(script.Text)).Select(script => script.Path);
        var isScript = new Func<string, bool>(path => !path.StartsWith($"{style.Directory}/", StringComparison.Ordinal));
        found.Scripts = [.. elsewhere.OrderBy(isScript).ThenBy(path => path, StringComparer.Ordinal)];
        return found;
    }

    /// <summary>A command of several lines that changes those addresses, for a shell with GNU tools.</summary>
    /// <param name="directory">The path of the checkout.</param>
    /// <param name="address">What takes their place, without a slash at its end, nor anything that sed or a shell would obey.</param>
    /// <param name="withVariables">Whether the defaults of variables are changed, too.</param>
    public string Command(string directory, string address, bool withVariables)
    {
        var files = $"/{_style.Directory}/({Alternatives(Leading)})";
        var pattern = $"({Alternatives(_addresses)})({files}{(withVariables ? "|\\}" : "")})";
        return $"""
                cd {Quote(directory)} &&
                  p='{pattern}' &&
                  grep -rlZE --include='*.sh' --include='*.func' "$p" . |
                  xargs -0r sed -i -E "s#$p#{address}\2#g"

            """;
    }

    /// <summary>A text as one word of a shell.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private void Collect(TreeDirectory directory, string path, int depth)
    {
        foreach (var entry in directory.Entries().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry.Kind == EntryKind.Link || entry.Name == ".git")
                continue;
            if (entry.Name.EndsWith(".sh", StringComparison.Ordinal) || entry.Name.EndsWith(".func", StringComparison.Ordinal))
            {
                if (++_files > MostFiles)
                {
                    IsCut = true;
                    return;
                }

                using var file = directory.OpenFile(entry.Name, out _, out _);
                if (file is { Length: > 0 and <= LargestFile } && Encoding.UTF8.GetString(file.ReadStart(LargestFile)) is var text
                    && text.Contains("://", StringComparison.Ordinal))
                {
                    _scripts.Add((path + entry.Name, text));
                }
            }
            else if (entry.Kind is EntryKind.Directory or EntryKind.Unknown && depth < DeepestDirectory && !IsCut)
            {
                using var below = directory.OpenDirectory(entry.Name, out _);
                if (below is not null)
                    Collect(below, $"{path}{entry.Name}/", depth + 1);
            }
        }
    }

    /// <summary>api.func, the files that fetch it, those that fetch these, and so on.</summary>
    private List<string> FindLeading()
    {
        var inDirectory = $"{_style.Directory}/";
        var libraries = _scripts
            .Where(script => script.Path.StartsWith(inDirectory, StringComparison.Ordinal))
            .Select(script => (Name: script.Path[inDirectory.Length..], Fetched: FetchedBy(script.Text)))
            .Where(library => GitOrigin.IsName(library.Name))
            .ToList();
        List<string> leading = [Library];
        for (var i = 0; i < leading.Count; i++)
        {
            var fetching = libraries.Where(library => library.Fetched.Contains(leading[i])).Select(library => library.Name);
            leading.AddRange([.. fetching.Except(leading)]);
        }

        return leading;
    }

    /// <summary>The files of the library's directory that code names behind an address, or behind a variable that holds one.</summary>
    private HashSet<string> FetchedBy(string text)
    {
        HashSet<string> names = [];
        var directory = $"/{_style.Directory}/";
        foreach (var line in text.Split('\n').Where(line => !LibraryText.IsComment(line)))
        {
            var at = -1;
            while ((at = line.IndexOf(directory, at + 1, StringComparison.Ordinal)) >= 0)
                names.Add(Name(line.AsSpan(at + directory.Length)).ToString());
        }

        return names;
    }

    private bool LeadsElsewhere(string text)
    {
        var leads = false;
        for (var at = -1; _address is not null && (at = text.IndexOf(_address, at + 1, StringComparison.Ordinal)) >= 0;)
            leads |= IsLeading(text.AsSpan(at + _address.Length));
        for (var at = text.IndexOf(Https, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Https, at + 1, StringComparison.Ordinal))
        {
            if (Repository(text.AsSpan(at + Https.Length), out var rest) is { } repository && !_isOwn(repository)
                && (IsLeading(rest) || (rest is ['}', ..] && IsDefault(text.AsSpan(0, at)))))
            {
                _addresses.Add(text[at..^rest.Length]);
                leads = true;
            }
        }

        return leads;
    }

    private bool IsLeading(ReadOnlySpan<char> rest)
    {
        var directory = $"/{_style.Directory}/";
        return rest.StartsWith(directory) && Leading.Contains(Name(rest[directory.Length..]).ToString());
    }

    private bool IsDefault(ReadOnlySpan<char> before)
    {
        foreach (var variable in _style.Variables)
        {
            if (before.EndsWith($"{variable}:-"))
                return true;
        }

        return false;
    }

    /// <summary><c>owner/name</c> of an address of a branch, and what follows that; null if it is none.</summary>
    private static string? Repository(ReadOnlySpan<char> address, out ReadOnlySpan<char> rest)
    {
        rest = address;
        var isPlain = Take(ref rest, "raw.githubusercontent.com/");
        var isGitHub = !isPlain && Take(ref rest, "github.com/");
        if (!isPlain && !isGitHub && !Take(ref rest, "git.community-scripts.org/"))
            return null;

        var owner = TakeName(ref rest);
        if (owner.Length == 0 || !Take(ref rest, "/") || TakeName(ref rest) is not { Length: > 0 } name || !Take(ref rest, "/"))
            return null;
        if (isPlain || (isGitHub && Take(ref rest, "raw/")))
            Take(ref rest, "refs/heads/");
        else if (isGitHub || !Take(ref rest, "raw/branch/"))
            return null;
        return TakeName(ref rest).Length > 0 ? $"{owner}/{name}" : null;
    }

    /// <summary>An extended regular expression that matches each of the texts, which have nothing special in them but dots.</summary>
    private static string Alternatives(IEnumerable<string> texts) =>
        string.Join('|', texts.Select(text => text.Replace(".", "\\.", StringComparison.Ordinal)));

    private static bool Take(ref ReadOnlySpan<char> text, string beginning)
    {
        if (!text.StartsWith(beginning))
            return false;

        text = text[beginning.Length..];
        return true;
    }

    private static string TakeName(ref ReadOnlySpan<char> text)
    {
        var name = Name(text).ToString();
        text = text[name.Length..];
        return name;
    }

    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '.' or '_' or '-'))
            length++;
        return text[..length];
    }
}
