// Reports for a person to look at, one by one: those of an ID, and what is known of each.

using System.Globalization;
using System.Text;
using ApiFunc.Http;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Redaction;
using ApiFunc.Reports;

namespace ApiFunc.Commands;

internal static class ShownReports
{
    /// <summary>How many characters of an ID lists show.</summary>
    public const int ShortId = 8;

    // EX_NOINPUT of sysexits.h.
    private const int NoSuch = 66;
    private const int LabelWidth = 10;

    /// <summary>The beginning of an ID that lists show.</summary>
    public static string Short(string id) => id[..Math.Min(id.Length, ShortId)];

    /// <summary>
    /// The reports whose ID is, or begins with, what a person has typed. None, after a message, if there are none, or if
    /// several IDs begin so.
    /// </summary>
    /// <param name="command">The command, for the message.</param>
    /// <param name="all">Where to look.</param>
    /// <param name="idOf">The ID of one.</param>
    /// <param name="id">What was typed.</param>
    /// <param name="list">The command that lists IDs.</param>
    /// <param name="code">0, or the exit code.</param>
    public static List<T> Find<T>(string command, List<T> all, Func<T, string> idOf, string id, string list, out int code)
    {
        var found = id.Length == 0 ? []
            : all.Exists(one => idOf(one) == id) ? all.FindAll(one => idOf(one) == id)
            : all.FindAll(one => idOf(one).StartsWith(id, StringComparison.OrdinalIgnoreCase));
        string[] ids = [.. found.Select(idOf).Distinct()];
        code = ids.Length switch { 0 => NoSuch, 1 => 0, _ => ToolCommands.UsageError };
        if (code == 0)
            return found;

        var shown = CommandLine.Printable(id);
        Output.Error(
            ids.Length == 0
                ? $"apifunc {command}: there is no report with the ID '{shown}'; 'apifunc {list}' lists them"
                : $"apifunc {command}: {ids.Length} IDs begin with '{shown}': {Output.Printable(string.Join(", ", ids.Take(5)))}");
        return [];
    }

    /// <summary>All that is known of a report that waits or was refused.</summary>
    public static string Details(KeptReport kept, ReportStore store, Terminal terminal)
    {
        var (stored, history) = (kept.Report!, kept.Report!.History);
        var report = stored.Report;
        var text = new StringBuilder(Title(report.Function ?? report.Endpoint, kept.Summary, terminal));
        Append(text, "state", kept.State switch
        {
            KeptState.Sending => "is being sent",
            KeptState.Refused => $"refused by the server, and not sent again (HTTP {kept.RefusedWith})",
            _ => $"waits since {OutboxTable.Age(stored.Age)}{Patience(store, report)}",
        }, terminal);
        var url = EndpointUrl.WithoutUser(report.HttpUrl?.AbsoluteUri ?? Encoding.UTF8.GetString(report.Url));
        Append(text, "to", Redactor.WithoutSecrets(url), terminal);
        Append(text, "made", Time(stored.Created), terminal);
        AppendIds(text, kept.Summary, stored.Identity, terminal);
        Append(text, "tries", kept.Attempts == 0 ? "none yet" : kept.Attempts.ToString(CultureInfo.InvariantCulture), terminal);
        foreach (var past in history.Deliveries)
            Append(text, "", $"{Time(past.Time)}, {Span(past.Elapsed)}: {(past.Error.Length > 0 ? past.Error : "no answer")}", terminal);
        if (history.LastError.Length > 0 && !history.Deliveries.Any())
            Append(text, "", $"the last: {history.LastError}", terminal);
        AppendBody(text, report.Body, report.Body.Length, terminal);
        return text.ToString();
    }

    /// <summary>All that the history knows of a report.</summary>
    public static string Details(HistoryFields entry, Terminal terminal)
    {
        var summary = new BodySummary(entry.Nsapp, entry.Type, entry.Status, entry.RandomId);
        var text = new StringBuilder(Title(entry.Function.Length > 0 ? entry.Function : entry.Endpoint, summary, terminal));
        var end = DateTimeOffset.FromUnixTimeSeconds(entry.Time);
        var waited = TimeSpan.FromSeconds(entry.WaitedSeconds);
        Append(text, "state", entry.State == "waiting" ? "waits to be sent" : $"{entry.State}, {Time(end)}", terminal);
        Append(text, "to", entry.To, terminal);
        var status = entry.StatusCode == 0 ? "" : $"HTTP {entry.StatusCode}";
        Append(text, "answer", entry.Answer.Length > 0 ? entry.Answer : status.Length > 0 ? status : "none", terminal);
        if (entry.TookMs is { } took)
            Append(text, "took", Span(TimeSpan.FromMilliseconds(took)), terminal);
        Append(text, "tries", entry.Tries.ToString(CultureInfo.InvariantCulture), terminal);
        if (waited >= TimeSpan.FromSeconds(2))
        {
            var since = DateTimeOffset.FromUnixTimeSeconds(entry.Created);
            Append(text, "waited", $"{OutboxTable.Age(waited)}, since {Time(since)}", terminal);
        }

        AppendIds(text, summary, identity: null, terminal);
        AppendBody(text, entry.Body is { } body ? Encoding.UTF8.GetBytes(body) : null, entry.Bytes, terminal);
        return text.ToString();
    }

    private static string Title(string function, BodySummary summary, Terminal terminal)
    {
        string[] words = [function, summary.Application, summary.Status];
        return terminal.Paint(Style.Bold, string.Join("  ", words.Where(word => word.Length > 0).Select(terminal.Text))) + "\n";
    }

    private static void AppendIds(StringBuilder text, BodySummary summary, ReportIdentity? identity, Terminal terminal)
    {
        Append(text, "type", summary.Type, terminal);
        Append(text, "ID", identity?.RandomId ?? summary.RandomId, terminal);
        if (identity is not null && identity.ExecutionId != identity.RandomId)
            Append(text, "execution", identity.ExecutionId, terminal);
    }

    private static void AppendBody(StringBuilder text, byte[]? body, int length, Terminal terminal)
    {
        Append(text, "body", $"{length} bytes{(body is null ? "; API_FUNC_HISTORY=bodies keeps them from then on" : ":")}", terminal);
        if (body is not null)
            text.Append(ReadableBody.Of(body, terminal));
    }

    /// <summary>A line with a label; nothing for an empty text.</summary>
    private static void Append(StringBuilder text, string label, string value, Terminal terminal)
    {
        const string indent = "  ";
        if (value.Length == 0)
            return;

        var wrapped = terminal.Wrap(terminal.Text(value), indent.Length + LabelWidth);
        text.Append(indent).Append(label.PadRight(LabelWidth)).Append(wrapped).Append('\n');
    }

    private static string Patience(ReportStore store, OutgoingReport report) => store.Servers.Look(report, out var left) switch
    {
        CircuitState.Closed => "",
        CircuitState.OpenByRetryAfter => string.Create(
            CultureInfo.InvariantCulture, $"; the server asks for {Math.Ceiling(left.TotalSeconds):F0} s of patience"),
        _ => "; the server did not answer a moment ago",
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds} ms");
}
