// Redirects. By default neither HttpClient nor curl handles them as a report needs it: a report stays a POST.

using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>Follows redirects.</summary>
internal static class Redirects
{
    /// <summary>The most redirects that are followed for one report.</summary>
    public const int Limit = 10;

    /// <summary>
    /// Sends a request and follows redirects, at most <see cref="HttpRequest.MaxRedirects"/> of them and never from https to
    /// http: 301, 302, 307 and 308 with the same request, 303 with a GET (RFC 9110, section 15.4). Returns the last response.
    /// </summary>
    public static Response Follow(IHttpClient http, HttpRequest first, Deadline deadline)
    {
        var request = first;
        while (true)
        {
            var (response, location) = http.Exchange(request, deadline);
            if (response.Status == 0)
                DebugLog.Write($"no response from {request.Url.Host}: {response.Problem}");
            if (!IsFollowed(request, response.Status, location))
            {
                if (!IsRedirect(response.Status) || location is null)
                    return response;

                var problem = Credentials.Mask($"the redirect to {location} is not followed", first.LoginInForce);
                DebugLog.Write($"{problem}");
                return response with { Problem = problem };
            }

            request = request with
            {
                Login = Credentials.IsSameServer(location!, first.Url) ? first.Login : null,
                Url = Credentials.CarryOver(Credentials.CarryOver(location!, first.Url), request.Url),
                Body = response.Status == 303 ? null : request.Body,
                MaxRedirects = request.MaxRedirects - 1,
            };
        }
    }

    /// <summary>Whether the response to a request is a redirect that is followed.</summary>
    public static bool IsFollowed(HttpRequest request, int status, Uri? location) =>
        request.MaxRedirects > 0 && IsRedirect(status)
        && (location?.Scheme == Uri.UriSchemeHttps
            || (location?.Scheme == Uri.UriSchemeHttp && request.Url.Scheme == Uri.UriSchemeHttp));

    private static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;
}
