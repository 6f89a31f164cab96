// `apifunc outbox`: what waits to be delivered, for a person to look at, to send now, or to delete.

using ApiFunc.Caller;
using ApiFunc.Delivery;
using ApiFunc.Outbox;
using ApiFunc.Platform;

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

    private static readonly TimeSpan LongWhile = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestSending = TimeSpan.FromSeconds(35);

    /// <summary>List the reports that wait to be delivered, and what else lies there.</summary>
    /// <param name="json">As one JSON object, for programs.</param>
    /// <returns>0; 73 or 77 where the state directory cannot be used, 78 where the configuration cannot.</returns>
    public static int List(bool json = false)
    {
        using var store = Open(CallingScript.FromEnvironment(), out var code);
        if (code == 0)
            Output.Write(json ? OutboxList.AsJson(store) : OutboxList.AsTable(store));
        return code;
    }

    /// <summary>Deliver now what waits. Where consent is refused, it is deleted instead.</summary>
    /// <returns>
    /// 0 where nothing waits any more, 75 where something does, 65 where a server refused something; 73 or 77 where the state
    /// directory cannot be used, 78 where the configuration cannot.
    /// </returns>
    public static int Flush()
    {
        var script = CallingScript.FromEnvironment();
        using var store = Open(script, out var code);
        if (code != 0)
            return code;
        if (Consent.IsRefused(script, Consent.Answer(script)))
        {
            Output.Write($"nothing is sent, because consent is refused: {Deleted(store)}\n");
            return 0;
        }

        if (Transport.Create(script) is not { } transport)
        {
            Output.Error("apifunc outbox: there is no curl on PATH, and API_FUNC_TRANSPORT asks for it");
            return NoCurl;
        }

        if (store is null)
        {
            Output.Write("0 delivered, 0 still waiting\n");
            return 0;
        }

        var drain = new Drain(store, transport);
        var clock = new Deadline(LongestSending);
        var isShown = false;
        do
        {
            while (drain.Pass(progress: ShowProgress))
            {
            }

            // What another process is sending just now is not settled yet.
            while (!clock.IsOver && IsBeingSent(store) && !drain.HasWork())
                Thread.Sleep(20);
        }
        while (drain.HasWork());
        if (isShown)
            Output.Terminal("\r\u001b[K");

        var waiting = Waiting(store);
        Output.Write($"{drain.Delivered} delivered, {waiting} still waiting{(drain.Rejected > 0 ? $", {drain.Rejected} refused by the server" : "")}\n");
        return waiting > 0 ? StillWaiting : drain.Rejected > 0 ? WasRejected : 0;

        void ShowProgress()
        {
            isShown = isShown || (clock.Elapsed > LongWhile && Native.IsTerminal(2) == 1);
            if (isShown)
                Output.Terminal($"\r\u001b[K{drain.Delivered + drain.Rejected} sent, {store.Names().Count} waiting");
        }
    }

    /// <summary>Delete what waits, and what was refused.</summary>
    /// <returns>0; 73 or 77 where the state directory cannot be used, 78 where the configuration cannot.</returns>
    public static int Clear()
    {
        using var store = Open(CallingScript.FromEnvironment(), out var code);
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
    private static ReportStore? Open(CallingScript script, out int code)
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
        code = store is not null || problem.Error == SafeDirectory.NotFound ? 0 : problem.IsAboutRights ? NoPermission : CannotCreate;
        if (code != 0)
            Output.Error($"apifunc outbox: {StateDirectory.Describe(path, problem)}");
        return store;
    }

    private static bool IsBeingSent(ReportStore store) => store.Names().Any(name =>
    {
        using var report = store.Take(name, out var taking);
        return taking == Taking.Locked;
    });

    private static int Waiting(ReportStore store) => store.Names().Count(name =>
    {
        using var report = store.Look(name, out _);
        return report is not null;
    });
}
