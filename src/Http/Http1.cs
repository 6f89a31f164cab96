// HTTP/1.1 on a connection (RFC 9112): one request and one response, after which the connection is closed.

using System.Net;
using System.Text;

namespace ApiFunc.Http;

/// <summary>Writes requests and reads their responses. Throws <see cref="IOException"/> if a response is malformed or incomplete.</summary>
internal static class Http1
{
    /// <summary>The end of each line of a head.</summary>
    public const string LineEnd = "\r\n";

    /// <summary>Sends a request and reads its response.</summary>
    /// <param name="stream">The connection to the server or to the proxy.</param>
    /// <param name="request">The request.</param>
    /// <param name="proxy">The proxy that is to forward the request; null if the connection leads to the server.</param>
    public static HttpResponse Exchange(Stream stream, HttpRequest request, Proxy? proxy)
    {
        var header = Encoding.ASCII.GetBytes(Head(request, proxy));
        try
        {
            stream.Write([.. header, .. request.Body ?? []]);
        }
        catch (IOException)
        {
            // A server that closes the connection early may have sent its response before.
        }

        var reader = new HttpReader(stream);
        var head = reader.ReadHead();
        var location = head.Location is { Length: > 0 } target && Uri.TryCreate(request.Url, target, out var url) ? url : null;

        // Nobody reads the body of a redirect that is followed. A server may send it slowly, or without end.
        var body = Redirects.IsFollowed(request, head.Status, location) ? [] : reader.ReadBody(head, Response.MaxBodyLength);
        return new HttpResponse(new Response(head.Status, body) { RetryAfter = head.RetryAfter }, location);
    }

    /// <summary>Makes an HTTP proxy open a connection to a server: CONNECT (RFC 9110, section 9.3.6).</summary>
    public static void OpenTunnel(Stream stream, Uri server, Proxy proxy)
    {
        var authority = $"{HostOf(server)}:{server.Port}";
        var header = new StringBuilder();
        Append(header, $"CONNECT {authority} HTTP/1.1");
        Append(header, $"Host: {authority}");
        AppendCredential(header, "Proxy-Authorization", TextOf(proxy.Credential));
        stream.Write(Encoding.ASCII.GetBytes(Append(header, "").ToString()));

        var reader = new HttpReader(stream);
        int status;
        try
        {
            status = reader.ReadHead().Status;
        }
        catch (IOException e)
        {
            throw new IOException($"{proxy.Name}: {e.Message}");
        }

        if (status is < 200 or >= 300)
            throw new IOException($"{proxy.Name} refused CONNECT with {status}");
        if (reader.HasMore)
            throw new IOException($"{proxy.Name} sent unexpected data after CONNECT");
    }

    /// <summary>What is sent in front of the body of a request: its line, its fields, and an empty line.</summary>
    /// <inheritdoc cref="Exchange" path="/param"/>
    public static string Head(HttpRequest request, Proxy? proxy)
    {
        var url = request.Url;
        var method = request.Body is null ? "GET" : "POST";
        var authority = url.IsDefaultPort ? HostOf(url) : $"{HostOf(url)}:{url.Port}";
        var header = new StringBuilder();

        // A proxy needs the absolute form (RFC 9112, section 3.2.2).
        Append(header, $"{method} {(proxy is null ? "" : $"{url.Scheme}://{authority}")}{url.PathAndQuery} HTTP/1.1");
        Append(header, $"Host: {authority}");
        Append(header, $"User-Agent: {request.UserAgent ?? $"apifunc/{ThisAssembly.Version}"}");
        Append(header, "Connection: close");
        AppendCredential(header, "Proxy-Authorization", TextOf(proxy?.Credential));
        AppendCredential(header, "Authorization", request.LoginInForce);
        if (request.Body is not null)
        {
            Append(header, "Content-Type: application/json");
            Append(header, $"Content-Length: {request.Body.Length}");
        }

        return Append(header, "").ToString();
    }

    /// <summary>Basic credentials (RFC 7617), sent before the server asks for them, as curl does.</summary>
    private static void AppendCredential(StringBuilder header, string field, string? login)
    {
        if (login is not null)
            Append(header, $"{field}: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(login))}");
    }

    private static string? TextOf(NetworkCredential? credential) =>
        credential is null ? null : $"{credential.UserName}:{credential.Password}";

    private static StringBuilder Append(StringBuilder header, string line) => header.Append(line).Append(LineEnd);

    /// <summary>The host as it stands in a URL: an IPv6 address in brackets.</summary>
    private static string HostOf(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
}
