// The built-in HTTP client: HTTP/1.1 over TCP and TLS, with proxies and certificates as curl has them. Why it is not .NET's
// HttpClient: docs/decisions/0001-http-client.md.

using System.Net;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>
/// Sends requests to servers, directly or through a proxy. What it calls throws <see cref="IOException"/>, with a message for
/// people, if it fails; only here does that become a response without a status.
/// </summary>
internal sealed class BuiltInHttpClient(HttpOptions options) : IHttpClient
{
    /// <inheritdoc/>
    public HttpResponse Exchange(HttpRequest request, Deadline deadline)
    {
        Proxy? proxy = null;
        try
        {
            proxy = Proxy.For(request.Url, options);
            using var stream = Connect(request.Url, proxy, deadline);
            return Http1.Exchange(stream, request, Forwarder(request.Url, proxy));
        }
        catch (IOException e)
        {
            var problem = deadline.IsOver ? "timed out" : e.Message;
            if (e is ConnectException)
                return HttpResponse.Unreachable(proxy is null ? problem : $"could not connect to {proxy.Name}: {problem}");
            return deadline.IsOver ? HttpResponse.Unreachable(problem) : HttpResponse.None(problem);
        }
    }

    /// <inheritdoc/>
    public RequestPreview Preview(HttpRequest request)
    {
        var proxy = Proxy.For(request.Url, options);
        return new RequestPreview(Http1.Head(request, Forwarder(request.Url, proxy)).Split(Http1.LineEnd)[..^2], proxy?.Name);
    }

    /// <summary>The proxy if it forwards requests for a URL; null if the connection leads to the server.</summary>
    private static Proxy? Forwarder(Uri url, Proxy? proxy) => proxy?.Forwards(url) == true ? proxy : null;

    /// <summary>Opens a connection on which the request can be sent: to the server, or to a proxy that forwards it.</summary>
    private Stream Connect(Uri url, Proxy? proxy, Deadline deadline) =>
        Open(Connector.Connect(EndPoint(proxy?.Url ?? url), deadline), url, proxy, options, deadline);

    /// <summary>Makes a connection to the server, or to the proxy, one on which the request can be sent.</summary>
    internal static Stream Open(Stream stream, Uri url, Proxy? proxy, HttpOptions options, Deadline deadline)
    {
        var isHttps = url.Scheme == Uri.UriSchemeHttps;
        var trusted = new CertificateStore(options);
        try
        {
            if (proxy?.IsHttps == true)
                stream = new TlsStream(stream, proxy.Url.IdnHost, trusted);
            if (proxy?.IsSocks == true)
                Socks.Connect(stream, proxy, EndPoint(url), deadline);
            else if (proxy is not null && isHttps)
                Http1.OpenTunnel(stream, url, proxy);
            return isHttps ? new TlsStream(stream, url.IdnHost, trusted) : stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static DnsEndPoint EndPoint(Uri url) => new(url.IdnHost, url.Port);
}
