// One HTTP exchange, and the two ways to make it: built in, or through curl.

using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>Makes one HTTP request, without following redirects.</summary>
internal interface IHttpClient
{
    /// <summary>Sends a message. An answer without a status says that no complete one came in time; nothing is thrown.</summary>
    HttpResponse Exchange(HttpRequest message, Deadline deadline);
}

/// <summary>A request.</summary>
/// <param name="Url">http or https; a user and password in it are sent as Basic credentials.</param>
/// <param name="Body">The JSON body of a POST; null for a GET.</param>
/// <param name="UserAgent">The client's name; null for its own.</param>
/// <param name="Redirects">How many redirects are followed; the body of an answer that is one need not be waited for.</param>
internal sealed record HttpRequest(Uri Url, byte[]? Body, string? UserAgent, int Redirects = 0);

/// <summary>An answer with what a redirect needs to know.</summary>
/// <param name="Response">Status and body.</param>
/// <param name="Location">Where the server points to, made absolute; null where it does not, or to no URL.</param>
internal readonly record struct HttpResponse(Response Response, Uri? Location)
{
    /// <inheritdoc cref="Response.None"/>
    public static HttpResponse None(string problem) => new(Response.None(problem), null);

    /// <inheritdoc cref="Response.Unreachable"/>
    public static HttpResponse Unreachable(string problem) => new(Response.Unreachable(problem), null);
}
