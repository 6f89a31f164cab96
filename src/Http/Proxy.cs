// The proxy for a URL, by the rules of curl (curl(1), "ENVIRONMENT"), which differ from .NET's in nearly everything.

using System.Net;

namespace ApiFunc.Http;

/// <summary>An HTTP or SOCKS proxy.</summary>
internal sealed class Proxy
{
    private const int DefaultPort = 1080;

    private Proxy(Uri url)
    {
        Url = url;
        Credential = Credentials.Of(url);
    }

    /// <summary>
    /// The proxy through which a URL is requested; null for none. Throws <see cref="IOException"/> if the options name one that
    /// cannot be used: what was to go through a proxy is not sent without it.
    /// </summary>
    public static Proxy? For(Uri url, HttpOptions options)
    {
        var proxy = (url.Scheme == Uri.UriSchemeHttp ? options.HttpProxy : options.HttpsProxy) ?? options.AllProxy;
        if (proxy is null || NoProxy.Matches(options.NoProxy, url.DnsSafeHost))
            return null;

        return Parse(proxy) is { } parsed
            ? new Proxy(parsed)
            : throw new IOException($"the proxy '{EndpointUrl.WithoutUser(proxy)}' cannot be used: {Problem(proxy)}");
    }

    /// <summary>Its URL, with its port: one of the schemes http, https, socks4, socks4a, socks5 and socks5h.</summary>
    public Uri Url { get; }

    /// <summary>What messages call it: without its user and password.</summary>
    public string Name => $"the proxy {Url.Host}:{Url.Port}";

    /// <summary>The user and password for it; null if its URL has none.</summary>
    public NetworkCredential? Credential { get; }

    /// <summary>Whether the connection to the proxy itself is over TLS.</summary>
    public bool IsHttps => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether it is a SOCKS proxy, and not an HTTP proxy.</summary>
    public bool IsSocks => Url.Scheme.StartsWith("socks", StringComparison.Ordinal);

    /// <summary>Whether it forwards requests for a URL. For other URLs it opens a connection to the server.</summary>
    public bool Forwards(Uri url) => !IsSocks && url.Scheme == Uri.UriSchemeHttp;

    /// <summary>A proxy's URL with the defaults of curl filled in: the scheme http, and port 1080. Null if it is no such URL.</summary>
    internal static Uri? Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            text = $"http://{text}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var proxy) || proxy.Host.Length == 0 || !IsKnown(proxy.Scheme))
            return null;

        var scheme = proxy.Scheme == "socks" ? "socks4" : proxy.Scheme;

        // Uri fills in the scheme's own port. Only the text tells whether it was written there.
        var authority = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('/')[0];
        var hasPort = authority.LastIndexOf(':') > Math.Max(authority.LastIndexOf(']'), authority.LastIndexOf('@'));
        var port = hasPort ? proxy.Port : scheme == "https" ? 443 : DefaultPort;
        return new UriBuilder(proxy) { Scheme = scheme, Port = port }.Uri;
    }

    /// <summary>Why a text is not the URL of a proxy, for people.</summary>
    private static string Problem(string text)
    {
        var end = text.IndexOf("://", StringComparison.Ordinal);
        return end >= 0 && !IsKnown(text[..end].ToLowerInvariant())
            ? "it has to begin with http://, https://, socks4://, socks4a://, socks5:// or socks5h://"
            : EndpointUrl.AuthorityProblem(EndpointUrl.WithoutUser(text));
    }

    private static bool IsKnown(string scheme) =>
        scheme is "http" or "https" or "socks" or "socks4" or "socks4a" or "socks5" or "socks5h";
}
