// One try to deliver a report: to wherever its URL points, by the way that the settings name.

using System.Text;
using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Outbox;

/// <summary>Sends reports. Never throws: what goes wrong is an answer without a status.</summary>
internal sealed class Transport
{
    private readonly IHttpClient _http;
    private byte[] _shown = [];

    private Transport(IHttpClient http) => _http = http;

    /// <summary>
    /// The transport that the settings ask for; null where they ask for curl and there is none, and where the configuration
    /// that may ask for something cannot be used.
    /// </summary>
    public static Transport? Create(ScriptVariables script)
    {
        if (script.Settings.Configuration.Problem is { } problem)
        {
            DebugLog.Write($"nothing is sent: {problem}");
            return null;
        }

        if (!script.Settings.UseCurl)
            return new Transport(new BuiltInHttpClient(script));

        if (Executable.Find("curl", script["PATH"]) is { } curl)
            return new Transport(new CurlHttpClient(curl));

        DebugLog.Write($"nothing is sent: there is no curl on PATH");
        return null;
    }

    /// <summary>Whether a report goes over a network, where a server may be away.</summary>
    public static bool IsRemote(OutgoingReport request) => HttpUrl(request) is not null;

    /// <summary>Shows the body of a report, once, to whoever has asked for that with DEV_MODE.</summary>
    public void Show(OutgoingReport request)
    {
        if (!DebugLog.Enabled || _shown.AsSpan().SequenceEqual(request.Body))
            return;

        _shown = request.Body;
        DebugLog.WriteBody($"{request.Endpoint} to {HttpUrl(request)?.AbsoluteUri ?? Encoding.UTF8.GetString(request.Url)}", request.Body);
    }

    /// <summary>Sends a report once and returns the answer.</summary>
    public Response Send(OutgoingReport request)
    {
        var deadline = new Deadline(request.Limit);
        Response response;
        if (ReportFile.PathOf(request.Url) is { } path)
        {
            Show(request);
            response = ReportFile.Append(path, request);
        }
        else if (HttpUrl(request) is { } url)
        {
            Show(request);
            response = Redirects.Follow(_http, url, request, deadline);
        }
        else
        {
            var text = Encoding.UTF8.GetString(request.Url);
            var problem = $"'{ReportUrl.WithoutUser(text)}' is no URL to send to: {ReportUrl.Problem(text)}";
            DebugLog.Write($"nothing is sent: {problem}");
            return Response.None(problem);
        }

        DebugLog.Write($"{request.Endpoint}: {(response.Status == 0 ? "no answer" : $"{response.Status}")} after {deadline.Elapsed.TotalMilliseconds:F0} ms from {ReportUrl.WithoutUser(Encoding.UTF8.GetString(request.Url))}");
        return response;
    }

    private static Uri? HttpUrl(OutgoingReport request)
    {
        if (request.Address is not { } url || !ReportUrl.IsHttp(url))
            return null;
        if (request.PathSuffix is null)
            return url;

        return new UriBuilder(url) { Path = $"{url.AbsolutePath.TrimEnd('/')}/{request.PathSuffix}" }.Uri;
    }
}
