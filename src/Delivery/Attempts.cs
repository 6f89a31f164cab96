// How often a report is tried before its server is given up.

namespace ApiFunc.Delivery;

internal static class Attempts
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Tries to deliver a report until the server accepts it, and then, where it answers, with the body that says less.
    /// Returns the last answer.
    /// </summary>
    /// <param name="transport">The way.</param>
    /// <param name="request">The report.</param>
    /// <param name="most">How often each body is tried at most, a second apart.</param>
    /// <param name="despiteAway">Whether a server that is away is tried again, too.</param>
    public static Answer Run(Transport transport, Request request, int most, bool despiteAway = false)
    {
        var answer = transport.Send(request);
        for (var attempt = 2; attempt <= most && !answer.IsSuccess && (despiteAway || !answer.IsAway); attempt++)
        {
            Thread.Sleep(Pause);
            answer = transport.Send(request);
        }

        return !answer.IsSuccess && answer.Status != 0 && request.ShorterBody is { } shorter
            ? Run(transport, request with { Body = shorter, ShorterBody = null }, most, despiteAway)
            : answer;
    }
}
