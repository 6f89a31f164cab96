// Redirects as this project wants them, which neither HttpClient nor curl does by default: a report stays a POST.

using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Http;

internal static class Redirects
{
    private const int Most = 10;

    /// <summary>
    /// Sends a report and goes where the server points to: with 301, 302, 307 and 308 again as a POST, with 303 as a
    /// GET (RFC 9110, section 15.4), at most 10 times and never from https to http. Returns the last answer.
    /// </summary>
    public static Response Follow(IHttpClient http, Uri url, OutgoingReport request, Deadline deadline)
    {
        var message = new HttpRequest(url, request.Body, request.UserAgent, request.FollowsRedirects ? Most : 0);
        while (true)
        {
            var (answer, location) = http.Exchange(message, deadline);
            if (!IsFollowed(message, answer.Status, location))
            {
                if (!IsRedirect(answer.Status) || location is null)
                    return answer;

                var problem = $"the redirect to {location} is not followed";
                DebugLog.Write($"{problem}");
                return answer with { Problem = problem };
            }

            message = message with
            {
                Url = Credentials.Keep(Credentials.Keep(location!, url), message.Url),
                Body = answer.Status == 303 ? null : message.Body,
                Redirects = message.Redirects - 1,
            };
        }
    }

    /// <summary>Whether the answer to a message is a redirect that is followed.</summary>
    public static bool IsFollowed(HttpRequest message, int status, Uri? location) =>
        message.Redirects > 0 && IsRedirect(status) && location is not null && IsHttp(location)
        && (message.Url.Scheme != Uri.UriSchemeHttps || location.Scheme == Uri.UriSchemeHttps);

    /// <summary>Whether a URL is one that HTTP can be spoken to.</summary>
    public static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp;

    private static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;
}
