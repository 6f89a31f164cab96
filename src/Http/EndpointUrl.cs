// URLs as people configure them, and what is wrong with those that cannot be used.

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

    private static bool StartsWith(string text, string beginning) => text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);
}
