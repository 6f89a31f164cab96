// The built-in HTTP(S) client: one connection for each message, with addresses, proxies and certificates taken as curl
// takes them. HttpClient would do all that this project needs, and a hundred things that it does not: linked in, it
// makes every start of the program slower, also where nothing is sent.

using System.Net;
using ApiFunc.Script;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>Speaks HTTP/1.1, directly or through a proxy.</summary>
internal sealed class BuiltInHttpClient(ScriptVariables script) : IHttpClient
{
    /// <inheritdoc/>
    public HttpResponse Exchange(HttpRequest message, Deadline deadline)
    {
        var proxy = new EnvironmentProxy(script, message.Url);
        if (proxy.IsUnusable)
            return HttpResponse.None("the proxy that the environment names is none");

        Stream stream;
        try
        {
            stream = Connector.Open(EndOf(proxy.Address ?? message.Url), deadline);
        }
        catch (IOException e)
        {
            return HttpResponse.Unreachable(TellNoAnswer(message, deadline, e, proxy));
        }

        try
        {
            Route(ref stream, message.Url, proxy, deadline);
            return Http1.Exchange(stream, message, proxy.PassesOn(message.Url) ? proxy : null);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            var problem = TellNoAnswer(message, deadline, e);
            return deadline.IsOver ? HttpResponse.Unreachable(problem) : HttpResponse.None(problem);
        }
        finally
        {
            stream.Dispose();
        }
    }

    /// <summary>
    /// Makes a connection to a proxy, or to the server itself, one on which a message can be sent. What it has come to is to
    /// be disposed also where it throws.
    /// </summary>
    private void Route(ref Stream stream, Uri url, EnvironmentProxy proxy, Deadline deadline)
    {
        var isSecure = url.Scheme == Uri.UriSchemeHttps;
        var trusted = new CertificateStore(script);
        if (proxy.IsSecure)
            stream = new TlsStream(stream, proxy.Address!.IdnHost, trusted);
        if (proxy.IsSocks)
            Socks.Connect(stream, proxy, EndOf(url), deadline);
        else if (proxy.Address is not null && isSecure)
            Http1.Tunnel(stream, url, proxy);
        if (isSecure)
            stream = new TlsStream(stream, url.IdnHost, trusted);
    }

    /// <summary>Says why there is no answer, and returns it.</summary>
    /// <param name="message">What was to be sent.</param>
    /// <param name="deadline">How long that might take.</param>
    /// <param name="e">What went wrong.</param>
    /// <param name="unreached">The proxy to which there is no connection, if it was that and not the server.</param>
    private static string TellNoAnswer(HttpRequest message, Deadline deadline, Exception e, EnvironmentProxy? unreached = null)
    {
        var where = unreached?.Address is null ? "" : $"no connection to {unreached.Name}: ";
        var problem = where + (deadline.IsOver ? "the time was up" : (e.InnerException ?? e).Message);
        DebugLog.Write($"no answer from {message.Url.Host}: {problem}");
        return problem;
    }

    private static DnsEndPoint EndOf(Uri url) => new(url.IdnHost, url.Port);
}
