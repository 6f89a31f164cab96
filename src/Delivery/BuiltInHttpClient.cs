// The built-in HTTP(S) client: .NET's handler for one connection, with addresses, proxies and certificates taken as
// curl takes them.

using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ApiFunc.Caller;
using ApiFunc.Platform;

namespace ApiFunc.Delivery;

/// <summary>Speaks HTTP/1.1 over a connection of its own for each message.</summary>
internal sealed class BuiltInHttpClient(CallingScript script) : IHttpClient
{
    /// <inheritdoc/>
    public HttpAnswer Exchange(HttpMessage message, Deadline deadline)
    {
        Lookups.KeepInside();
        var proxy = new EnvironmentProxy(script, message.Url);
        if (proxy.IsUnusable)
            return HttpAnswer.None;

        using var handler = CreateHandler(message.Url, proxy, deadline);
        using var client = new HttpMessageInvoker(handler);
        using var request = CreateRequest(message);
        try
        {
            using var response = client.Send(request, CancellationToken.None);
            var answer = new Answer((int)response.StatusCode, ReadBody(response));
            var location = response.Headers.Location is { } target && Uri.TryCreate(message.Url, target, out var absolute) ? absolute : null;
            return new HttpAnswer(answer, location);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or SocketException or InvalidOperationException)
        {
            DebugLog.Write($"no answer from {message.Url.Host}: {(deadline.IsOver ? "the time was up" : (e.InnerException ?? e).Message)}");
            return deadline.IsOver || e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
                ? HttpAnswer.Away
                : HttpAnswer.None;
        }
    }

    private SocketsHttpHandler CreateHandler(Uri url, EnvironmentProxy proxy, Deadline deadline) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = proxy,
        MaxResponseDrainSize = 0,
        PooledConnectionIdleTimeout = TimeSpan.Zero, // without a pool there is no timer to clean it
        SslOptions = url.Scheme == Uri.UriSchemeHttps || proxy.IsSecure ? new CertificateCheck(script).Options : new(),
        ConnectCallback = (context, _) => new(Connection.Open(context.DnsEndPoint, deadline)),
    };

    private static HttpRequestMessage CreateRequest(HttpMessage message)
    {
        var request = new HttpRequestMessage(message.Body is null ? HttpMethod.Get : HttpMethod.Post, message.Url);
        request.Headers.UserAgent.ParseAdd(message.UserAgent ?? $"apifunc/{ThisAssembly.Version}");
        request.Headers.ConnectionClose = true;
        if (message.Url.UserInfo.Length > 0)
        {
            // The colon is there without a password, too (RFC 7617, section 2).
            var user = message.Url.UserInfo.Contains(':') ? message.Url.UserInfo : $"{message.Url.UserInfo}:";
            var credentials = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }

        if (message.Body is not null)
        {
            request.Content = new ByteArrayContent(message.Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private static byte[] ReadBody(HttpResponseMessage response)
    {
        using var body = response.Content.ReadAsStream();
        var buffer = new byte[Answer.LargestBody];
        return buffer[..body.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }
}
