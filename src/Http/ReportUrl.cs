// The URLs that reports are sent to over HTTP, and what is wrong with those that they cannot be sent to.

namespace ApiFunc.Http;

internal static class ReportUrl
{
    private const string Separator = "://";

    /// <summary>Whether HTTP can be spoken to a URL; if not, see <see cref="Problem"/>.</summary>
    public static bool IsHttp(Uri url) => Redirects.IsHttp(url) && url.Host.Length > 0 && url.Port > 0;

    /// <summary>What is wrong with a URL that nothing can be sent to, for a person.</summary>
    public static string Problem(string text) =>
        Begins(text, "file:") ? "its path has to begin with a slash, as in file:///path"
        : Begins(text, $"http{Separator}") || Begins(text, $"https{Separator}") ? ProblemOfServer(text)
        : "it has to begin with https://, http:// or file:///";

    /// <summary>A URL, or what was meant as one, for a person: user and password, which stand before the last @, are left out.</summary>
    public static string WithoutUser(string text)
    {
        var at = text.LastIndexOf('@');
        return at < 0 || Begins(text, "file:") ? text : $"***{text[at..]}";
    }

    private static bool Begins(string text, string beginning) => text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is wrong with the host or the port of something like a URL, for a person.</summary>
    public static string ProblemOfServer(string text)
    {
        var start = text.IndexOf(Separator, StringComparison.Ordinal);
        var server = start < 0 ? text : text[(start + Separator.Length)..];
        var end = server.AsSpan().IndexOfAny("/?#");
        server = end < 0 ? server : server[..end];
        server = server[(server.LastIndexOf('@') + 1)..];
        var colon = server.LastIndexOf(':');
        var bracket = server.LastIndexOf(']');
        var hasPort = colon > bracket && !(server.StartsWith('[') && bracket < 0);
        var (host, port) = hasPort ? (server[..colon], server[(colon + 1)..]) : (server, null);
        return host.Length == 0 ? "it has no host"
            : port is { Length: > 0 } && !(int.TryParse(port, out var number) && number is > 0 and <= ushort.MaxValue)
                ? $"its port '{port}' is no number from 1 to {ushort.MaxValue}"
            : $"its host '{host}' is neither a name nor an address";
    }
}
