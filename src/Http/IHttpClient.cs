// An HTTP request and its response, and what the two clients have in common: the built-in one, and the host's curl.

using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>Sends single requests, each on a connection of its own.</summary>
internal interface IHttpClient
{
    /// <summary>
    /// Sends a request and waits for its response, which may be a redirect: see <see cref="Redirects"/>. Does not throw if the
    /// network, a proxy or the server fails: the response then has the status 0 and a <see cref="Response.Problem"/>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="deadline">The time limit for all of it, from the name lookup to the last byte of the response.</param>
    HttpResponse Exchange(HttpRequest request, Deadline deadline);

    /// <summary>
    /// What would be sent in front of the body, with credentials in it, and which way. Throws <see cref="IOException"/>, with a
    /// message for people, if nothing would be sent because a proxy cannot be used.
    /// </summary>
    RequestPreview Preview(HttpRequest request);
}

/// <summary>How a request would be sent.</summary>
/// <param name="Head">The lines in front of the body, as far as this program writes them.</param>
/// <param name="Way">Through what it is sent, for people; null for nothing.</param>
internal readonly record struct RequestPreview(IReadOnlyList<string> Head, string? Way);

/// <summary>A request.</summary>
/// <param name="Url">An http or https URL; a user and password in it are sent as Basic credentials.</param>
/// <param name="Body">The JSON body of a POST; null for a GET.</param>
/// <param name="UserAgent">The User-Agent; null for the client's own.</param>
/// <param name="MaxRedirects">How many redirects the caller will follow. The body of a redirect that is followed need not be read.</param>
internal sealed record HttpRequest(Uri Url, byte[]? Body, string? UserAgent, int MaxRedirects = 0)
{
    /// <summary>The text <c>user:password</c>, sent as Basic credentials unless the URL has a user; null for none.</summary>
    public string? Login { get; init; }

    /// <summary>As whom the server is asked: the user and the password of the URL, or <see cref="Login"/>. Null for nobody.</summary>
    public string? LoginInForce => Credentials.Of(Url) is { } own ? $"{own.UserName}:{own.Password}" : Login;
}

/// <summary>A response with what is needed to follow a redirect.</summary>
/// <param name="Response">Status and body.</param>
/// <param name="Location">The Location field as an absolute URL; null if there is none, or if it is not a URL.</param>
internal readonly record struct HttpResponse(Response Response, Uri? Location)
{
    /// <inheritdoc cref="Response.None"/>
    public static HttpResponse None(string problem) => new(Response.None(problem), null);

    /// <inheritdoc cref="Response.Unreachable"/>
    public static HttpResponse Unreachable(string problem) => new(Response.Unreachable(problem), null);
}
