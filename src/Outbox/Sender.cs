// The door of this room: takes a report to its server, and through the outbox where it is worth keeping.

using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Outbox;

/// <summary>Delivers reports. Never throws: what goes wrong is an answer without a status.</summary>
internal sealed class Sender
{
    private readonly ScriptVariables _script;
    private readonly Transport _transport;

    private Sender(ScriptVariables script, Transport transport)
    {
        _script = script;
        _transport = transport;
    }

    /// <summary>The sender that the settings ask for; null where there is none, see <see cref="Transport.Create"/>.</summary>
    public static Sender? Create(ScriptVariables script) =>
        Transport.Create(script) is { } transport ? new Sender(script, transport) : null;

    /// <summary>
    /// Delivers a report, or sees to it that it is delivered later. With a topic it may wait in the outbox for that;
    /// without one it is now or never.
    /// </summary>
    /// <param name="request">The report.</param>
    /// <param name="attempts">How often it is tried at most, a second apart, until the server accepts it.</param>
    public Outcome Send(OutgoingReport request, int attempts = 1)
    {
        var settings = _script.Settings;
        if (!settings.UseOutbox || !Transport.IsRemote(request))
        {
            if (settings.InBackground && !settings.UseOutbox)
                DebugLog.Write($"there is no delivery in the background without the outbox");
            // A file that cannot be written, and a URL that is none, are no better a second later.
            var most = Transport.IsRemote(request) ? attempts : 1;
            return new Outcome(Attempts.Run(_transport, request, most, despiteAway: true).Response, IsKept: false);
        }

        _transport.Show(request);
        var path = StateDirectory.PathOf(_script);
        using var store = ReportStore.Open(path, create: true, out var problem);
        if (store is not null)
            return new OutboxDelivery(store, _transport).Deliver(request, attempts, settings.InBackground);

        DebugLog.Write($"no report can be kept: {StateDirectory.Describe(path, problem)}");
        return new Outcome(Attempts.Run(_transport, request, most: 1).Response, IsKept: false);
    }
}

/// <summary>What became of a report.</summary>
/// <param name="Response">What the server answered.</param>
/// <param name="IsKept">Whether the report waits, to be delivered later.</param>
internal readonly record struct Outcome(Response Response, bool IsKept)
{
    /// <summary>Whether the script has nothing left to do for the report.</summary>
    public bool IsDone => Response.IsSuccess || IsKept;
}
