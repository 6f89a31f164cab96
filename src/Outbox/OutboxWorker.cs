// The worker: a process of its own that delivers what waits, while no script waits for that.

using System.Runtime.InteropServices;
using ApiFunc.Consent;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Outbox;

internal static class OutboxWorker
{
    /// <summary>The name of its entry. It is not listed by --help: only the binary itself uses it.</summary>
    public const string Name = "deliver";

    /// <summary>The mode in which it sends what can be sent now.</summary>
    public const string Once = "once";

    /// <summary>The mode in which it goes on until everything is delivered, or nothing has got through for two minutes.</summary>
    public const string KeepTrying = "keep-trying";

    // At most so many of a mode run, one more for each 25 reports: a single one would be too slow for a storm of them.
    private const int MostWorkers = 4;
    private const int ReportsForOneMore = 25;

    private static readonly TimeSpan s_longestIdleTime = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_firstBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestBackoff = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Starts a worker unless enough of them run. Returns false if none can be started. What it is to deliver must be in the
    /// outbox, and not locked: a worker that is about to end looks at it once more.
    /// </summary>
    public static bool Start(ReportStore store, string mode)
    {
        if (IsRunning(store, mode, number: 0))
        {
            var wanted = Math.Min(MostWorkers, 1 + (store.Files.Names().Count / ReportsForOneMore));
            if (Enumerable.Range(1, wanted - 1).All(number => IsRunning(store, mode, number)))
                return true;
        }

        if (Environment.ProcessPath is not ['/', ..] path)
            return false;

        var error = DetachedProcess.Start(path, Name, mode);
        if (error != 0)
            DebugLog.Write($"no process can be started to deliver reports: {Marshal.GetPInvokeErrorMessage(error)}");
        return error == 0;
    }

    /// <summary>Starts a worker for other reports, if there are any that may be sent now: a report got through, or many wait.</summary>
    public static void StartForOthers(ReportStore store)
    {
        foreach (var name in store.Files.Names())
        {
            using (var report = store.Files.Take(name, out _))
            {
                if (report is null || store.Servers.Look(report.Report, out _) == CircuitState.OpenByRetryAfter)
                    continue;
            }

            if (!IsRunning(store, KeepTrying, number: 0))
                Start(store, Once);
            return;
        }
    }

    /// <summary>The process itself.</summary>
    /// <param name="mode">One of <see cref="Once"/> and <see cref="KeepTrying"/>.</param>
    public static int Run(string mode)
    {
        var script = ScriptVariables.FromEnvironment();
        var settings = new Settings(script);
        using var store = ReportOutbox.OpenStore(script, settings, out _);
        if (store is null || ReportOutbox.Open(script, settings) is not { } outbox)
            return 1;

        using var mine = Enumerable.Range(0, MostWorkers)
            .Select(number => TryLock(store, mode, number))
            .FirstOrDefault(file => file is not null);
        if (mine is null)
            return 0;

        var drain = outbox.StartDrain(store);
        bool mayGoOn;
        do
        {
            mayGoOn = Work(script, drain, mode == KeepTrying ? s_longestIdleTime : TimeSpan.Zero);
            mine.Unlock();
        }
        while (mayGoOn && drain.HasWork() && mine.TryLock());
        return 0;
    }

    /// <summary>Delivers until nothing waits, or nothing has got through for some time. Returns false if nothing may be sent.</summary>
    private static bool Work(ScriptVariables script, Drain drain, TimeSpan longestIdleTime)
    {
        var idle = new Deadline(longestIdleTime);
        var backoff = s_firstBackoff;
        while (true)
        {
            var hasProgress = true;
            while (hasProgress)
            {
                if (!MaySend(script))
                    return false;

                // Goes on while a server accepts some reports between its pauses (Retry-After).
                hasProgress = drain.Pass();
                if (hasProgress)
                    idle = new Deadline(longestIdleTime);
            }

            if (!drain.HasFailures || idle.IsOver)
                return true;

            var pause = drain.RetryAfter is { } asked && asked > backoff ? asked : backoff;
            var end = new Deadline(pause < idle.Left ? pause : idle.Left);
            while (!end.IsOver && !drain.HasWork())
                Thread.Sleep(s_pollInterval);
            if (end.IsOver)
            {
                drain.ForgetFailures();
                backoff = backoff * 2 < s_longestBackoff ? backoff * 2 : s_longestBackoff;
            }
            else
            {
                idle = new Deadline(longestIdleTime);
            }
        }
    }

    /// <summary>Whether the configuration and the user's answer, which may have changed meanwhile, still permit it.</summary>
    private static bool MaySend(ScriptVariables script)
    {
        var settings = new Settings(script);
        if (settings.Configuration.Problem is not null)
            return false;
        if (!ConsentGate.IsRefused(script, settings.Configuration))
            return true;

        ReportOutbox.DeletePending(script, settings);
        return false;
    }

    private static bool IsRunning(ReportStore store, string mode, int number)
    {
        using var file = store.Files.State.OpenFile(LockFile(mode, number), Libc.O_RDONLY, out _);
        return file?.IsLocked() == true;
    }

    private static SafeFile? TryLock(ReportStore store, string mode, int number)
    {
        var file = store.Files.State.OpenFile(LockFile(mode, number), Libc.O_RDWR | Libc.O_CREAT, out _);
        if (file?.TryLock() != false)
            return file;

        file.Dispose();
        return null;
    }

    private static string LockFile(string mode, int number) => $"{Name}-{mode}-{number}";
}
