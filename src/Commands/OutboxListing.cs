// `apifunc outbox list --json`: one object for programs. Its fields are described in the README. They are written by hand:
// numbers that may be missing would bring the whole serializer into the binary.

using System.Buffers;
using System.Text;
using System.Text.Json;
using ApiFunc.Outbox;
using ApiFunc.Reports;

namespace ApiFunc.Commands;

internal static class OutboxListing
{
    /// <summary>The object and a newline.</summary>
    /// <param name="directory">The state directory.</param>
    /// <param name="store">What is there; null for nothing.</param>
    public static string AsJson(string directory, ReportStore? store)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("directory", directory);
            Write(json, "reports", KeptReport.Waiting(store));
            json.WriteStartArray("unknown");
            (store?.Files.UnknownNames() ?? []).ForEach(json.WriteStringValue);
            json.WriteEndArray();
            Write(json, "rejected", KeptReport.Rejected(store));
            json.WriteNumber("dropped", store?.Dropped.Value ?? 0);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter json, string property, List<KeptReport> reports)
    {
        json.WriteStartArray(property);
        foreach (var kept in reports)
        {
            json.WriteStartObject();
            json.WriteString("file", kept.File);
            json.WriteString("state", State(kept));
            if (kept.State == KeptState.Rejected)
                json.WriteNumber("status_code", kept.RejectedWith);
            using (kept.Report)
            {
                if (kept.Report is { } report)
                    Write(json, kept, report);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, KeptReport kept, StoredReport report)
    {
        var (name, type, status) = kept.Describe();
        json.WriteNumber("created", report.Created.ToUnixTimeSeconds());
        json.WriteNumber("age_seconds", (long)report.Age.TotalSeconds);
        json.WriteString("endpoint", report.Report.Endpoint);
        json.WriteString("host", report.Report.Host);
        json.WriteString("type", type);
        json.WriteString("nsapp", name);
        json.WriteString("status", status);
        json.WriteString("random_id", report.Identity.RandomId);
        json.WriteString("execution_id", report.Identity.ExecutionId);
        json.WriteBoolean("terminal", report.Identity.Kind == ReportKind.End);
        json.WriteNumber("tries", kept.Attempts);
        json.WriteNumber("last_status", kept.LastStatus);
        json.WriteString("last_error", report.History.LastError);
        json.WriteNumber("bytes", report.Report.Body.Length);
    }

    private static string State(KeptReport kept) =>
        kept.Report is null ? "damaged"
        : kept.State switch { KeptState.Waiting => "waiting", KeptState.Sending => "sending", _ => "refused" };
}
