// The way of one report through the outbox, while its script waits for it or does not.

using ApiFunc.Delivery;
using ApiFunc.Platform;

namespace ApiFunc.Outbox;

/// <summary>Delivers the reports of functions.</summary>
internal sealed class OutboxDelivery(ReportStore store, Transport transport)
{
    // With so much waiting, a server that is quick to refuse is tried all the same: what is new would push out what is old.
    private const int ManyReports = ReportStore.MostReports / 4;

    private static readonly TimeSpan LongestStorm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly AwayServers _away = new(store.State);

    /// <summary>Delivers a report, or leaves it in the outbox. One that may not be kept is delivered now or never.</summary>
    public Outcome Deliver(Request request, int tries, bool inBackground)
    {
        if (request.Topic is not { } topic || (topic.IsProgress && !inBackground))
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
            return new Outcome(Try(request, tries: 1), IsKept: false);
        }

        if (inBackground)
        {
            report.Dispose();
            if (Deliverer.Start(store, Deliverer.Patient) || store.Take(report.Name, out _) is not { } taken)
                return Kept;
            report = taken;
        }

        return DeliverNow(report, earlier, tries);
    }

    /// <summary>
    /// Puts a report into the outbox. Where a storm of them has filled it within a minute, which no installation does, the
    /// storm has to wait for a moment, so that some get through.
    /// </summary>
    private Adding Add(Request request, bool durable)
    {
        var end = new Deadline(LongestStorm);
        while (true)
        {
            var adding = store.Add(request, durable, pushes: end.IsOver);
            if (!adding.IsFull)
                return adding;

            Deliverer.StartForOthers(store);
            Thread.Sleep(Moment);
        }
    }

    /// <summary>Delivers a report that nothing is kept of. Where it costs little to ask a server that was away again, it is asked.</summary>
    private Answer DeliverNowOrNever(Request request, int tries)
    {
        if (_away.Contains(request, out var isQuick) && !isQuick)
        {
            TellAway(request);
            return Answer.None;
        }

        return request.Topic is null || DeliverEarlier(store.NamesBefore(request), out _) ? Try(request, tries) : Answer.None;
    }

    private static Outcome Kept => new(Answer.None, IsKept: true);

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
            var answer = Try(report.Request, tries);
            var isKept = Settle(store, report, answer);
            if (!isKept)
                Deliverer.StartForOthers(store);
            return new Outcome(answer, isKept);
        }
    }

    /// <summary>
    /// Delivers what has to be delivered before. Returns false where not all of it could be, and which
    /// report another process is sending, if that is why.
    /// </summary>
    private bool DeliverEarlier(IReadOnlyList<ReportName> names, out ReportName? inOtherHands)
    {
        inOtherHands = null;
        foreach (var name in names)
        {
            using var earlier = store.Take(name, out var taking);
            if (taking == Taking.Locked)
            {
                inOtherHands = name;
                return false;
            }

            if (earlier is null)
                continue;
            if (earlier.IsExpired)
                store.Expire(earlier);
            else if (Settle(store, earlier, Try(earlier.Request, tries: 1)))
                return false;
        }

        return true;
    }

    private bool IsLocked(ReportName name)
    {
        using var report = store.Take(name, out var taking);
        return taking == Taking.Locked;
    }

    private bool IsAway(Request request)
    {
        if (!_away.Contains(request, out var isQuick) || (isQuick && store.Names().Count >= ManyReports))
            return false;

        TellAway(request);
        return true;
    }

    private static void TellAway(Request request) => DebugLog.Write($"{AwayServers.Host(request)} did not answer a moment ago, and is not tried");

    private Answer Try(Request request, int tries)
    {
        var clock = new Deadline(request.Limit);
        var answer = Attempts.Run(transport, request, tries);
        _away.Learn(request, answer, clock.Elapsed);
        return answer;
    }

    /// <summary>Does with a report what the answer to it asks for. Returns whether it is still in the outbox.</summary>
    public static bool Settle(ReportStore store, StoredReport report, Answer answer)
    {
        if (answer.IsSuccess)
        {
            store.Remove(report.Name);
            return false;
        }

        // What the server will not take another time either.
        if (answer.Status is 400 or 404 or 405 or 410 or 413 or 415 or 422)
        {
            store.Reject(report, answer.Status);
            return false;
        }

        report.CountTry(answer.Status);
        store.Keep(report);
        return true;
    }
}
