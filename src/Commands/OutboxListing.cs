// `apifunc outbox list --json`: one object for programs. docs/json.md describes its fields.

using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ApiFunc.Outbox;
using ApiFunc.Reports;

namespace ApiFunc.Commands;

/// <summary>A file of which no more is known than its name, because it is damaged.</summary>
internal sealed record DamagedFields(string File, string State)
{
    /// <summary>The HTTP status that refused it; 0, which is not written, if it waits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int StatusCode { get; init; }
}

/// <summary>A report that waits, or was refused.</summary>
internal sealed record KeptFields(string File, string State)
{
    /// <inheritdoc cref="DamagedFields.StatusCode"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int StatusCode { get; init; }

    /// <summary>When it was written, in seconds since 1970.</summary>
    public required long Created { get; init; }

    public required long AgeSeconds { get; init; }

    public required string Endpoint { get; init; }

    public required string Host { get; init; }

    public required string Type { get; init; }

    public required string Nsapp { get; init; }

    public required string Status { get; init; }

    public required string RandomId { get; init; }

    public required string ExecutionId { get; init; }

    /// <summary>Whether it says how an execution ended.</summary>
    public required bool Terminal { get; init; }

    public required int Tries { get; init; }

    /// <summary>The last HTTP status; 0 for no response.</summary>
    public required int LastStatus { get; init; }

    public required string LastError { get; init; }

    /// <summary>The length of the body.</summary>
    public required int Bytes { get; init; }
}

/// <summary>Writes the object. What the two lists hold is of two kinds, which the generated code writes one by one.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DamagedFields))]
[JsonSerializable(typeof(KeptFields))]
internal sealed partial class OutboxListing : JsonSerializerContext
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
            Write(json, "rejected", KeptReport.Refused(store));
            json.WriteNumber("dropped", store?.Dropped.Value ?? 0);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Write(Utf8JsonWriter json, string property, List<KeptReport> reports)
    {
        var generated = new OutboxListing();
        json.WriteStartArray(property);
        foreach (var kept in reports)
        {
            using var report = kept.Report;
            if (report is null)
                generated.DamagedFieldsSerializeHandler(json, new(kept.File, "damaged") { StatusCode = kept.RefusedWith });
            else
                generated.KeptFieldsSerializeHandler(json, Fields(kept, report));
        }

        json.WriteEndArray();
    }

    private static KeptFields Fields(KeptReport kept, StoredReport report)
    {
        var (name, type, status, _) = kept.Summary;
        var state = kept.State switch { KeptState.Waiting => "waiting", KeptState.Sending => "sending", _ => "refused" };
        return new KeptFields(kept.File, state)
        {
            StatusCode = kept.RefusedWith,
            Created = report.Created.ToUnixTimeSeconds(),
            AgeSeconds = (long)report.Age.TotalSeconds,
            Endpoint = report.Report.Endpoint,
            Host = report.Report.Host,
            Type = type,
            Nsapp = name,
            Status = status,
            RandomId = report.Identity.RandomId,
            ExecutionId = report.Identity.ExecutionId,
            Terminal = report.Identity.Kind == ReportKind.End,
            Tries = kept.Attempts,
            LastStatus = kept.LastStatus,
            LastError = report.History.LastError,
            Bytes = report.Report.Body.Length,
        };
    }
}
