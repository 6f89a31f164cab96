// One try to deliver a report: to wherever its URL points, by the way that the settings name.

using System.Text;
using ApiFunc.Caller;
using ApiFunc.Platform;

namespace ApiFunc.Delivery;

/// <summary>Sends reports. Never throws: what goes wrong is an answer without a status.</summary>
internal sealed class Transport
{
    private readonly IHttpClient _http;

    private Transport(IHttpClient http) => _http = http;

    /// <summary>The transport that the settings ask for; null where they ask for curl and there is none.</summary>
    public static Transport? Create(CallingScript script)
    {
        if (!script.Settings.UseCurl)
            return new Transport(new BuiltInHttpClient(script));

        if (Executable.Find("curl", script["PATH"]) is { } curl)
            return new Transport(new CurlHttpClient(curl));

        DebugLog.Write($"nothing is sent: there is no curl on PATH");
        return null;
    }

    /// <summary>Whether a report goes over a network, where a server may be away.</summary>
    public static bool IsRemote(Request request) => HttpUrl(request) is not null;

    /// <summary>Sends a report once and returns the answer.</summary>
    public Answer Send(Request request)
    {
        var deadline = new Deadline(request.Limit);
        Answer answer;
        if (ReportFile.PathOf(request.Url) is { } path)
            answer = ReportFile.Append(path, request);
        else if (HttpUrl(request) is { } url)
            answer = Redirects.Follow(_http, url, request, deadline);
        else
        {
            DebugLog.Write($"nothing is sent: '{Encoding.UTF8.GetString(request.Url)}' is no URL to send to; it has to begin with https://, http:// or file:///");
            return Answer.None;
        }

        DebugLog.Write($"{request.Endpoint}: {(answer.Status == 0 ? "no answer" : $"{answer.Status}")} after {deadline.Elapsed.TotalMilliseconds:F0} ms from {Encoding.UTF8.GetString(request.Url)}");
        return answer;
    }

    private static Uri? HttpUrl(Request request)
    {
        if (request.Address is not { } url || !Redirects.IsHttp(url) || url.Host.Length == 0)
            return null;
        if (request.PathSuffix is null)
            return url;

        return new UriBuilder(url) { Path = $"{url.AbsolutePath.TrimEnd('/')}/{request.PathSuffix}" }.Uri;
    }
}
