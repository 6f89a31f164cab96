// Asking a server whether it can be reached, without sending it a report.

using System.Net;
using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>How far a probe comes, in this order.</summary>
internal enum ProbeStep
{
    /// <summary>The name of the server, or of the proxy, is looked up.</summary>
    Name,

    /// <summary>A connection is opened, through the proxy if there is one.</summary>
    Connection,

    /// <summary>The server's certificate is verified; only for https.</summary>
    Certificate,

    /// <summary>The server answers a GET.</summary>
    Answer,
}

/// <summary>What came of a probe.</summary>
internal sealed record ProbeResult
{
    /// <summary>The step that failed; null if none did.</summary>
    public ProbeStep? Failed { get; set; }

    /// <summary>Why it failed, one line for a person; null if none did.</summary>
    public string? Problem { get; set; }

    /// <summary>What messages call the proxy; null for none.</summary>
    public string? Proxy { get; set; }

    /// <summary>The addresses of the server, or of the proxy.</summary>
    public IPAddress[] Addresses { get; set; } = [];

    /// <summary>Who issued the server's certificate; null without one.</summary>
    public string? Issuer { get; set; }

    /// <summary>For how many days the certificate is valid.</summary>
    public int DaysLeft { get; set; }

    /// <summary>The answer; without a status if there was none.</summary>
    public Response Answer { get; set; }
}

/// <summary>Goes the way of a report step by step, up to a GET in the place of its POST.</summary>
internal static class ServerProbe
{
    // openssl/obj_mac.h.
    private const int NID_commonName = 13;
    private const int NID_organizationName = 17;

    /// <summary>Asks a server. Does not throw: what goes wrong is in the result.</summary>
    /// <param name="url">An http or https URL.</param>
    /// <param name="login">See <see cref="HttpRequest.Login"/>.</param>
    /// <param name="options">Proxies and certificates.</param>
    /// <param name="deadline">The time limit for all steps.</param>
    public static ProbeResult Run(Uri url, string? login, HttpOptions options, Deadline deadline)
    {
        var result = new ProbeResult();
        var step = ProbeStep.Name;
        try
        {
            var proxy = Proxy.For(url, options);
            result.Proxy = proxy?.Name;
            var first = proxy?.Url ?? url;
            result.Addresses = Connector.Resolve(first.IdnHost, deadline);

            step = ProbeStep.Connection;
            var connection = Connector.Connect(result.Addresses, first.Port, deadline);
            using var stream = BuiltInHttpClient.Open(connection, url, proxy, options, deadline);
            if (stream is TlsStream tls && url.Scheme == Uri.UriSchemeHttps)
                (result.Issuer, result.DaysLeft) = Describe(tls.Certificate);

            step = ProbeStep.Answer;
            var request = new HttpRequest(url, Body: null, UserAgent: null) { Login = login };
            result.Answer = Http1.Exchange(stream, request, proxy?.Forwards(url) == true ? proxy : null).Response with
            {
                Login = request.LoginInForce,
            };
        }
        catch (IOException e)
        {
            result.Failed = e is CertificateException ? ProbeStep.Certificate : step;
            result.Problem = deadline.IsOver ? "timed out" : e.Message;
        }

        return result;
    }

    private static unsafe (string Issuer, int DaysLeft) Describe(nint certificate)
    {
        int days, seconds;
        var isTime = OpenSsl.ASN1_TIME_diff(&days, &seconds, 0, OpenSsl.X509_get0_notAfter(certificate)) == 1;
        var issuer = OpenSsl.X509_get_issuer_name(certificate);
        return (Entry(issuer, NID_organizationName) ?? Entry(issuer, NID_commonName) ?? "nobody", isTime ? days : 0);
    }

    private static string? Entry(nint name, int kind)
    {
        const int fromTheBeginning = -1;
        var index = OpenSsl.X509_NAME_get_index_by_NID(name, kind, fromTheBeginning);
        return index < 0 || OpenSsl.Utf8(OpenSsl.X509_NAME_ENTRY_get_data(OpenSsl.X509_NAME_get_entry(name, index))) is not { } text
            ? null
            : Encoding.UTF8.GetString(text);
    }
}
