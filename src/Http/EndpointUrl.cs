// URLs as people configure them, and what is wrong with those that cannot be used.

using System.Globalization;
using System.Text;

namespace ApiFunc.Http;

/// <summary>Checks URLs, and shows them.</summary>
internal static class EndpointUrl
{
    private const string Separator = "://";

    /// <summary>The URL that a text, in UTF-8, is; null if it is none.</summary>
    public static Uri? Parse(ReadOnlySpan<byte> text) =>
        Uri.TryCreate(Encoding.UTF8.GetString(text), UriKind.Absolute, out var url) ? url : null;

    /// <summary>Whether requests can be sent to a URL: http or https, with a host and a port. If not, see <see cref="Problem"/>.</summary>
    public static bool IsHttp(Uri url) =>
        (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) && url.Host.Length > 0 && url.Port > 0;

    /// <summary>
    /// The path of a <c>file:///path</c> (or <c>file://localhost/path</c>) URL with its escapes resolved, RFC 8089; null
    /// for every other URL, and for a path that is not absolute.
    /// </summary>
    public static byte[]? FilePath(ReadOnlySpan<byte> url)
    {
        if (url.Length < 5 || !Ascii.EqualsIgnoreCase(url[..5], "file:"u8))
            return null;

        var path = url[5..];
        if (path.StartsWith("//"u8))
            path = path[2..];
        if (path.StartsWith("localhost/"u8))
            path = path["localhost".Length..];
        return path.StartsWith("/"u8) ? Unescape(path) : null;
    }

    /// <summary>Whether reports can go to a URL: one that requests can be sent to, or a file.</summary>
    public static bool IsUsable(string url) =>
        FilePath(Encoding.UTF8.GetBytes(url)) is not null || (Parse(Encoding.UTF8.GetBytes(url)) is { } address && IsHttp(address));

    /// <summary>Why a text is not a URL that reports can be sent to, for people.</summary>
    public static string Problem(string text) =>
        StartsWith(text, "file:") ? "its path has to begin with a slash, as in file:///path"
        : StartsWith(text, $"http{Separator}") || StartsWith(text, $"https{Separator}") ? AuthorityProblem(text)
        : "it has to begin with https://, http:// or file:///";

    /// <summary>What is wrong with the host or the port of a URL, for people.</summary>
    public static string AuthorityProblem(string text)
    {
        var start = text.IndexOf(Separator, StringComparison.Ordinal);
        var authority = start < 0 ? text : text[(start + Separator.Length)..];
        var end = authority.AsSpan().IndexOfAny("/?#");
        authority = end < 0 ? authority : authority[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var colon = authority.LastIndexOf(':');
        var bracket = authority.LastIndexOf(']');
        var hasPort = colon > bracket && !(authority.StartsWith('[') && bracket < 0);
        var (host, port) = hasPort ? (authority[..colon], authority[(colon + 1)..]) : (authority, null);
        return host.Length == 0 ? "it has no host"
            : port is { Length: > 0 } && !(int.TryParse(port, out var number) && number is > 0 and <= ushort.MaxValue)
                ? $"its port '{port}' is no number from 1 to {ushort.MaxValue}"
            : $"its host '{host}' is neither a name nor an address";
    }

    /// <summary>A URL, or a text that was meant as one, without user and password: all that is before the last @ is replaced.</summary>
    public static string WithoutUser(string text)
    {
        var at = text.LastIndexOf('@');
        return at < 0 || StartsWith(text, "file:") ? text : $"***{text[at..]}";
    }

    private static byte[] Unescape(ReadOnlySpan<byte> path)
    {
        var bytes = new List<byte>(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == (byte)'%' && i + 2 < path.Length
                && byte.TryParse(path.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var escaped)
                && escaped != 0)
            {
                bytes.Add(escaped);
                i += 2;
            }
            else
            {
                bytes.Add(path[i]);
            }
        }

        return [.. bytes];
    }

    private static bool StartsWith(string text, string beginning) => text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);
}
