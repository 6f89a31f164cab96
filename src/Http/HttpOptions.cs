// The environment variables that HTTP clients go by.

using System.Text;

namespace ApiFunc.Http;

/// <summary>
/// Proxies, named by the variables that curl reads (curl(1), "ENVIRONMENT"), and trusted certificates, named by those of OpenSSL
/// (openssl-env(7)). Null stands for a variable that is not set, or empty.
/// </summary>
internal sealed record HttpOptions
{
    /// <summary>The proxy for http URLs: http_proxy.</summary>
    public string? HttpProxy { get; init; }

    /// <summary>The proxy for https URLs: https_proxy or HTTPS_PROXY.</summary>
    public string? HttpsProxy { get; init; }

    /// <summary>The proxy for URLs that no other is named for: all_proxy or ALL_PROXY.</summary>
    public string? AllProxy { get; init; }

    /// <summary>The hosts that are connected to without a proxy, see <see cref="Http.NoProxy"/>: no_proxy or NO_PROXY.</summary>
    public string? NoProxy { get; init; }

    /// <summary>Directories of trusted certificates, separated by colons: SSL_CERT_DIR. Bytes, since a path need not be UTF-8.</summary>
    public byte[]? CertificateDirectories { get; init; }

    /// <summary>The path of a bundle of trusted certificates: SSL_CERT_FILE.</summary>
    public byte[]? CertificateBundle { get; init; }

    /// <summary>Takes the options from variables.</summary>
    /// <param name="variable">Returns a variable's bytes; null if it is not set.</param>
    public static HttpOptions From(Func<string, byte[]?> variable)
    {
        return new HttpOptions
        {
            // Not HTTP_PROXY: in a CGI script, that is a header of the request ("httpoxy", CVE-2016-5385).
            HttpProxy = Text("http_proxy"),
            HttpsProxy = Text("https_proxy") ?? Text("HTTPS_PROXY"),
            AllProxy = Text("all_proxy") ?? Text("ALL_PROXY"),
            NoProxy = Text("no_proxy") ?? Text("NO_PROXY"),
            CertificateDirectories = Bytes("SSL_CERT_DIR"),
            CertificateBundle = Bytes("SSL_CERT_FILE"),
        };

        byte[]? Bytes(string name) => variable(name) is { Length: > 0 } value ? value : null;

        string? Text(string name) => Bytes(name) is { } value ? Encoding.UTF8.GetString(value) : null;
    }
}
