// The front of this room, and the one way out for a report: functions, tool commands and the worker all use it.

using System.Text;
using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Outbox;

/// <summary>What became of a report.</summary>
/// <param name="Response">The server's response; without a status if there was none.</param>
/// <param name="IsKept">Whether the report waits in the outbox, to be delivered later.</param>
internal readonly record struct DeliveryResult(Response Response, bool IsKept)
{
    /// <summary>Whether the script has nothing left to do for the report.</summary>
    public bool IsDone => Response.IsSuccess || IsKept;
}

/// <summary>What takes the reports that functions make.</summary>
internal interface IOutbox
{
    /// <summary>Delivers a report, or sees to it that it is delivered later.</summary>
    /// <param name="report">The report.</param>
    /// <param name="attempts">How often it is sent at most, a second apart, until the server accepts it.</param>
    DeliveryResult Deliver(OutgoingReport report, int attempts = 1);
}

/// <summary>Delivers reports. Never throws: what goes wrong is a response without a status.</summary>
internal sealed class ReportOutbox(
    ScriptVariables script, Settings settings, Transport transport, TimeProvider time, string? function) : IOutbox
{
    // If so many wait, a server that fails fast is tried all the same: otherwise new reports would evict old ones.
    private const int ManyReports = Admission.MostReports / 4;

    private static readonly TimeSpan s_longestStorm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_stormPollInterval = TimeSpan.FromMilliseconds(100);

    private static DeliveryResult Kept => new(Response.None("the report waits in the outbox"), IsKept: true);

    /// <summary>The outbox as variables and settings ask for it; null if nothing can be sent, see <see cref="Transport.Create"/>.</summary>
    /// <param name="script">The script.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="function">The function that makes the reports; null for a command, which makes none.</param>
    public static ReportOutbox? Open(ScriptVariables script, Settings settings, string? function = null)
    {
        if (Transport.Create(script, settings, out var problem) is { } transport)
            return new ReportOutbox(script, settings, transport, TimeProvider.System, function);

        DebugLog.Write($"nothing is sent: {problem}");
        return null;
    }

    /// <summary>What is kept, to look at it or to delete it; null, with the reason, if there is nothing, or it cannot be used.</summary>
    public static ReportStore? OpenStore(ScriptVariables script, Settings settings, out Problem problem) =>
        ReportStore.Open(
            StateDirectory.PathOf(script, settings), create: false, TimeProvider.System, out problem, DeliveryJournal.ModeOf(settings));

    /// <summary>Deletes what waits of this user's reports, and what was refused, because consent is refused.</summary>
    /// <param name="script">The script.</param>
    /// <param name="settings">They may say where that is.</param>
    public static void DeletePending(ScriptVariables script, Settings settings)
    {
        foreach (var path in StateDirectory.PathsOf(script, settings))
        {
            using var store = ReportStore.Open(path, create: false, TimeProvider.System, out var problem);
            if (store?.DeleteAll() is { Waiting: > 0 and var waiting })
                DebugLog.Write($"{waiting} reports that waited are deleted, because consent is refused");
            else if (store is null && problem.Error != Libc.ENOENT)
                DebugLog.Write($"{StateDirectory.Describe(path, problem)}");
        }
    }

    /// <summary>
    /// Deletes all that is kept of reports in a state directory, the history of what became of them, too: the user has said no for
    /// good, and not only for one run.
    /// </summary>
    /// <param name="path">The directory.</param>
    /// <param name="deleted">How many reports waited, how many their servers had refused, and whether there was a history.</param>
    /// <param name="problem">A line for a person about what cannot be used or deleted; null for nothing.</param>
    /// <returns>Whether the directory is there, and can be used.</returns>
    public static bool Withdraw(byte[] path, out (int Waiting, int Refused, bool HadHistory) deleted, out string? problem)
    {
        using var store = ReportStore.Open(path, create: false, TimeProvider.System, out var unusable);
        if (store is null)
        {
            deleted = default;
            problem = unusable.Error == Libc.ENOENT ? null : StateDirectory.Describe(path, unusable);
            return false;
        }

        var (waiting, refused) = store.DeleteAll();
        var reason = DeliveryJournal.Delete(store.Files.State, out var hadHistory);
        deleted = (waiting, refused, hadHistory);
        problem = reason is not null ? $"the history in {Encoding.UTF8.GetString(path)} cannot be deleted: {reason}"
            : store.Files.Names().Count > 0 ? $"reports are left in {Encoding.UTF8.GetString(path)}"
            : null;
        return true;
    }

    /// <summary>Delivers what waits in a store, in passes that the caller makes.</summary>
    /// <param name="store">See <see cref="OpenStore"/>.</param>
    /// <param name="onAttempt">Is called with each report before it is sent.</param>
    public Drain StartDrain(ReportStore store, Action<StoredReport>? onAttempt = null) => new(store, transport, onAttempt);

    /// <inheritdoc/>
    /// <remarks>Without an identity, and as progress that a script waits for, it is sent now or never.</remarks>
    public DeliveryResult Deliver(OutgoingReport report, int attempts = 1)
    {
        report = report with { Function = function };

        // The process that delivers it in the end may have other settings, such as those of the timer.
        if (report.HttpUrl is { } url && settings.LoginFor(url, out var passwordFile) is { } user)
            report = report with { User = user, PasswordFile = passwordFile };
        var path = StateDirectory.PathOf(script, settings);
        var journalMode = DeliveryJournal.ModeOf(settings);
        if (!settings.UseOutbox || report.HttpUrl is null)
        {
            if (settings.InBackground && !settings.UseOutbox)
                DebugLog.Write($"there is no delivery in the background without the outbox");
            var result = transport.Send(report, attempts, evenIfUnreachable: true);
            using var state = journalMode == JournalMode.Off ? null : StateDirectory.Open(path, create: true, out _);
            return state is null
                ? new DeliveryResult(result.Response, IsKept: false)
                : End(new DeliveryJournal(state, time, journalMode), report, result);
        }

        transport.Show(report);
        using var store = ReportStore.Open(path, create: true, time, out var problem, journalMode);
        if (store is null)
        {
            DebugLog.Write($"no report can be kept: {StateDirectory.Describe(path, problem)}");
            return new DeliveryResult(transport.Send(report, attempts: 1).Response, IsKept: false);
        }

        var inBackground = settings.InBackground;
        return report.Identity is { } identity && (identity.Kind != ReportKind.Progress || inBackground)
            ? Deliver(store, report, identity, attempts, inBackground)
            : End(store.Journal, report, SendUnkept(store, report, attempts));
    }

    /// <summary>Delivers a report through the outbox: it is written down before it is sent, and deleted once it is accepted.</summary>
    private DeliveryResult Deliver(ReportStore store, OutgoingReport report, ReportIdentity identity, int attempts, bool inBackground)
    {
        var (stored, earlier, hasEnded, _, problem) = Add(store, report, durable: inBackground && identity.Kind != ReportKind.Progress);
        if (hasEnded)
        {
            DebugLog.Write($"the report is dropped: how this execution ended waits already in the outbox");
            store.Journal.AddDropped(report, DeliveryJournal.HasEnded);
            if (!inBackground && !IsServerUnavailable(store, report))
                DeliverEarlier(store, earlier, out _);
            return Kept;
        }

        if (stored is null)
        {
            DebugLog.Write($"the report cannot be kept in the outbox: {problem}");
            return End(store.Journal, report, store.Send(transport, report, attempts: 1));
        }

        if (inBackground)
        {
            stored.Dispose();
            if (OutboxWorker.Start(store, OutboxWorker.KeepTrying) || store.Files.Take(stored.Name, out _) is not { } taken)
                return Kept;
            stored = taken;
        }

        return DeliverNow(store, stored, earlier, attempts);
    }

    /// <summary>Puts a report into the outbox. If a storm has filled it, waits up to 5 s for some of them to get through.</summary>
    private AddResult Add(ReportStore store, OutgoingReport report, bool durable)
    {
        var deadline = new Deadline(s_longestStorm, time);
        while (true)
        {
            var result = store.Admission.Add(report, durable, mayEvict: deadline.IsOver);
            if (!result.IsFull)
                return result;

            OutboxWorker.StartForOthers(store);
            Thread.Sleep(s_stormPollInterval);
        }
    }

    /// <summary>Sends a report that is not kept. If its server failed fast a moment ago, it is tried again.</summary>
    private SendResult SendUnkept(ReportStore store, OutgoingReport report, int attempts)
    {
        var circuit = store.Servers.Look(report, out _);
        if (circuit is CircuitState.OpenAfterTimeout or CircuitState.OpenByRetryAfter)
            return NotTried(Explain(report, circuit));

        return report.Identity is null || DeliverEarlier(store, store.Admission.Before(report), out _)
            ? store.Send(transport, report, attempts)
            : NotTried("an earlier report is not delivered yet");

        static SendResult NotTried(string problem) => new(Response.None(problem), Attempts: 0, TimeSpan.Zero);
    }

    /// <summary>The end of a report that is not kept.</summary>
    private static DeliveryResult End(DeliveryJournal journal, OutgoingReport report, SendResult result)
    {
        var outcome = result.Response.IsSuccess ? DeliveryOutcome.Sent
            : result.Response.IsRefusal ? DeliveryOutcome.Refused
            : DeliveryOutcome.Lost;
        journal.Add(report, outcome, result);
        return new DeliveryResult(result.Response, IsKept: false);
    }

    private DeliveryResult DeliverNow(ReportStore store, StoredReport stored, IReadOnlyList<ReportName> earlier, int attempts)
    {
        if (IsServerUnavailable(store, stored.Report))
        {
            store.Files.Sync(stored);
            stored.Dispose();
            return Kept;
        }

        while (!DeliverEarlier(store, earlier, out var lockedByOther))
        {
            store.Files.Sync(stored);
            stored.Dispose();

            // The process that sends the earlier one looks for more when it is done. If it did so before this report could be
            // locked, it has missed it: then this process goes on.
            if (lockedByOther is not { } name || store.Files.IsLocked(name) || store.Files.Take(stored.Name, out _) is not { } again)
                return Kept;
            stored = again;
        }

        using (stored)
        {
            var result = store.Send(transport, stored.Report, attempts);
            var isKept = store.ApplyResponse(stored, result, out var isLast);
            if (!isKept && !isLast)
                OutboxWorker.StartForOthers(store);
            return new DeliveryResult(result.Response, isKept);
        }
    }

    /// <summary>
    /// Delivers what has to be delivered before. Returns false if some of it still waits, and which report another process is
    /// sending, if that is why. A stuck report holds up nothing: it is sent if its server needs the order, and left alone if not.
    /// </summary>
    private bool DeliverEarlier(ReportStore store, IReadOnlyList<ReportName> names, out ReportName? lockedByOther)
    {
        lockedByOther = null;
        foreach (var name in names)
        {
            using var earlier = store.Files.Take(name, out var result);
            if (result == TakeResult.Locked)
            {
                using var locked = store.Files.Look(name, out _);
                if (locked is { IsStuck: true, ComesFirst: false })
                    continue;
                lockedByOther = name;
                return false;
            }

            if (earlier is null or { IsStuck: true, ComesFirst: false })
                continue;
            if (earlier.IsExpired)
            {
                store.Expire(earlier);
            }
            else
            {
                var sent = store.Send(transport, earlier.Report, attempts: 1);
                var mayGoOn = !store.ApplyResponse(earlier, sent, out _)
                    || (earlier.IsStuck && sent.Response is { AsksToWait: false, IsUnreachable: false });
                if (!mayGoOn)
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether a report's server is not to be tried now.</summary>
    private static bool IsServerUnavailable(ReportStore store, OutgoingReport report)
    {
        var circuit = store.Servers.Look(report, out _);
        if (circuit == CircuitState.Closed || (circuit == CircuitState.OpenAfterFastFailure && store.Files.Names().Count >= ManyReports))
            return false;

        Explain(report, circuit);
        return true;
    }

    /// <summary>Says in the debug log why a server is not tried, and returns that.</summary>
    private static string Explain(OutgoingReport report, CircuitState circuit)
    {
        var problem = circuit == CircuitState.OpenByRetryAfter ? "asked to be left alone for a while" : "did not answer a moment ago";
        DebugLog.Write($"{report.Host} {problem}, and is not tried");
        return $"the server {problem}";
    }
}
