// The process of its own that delivers what waits, while no script waits for it.

using ApiFunc.Consent;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Outbox;

internal static class OutboxWorker
{
    /// <summary>The name of its entry. It is not listed by --help: only the binary itself uses it.</summary>
    public const string Name = "deliver";

    /// <summary>Delivers what can be delivered now.</summary>
    public const string Once = "once";

    /// <summary>Goes on until everything is delivered, or nothing has come for two minutes.</summary>
    public const string Patient = "patient";

    // So many of them at most, one more for each 25 reports: with one, what is new would push out what waits.
    private const int Most = 4;
    private const int ReportsForOneMore = 25;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Sees to it that such a process runs: starts one where none does. Returns false where none can be started. What it
    /// is to deliver must be in the outbox, and not locked: one that is about to end looks at it once more.
    /// </summary>
    public static bool Start(ReportStore store, string patience)
    {
        if (IsRunning(store, patience, number: 0))
        {
            var wanted = Math.Min(Most, 1 + (store.Names().Count / ReportsForOneMore));
            if (Enumerable.Range(1, wanted - 1).All(number => IsRunning(store, patience, number)))
                return true;
        }

        if (Environment.ProcessPath is not ['/', ..] path)
            return false;

        var error = DetachedProcess.Start(path, Name, patience);
        if (error != 0)
            DebugLog.Write($"no process can be started to deliver reports: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}");
        return error == 0;
    }

    /// <summary>A report got through: starts a process for others that wait, if there are any. The script does not wait for them.</summary>
    public static void StartForOthers(ReportStore store)
    {
        foreach (var name in store.Names())
        {
            using (var report = store.Take(name, out _))
            {
                if (report is null || new UnreachableServers(store.State).Look(report.Request, out _) == Away.AskedForPatience)
                    continue;
            }

            if (!IsRunning(store, Patient, number: 0))
                Start(store, Once);
            return;
        }
    }

    /// <summary>The process itself.</summary>
    public static int Run(string patience)
    {
        var script = ScriptVariables.FromEnvironment();
        using var store = ReportStore.Open(StateDirectory.PathOf(script), create: false, out _);
        if (store is null || Transport.Create(script) is not { } transport)
            return 1;

        using var mine = Enumerable.Range(0, Most).Select(number => LockOf(store, patience, number)).FirstOrDefault(file => file is not null);
        if (mine is null)
            return 0;

        var drain = new Drain(store, transport);
        bool mayGoOn;
        do
        {
            mayGoOn = Work(script, store, drain, patience == Patient ? Patience : TimeSpan.Zero);
            mine.Unlock();
        }
        while (mayGoOn && drain.HasWork() && mine.TryLock());
        return 0;
    }

    /// <summary>Returns false if nothing may be sent any more.</summary>
    private static bool Work(ScriptVariables script, ReportStore store, Drain drain, TimeSpan patience)
    {
        var deadline = new Deadline(patience);
        var pause = TimeSpan.FromSeconds(1);
        while (true)
        {
            var isMoving = true;
            while (isMoving)
            {
                script.ForgetSettings();
                if (script.Settings.Configuration.Problem is not null)
                    return false;
                if (ConsentGate.IsRefused(script, script.Settings.Configuration, ConsentGate.LatestAnswer(script)))
                {
                    Withdrawal.Forget(script);
                    return false;
                }

                isMoving = drain.Pass();

                // A server that takes some, and then asks for patience, is worth it.
                if (isMoving)
                    deadline = new Deadline(patience);
            }

            if (!drain.HasFailures || deadline.IsOver)
                return true;

            var wanted = drain.Patience is { } asked && asked > pause ? asked : pause;
            var end = new Deadline(wanted < deadline.Left ? wanted : deadline.Left);
            while (!end.IsOver && !drain.HasWork())
                Thread.Sleep(Glance);
            if (end.IsOver)
            {
                drain.ForgetFailures();
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            else
            {
                deadline = new Deadline(patience);
            }
        }
    }

    private static bool IsRunning(ReportStore store, string patience, int number)
    {
        using var file = store.State.OpenFile(LockFile(patience, number), Libc.O_RDONLY, out _);
        return file?.IsLocked() == true;
    }

    private static SafeFile? LockOf(ReportStore store, string patience, int number)
    {
        var file = store.State.OpenFile(LockFile(patience, number), Libc.O_RDWR | Libc.O_CREAT, out _);
        if (file?.TryLock() != false)
            return file;

        file.Dispose();
        return null;
    }

    private static string LockFile(string patience, int number) => $"{Name}-{patience}-{number}";
}
