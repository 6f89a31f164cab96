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
    private sealed record Row(string File, StoredReport? Report, bool IsBeingSent)
    {
        public string Host => Report is null ? "" : AwayServers.Host(Report.Request);

        public string State => Report is null ? "damaged" : IsBeingSent ? "sending" : "waiting";
    }

    public static string AsTable(ReportStore store)
    {
        var text = new StringBuilder();
        var rows = Rows(store);
        if (rows.Exists(row => row.Report is not null))
        {
            List<string[]> lines = [["AGE", "REPORT", "STATUS", "TO", "TRIES", "LAST ANSWER"], .. rows.Where(row => row.Report is not null).Select(Line)];
            var widths = Enumerable.Range(0, 6).Select(column => lines.Max(line => line[column].Length)).ToArray();
            foreach (var line in lines)
                text.Append(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        }
        else
        {
            text.Append("nothing waits\n");
        }

        foreach (var row in rows.Where(row => row.Report is null))
            text.Append(CultureInfo.InvariantCulture, $"{row.File} is damaged, and left alone\n");
        foreach (var name in store.UnknownNames())
            text.Append(CultureInfo.InvariantCulture, $"{Output.Printable(name)} is no report, and left alone\n");
        foreach (var name in store.RejectedNames())
            text.Append(CultureInfo.InvariantCulture, $"refused by its server: rejected/{Output.Printable(name)}\n");
        if (store.Dropped is var dropped and > 0)
            text.Append(CultureInfo.InvariantCulture, $"{dropped} given up, because newer ones needed the room or they were too old\n");
        rows.ForEach(row => row.Report?.Dispose());
        return text.ToString();
    }

    public static string AsJson(ReportStore store)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("reports");
            foreach (var row in Rows(store))
            {
                using (row.Report)
                    Write(json, row);
            }

            json.WriteEndArray();
            WriteNames(json, "unknown", store.UnknownNames());
            WriteNames(json, "rejected", store.RejectedNames());
            json.WriteNumber("dropped", store.Dropped);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static List<Row> Rows(ReportStore store) =>
    [
        .. store.Names()
            .Select(name => (Name: name, Report: store.Look(name, out var taking), Taking: taking))
            .Where(found => found.Taking != Taking.Gone)
            .Select(found => new Row(found.Name.ToString(), found.Report, found.Taking == Taking.Locked)),
    ];

    private static string[] Line(Row row)
    {
        var report = row.Report!;
        var (name, type, status) = Content(report.Request.Body);
        return
        [
            Age(report.Age),
            Output.Printable($"{report.Request.Endpoint}{(type.Length > 0 ? " " + type : "")}{(name.Length > 0 ? "/" + name : "")}"),
            Output.Printable(status),
            Output.Printable(row.Host),
            report.Tries.ToString(CultureInfo.InvariantCulture),
            row.IsBeingSent ? "being sent" : report.Tries == 0 ? "not tried" : report.LastStatus == 0 ? "none" : report.LastStatus.ToString(CultureInfo.InvariantCulture),
        ];
    }

    private static void Write(Utf8JsonWriter json, Row row)
    {
        json.WriteStartObject();
        json.WriteString("file", row.File);
        json.WriteString("state", row.State);
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
            json.WriteString("random_id", report.Topic.RandomId);
            json.WriteString("execution_id", report.Topic.ExecutionId);
            json.WriteBoolean("terminal", report.Topic.IsTerminal);
            json.WriteNumber("tries", report.Tries);
            json.WriteNumber("last_status", report.LastStatus);
            json.WriteNumber("bytes", report.Request.Body.Length);
        }

        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string property, List<string> names)
    {
        json.WriteStartArray(property);
        names.ForEach(json.WriteStringValue);
        json.WriteEndArray();
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
