// `apifunc history`: what left this machine, what waits, and what was refused.

using ApiFunc.Platform;
using ApiFunc.Script;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class HistoryCommands
{
    // What fits on a terminal of 24 lines.
    private const int FewEnough = 20;

    /// <summary>Lists what became of reports, the newest last.</summary>
    public static int List(bool json = false, string since = "", bool failed = false, bool all = false)
    {
        var start = DateTimeOffset.UnixEpoch;
        if (since.Length > 0)
        {
            if (Since.Parse(since, DateTimeOffset.UtcNow) is not { } time)
            {
                Output.Error($"apifunc history: --since takes {Since.Description}, and not '{CommandLine.Printable(since)}'");
                return ToolCommands.UsageError;
            }

            start = time;
        }

        if (Read("history", out var history) is var code and not 0)
            return code;

        var shown = history.Entries.Where(entry => entry.IsPending || entry.Time >= start.ToUnixTimeSeconds())
            .Where(entry => !failed || entry.IsFailure).ToList();
        var most = all || since.Length > 0 ? int.MaxValue : FewEnough;
        Output.Write(json ? HistoryListing.AsJson(history, shown) : HistoryListing.AsTable(history, shown, most, Terminal.ForOutput()));
        return 0;
    }

    /// <summary>Shows what became of the reports of one installation.</summary>
    public static int Show([Argument] string id, bool json = false)
    {
        if (Read("history show", out var history) is var problem and not 0)
            return problem;

        var found = ShownReports.Find("history show", history.Entries, entry => entry.Id, id, "history", out var code);
        if (code == 0)
        {
            var terminal = Terminal.ForOutput();
            Output.Write(json
                ? HistoryListing.AsJson(history, found)
                : string.Join('\n', found.Select(entry => ShownReports.Details(entry, terminal))));
        }

        return code;
    }

    /// <summary>Reads the journal, and what waits. Returns the exit code for what cannot be used, after a message.</summary>
    private static int Read(string command, out History history)
    {
        var script = ScriptVariables.FromEnvironment();
        var settings = new Settings(script);
        using var store = OutboxCommands.Open(command, script, settings, out var code);
        history = History.Of(OutboxCommands.Directory(script, settings), settings.KeepsHistory, store);
        return code;
    }
}
