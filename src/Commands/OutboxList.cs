// What `apifunc outbox list` shows: a table for a person, or JSON for a program.

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ApiFunc.Outbox;
using ApiFunc.Platform;

namespace ApiFunc.Commands;

internal static class OutboxList
{
    private const int ShortId = 8;
    private const int LongestCell = 80;

    private enum State
    {
        Waiting,
        Sending,
        Refused,
    }

    private sealed record Row(string File, StoredReport? Report, State State, int RefusedWith = 0)
    {
        public string Host => Report is null ? "" : UnreachableServers.Host(Report.Request);

        /// <summary>How often it was sent. Version 0.1.0 did not count what a server had refused.</summary>
        public int Tries => Report!.Tries + (State == State.Refused && Report.LastStatus != RefusedWith ? 1 : 0);

        public int LastStatus => State == State.Refused ? RefusedWith : Report!.LastStatus;

        public string LastAnswer =>
            State == State.Sending ? "being sent"
            : State == State.Refused ? string.Create(CultureInfo.InvariantCulture, $"{RefusedWith}, refused{Details(RefusedWith)}")
            : Tries == 0 ? "not tried"
            : LastStatus == 0 ? $"none{(Report!.LastError.Length > 0 ? $": {Report.LastError}" : "")}"
            : string.Create(CultureInfo.InvariantCulture, $"{LastStatus}{Details(LastStatus)}");

