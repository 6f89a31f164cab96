// Delivering everything that waits: what the worker does, and `apifunc outbox flush`.

using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>Goes through the outbox in passes, and remembers what it need not try again.</summary>
internal sealed class Drain(ReportStore store, Transport transport, Action<StoredReport>? onAttempt = null)
{
    // A slow server may already have the report; giving up early would send it twice.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    // If a server does not accept so many stuck reports in a row, the fault is taken to be its own, not theirs.
    private const int MostStuckInARow = 3;

    private readonly Dictionary<ReportName, string> _failed = []; // in this run, with the origin of their server
    private readonly Dictionary<ReportName, bool> _stuck = []; // true: later reports of the installation still wait for it
    private readonly Dictionary<string, int> _stuckInARow = [];
    private readonly HashSet<string> _unavailable = [];
    private readonly Dictionary<string, Deadline> _waits = [];

    /// <summary>How many reports servers have accepted.</summary>
    public int Delivered { get; private set; }

    /// <summary>The reports that servers have refused for good: the server, and why.</summary>
    public List<(string Host, string Error)> Refused { get; } = [];

    /// <summary>How many reports have left the outbox.</summary>
    public int Done => Delivered + Refused.Count;

    /// <summary>Whether something was tried in vain.</summary>
    public bool HasFailures => _failed.Count > 0;

    /// <summary>How long it takes until the first of the servers may be tried that asked to wait (Retry-After); null if none did.</summary>
    public TimeSpan? RetryAfter => _waits.Count == 0 ? null : _waits.Values.Min(deadline => deadline.Left);

    /// <summary>
    /// Sends every report once that may be sent now. Returns whether any left the outbox: then others may have come meanwhile,
    /// or may be sent only now.
    /// </summary>
    public bool Pass()
    {
        var before = Done;
        var blocked = new HashSet<ulong>();
        foreach (var report in Available(InTurn(store.Files.Names()), blocked))
        {
            using (report)
            {
                onAttempt?.Invoke(report);
                if (!Deliver(report) && !report.IsStuck)
                    blocked.Add(report.Name.Key);
            }
        }

        return Done > before;
    }

    /// <summary>Whether there is a report that may be sent now, and was not tried.</summary>
    public bool HasWork()
    {
        foreach (var report in Available(store.Files.Names(), []))
        {
            report.Dispose();
            return true;
        }

        return false;
    }

    /// <summary>Lets the next pass try everything again.</summary>
    public void ForgetFailures()
    {
        _failed.Clear();
        _stuckInARow.Clear();
        _unavailable.Clear();
        _waits.Clear();
    }

    /// <summary>Lets the next pass try the servers again that asked to wait until now.</summary>
    public void ForgetPastWaits()
    {
        foreach (var (origin, deadline) in _waits.ToArray())
        {
            if (!deadline.IsOver)
                continue;
            _waits.Remove(origin);
            _unavailable.Remove(origin);
            _stuckInARow.Remove(origin);
            foreach (var (name, _) in _failed.Where(failure => failure.Value == origin).ToArray())
                _failed.Remove(name);
        }
    }

    /// <summary>
    /// Reports in the order in which they are sent: the oldest first, but stuck ones last, of which the one with the fewest
    /// attempts is the first, so that none keeps others from their turn. Those that may not be sent before a stuck one follow it.
    /// </summary>
    private IEnumerable<ReportName> InTurn(List<ReportName> names)
    {
        if (names.Count < 2)
            return names;

        var late = new Dictionary<ulong, (int Attempts, ReportName First)>();
        var turns = new List<(int Attempts, ReportName First, ReportName Name)>();
        foreach (var name in names)
        {
            using var report = store.Files.Look(name, out _);
            var attempts = 0;
            if (report?.IsStuck == true)
            {
                attempts = report.History.Attempts;
                _stuck[name] = report.ComesFirst;
                if (report.ComesFirst)
                    late.TryAdd(name.Key, (attempts, name));
            }

            var (turn, first) = late.GetValueOrDefault(name.Key, (attempts, name));
            turns.Add((turn, first, name));
        }

        return turns.Order().Select(turn => turn.Name);
    }

    /// <summary>The reports that may be sent, each of them locked. Drops those that are too old.</summary>
    /// <param name="names">Where to look for them, in this order.</param>
    /// <param name="blocked">The keys of which one cannot be delivered: later ones have to wait for it.</param>
    private IEnumerable<StoredReport> Available(IEnumerable<ReportName> names, HashSet<ulong> blocked)
    {
        foreach (var name in names)
        {
            var isStuck = _stuck.TryGetValue(name, out var comesFirst);
            if (_failed.ContainsKey(name) && !isStuck)
                blocked.Add(name.Key);
            if (blocked.Contains(name.Key) || _failed.ContainsKey(name))
                continue;

            var report = store.Files.Take(name, out var result);
            if (result == TakeResult.Locked && (!isStuck || comesFirst))
                blocked.Add(name.Key);
            if (report is null)
                continue;

            if (report.IsExpired)
            {
                store.Expire(report);
            }
            else if (_unavailable.Contains(report.Report.Origin) || AsksToWait(report.Report))
            {
                _failed.Add(name, report.Report.Origin);
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

    /// <summary>Whether a server asked this process or another to wait; remembers for how long.</summary>
    private bool AsksToWait(OutgoingReport report)
    {
        if (store.Servers.Look(report, out var left) != CircuitState.OpenByRetryAfter)
            return false;

        _unavailable.Add(report.Origin);
        _waits[report.Origin] = new Deadline(left, store.Files.Time);
        return true;
    }

    /// <summary>Sends a report once. Returns whether it has left the outbox.</summary>
    private bool Deliver(StoredReport stored)
    {
        var report = stored.Report;
        var wasStuck = stored.IsStuck;
        var result = store.Send(transport, report with { Limit = report.Limit > s_limit ? report.Limit : s_limit }, attempts: 1);
        if (!store.ApplyResponse(stored, result, out _))
        {
            _stuckInARow.Remove(report.Origin);
            if (result.Response.IsSuccess)
                Delivered++;
            else
                Refused.Add((report.Host, stored.History.LastError));
            return true;
        }

        _failed[stored.Name] = report.Origin;
        if (stored.IsStuck)
            _stuck[stored.Name] = stored.ComesFirst;
        else
            _stuck.Remove(stored.Name);
        var isAboutServer = wasStuck ? IsOneOfMany(report.Origin) : IsAboutServer(stored, result.Response);
        if (!AsksToWait(report) && (isAboutServer || result.Response.IsUnreachable))
            _unavailable.Add(report.Origin);
        return false;
    }

    /// <summary>Whether a server has not accepted so many stuck reports in a row that it does not seem to be about them.</summary>
    private bool IsOneOfMany(string origin) =>
        (_stuckInARow[origin] = _stuckInARow.GetValueOrDefault(origin) + 1) >= MostStuckInARow;

    /// <summary>
    /// Whether a response says that other reports would get the same one. A 500, or a response that is not complete, may be
    /// about this report, and so may be what it has got again and again.
    /// </summary>
    private static bool IsAboutServer(StoredReport report, Response response) => !report.IsStuck && response.Status is not (0 or 500);
}
