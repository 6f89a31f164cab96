// How often a report is tried before its server is given up.

using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

internal static class Attempts
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Tries to deliver a report until the server accepts it, refuses it for good, or asks for patience, and then, where it answers,
    /// with the body that says less.
    /// </summary>
    /// <param name="transport">The way.</param>
    /// <param name="request">The report.</param>
    /// <param name="most">How often each body is tried at most, a second apart.</param>
    /// <param name="despiteAway">Whether a server that is away is tried again, too.</param>
    public static Tried Run(Transport transport, OutgoingReport request, int most, bool despiteAway = false)
    {
        var whole = Repeat(transport, request, most, despiteAway);
        var response = whole.Response;
        if (response.IsSuccess || response.Status == 0 || response.AsksToWait || request.ShorterBody is not { } shorter)
            return whole;

        DebugLog.Write($"{request.Endpoint}: the report is tried without what the server may have refused");
        var less = Repeat(transport, request with { Body = shorter, ShorterBody = null }, most, despiteAway);

        // A server that refuses less for good may still take the whole, if it did not refuse that for good.
        return new Tried(less.Response.IsRejection && !response.IsRejection ? response : less.Response, whole.Count + less.Count);
    }

    private static Tried Repeat(Transport transport, OutgoingReport request, int most, bool despiteAway)
    {
        for (var count = 1; ; count++)
        {
            var response = transport.Send(request);
            var isWorthMore = !response.IsSuccess && !response.IsRejection && (despiteAway || !response.IsUnreachable) && response.RetryAfter <= Pause;
            if (!isWorthMore || count >= most)
                return new Tried(response, count);

            Thread.Sleep(Pause);
        }
    }
}

/// <summary>What came of trying to deliver a report.</summary>
/// <param name="Response">The response that counts.</param>
/// <param name="Count">How often the report was sent for it.</param>
internal readonly record struct Tried(Response Response, int Count);