        /// <summary>What there is to say about an answer beyond its status.</summary>
        private string Details(int status)
        {
            var start = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}:");
            return Report!.LastError.StartsWith(start, StringComparison.Ordinal) ? Report.LastError[(start.Length - 1)..] : "";
        }
    }

    /// <summary>Why a report was not delivered, in a few words.</summary>
    public static string WhyItWaits(StoredReport report) =>
        report.LastError.Length > 0 ? report.LastError
        : report.Tries == 0 ? "not tried"
        : report.LastStatus == 0 ? "no answer"
        : string.Create(CultureInfo.InvariantCulture, $"HTTP {report.LastStatus}");

    /// <param name="directory">The state directory.</param>
    /// <param name="store">What is there; null for nothing.</param>
    public static string AsTable(string directory, ReportStore? store)
    {
        var text = new StringBuilder();
        var (waiting, refused) = (Waiting(store), Refused(store));
        var (count, countRefused) = (waiting.Count(row => row.Report is not null), refused.Count(row => row.Report is not null));
        text.Append(CultureInfo.InvariantCulture, $"{directory}: {(count == 0 ? "nothing waits" : $"{count} waiting")}");
        text.Append(countRefused == 0 ? "\n" : string.Create(CultureInfo.InvariantCulture, $", {countRefused} refused\n"));
        List<Row> whole = [.. waiting.Concat(refused).Where(row => row.Report is not null)];
        if (whole.Count > 0)
        {
            List<string[]> lines = [["AGE", "ID", "REPORT", "STATUS", "TO", "TRIES", "LAST ANSWER"], .. whole.Select(Line)];
            var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
            foreach (var line in lines)
                text.Append(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        }

        foreach (var row in waiting.Where(row => row.Report is null))
            text.Append(CultureInfo.InvariantCulture, $"{row.File} is damaged, and left alone\n");
        foreach (var name in store?.UnknownNames() ?? [])
            text.Append(CultureInfo.InvariantCulture, $"{Output.Printable(name)} is no report, and left alone\n");
        foreach (var row in refused.Where(row => row.Report is null))
            text.Append(CultureInfo.InvariantCulture, $"rejected/{Output.Printable(row.File)} is damaged, and left alone\n");
        if (store?.Dropped is { } dropped and > 0)
            text.Append(CultureInfo.InvariantCulture, $"{dropped} given up, because newer ones needed the room or they were too old\n");
        whole.ForEach(row => row.Report!.Dispose());
        return text.ToString();
    }

    /// <param name="directory">The state directory.</param>
    /// <param name="store">What is there; null for nothing.</param>
    public static string AsJson(string directory, ReportStore? store)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("directory", directory);
            WriteReports(json, "reports", Waiting(store));
            json.WriteStartArray("unknown");
            (store?.UnknownNames() ?? []).ForEach(json.WriteStringValue);
            json.WriteEndArray();
            WriteReports(json, "rejected", Refused(store));
            json.WriteNumber("dropped", store?.Dropped ?? 0);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static List<Row> Waiting(ReportStore? store) => store is null ? [] :
    [
        .. store.Names()
            .Select(name => (Name: name, Report: store.Look(name, out var taking), TakeResult: taking))
            .Where(found => found.TakeResult != TakeResult.Gone)
            .Select(found => new Row(found.Name.ToString(), found.Report, found.TakeResult == TakeResult.Locked ? State.Sending : State.Waiting)),
    ];

    private static List<Row> Refused(ReportStore? store) =>
        store is null ? [] : [.. store.RejectedReports().Select(found => new Row(found.File, found.Report, State.Refused, found.Status))];

    private static string[] Line(Row row)
    {
        var report = row.Report!;
        var (name, type, status) = Content(report.Request.Body);
        return
        [
            Age(report.Age),
            Output.Printable(report.Identity.RandomId[..Math.Min(report.Identity.RandomId.Length, ShortId)]),
            Output.Printable($"{report.Request.Endpoint}{(type.Length > 0 ? " " + type : "")}{(name.Length > 0 ? "/" + name : "")}"),
            Output.Printable(status),
            Output.Printable(row.Host),
            row.Tries.ToString(CultureInfo.InvariantCulture),
            Output.Printable(row.LastAnswer is { Length: > LongestCell } answer ? answer[..LongestCell] + "..." : row.LastAnswer),
        ];
    }

    private static void WriteReports(Utf8JsonWriter json, string property, List<Row> rows)
    {
        json.WriteStartArray(property);
        foreach (var row in rows)
        {
            using (row.Report)
                Write(json, row);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Row row)
    {
        json.WriteStartObject();
        json.WriteString("file", row.File);
        json.WriteString("state", row.Report is null ? "damaged" : row.State switch { State.Waiting => "waiting", State.Sending => "sending", _ => "refused" });
        if (row.State == State.Refused)
            json.WriteNumber("status_code", row.RefusedWith);
        if (row.Report is { } report)
        {
            var (name, type, status) = Content(report.Request.Body);
            json.WriteNumber("created", report.Created.ToUnixTimeSeconds());
            json.WriteNumber("age_seconds", (long)report.Age.TotalSeconds);
            json.WriteString("endpoint", report.Request.Endpoint);
            json.WriteString("host", row.Host);
            json.WriteString("type", type);
            json.WriteString("nsapp", name);
            json.WriteString("status", status);
            json.WriteString("random_id", report.Identity.RandomId);
            json.WriteString("execution_id", report.Identity.ExecutionId);
            json.WriteBoolean("terminal", report.Identity.IsTerminal);
            json.WriteNumber("tries", row.Tries);
            json.WriteNumber("last_status", row.LastStatus);
            json.WriteString("last_error", report.LastError);
            json.WriteNumber("bytes", report.Request.Body.Length);
        }

        json.WriteEndObject();
    }

    /// <summary>What a body says of itself.</summary>
    private static (string Name, string Type, string Status) Content(byte[] body)
    {
        var (name, type, status) = ("", "", "");
        try
        {
            var json = new Utf8JsonReader(body);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName)
                    continue;
                var property = json.GetString();
                json.Read();
                if (json.TokenType != JsonTokenType.String)
                    continue;
                if (property == "nsapp")
                    name = json.GetString()!;
                else if (property == "type")
                    type = json.GetString()!;
                else if (property == "status")
                    status = json.GetString()!;
            }
        }
        catch (JsonException)
        {
            // A body that is no JSON says nothing.
        }

        return (name, type, status);
    }

    private static string Age(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{(int)age.TotalDays} d {age.Hours} h"
        : age.TotalHours >= 1 ? $"{(int)age.TotalHours} h {age.Minutes} min"
        : age.TotalMinutes >= 1 ? $"{(int)age.TotalMinutes} min"
        : $"{(int)age.TotalSeconds} s";
}
