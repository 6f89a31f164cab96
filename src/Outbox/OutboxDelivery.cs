// The way of one report through the outbox, while its script waits for it or does not.

using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>Delivers the reports of functions.</summary>
internal sealed class OutboxDelivery(ReportStore store, Transport transport)
{
    // With so much waiting, a server that is quick to refuse is tried all the same: what is new would push out what is old.
    private const int ManyReports = ReportStore.MostReports / 4;

    private static readonly TimeSpan LongestStorm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly UnreachableServers _away = new(store.State);

    /// <summary>Delivers a report, or leaves it in the outbox. One that may not be kept is delivered now or never.</summary>
    public Outcome Deliver(OutgoingReport request, int tries, bool inBackground)
    {
        if (request.Identity is not { } topic || (topic.IsProgress && !inBackground))
            return new Outcome(DeliverNowOrNever(request, tries), IsKept: false);

        var (report, earlier, hasEnded, _, problem) = Add(request, durable: inBackground && !topic.IsProgress);
        if (hasEnded)
        {
            DebugLog.Write($"the report is dropped: how this execution ended waits already in the outbox");
            if (!inBackground && !IsAway(request))
                DeliverEarlier(earlier, out _);
            return Kept;
        }

        if (report is null)
        {
            DebugLog.Write($"the report cannot be kept in the outbox: {problem}");
            return new Outcome(Try(request, tries: 1).Response, IsKept: false);
        }

        if (inBackground)
        {
            report.Dispose();
            if (OutboxWorker.Start(store, OutboxWorker.Patient) || store.Take(report.Name, out _) is not { } taken)
                return Kept;
            report = taken;
        }

        return DeliverNow(report, earlier, tries);
    }

    /// <summary>
    /// Puts a report into the outbox. Where a storm of them has filled it within a minute, which no installation does, the
    /// storm has to wait for a moment, so that some get through.
    /// </summary>
    private AddResult Add(OutgoingReport request, bool durable)
    {
        var end = new Deadline(LongestStorm);
        while (true)
        {
            var adding = store.Add(request, durable, pushes: end.IsOver);
            if (!adding.IsFull)
                return adding;

            OutboxWorker.StartForOthers(store);
            Thread.Sleep(Moment);
        }
    }

    /// <summary>Delivers a report that nothing is kept of. Where it costs little to ask a server that was away again, it is asked.</summary>
    private Response DeliverNowOrNever(OutgoingReport request, int tries)
    {
        var away = _away.Look(request, out _);
        if (away is Away.Silent or Away.AskedForPatience)
            return Response.None(TellAway(request, away));

        return request.Identity is null || DeliverEarlier(store.NamesBefore(request), out _)
            ? Try(request, tries).Response
            : Response.None("an earlier report is not delivered yet");
    }

    private static Outcome Kept => new(Response.None("the report waits in the outbox"), IsKept: true);

    private Outcome DeliverNow(StoredReport report, IReadOnlyList<ReportName> earlier, int tries)
    {
        if (IsAway(report.Request))
        {
            store.Keep(report);
            report.Dispose();
            return Kept;
        }

        while (!DeliverEarlier(earlier, out var inOtherHands))
        {
            store.Keep(report);
            report.Dispose();

            // Who has the earlier report looks for more when it is done. If that was before this one could be taken, it
            // was not seen.
            if (inOtherHands is not { } name || IsLocked(name) || store.Take(report.Name, out _) is not { } again)
                return Kept;
            report = again;
        }

        using (report)
        {
            var tried = Try(report.Request, tries);
            var isKept = Settle(store, report, tried);
            if (!isKept)
                OutboxWorker.StartForOthers(store);
            return new Outcome(tried.Response, isKept);
        }
    }

    /// <summary>
    /// Delivers what has to be delivered before. Returns false where not all of it could be, and which
    /// report another process is sending, if that is why. One that is stuck holds up nothing: it is tried where its server needs
    /// the order, and left alone where it does not.
    /// </summary>
    private bool DeliverEarlier(IReadOnlyList<ReportName> names, out ReportName? inOtherHands)
    {
        inOtherHands = null;
        foreach (var name in names)
        {
            using var earlier = store.Take(name, out var taking);
            if (taking == TakeResult.Locked)
            {
                if (HoldsUpNothing(name))
                    continue;
                inOtherHands = name;
                return false;
            }

            if (earlier is null || earlier is { IsStuck: true, ComesFirst: false })
                continue;
            if (earlier.IsExpired)
                store.Expire(earlier);
            else if (Try(earlier.Request, tries: 1) is var tried && Settle(store, earlier, tried)
                && (!earlier.IsStuck || tried.Response is { AsksToWait: true } or { IsUnreachable: true }))
                return false;
        }

        return true;
    }

    /// <summary>Whether a report that another process is sending need not be waited for.</summary>
    private bool HoldsUpNothing(ReportName name)
    {
        using var report = store.Look(name, out _);
        return report is { IsStuck: true, ComesFirst: false };
    }

    private bool IsLocked(ReportName name)
    {
        using var report = store.Take(name, out var taking);
        return taking == TakeResult.Locked;
    }

    private bool IsAway(OutgoingReport request)
    {
        var away = _away.Look(request, out _);
        if (away == Away.No || (away == Away.Refused && store.Names().Count >= ManyReports))
            return false;

        TellAway(request, away);
        return true;
    }

    private static string TellAway(OutgoingReport request, Away away)
    {
        var problem = away == Away.AskedForPatience ? "asked to be left alone for a while" : "did not answer a moment ago";
        DebugLog.Write($"{UnreachableServers.Host(request)} {problem}, and is not tried");
        return $"the server {problem}";
    }

    private Tried Try(OutgoingReport request, int tries)
    {
        var clock = new Deadline(request.Limit);
        var tried = Attempts.Run(transport, request, tries);
        _away.Learn(request, tried.Response, clock.Elapsed);
        return tried;
    }

    /// <summary>Does with a report what the answer to it asks for. Returns whether it is still in the outbox.</summary>
    public static bool Settle(ReportStore store, StoredReport report, Tried tried)
    {
        if (tried.Response.IsSuccess)
        {
            store.Remove(report.Name);
            return false;
        }

        report.Count(tried);
        if (tried.Response.IsRejection)
        {
            store.Reject(report, tried.Response.Status);
            return false;
        }

        store.Keep(report);
        return true;
    }
}
