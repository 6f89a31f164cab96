// What a shim that brings its binary knows of the release that it fetches from.

using System.Buffers;
using System.Globalization;
using System.Text;

namespace ApiFunc.Shim;

/// <summary>The binary for one architecture, packed with gzip.</summary>
/// <param name="Architecture">Debian's name of the architecture.</param>
/// <param name="Name">The name of the file.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Sum">Its SHA-256, 64 lower-case hexadecimal digits.</param>
internal sealed record ReleaseFile(string Architecture, string Name, long Size, string Sum);

/// <summary>A release: files below one URL.</summary>
/// <param name="Url">An https URL, or an http URL of this machine, whose path ends in a slash; see <see cref="ParseUrl"/>.</param>
/// <param name="Files">A file for each architecture that the release has, at least one.</param>
internal sealed record Release(Uri Url, IReadOnlyList<ReleaseFile> Files)
{
    /// <summary>The file of a release that has the sums and sizes of the others.</summary>
    public const string SumsName = "SHA256SUMS";

    // What follows is a file's name and its size in bytes. To sha256sum(1), the line is a comment.
    private const string SizeMark = "# size: ";

    private const int SumLength = 64;

    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The architectures: Debian's names, and what `uname -m` says.</summary>
    public static IReadOnlyList<(string Name, string Machine)> Architectures { get; } = [("amd64", "x86_64"), ("arm64", "aarch64")];

    /// <summary>Whether the URL is one of this machine, for which http will do.</summary>
    public bool IsLocal => Url.Scheme == Uri.UriSchemeHttp;

    /// <summary>
    /// The URL of a release, with a slash at its end; null, with one line that says what is wrong, for one that a shim would
    /// not fetch from, or that has something in it which would be public then.
    /// </summary>
    public static Uri? ParseUrl(string text, out string? problem)
    {
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var url);
        problem =
            text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\') ? "it has blanks, control characters or backslashes"
            : !isUrl || (url!.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) ? "it has to begin with https://"
            : url.Host.Length == 0 || url.Port <= 0 ? "it has no host, or its port is none"
            : url.UserInfo.Length > 0 || text.Contains('@') ? "a user and password in it would be public"
            : text.Contains('?') || text.Contains('#') ? "the names of files are put behind it, so it can have no ? and no #"
            : url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback ? "it has to begin with https://; http is for this machine alone"
            : null;
        if (problem is not null)
            return null;

        // A shim is ASCII, and wget may know nothing of other names.
        var known = Ascii.IsValid(url!.Host) ? url : new UriBuilder(url) { Host = url.IdnHost }.Uri;
        return known.AbsolutePath.EndsWith('/') ? known : new Uri($"{known.AbsoluteUri}/");
    }

    /// <summary>
    /// The files that a shim fetches, from a text as sha256sum(1) writes it, in which lines such as <c># size: NAME BYTES</c>
    /// have the sizes. A release may be for one architecture only. Of several versions, this program's own counts.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="sizeOf">The size of a file that has no such line; null if it is not known.</param>
    /// <param name="problem">One line for a person if the text cannot be used.</param>
    public static ReleaseFile[]? ParseSums(string text, Func<string, long?> sizeOf, out string? problem)
    {
        var sums = new Dictionary<string, string>();
        var sizes = new Dictionary<string, long>();
        problem = null;
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (line.StartsWith(SizeMark, StringComparison.Ordinal))
            {
                if (line[SizeMark.Length..].TrimEnd('\r').Split(' ') is not [var name, var bytes]
                    || !long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is 0 or > int.MaxValue
                    || !sizes.TryAdd(name, size))
                {
                    problem = $"line {index + 1} is no size, as in '{SizeMark}NAME BYTES'";
                }
            }
            else if (line.TrimEnd('\r').Length > 0 && line[0] != '#' && !TryAddSum(sums, line.TrimEnd('\r')))
            {
                problem = $"line {index + 1} is no sum, as sha256sum writes it";
            }

            if (problem is not null)
                return null;
        }

        var files = new List<ReleaseFile>();
        foreach (var (architecture, _) in Architectures)
        {
            if (FileOf(architecture, sums.Keys, out problem) is not { } name)
            {
                if (problem is not null)
                    return null;
                continue;
            }

            if ((sizes.TryGetValue(name, out var listed) ? listed : sizeOf(name)) is not (> 0 and <= int.MaxValue and var size))
            {
                problem = $"it has no line '{SizeMark}{name} BYTES'";
                return null;
            }

            files.Add(new ReleaseFile(architecture, name, size, sums[name]));
        }

        problem = files.Count == 0 ? $"it has no sum of {string.Join(" or ", Architectures.Select(known => NameFor(known.Name)))}" : null;
        return problem is null ? [.. files] : null;
    }

    /// <summary>A sum, a blank, a blank or an asterisk, and the name of a file without a path.</summary>
    private static bool TryAddSum(Dictionary<string, string> sums, string line) =>
        line.Length > SumLength + 2 && line[SumLength] == ' ' && line[SumLength + 1] is ' ' or '*'
        && line.AsSpan(0, SumLength).IndexOfAnyExcept(s_hexadecimal) < 0
        && !line.Contains('/') && line[(SumLength + 2)..].All(c => c is > ' ' and <= '~')
        && sums.TryAdd(line[(SumLength + 2)..], line[..SumLength].ToLowerInvariant());

    /// <summary>The name of an architecture's file in a release of this program's own version.</summary>
    private static string NameFor(string architecture) => $"apifunc-{ThisAssembly.Version}-linux-{architecture}.gz";

    /// <summary>The name of an architecture's file among others; null if there is none, or with a problem if it cannot be told.</summary>
    private static string? FileOf(string architecture, IEnumerable<string> names, out string? problem)
    {
        var own = NameFor(architecture);
        var (start, end) = ("apifunc-", $"-linux-{architecture}.gz");
        var found = names.Where(name => name.Length > start.Length + end.Length
            && name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal)).ToList();
        problem = found.Count > 1 && !found.Contains(own) ? $"it has the sums of {string.Join(" and ", found)}, and none of {own}" : null;
        return problem is not null ? null : found.Contains(own) ? own : found.FirstOrDefault();
    }
}
