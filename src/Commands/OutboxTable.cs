// `apifunc outbox list` for a person: a line for each report, and one below it for why it is still there.

using System.Globalization;
using System.Text;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Commands;

internal static class OutboxTable
{
    /// <summary>Why a report waits of which no more is known.</summary>
    public const string NotTried = "not tried";

    /// <summary>Why a report was not delivered yet, in a few words.</summary>
    public static string WhyItWaits(AttemptHistory history) =>
        history.LastError.Length > 0 ? history.LastError
        : history.Attempts == 0 ? NotTried
        : history.LastStatus == 0 ? "no answer"
        : string.Create(CultureInfo.InvariantCulture, $"HTTP {history.LastStatus}");

    /// <summary>The table, with lines about what is no report.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="store">What is there; null for nothing.</param>
    public static string Of(string directory, ReportStore? store)
    {
        var text = new StringBuilder();
        var (waiting, refused) = (KeptReport.Waiting(store), KeptReport.Refused(store));
        var (count, countRefused) = (waiting.Count(kept => kept.Report is not null), refused.Count(kept => kept.Report is not null));
        text.Append(CultureInfo.InvariantCulture, $"{directory}: {(count == 0 ? "nothing waits" : $"{count} waiting")}");
        text.Append(countRefused == 0 ? "\n" : string.Create(CultureInfo.InvariantCulture, $", {countRefused} refused\n"));
        List<KeptReport> whole = [.. waiting.Concat(refused).Where(kept => kept.Report is not null)];
        var terminal = Terminal.ForOutput();
        var table = new TextTable(
            new("", IsWhole: true), new("AGE", IsWhole: true), new("ID", IsWhole: true), new("REPORT"), new("STATUS"),
            new("TRIES", IsNumber: true));
        foreach (var kept in whole)
            Add(table, store!, kept, terminal);
        text.Append(table.Render(terminal));
        foreach (var kept in waiting.Where(kept => kept.Report is null))
            text.Append(CultureInfo.InvariantCulture, $"{kept.File} is damaged, and left alone\n");
        foreach (var name in store?.Files.UnknownNames() ?? [])
            text.Append(CultureInfo.InvariantCulture, $"{Output.Printable(name)} is no report, and left alone\n");
        foreach (var kept in refused.Where(kept => kept.Report is null))
            text.Append(CultureInfo.InvariantCulture, $"rejected/{Output.Printable(kept.File)} is damaged, and left alone\n");
        if (store?.Dropped.Value is { } dropped and > 0)
            text.Append(CultureInfo.InvariantCulture, $"{dropped} given up, because newer ones needed the room or they were too old\n");
        whole.ForEach(kept => kept.Report!.Dispose());
        return text.ToString();
    }

    private static void Add(TextTable table, ReportStore store, KeptReport kept, Terminal terminal)
    {
        var report = kept.Report!;
        var (name, type, status, _) = kept.Summary;
        table.Add(
            terminal.MarkCell(kept.State switch
            {
                KeptState.Refused => Mark.Bad,
                KeptState.Sending => Mark.Skipped,
                _ => Mark.Warning,
            }),
            Age(report.Age),
            ShownReports.Short(report.Identity.RandomId),
            $"{report.Report.Endpoint}{(type.Length > 0 ? " " + type : "")}{(name.Length > 0 ? "/" + name : "")}",
            status,
            kept.Attempts.ToString(CultureInfo.InvariantCulture));
        table.AddNote(WithHost(report.Report.Host, LastResponse(store, kept)), terminal.MarkWidth + 2);
    }

    /// <summary>A reason behind the host that it is about, unless it names the host itself.</summary>
    public static string WithHost(string host, string reason) =>
        reason.Contains(host, StringComparison.OrdinalIgnoreCase) ? reason : $"{host}: {reason}";

    /// <summary>The last status, and what the server said, as in <c>503: so many</c>.</summary>
    /// <param name="kept">A report that the server has answered.</param>
    /// <param name="outcome">What came of it, which follows the status.</param>
    public static string Answer(KeptReport kept, string outcome = "")
    {
        var error = kept.Report!.History.LastError;
        var start = $"HTTP {kept.LastStatus}:";
        return $"{kept.LastStatus}{outcome}{(error.StartsWith(start, StringComparison.Ordinal) ? error[(start.Length - 1)..] : "")}";
    }

    private static string LastResponse(ReportStore store, KeptReport kept)
    {
        var error = kept.Report!.History.LastError;
        return kept.State == KeptState.Sending ? "being sent"
            : kept.State == KeptState.Refused ? Answer(kept, ", refused")
            : kept.Attempts == 0 ? WhyItIsNotTried(store, kept.Report.Report)
            : kept.LastStatus != 0 ? Answer(kept)
            : error.Length > 0 ? error
            : "no answer";
    }

    /// <summary>Why a report was not tried yet, as far as that can be told.</summary>
    private static string WhyItIsNotTried(ReportStore store, OutgoingReport report) => store.Servers.Look(report, out var left) switch
    {
        CircuitState.Closed => NotTried,
        CircuitState.OpenByRetryAfter => string.Create(
            CultureInfo.InvariantCulture, $"not tried: the server asks for {Math.Ceiling(left.TotalSeconds):F0} s of patience"),
        _ => "not tried: the server did not answer a moment ago",
    };

    /// <summary>How long ago something was, in a few characters.</summary>
    public static string Age(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{(int)age.TotalDays} d"
        : age.TotalHours >= 1 ? $"{(int)age.TotalHours} h"
        : age.TotalMinutes >= 1 ? $"{(int)age.TotalMinutes} min"
        : $"{(int)age.TotalSeconds} s";
}
