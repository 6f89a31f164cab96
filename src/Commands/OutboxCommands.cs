// `apifunc outbox`: what waits to be delivered, for a person to look at, to send now, or to delete.

using System.Globalization;
using System.Text;
using ApiFunc.Consent;
using ApiFunc.Http;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Script;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class OutboxCommands
{
    // Of sysexits.h: EX_DATAERR, EX_UNAVAILABLE, EX_CANTCREAT, EX_TEMPFAIL, EX_NOPERM, EX_CONFIG.
    private const int WasRejected = 65;
    private const int NoCurl = 69;
    private const int CannotCreate = 73;
    private const int StillWaiting = 75;
    private const int NoPermission = 77;
    private const int WrongConfiguration = 78;

    private static readonly TimeSpan LongestSending = TimeSpan.FromSeconds(35);

    /// <summary>List the reports that wait to be delivered, and what else lies there.</summary>
    /// <param name="json">As one JSON object, for programs.</param>
    /// <returns>0; 73 or 77 where the state directory cannot be used, 78 where the configuration cannot.</returns>
    public static int List(bool json = false)
    {
        var script = ScriptVariables.FromEnvironment();
        using var store = Open(script, out var code);
        if (code == 0)
            Output.Write(json ? OutboxList.AsJson(Directory(script), store) : OutboxList.AsTable(Directory(script), store));
        return code;
    }

    /// <summary>Deliver now what waits. Where consent is refused, it is deleted instead.</summary>
    /// <param name="wait">Wait for servers that ask for patience (Retry-After), and go on then; for an hour in all at most.</param>
    /// <param name="atMost">Wait as --wait does, but for so many seconds in all at most.</param>
    /// <returns>
    /// 0 where nothing waits any more, 75 where something does, 65 where a server refused something; 73 or 77 where the state
    /// directory cannot be used, 78 where the configuration cannot.
    /// </returns>
    public static int Flush(bool wait = false, [HideDefaultValue] int? atMost = null)
    {
        if (atMost < 0)
        {
            Output.Error("apifunc outbox flush: --at-most takes a number of seconds, 0 or more");
            return ToolCommands.UsageError;
        }

        var script = ScriptVariables.FromEnvironment();
        using var store = Open(script, out var code);
        if (code != 0)
            return code;

        if (ConsentGate.IsRefused(script, script.Settings.Configuration, ConsentGate.FirstAnswer(script)))
            return Withdraw(store);

        if (Transport.Create(script) is not { } transport)
        {
            Output.Error("apifunc outbox: there is no curl on PATH, and API_FUNC_TRANSPORT asks for it");
            return NoCurl;
        }

        if (store is null)
        {
            Output.Write($"{Directory(script)}: 0 delivered, 0 still waiting\n");
            return 0;
        }

        var progress = new OutboxProgress();
        Drain? drain = null;
        drain = new Drain(store, transport)
        {
            Trying = report =>
                progress.Show($"{Done(drain!)} sent, {store.Names().Count} waiting, trying {UnreachableServers.Host(report.Request)}"),
        };
        var patience = new Deadline(TimeSpan.FromSeconds(atMost ?? (wait ? RetryAfter.Longest.TotalSeconds : 0)));
        while (true)
        {
            DeliverNow(store, drain);
            if (drain.Patience is not { } asked || asked > patience.Left)
                break;

            progress.ShowWhile(
                left => $"{Done(drain)} sent, {store.Names().Count} waiting; the server asks for {left} s of patience", asked);
            drain.ForgetPatience();

            // Meanwhile the user may have said no, and the administrator may have changed the configuration.
            script.ForgetSettings();
            if (script.Settings.Configuration.Problem is { } problem)
            {
                progress.Clear();
                Output.Error($"apifunc outbox: {problem}");
                return WrongConfiguration;
            }

            if (ConsentGate.IsRefused(script, script.Settings.Configuration, ConsentGate.LatestAnswer(script)))
            {
                progress.Clear();
                return Withdraw(store);
            }
        }

        progress.Clear();
        return Summarize(Directory(script), store, drain, hasWaited: wait || atMost is not null);
    }

    /// <summary>Delete what waits, and what was refused.</summary>
    /// <returns>0; 73 or 77 where the state directory cannot be used, 78 where the configuration cannot.</returns>
    public static int Clear()
    {
        using var store = Open(ScriptVariables.FromEnvironment(), out var code);
        if (code == 0)
            Output.Write($"{Deleted(store)}\n");
        return code;
    }

    /// <summary>Deletes everything, and says how much that was.</summary>
    private static string Deleted(ReportStore? store)
    {
        var refused = 0;
        var waiting = store?.Clear(out refused) ?? 0;
        var what = (waiting, refused) switch
        {
            (0, 0) => "0",
            (_, 0) => $"{waiting} waiting",
            (0, _) => $"{refused} refused",
            _ => $"{waiting} waiting and {refused} refused",
        };
        return $"{what} {((refused > 0 ? refused : waiting) == 1 ? "report" : "reports")} deleted";
    }

    /// <summary>Opens what is there; null where nothing is, which is no problem, or where it cannot be used, which has a code.</summary>
    private static ReportStore? Open(ScriptVariables script, out int code)
    {
        // It may say where the directory is, and that consent is refused.
        if (script.Settings.Configuration.Problem is { } unusable)
        {
            code = WrongConfiguration;
            Output.Error($"apifunc outbox: {unusable}");
            return null;
        }

        var path = StateDirectory.PathOf(script);
        var store = ReportStore.Open(path, create: false, out var problem);
        code = store is not null || problem.Error == Libc.ENOENT ? 0 : problem.IsAboutRights ? NoPermission : CannotCreate;
        if (code != 0)
            Output.Error($"apifunc outbox: {StateDirectory.Describe(path, problem)}");
        return store;
    }

    /// <summary>Delivers what can be delivered at the moment, and waits for what other processes are sending.</summary>
    private static void DeliverNow(ReportStore store, Drain drain)
    {
        var clock = new Deadline(LongestSending);
        do
        {
            while (drain.Pass())
            {
            }

            // What another process is sending just now is not settled yet.
            while (!clock.IsOver && IsBeingSent(store) && !drain.HasWork())
                Thread.Sleep(20);
        }
        while (drain.HasWork());
    }

    private static int Withdraw(ReportStore? store)
    {
        Output.Write($"nothing is sent, because consent is refused: {Deleted(store)}\n");
        return 0;
    }

    /// <summary>Says what came of it, and why something still waits or was refused. Returns the exit code for that.</summary>
    private static int Summarize(string directory, ReportStore store, Drain drain, bool hasWaited)
    {
        var waiting = new List<string>();
        var away = new UnreachableServers(store.State);
        foreach (var name in store.Names())
        {
            using var report = store.Look(name, out _);
            if (report is null)
                continue;
            var asks = away.Look(report.Request, out var left) == Away.AskedForPatience
                ? $"; it asks for {Math.Ceiling(left.TotalSeconds):F0} s of patience{(hasWaited ? "" : ", which --wait has")}"
                : "";
            waiting.Add($"wait for {UnreachableServers.Host(report.Request)}: {OutboxList.WhyItWaits(report)}{asks}");
        }

        var refused = drain.Rejected.Select(rejected => $"refused by {rejected.Host}: {rejected.Error}").ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{directory}: {drain.Delivered} delivered, {waiting.Count} still waiting");
        text.Append(refused.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", {refused.Count} refused by the server\n") : "\n");
        foreach (var reason in waiting.Concat(refused).CountBy(reason => reason))
            text.Append(CultureInfo.InvariantCulture, $"  {reason.Value} {Output.Printable(reason.Key)}\n");
        Output.Write(text.ToString());
        return waiting.Count > 0 ? StillWaiting : refused.Count > 0 ? WasRejected : 0;
    }

    private static int Done(Drain drain) => drain.Delivered + drain.Rejected.Count;

    /// <summary>The state directory's path, for a person.</summary>
    private static string Directory(ScriptVariables script) => Output.Printable(Encoding.UTF8.GetString(StateDirectory.PathOf(script) ?? []));

    private static bool IsBeingSent(ReportStore store) => store.Names().Any(name =>
    {
        using var report = store.Take(name, out var taking);
        return taking == TakeResult.Locked;
    });
}
