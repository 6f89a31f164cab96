// The door of this room: takes a report to wherever its URL points, by the way that the settings name.

using System.Text;
using ApiFunc.Caller;
using ApiFunc.Platform;

namespace ApiFunc.Delivery;

/// <summary>Delivers reports. Never throws: what goes wrong is an answer without a status.</summary>
internal sealed class Sender
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly IHttpClient _http;

    private Sender(IHttpClient http) => _http = http;

    /// <summary>The sender that the settings ask for; null where they ask for curl and there is none.</summary>
    public static Sender? Create(CallingScript script)
    {
        if (!script.Settings.UseCurl)
            return new Sender(new BuiltInHttpClient(script));

        if (Executable.Find("curl", script["PATH"]) is { } curl)
            return new Sender(new CurlHttpClient(curl));

        DebugLog.Write($"nothing is sent: there is no curl on PATH");
        return null;
    }

    /// <summary>Sends a report until the server accepts it, at most so many times, a second apart. Returns the last answer.</summary>
    public Answer Send(Request request, int attempts)
    {
        var answer = Send(request);
        for (var attempt = 2; attempt <= attempts && !answer.IsSuccess; attempt++)
        {
            Thread.Sleep(Pause);
            answer = Send(request);
        }

        return answer;
    }

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

        DebugLog.Write($"{request.Endpoint}: {answer.Status:D3} after {deadline.Elapsed.TotalMilliseconds:F0} ms from {Encoding.UTF8.GetString(request.Url)}");
        return answer;
    }

    private static Uri? HttpUrl(Request request)
    {
        if (!Uri.TryCreate(Encoding.UTF8.GetString(request.Url), UriKind.Absolute, out var url) || !Redirects.IsHttp(url) || url.Host.Length == 0)
            return null;
        if (request.PathSuffix is null)
            return url;

        return new UriBuilder(url) { Path = $"{url.AbsolutePath.TrimEnd('/')}/{request.PathSuffix}" }.Uri;
    }
}
