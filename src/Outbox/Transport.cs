// Sending one report: to wherever its URL points, by the transport that the settings name, in as many attempts as it takes.

using System.Text;
using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Outbox;

/// <summary>What came of sending a report.</summary>
/// <param name="Response">The response that counts.</param>
/// <param name="Attempts">How often the report was sent for it.</param>
/// <param name="Elapsed">How long that took in all.</param>
internal readonly record struct SendResult(Response Response, int Attempts, TimeSpan Elapsed);

/// <summary>Sends reports, and knows nothing of those that wait. Never throws: what goes wrong is a response without a status.</summary>
internal sealed class Transport(IHttpClient http, Settings? settings = null)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private byte[] _shown = [];

    /// <summary>
    /// The transport that the settings ask for; null, with the reason for a person, if they ask for curl and there is none, or
    /// if the configuration cannot be used, because it may ask for something else.
    /// </summary>
    public static Transport? Create(ScriptVariables script, Settings settings, out string? problem)
    {
        problem = settings.Configuration.Problem;
        if (problem is not null)
            return null;

        if (!settings.UseCurl)
            return new Transport(new BuiltInHttpClient(HttpOptions.From(script.Bytes)), settings);

        if (Executable.Find("curl", script["PATH"]) is { } curl)
            return new Transport(new CurlHttpClient(curl), settings);

        problem = "there is no curl on PATH";
        return null;
    }

    /// <summary>How a report would be sent; empty for a file. Null, with the reason for a person, if it could not be sent.</summary>
    public RequestPreview? Preview(OutgoingReport report, out string? problem)
    {
        problem = null;
        if (EndpointUrl.FilePath(report.Url) is not null)
            return new RequestPreview([], null);

        if (report.HttpUrl is not { } httpUrl)
        {
            problem = UrlProblem(report);
            return null;
        }

        var login = LoginOf(report, httpUrl, out problem);
        if (problem is not null)
            return null;

        try
        {
            return http.Preview(RequestOf(report, httpUrl, login is null ? null : "***"));
        }
        catch (IOException e)
        {
            problem = e.Message;
            return null;
        }
    }

    /// <summary>Shows the body of a report, once, to a person who has asked for that with DEV_MODE.</summary>
    public void Show(OutgoingReport report)
    {
        if (!DebugLog.Enabled || _shown.AsSpan().SequenceEqual(report.Body))
            return;

        _shown = report.Body;
        DebugLog.WriteBody($"{report.Endpoint} to {report.HttpUrl?.AbsoluteUri ?? Encoding.UTF8.GetString(report.Url)}", report.Body);
    }

    /// <summary>
    /// Sends a report until the server accepts it, refuses it for good, or asks to wait; and then, if it responded, with the
    /// shorter body.
    /// </summary>
    /// <param name="report">The report. Its limit holds for each attempt.</param>
    /// <param name="attempts">How often each body is sent at most, a second apart.</param>
    /// <param name="evenIfUnreachable">Whether an unreachable server is tried again, too.</param>
    public SendResult Send(OutgoingReport report, int attempts, bool evenIfUnreachable = false)
    {
        var clock = new Deadline(report.Limit);

        string? problem = null;
        var login = report.HttpUrl is { } url ? LoginOf(report, url, out problem) : null;
        if (problem is not null)
        {
            Show(report);
            DebugLog.Write($"nothing is sent: {problem}");
            return new SendResult(Response.None(problem), Attempts: 1, clock.Elapsed);
        }

        // Neither a file that cannot be written nor a URL that is none is any better a second later.
        attempts = report.HttpUrl is null ? 1 : attempts;
        var (response, count) = Repeat(report, login, attempts, evenIfUnreachable);
        if (report.ShorterBody is { } shorter && response is { IsSuccess: false, Status: not 0, AsksToWait: false })
        {
            DebugLog.Write($"{report.Endpoint}: the report is sent again without what the server may have refused");
            var second = Repeat(report with { Body = shorter, ShorterBody = null }, login, attempts, evenIfUnreachable);
            count += second.Attempts;

            // A server that refuses the shorter body for good may still accept the other later, if it did not refuse that for good.
            if (response.IsRefusal || !second.Response.IsRefusal)
                response = second.Response;
        }

        return new SendResult(response, count, clock.Elapsed);
    }

    private static HttpRequest RequestOf(OutgoingReport report, Uri url, string? login) =>
        new(url, report.Body, report.UserAgent, report.FollowsRedirects ? Redirects.Limit : 0) { Login = login };

    /// <summary>
    /// What a report's server is to get, see <see cref="Login.Read"/>: by the settings as they are now, else by those under which the
    /// report was made. Null for nothing, and with a problem if nothing may be sent.
    /// </summary>
    private string? LoginOf(OutgoingReport report, Uri url, out string? problem)
    {
        problem = null;
        var passwordFile = "";
        if (settings?.LoginFor(url, out passwordFile) is { } user)
            return Login.Read(user, passwordFile, out problem);

        return report.User is null ? null : Login.Read(report.User, report.PasswordFile ?? "", out problem);
    }

    private static string UrlProblem(OutgoingReport report)
    {
        var text = Encoding.UTF8.GetString(report.Url);
        return $"'{EndpointUrl.WithoutUser(text)}' is no URL to send to: {EndpointUrl.Problem(text)}";
    }

    private (Response Response, int Attempts) Repeat(OutgoingReport report, string? login, int attempts, bool evenIfUnreachable)
    {
        for (var count = 1; ; count++)
        {
            var response = SendOnce(report, login);
            var isWorthMore = !response.IsSuccess && !response.IsRefusal && (evenIfUnreachable || !response.IsUnreachable)
                && response.RetryAfter <= s_pause;
            if (!isWorthMore || count >= attempts)
                return (response, count);

            Thread.Sleep(s_pause);
        }
    }

    private Response SendOnce(OutgoingReport report, string? login)
    {
        var deadline = new Deadline(report.Limit);
        Response response;
        if (EndpointUrl.FilePath(report.Url) is { } path)
        {
            Show(report);
            response = FileEndpoint.Append(path, report);
        }
        else if (report.HttpUrl is { } httpUrl)
        {
            Show(report);
            var request = RequestOf(report, httpUrl, login);
            response = Redirects.Follow(http, request, deadline) with { Login = request.LoginInForce };
        }
        else
        {
            var problem = UrlProblem(report);
            DebugLog.Write($"nothing is sent: {problem}");
            return Response.None(problem);
        }

        if (DebugLog.Enabled)
        {
            var status = response.Status == 0 ? "no response" : $"{response.Status}";
            var url = EndpointUrl.WithoutUser(Encoding.UTF8.GetString(report.Url));
            DebugLog.Write($"{report.Endpoint}: {status} after {deadline.Elapsed.TotalMilliseconds:F0} ms from {url}");
        }

        return response;
    }
}
