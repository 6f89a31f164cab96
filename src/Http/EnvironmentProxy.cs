// Proxies from the environment, read as curl reads them (curl(1), "ENVIRONMENT"; NO_PROXY as in lib/noproxy.c of curl),
// which differs from .NET in nearly everything.

using System.Net;
using ApiFunc.Script;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>The proxy for one URL, if there is one.</summary>
internal sealed class EnvironmentProxy
{
    private const int DefaultPort = 1080;

    public EnvironmentProxy(ScriptVariables script, Uri url)
    {
        // http_proxy in lower case only: a CGI script's HTTP_PROXY is a request's header ("httpoxy").
        var address = url.Scheme == Uri.UriSchemeHttp ? First(script, "http_proxy") : First(script, "https_proxy", "HTTPS_PROXY");
        address ??= First(script, "all_proxy", "ALL_PROXY");
        if (address is null || NoProxy.Covers(First(script, "no_proxy", "NO_PROXY"), url.DnsSafeHost))
            return;

        Address = Parse(address);
        IsUnusable = Address is null;
        if (Address is null)
            DebugLog.Write($"nothing is sent: the proxy '{address}' cannot be used: {Problem(address)}");
        else
            Credential = Credentials.Of(Address);
    }

    /// <summary>Whether the environment names a proxy that is none. What was to go there does not go elsewhere.</summary>
    public bool IsUnusable { get; }

    /// <summary>Where the proxy is; null where there is none.</summary>
    public Uri? Address { get; }

    /// <summary>What messages call it, if there is one: its user and password are nobody's business.</summary>
    public string Name => $"the proxy {Address!.Host}:{Address.Port}";

    /// <summary>The user and password for it; null where it needs none.</summary>
    public NetworkCredential? Credential { get; }

    /// <summary>Whether the proxy itself is spoken to over TLS.</summary>
    public bool IsSecure => Address?.Scheme == Uri.UriSchemeHttps;

    /// <summary>Whether it speaks SOCKS, and no HTTP.</summary>
    public bool IsSocks => Address?.Scheme.StartsWith("socks", StringComparison.Ordinal) == true;

    /// <summary>Whether it passes messages for a URL on, and does not just connect to the server.</summary>
    public bool PassesOn(Uri url) => Address is not null && !IsSocks && url.Scheme == Uri.UriSchemeHttp;

    /// <summary>A proxy's address with the defaults that curl fills in: http, and port 1080. Null where it is none.</summary>
    internal static Uri? Parse(string address)
    {
        if (!address.Contains("://", StringComparison.Ordinal))
            address = $"http://{address}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var proxy) || proxy.Host.Length == 0 || !IsKnown(proxy.Scheme))
            return null;

        var scheme = proxy.Scheme == "socks" ? "socks4" : proxy.Scheme;

        // A port that is the scheme's own may have been left out or written: the text tells.
        var authority = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('/')[0];
        var hasPort = authority.LastIndexOf(':') > Math.Max(authority.LastIndexOf(']'), authority.LastIndexOf('@'));
        var port = hasPort ? proxy.Port : scheme == "https" ? 443 : DefaultPort;
        return new UriBuilder(proxy) { Scheme = scheme, Port = port }.Uri;
    }

    /// <summary>What is wrong with an address that is none of a proxy, for a person.</summary>
    private static string Problem(string address)
    {
        var end = address.IndexOf("://", StringComparison.Ordinal);
        return end >= 0 && !IsKnown(address[..end].ToLowerInvariant())
            ? "it has to begin with http://, https://, socks4://, socks4a://, socks5:// or socks5h://"
            : ReportUrl.ProblemOfServer(address);
    }

    private static bool IsKnown(string scheme) => scheme is "http" or "https" or "socks" or "socks4" or "socks4a" or "socks5" or "socks5h";

    private static string? First(ScriptVariables script, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (script[name] is { Length: > 0 } value)
                return value;
        }

        return null;
    }
}
