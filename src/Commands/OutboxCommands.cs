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
    private const int WasRefused = 65;
    private const int NoCurl = 69;
    private const int CannotCreate = 73;
    private const int StillWaiting = 75;
    private const int NoPermission = 77;
    private const int WrongConfiguration = 78;

    private static readonly TimeSpan s_longestSending = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Lists what waits, and what was refused.</summary>
    public static int List(bool json = false)
    {
        var script = ScriptVariables.FromEnvironment();
        var settings = new Settings(script);
        using var store = Open("outbox", script, settings, out var code);
        if (code != 0)
            return code;

        var directory = Directory(script, settings);
        Output.Write(json ? OutboxListing.AsJson(directory, store) : OutboxTable.Of(directory, store));
        return code;
    }

    /// <summary>Shows the reports of an installation that wait or were refused, with their bodies.</summary>
    public static int Show([Argument] string id, bool json = false)
    {
        var script = ScriptVariables.FromEnvironment();
        var settings = new Settings(script);
        using var store = Open("outbox", script, settings, out var code);
        if (code != 0)
            return code;

        List<KeptReport> all = [.. KeptReport.Waiting(store), .. KeptReport.Refused(store)];
        List<KeptReport> whole = [.. all.Where(kept => kept.Report is not null)];
        var found = whole.Where(kept => kept.File == id).ToList();
        if (found.Count == 0)
            found = ShownReports.Find("outbox show", whole, kept => kept.Report!.Identity.RandomId, id, "outbox list", out code);
        if (json)
            found.ForEach(kept => Output.Write([.. kept.Report!.Report.Body, (byte)'\n']));
        else if (found.Count > 0)
            Output.Write(string.Join('\n', found.Select(kept => ShownReports.Details(kept, store!, Terminal.ForOutput()))));
        whole.ForEach(kept => kept.Report!.Dispose());
        return code;
    }

    /// <summary>Delivers now what waits; deletes it if consent is refused.</summary>
    public static int Flush(bool wait = false, string atMost = "")
    {
        var seconds = wait ? (int)RetryAfter.Longest.TotalSeconds : 0;
        if (atMost.Length > 0 && !int.TryParse(atMost, NumberStyles.None, CultureInfo.InvariantCulture, out seconds))
        {
            Output.Error($"apifunc outbox flush: --at-most takes a number of seconds, 0 or more, and not '{Output.Printable(atMost)}'");
            return ToolCommands.UsageError;
        }

        var script = ScriptVariables.FromEnvironment();
        var settings = new Settings(script);
        using var store = Open("outbox", script, settings, out var code);
        if (code != 0)
            return code;

        if (ConsentGate.IsRefused(script, settings.Configuration))
            return Withdraw(store);

        if (ReportOutbox.Open(script, settings) is not { } outbox)
        {
            Output.Error("apifunc outbox: there is no curl on PATH, and API_FUNC_TRANSPORT asks for it");
            return NoCurl;
        }

        if (store is null)
        {
            Output.Write($"{Directory(script, settings)}: 0 delivered, 0 still waiting\n");
            return 0;
        }

        var progress = new ProgressLine();
        Drain? drain = null;
        drain = outbox.StartDrain(
            store, report => progress.Show($"{drain!.Done} sent, {store.Files.Names().Count} waiting, trying {report.Report.Host}"));
        var waiting = new Deadline(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            DeliverNow(store, drain);
            if (drain.RetryAfter is not { } asked || asked > waiting.Left)
                break;

            progress.ShowWhile(
                "outbox",
                left => $"the server asks for {left} s of patience; {drain.Done} sent, {store.Files.Names().Count} waiting", asked);
            drain.ForgetPastWaits();

            // Meanwhile the user may have said no, and the administrator may have changed the configuration.
            settings = new Settings(script);
            if (settings.Configuration.Problem is { } problem)
            {
                progress.Clear();
                Output.Error($"apifunc outbox: {problem}");
                return WrongConfiguration;
            }

            if (ConsentGate.IsRefused(script, settings.Configuration))
            {
                progress.Clear();
                return Withdraw(store);
            }
        }

        progress.Clear();
        return Summarize(Directory(script, settings), store, drain, hasWaited: wait || atMost.Length > 0);
    }

    /// <summary>Deletes what waits, and what was refused.</summary>
    public static int Clear()
    {
        var script = ScriptVariables.FromEnvironment();
        using var store = Open("outbox", script, new Settings(script), out var code);
        if (code == 0)
            Output.Write($"{DeleteAll(store)}\n");
        return code;
    }

    /// <summary>Says how much was deleted, such as "2 waiting and 1 refused reports deleted".</summary>
    public static string Deleted(int waiting, int refused)
    {
        var what = (waiting, refused) switch
        {
            (0, 0) => "0",
            (_, 0) => $"{waiting} waiting",
            (0, _) => $"{refused} refused",
            _ => $"{waiting} waiting and {refused} refused",
        };
        return $"{what} {((refused > 0 ? refused : waiting) == 1 ? "report" : "reports")} deleted";
    }

    /// <summary>Deletes everything, and says how much that was.</summary>
    private static string DeleteAll(ReportStore? store)
    {
        var (waiting, refused) = store?.DeleteAll() ?? (0, 0);
        return Deleted(waiting, refused);
    }

    /// <summary>Opens what is there. Null if nothing is, which is no problem, or if it cannot be used, which has an exit code.</summary>
    /// <param name="command">The command, for its messages.</param>
    /// <param name="script">The environment.</param>
    /// <param name="settings">They may say where the directory is.</param>
    /// <param name="code">0; otherwise a message was written.</param>
    public static ReportStore? Open(string command, ScriptVariables script, Settings settings, out int code)
    {
        // It may say where the directory is, and that consent is refused.
        if (settings.Configuration.Problem is { } unusable)
        {
            code = WrongConfiguration;
            Output.Error($"apifunc {command}: {unusable}");
            return null;
        }

        var store = ReportOutbox.OpenStore(script, settings, out var problem);
        code = store is not null || problem.Error == Libc.ENOENT ? 0 : problem.IsAboutRights ? NoPermission : CannotCreate;
        if (code != 0)
            Output.Error($"apifunc {command}: {StateDirectory.Describe(StateDirectory.PathOf(script, settings), problem)}");
        return store;
    }

    /// <summary>Delivers what can be delivered at the moment, and waits for what other processes are sending.</summary>
    private static void DeliverNow(ReportStore store, Drain drain)
    {
        var deadline = new Deadline(s_longestSending);
        do
        {
            while (drain.Pass())
            {
            }

            // What comes of a report that another process is sending just now is not known yet.
            while (!deadline.IsOver && store.Files.Names().Any(store.Files.IsLocked) && !drain.HasWork())
                Thread.Sleep(s_pollInterval);
        }
        while (drain.HasWork());
    }

    private static int Withdraw(ReportStore? store)
    {
        Output.Write($"nothing is sent, because consent is refused: {DeleteAll(store)}\n");
        return 0;
    }

    /// <summary>Says what came of it, and why something still waits or was refused. Returns the exit code for that.</summary>
    private static int Summarize(string directory, ReportStore store, Drain drain, bool hasWaited)
    {
        List<(string Host, string Reason)> kept = [];
        foreach (var name in store.Files.Names())
        {
            using var report = store.Files.Look(name, out _);
            if (report is null)
                continue;
            var asks = store.Servers.Look(report.Report, out var left) == CircuitState.OpenByRetryAfter
                ? $"; it asks for {Math.Ceiling(left.TotalSeconds):F0} s of patience{(hasWaited ? "" : ", which --wait has")}"
                : "";
            var isTold = report.History.Attempts > 0 || asks.Length > 0;
            kept.Add((report.Report.Host, isTold ? OutboxTable.WhyItWaits(report.History) + asks : ""));
        }

        // What was not tried waits for the same reason as what was, if that goes to the same server.
        var waiting = kept.ConvertAll(one => OutboxTable.WithHost(
            one.Host,
            one.Reason.Length > 0 ? one.Reason
            : kept.Find(other => other.Host == one.Host && other.Reason.Length > 0).Reason ?? OutboxTable.NotTried));
        var refused = drain.Refused.Select(refused => $"refused by {refused.Host}: {refused.Error}").ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{directory}: {drain.Delivered} delivered, {waiting.Count} still waiting");
        text.Append(refused.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", {refused.Count} refused by the server\n") : "\n");
        var terminal = Terminal.ForOutput();
        foreach (var (reason, count) in waiting.CountBy(reason => reason))
            Append($"{count} {(count == 1 ? "waits" : "wait")}: {reason}");
        foreach (var (reason, count) in refused.CountBy(reason => reason))
            Append($"{count} {reason}");
        Output.Write(text.ToString());
        return waiting.Count > 0 ? StillWaiting : refused.Count > 0 ? WasRefused : 0;

        void Append(string line) => text.Append("  ").Append(terminal.Wrap(terminal.Text(line), 2)).Append('\n');
    }

    /// <summary>The state directory's path, for a person.</summary>
    public static string Directory(ScriptVariables script, Settings settings) =>
        Output.Printable(Encoding.UTF8.GetString(StateDirectory.PathOf(script, settings) ?? []));
}
