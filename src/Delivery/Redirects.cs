// Redirects as this project wants them, which neither HttpClient nor curl does by default: a report stays a POST.

using ApiFunc.Platform;

namespace ApiFunc.Delivery;

internal static class Redirects
{
    private const int Most = 10;

    /// <summary>
    /// Sends a report and goes where the server points to: with 301, 302, 307 and 308 again as a POST, with 303 as a
    /// GET (RFC 9110, section 15.4), at most 10 times and never from https to http. Returns the last answer.
    /// </summary>
    public static Answer Follow(IHttpClient http, Uri url, Request request, Deadline deadline)
    {
        var message = new HttpMessage(url, request.Body, request.UserAgent);
        for (var redirects = 0; ; redirects++)
        {
            var (answer, location) = http.Exchange(message, deadline);
            if (answer.Status is not (301 or 302 or 303 or 307 or 308) || location is null)
                return answer;

            if (!request.FollowsRedirects || redirects == Most || !IsHttp(location)
                || (message.Url.Scheme == Uri.UriSchemeHttps && location.Scheme != Uri.UriSchemeHttps))
            {
                var problem = $"the redirect to {location} is not followed";
                DebugLog.Write($"{problem}");
                return answer with { Problem = problem };
            }

            message = message with { Url = location, Body = answer.Status == 303 ? null : message.Body };
        }
    }

    /// <summary>Whether a URL is one that HTTP can be spoken to.</summary>
    public static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp;
}
