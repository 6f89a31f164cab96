// What `apifunc history` prints: a table for people, or one object for programs, which docs/json.md describes.

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ApiFunc.Outbox;

namespace ApiFunc.Commands;

/// <summary>What is known of a report.</summary>
internal sealed record HistoryFields(string Id, string State)
{
    /// <summary>When that was known, in seconds since 1970; of one that waits, now.</summary>
    public required long Time { get; init; }

    public required string Function { get; init; }

    public required string Endpoint { get; init; }

    public required string To { get; init; }

    public required string Type { get; init; }

    public required string Nsapp { get; init; }

    public required string Status { get; init; }

    public required string RandomId { get; init; }

    public required long Created { get; init; }

    public required long WaitedSeconds { get; init; }

    public required int Tries { get; init; }

    /// <summary>How long the last delivery took; null if there was none, or nobody knows.</summary>
    public long? TookMs { get; init; }

    public required int StatusCode { get; init; }

    public required string Answer { get; init; }

    public required int Bytes { get; init; }

    /// <summary>The body; null if it is not kept.</summary>
    public string? Body { get; init; }

    /// <summary>Whether it is still to be sent.</summary>
    [JsonIgnore]
    public bool IsPending => State is "waiting" or "sending";

    /// <summary>Whether it has not arrived, although that was tried, or given up.</summary>
    [JsonIgnore]
    public bool IsFailure => IsPending ? Tries > 0 : State != "sent";
}

/// <summary>The journal, and what waits.</summary>
/// <param name="Directory">The state directory.</param>
/// <param name="IsKept">Whether the settings ask for a journal.</param>
/// <param name="Entries">The reports, the oldest first, and those that wait behind the others.</param>
/// <param name="DamagedLines">See <see cref="JournalContent"/>.</param>
internal sealed record History(string Directory, bool IsKept, List<HistoryFields> Entries, IReadOnlyList<int> DamagedLines)
{
    /// <summary>What is in a store; nothing for none.</summary>
    public static History Of(string directory, bool isKept, ReportStore? store)
    {
        if (store is null)
            return new History(directory, isKept, [], []);

        var journal = DeliveryJournal.Read(store.Files.State);
        List<HistoryFields> entries = [.. journal.Entries.Select(Fields)];
        foreach (var kept in KeptReport.Waiting(store))
        {
            using var report = kept.Report;
            if (report is not null)
                entries.Add(Fields(kept, report));
        }

        return new History(directory, isKept, entries, journal.DamagedLines);
    }

    private static HistoryFields Fields(JournalEntry entry) =>
        new(IdOf(entry.Summary.RandomId, entry.Time, entry.BodyLength), JournalEntry.Name(entry.Outcome))
        {
            Time = entry.Time.ToUnixTimeSeconds(),
            Function = entry.Function,
            Endpoint = entry.Endpoint,
            To = entry.Place,
            Type = entry.Summary.Type,
            Nsapp = entry.Summary.Application,
            Status = entry.Summary.Status,
            RandomId = entry.Summary.RandomId,
            Created = entry.Created.ToUnixTimeSeconds(),
            WaitedSeconds = Math.Max(0, (long)(entry.Time - entry.Created - entry.Elapsed).TotalSeconds),
            Tries = entry.Attempts,
            TookMs = entry.Outcome == DeliveryOutcome.Dropped ? null : (long)entry.Elapsed.TotalMilliseconds,
            StatusCode = entry.StatusCode,
            Answer = entry.Answer,
            Bytes = entry.BodyLength,
            Body = entry.Body is { } body ? Encoding.UTF8.GetString(body) : null,
        };

    private static HistoryFields Fields(KeptReport kept, StoredReport report)
    {
        var summary = kept.Summary;
        return new HistoryFields(report.Identity.RandomId, kept.State == KeptState.Sending ? "sending" : "waiting")
        {
            Time = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            Function = report.Report.Function ?? "",
            Endpoint = report.Report.Endpoint,
            To = report.Report.Host,
            Type = summary.Type,
            Nsapp = summary.Application,
            Status = summary.Status,
            RandomId = report.Identity.RandomId,
            Created = report.Created.ToUnixTimeSeconds(),
            WaitedSeconds = (long)report.Age.TotalSeconds,
            Tries = kept.Attempts,
            TookMs = report.History.Deliveries.LastOrDefault() is { } last ? (long)last.Elapsed.TotalMilliseconds : null,
            StatusCode = kept.LastStatus,
            Answer = kept.Attempts == 0 ? "" : OutboxTable.WhyItWaits(report.History),
            Bytes = report.Report.Body.Length,
            Body = Encoding.UTF8.GetString(report.Report.Body),
        };
    }

    /// <summary>The ID of a report. One that has none, as a script may send it, gets one that it keeps.</summary>
    private static string IdOf(string randomId, DateTimeOffset time, int length) =>
        randomId.Length > 0 ? randomId
        : Fnv.Hash(Encoding.ASCII.GetBytes($"{time.ToUnixTimeMilliseconds()} {length}")).ToString("x16", CultureInfo.InvariantCulture);
}

