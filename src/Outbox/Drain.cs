// Delivering everything that waits: what the process of its own does, and `apifunc outbox flush`.

using ApiFunc.Delivery;
using ApiFunc.Platform;

namespace ApiFunc.Outbox;

/// <summary>Goes through the outbox, and remembers what it need not try again.</summary>
internal sealed class Drain(ReportStore store, Transport transport)
{
    // A server that is slow to answer has the report all the same: to give up too early would send it again.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly AwayServers _away = new(store.State);
    private readonly HashSet<ReportName> _failed = [];
    private readonly HashSet<string> _awayOrigins = [];

    /// <summary>How many reports servers have accepted.</summary>
    public int Delivered { get; private set; }

    /// <summary>How many reports servers have refused for good.</summary>
    public int Rejected { get; private set; }

    /// <summary>
    /// Tries to deliver every report that may be delivered now. Returns whether any left the outbox: then others may have
    /// come meanwhile, or may be delivered only now.
    /// </summary>
    /// <param name="deadline">When to begin with no further one.</param>
    /// <param name="progress">Is called for each report that has left.</param>
    public bool Pass(Deadline? deadline = null, Action? progress = null)
    {
        var before = Delivered + Rejected;
        var blocked = new HashSet<ulong>();
        foreach (var report in Available(blocked))
        {
            using (report)
            {
                if (deadline is { IsOver: true })
                    break;
                if (Deliver(report))
                    progress?.Invoke();
                else
                    blocked.Add(report.Name.Key);
            }
        }

        return Delivered + Rejected > before;
    }

    /// <summary>Whether there is a report that may be delivered now, and was not tried.</summary>
    public bool HasWork()
    {
        foreach (var report in Available([]))
        {
            report.Dispose();
            return true;
        }

        return false;
    }

    /// <summary>Whether something was tried in vain.</summary>
    public bool HasFailures => _failed.Count > 0;

    /// <summary>Lets the next pass try everything again.</summary>
    public void ForgetFailures()
    {
        _failed.Clear();
        _awayOrigins.Clear();
    }

    /// <summary>
    /// The reports that may be delivered, the oldest first, each of them locked.
    /// </summary>
    /// <param name="blocked">The keys of which one cannot be delivered: later ones have to wait for it.</param>
    private IEnumerable<StoredReport> Available(HashSet<ulong> blocked)
    {
        foreach (var name in store.Names())
        {
            if (_failed.Contains(name))
                blocked.Add(name.Key);
            if (blocked.Contains(name.Key))
                continue;

            var report = store.Take(name, out var taking);
            if (taking == Taking.Locked)
                blocked.Add(name.Key);
            if (report is null)
                continue;

            if (report.IsExpired)
            {
                store.Expire(report);
            }
            else if (_awayOrigins.Contains(AwayServers.Origin(report.Request)))
            {
                _failed.Add(name);
                blocked.Add(name.Key);
            }
            else
            {
                yield return report;
                continue;
            }

            report.Dispose();
        }
    }

    /// <summary>Tries a report once. Returns whether it has left the outbox.</summary>
    private bool Deliver(StoredReport report)
    {
        var request = report.Request;
        var clock = new Deadline(Limit);
        var answer = Attempts.Run(transport, request with { Limit = request.Limit > Limit ? request.Limit : Limit }, most: 1);
        _away.Learn(request, answer, clock.Elapsed);
        if (OutboxDelivery.Settle(store, report, answer))
        {
            _failed.Add(report.Name);

            // A 500, or an answer that is none, may be about this report; everything else is about all of them.
            if (answer.IsAway || answer.Status is not (0 or 500))
                _awayOrigins.Add(AwayServers.Origin(request));
            return false;
        }

        if (answer.IsSuccess)
            Delivered++;
        else
            Rejected++;
        return true;
    }
}
