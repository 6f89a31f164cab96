// HTTP/1.1 on a connection (RFC 9112): one request, one answer, and the connection is done with.

using System.Net;
using System.Text;

namespace ApiFunc.Http;

/// <summary>Writes requests and reads their answers. Throws <see cref="IOException"/> for what is no complete answer.</summary>
internal static class Http1
{
    private const string Separator = "\r\n";

    /// <summary>Asks a proxy for a connection to a server (RFC 9110, section 9.3.6).</summary>
    public static void Tunnel(Stream stream, Uri server, EnvironmentProxy proxy)
    {
        var end = $"{HostOf(server)}:{server.Port}";
        var head = new StringBuilder();
        Append(head, $"CONNECT {end} HTTP/1.1");
        Append(head, $"Host: {end}");
        AppendCredential(head, "Proxy-Authorization", proxy.Credential);
        stream.Write(Encoding.ASCII.GetBytes(Append(head, "").ToString()));

        var answer = new HttpReader(stream);
        int status;
        try
        {
            status = answer.ReadHead().Status;
        }
        catch (IOException e)
        {
            throw new IOException($"{proxy.Name}: {e.Message}");
        }

        if (status is < 200 or >= 300)
            throw new IOException($"{proxy.Name} answered {status}");
        if (answer.HasMore)
            throw new IOException($"{proxy.Name} has said more than that there is a connection");
    }

    /// <summary>Sends a message and reads its answer.</summary>
    /// <param name="stream">The connection, to the server or to the proxy.</param>
    /// <param name="message">The message.</param>
    /// <param name="proxy">The proxy that is to pass the message on; null where the connection leads to the server.</param>
    public static HttpResponse Exchange(Stream stream, HttpRequest message, EnvironmentProxy? proxy)
    {
        var head = Encoding.ASCII.GetBytes(Head(message, proxy));
        try
        {
            stream.Write([.. head, .. message.Body ?? []]);
        }
        catch (IOException)
        {
            // A server that wants no more of it may have said why before it hung up.
        }

        var reader = new HttpReader(stream);
        var answer = reader.ReadHead();
        var location = answer.Location is { Length: > 0 } target && Uri.TryCreate(message.Url, target, out var url) ? url : null;

        // Nobody reads what a redirect says for people; a server may take its time with it, or never end it.
        var body = Redirects.IsFollowed(message, answer.Status, location) ? [] : reader.ReadBody(answer, Response.LargestBody);
        return new HttpResponse(new Response(answer.Status, body) { RetryAfter = answer.RetryAfter }, location);
    }

    private static string Head(HttpRequest message, EnvironmentProxy? proxy)
    {
        var url = message.Url;
        var authority = url.IsDefaultPort ? HostOf(url) : $"{HostOf(url)}:{url.Port}";
        var head = new StringBuilder();

        // A proxy is told the whole URL (RFC 9112, section 3.2.2).
        Append(head, $"{(message.Body is null ? "GET" : "POST")} {(proxy is null ? "" : $"{url.Scheme}://{authority}")}{url.PathAndQuery} HTTP/1.1");
        Append(head, $"Host: {authority}");
        Append(head, $"User-Agent: {message.UserAgent ?? $"apifunc/{ThisAssembly.Version}"}");
        Append(head, "Connection: close");
        AppendCredential(head, "Proxy-Authorization", proxy?.Credential);
        AppendCredential(head, "Authorization", Credentials.Of(url));
        if (message.Body is not null)
        {
            Append(head, "Content-Type: application/json");
            Append(head, $"Content-Length: {message.Body.Length}");
        }

        return Append(head, "").ToString();
    }

    /// <summary>Basic credentials (RFC 7617), which are sent without being asked for, as curl does.</summary>
    private static void AppendCredential(StringBuilder head, string field, NetworkCredential? credential)
    {
        if (credential is not null)
            Append(head, $"{field}: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"))}");
    }

    private static StringBuilder Append(StringBuilder head, string line) => head.Append(line).Append(Separator);

    /// <summary>The host as it stands in a URL: an IPv6 address in brackets.</summary>
    private static string HostOf(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
}
