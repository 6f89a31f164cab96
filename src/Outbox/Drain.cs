// Delivering everything that waits: what the process of its own does, and `apifunc outbox flush`.

using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>Goes through the outbox, and remembers what it need not try again.</summary>
internal sealed class Drain(ReportStore store, Transport transport)
{
    // A server that is slow to answer has the report all the same: to give up too early would send it again.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // Stuck reports come last, and so many of a server are tried before it is taken to be at fault, not they.
    private const int MostStuck = 3;

    private readonly UnreachableServers _away = new(store.State);
    private readonly Dictionary<ReportName, string> _failed = [];
    private readonly Dictionary<ReportName, bool> _stuck = []; // whether it comes first all the same
    private readonly Dictionary<string, int> _stuckInARow = [];
    private readonly HashSet<string> _awayOrigins = [];
    private readonly Dictionary<string, Deadline> _patience = [];

    /// <summary>How many reports servers have accepted.</summary>
    public int Delivered { get; private set; }

    /// <summary>The reports that servers have refused for good: the server, and why.</summary>
    public List<(string Host, string Error)> Rejected { get; } = [];

    /// <summary>Is called with each report before it is tried.</summary>
    public Action<StoredReport>? Trying { get; init; }

    /// <summary>
    /// Tries to deliver every report that may be delivered now. Returns whether any left the outbox: then others may have
    /// come meanwhile, or may be delivered only now.
    /// </summary>
    public bool Pass()
    {
        var before = Delivered + Rejected.Count;
        var blocked = new HashSet<ulong>();
        foreach (var report in Available(InTurn(store.Names()), blocked))
        {
            using (report)
            {
                Trying?.Invoke(report);
                if (!Deliver(report) && !report.IsStuck)
                    blocked.Add(report.Name.Key);
            }
        }

        return Delivered + Rejected.Count > before;
    }

    /// <summary>Whether there is a report that may be delivered now, and was not tried.</summary>
    public bool HasWork()
    {
        foreach (var report in Available(store.Names(), []))
        {
            report.Dispose();
            return true;
        }

        return false;
    }

    /// <summary>Whether something was tried in vain.</summary>
    public bool HasFailures => _failed.Count > 0;

    /// <summary>How long it takes until a server that asked to be left alone may be tried; null where none did.</summary>
    public TimeSpan? Patience => _patience.Count == 0 ? null : _patience.Values.Min(deadline => deadline.Left);

    /// <summary>Lets the next pass try everything again.</summary>
    public void ForgetFailures()
    {
        _failed.Clear();
        _stuckInARow.Clear();
        _awayOrigins.Clear();
        _patience.Clear();
    }

    /// <summary>Lets the next pass try servers again that asked to be left alone until now.</summary>
    public void ForgetPatience()
    {
        foreach (var (origin, deadline) in _patience.ToArray())
        {
            if (!deadline.IsOver)
                continue;
            _patience.Remove(origin);
            _awayOrigins.Remove(origin);
            _stuckInARow.Remove(origin);
            foreach (var (name, _) in _failed.Where(failure => failure.Value == origin).ToArray())
                _failed.Remove(name);
        }
    }

    /// <summary>
    /// Reports in the order in which they are tried: the oldest first, but stuck ones last, the one that was tried least first,
    /// so that none keeps others from their turn. Those that may not be tried before a stuck one follow it.
    /// </summary>
    private IEnumerable<ReportName> InTurn(List<ReportName> names)
    {
        if (names.Count < 2)
            return names;

        var late = new Dictionary<ulong, (int Tries, ReportName First)>();
        var turns = new List<(int Tries, ReportName First, ReportName Name)>();
        foreach (var name in names)
        {
            using var report = store.Look(name, out _);
            var tries = 0;
            if (report?.IsStuck == true)
            {
                tries = report.Tries;
                _stuck[name] = report.ComesFirst;
                if (report.ComesFirst)
                    late.TryAdd(name.Key, (tries, name));
            }

            var (turn, first) = late.GetValueOrDefault(name.Key, (tries, name));
            turns.Add((turn, first, name));
        }

        return turns.Order().Select(turn => turn.Name);
    }

    /// <summary>
    /// The reports that may be delivered, each of them locked.
    /// </summary>
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

            var report = store.Take(name, out var taking);
            if (taking == TakeResult.Locked && (!isStuck || comesFirst))
                blocked.Add(name.Key);
            if (report is null)
                continue;

            if (report.IsExpired)
            {
                store.Expire(report);
            }
            else if (IsAway(report))
            {
                _failed.Add(name, UnreachableServers.Origin(report.Request));
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

    /// <summary>Whether a report's server cannot be tried now: it did not answer this process, or asked any to be left alone.</summary>
    private bool IsAway(StoredReport report)
    {
        var origin = UnreachableServers.Origin(report.Request);
        return _awayOrigins.Contains(origin) || HasAskedForPatience(report.Request, origin);
    }

    /// <summary>Whether a server asked this process or another to be left alone; remembers for how long.</summary>
    private bool HasAskedForPatience(OutgoingReport request, string origin)
    {
        if (_away.Look(request, out var left) != Away.AskedForPatience)
            return false;

        _awayOrigins.Add(origin);
        _patience[origin] = new Deadline(left);
        return true;
    }

    /// <summary>Tries a report once. Returns whether it has left the outbox.</summary>
    private bool Deliver(StoredReport report)
    {
        var request = report.Request;
        var origin = UnreachableServers.Origin(request);
        var wasStuck = report.IsStuck;
        var clock = new Deadline(Limit);
        var tried = Attempts.Run(transport, request with { Limit = request.Limit > Limit ? request.Limit : Limit }, most: 1);
        _away.Learn(request, tried.Response, clock.Elapsed);
        if (!OutboxDelivery.Settle(store, report, tried))
        {
            _stuckInARow.Remove(origin);
            if (tried.Response.IsSuccess)
                Delivered++;
            else
                Rejected.Add((UnreachableServers.Host(request), report.LastError));
            return true;
        }

        _failed[report.Name] = origin;
        if (report.IsStuck)
            _stuck[report.Name] = report.ComesFirst;
        else
            _stuck.Remove(report.Name);
        var isAboutOthers = wasStuck ? IsOneOfMany(origin) : IsAboutOthers(report, tried.Response);
        if (!HasAskedForPatience(request, origin) && (isAboutOthers || tried.Response.IsUnreachable))
            _awayOrigins.Add(origin);
        return false;
    }

    /// <summary>Whether a server has answered so many stuck reports in a row that it does not seem to be about them.</summary>
    private bool IsOneOfMany(string origin) => (_stuckInARow[origin] = _stuckInARow.GetValueOrDefault(origin) + 1) >= MostStuck;

    /// <summary>
    /// Whether an answer says that other reports would get the same. A 500, or an answer that is none, may be about this report, as
    /// may be what it was answered again and again.
    /// </summary>
    private static bool IsAboutOthers(StoredReport report, Response response) => !report.IsStuck && response.Status is not (0 or 500);
}