/// <summary>Writes what is known; the object by hand, for the reason that <see cref="SummaryListing"/> has.</summary>
internal static class HistoryListing
{
    /// <summary>The object and a newline.</summary>
    /// <param name="history">All that is known.</param>
    /// <param name="shown">What of that is asked for.</param>
    public static string AsJson(History history, List<HistoryFields> shown)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("directory", history.Directory);
            json.WriteBoolean("kept", history.IsKept);
            json.WriteStartArray("reports");
            shown.ForEach(entry => Write(json, entry));
            json.WriteEndArray();
            json.WriteStartArray("damaged_lines");
            foreach (var line in history.DamagedLines)
                json.WriteNumberValue(line);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>The table, with a line above it that says how many there are, and lines below about what is missing.</summary>
    /// <param name="history">All that is known.</param>
    /// <param name="shown">What of that is asked for.</param>
    /// <param name="most">How many of those the table has at most: the last ones.</param>
    /// <param name="terminal">Where it is to be read.</param>
    public static string AsTable(History history, List<HistoryFields> shown, int most, Terminal terminal)
    {
        var text = new StringBuilder();
        var counts = string.Join(", ", shown.CountBy(entry => entry.State).Select(state => $"{state.Value} {state.Key}"));
        text.Append(CultureInfo.InvariantCulture, $"{history.Directory}: {(counts.Length > 0 ? counts : "nothing to show")}\n");
        if (shown.Count > most)
            text.Append(CultureInfo.InvariantCulture, $"The last {most} of {shown.Count}; --all shows the others, too.\n");
        var table = new TextTable(
            new("", IsWhole: true), new("AGO", IsWhole: true), new("ID", IsWhole: true), new("FUNCTION", IsWhole: true),
            new("APPLICATION"), new("STATUS"), new("ANSWER"));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        foreach (var entry in shown.TakeLast(most))
        {
            var when = entry.IsPending ? entry.WaitedSeconds : Math.Max(0, now - entry.Time);
            var isSent = entry.State == "sent";
            table.Add(
                terminal.MarkCell(isSent ? Mark.Good : entry.IsPending ? Mark.Warning : Mark.Bad),
                OutboxTable.Age(TimeSpan.FromSeconds(when)),
                ShownReports.Short(entry.Id),
                entry.Function.Length > 0 ? entry.Function : entry.Endpoint,
                entry.Nsapp,
                entry.Status,
                isSent ? Answer(entry) : entry.State);
            if (!isSent && Answer(entry) is { Length: > 0 } reason)
                table.AddNote(reason, terminal.MarkWidth + 2);
        }

        text.Append(table.Render(terminal));
        if (history.DamagedLines.Count > 0)
        {
            var numbers = string.Join(", ", history.DamagedLines);
            var file = $"{history.Directory}/{DeliveryJournal.FileName}";
            text.Append(history.DamagedLines.Count == 1
                ? $"line {numbers} of {file} is damaged, and left out\n"
                : $"{history.DamagedLines.Count} lines of {file} are damaged, and left out: {numbers}\n");
        }

        if (!history.IsKept)
            text.Append("no history is kept: API_FUNC_HISTORY is off\n");
        return text.ToString();
    }

    /// <summary>The last answer, in a few words, with the time that it took if that is worth a word.</summary>
    private static string Answer(HistoryFields entry)
    {
        var answer = entry.Answer.Length > 0 ? entry.Answer
            : entry.StatusCode > 0 ? $"HTTP {entry.StatusCode}"
            : "";
        return entry.State == "sent" && entry.TookMs is { } took and > 0 ? $"{answer} {took} ms".TrimStart() : answer;
    }

    private static void Write(Utf8JsonWriter json, HistoryFields entry)
    {
        json.WriteStartObject();
        json.WriteString("id", entry.Id);
        json.WriteString("state", entry.State);
        json.WriteNumber("time", entry.Time);
        json.WriteString("function", entry.Function);
        json.WriteString("endpoint", entry.Endpoint);
        json.WriteString("to", entry.To);
        json.WriteString("type", entry.Type);
        json.WriteString("nsapp", entry.Nsapp);
        json.WriteString("status", entry.Status);
        json.WriteString("random_id", entry.RandomId);
        json.WriteNumber("created", entry.Created);
        json.WriteNumber("waited_seconds", entry.WaitedSeconds);
        json.WriteNumber("tries", entry.Tries);
        if (entry.TookMs is { } took)
            json.WriteNumber("took_ms", took);
        else
            json.WriteNull("took_ms");
        json.WriteNumber("status_code", entry.StatusCode);
        json.WriteString("answer", entry.Answer);
        json.WriteNumber("bytes", entry.Bytes);
        if (entry.Body is not null)
            json.WriteString("body", entry.Body);
        json.WriteEndObject();
    }
}
