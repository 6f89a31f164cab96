// The first line of a report's file: JSON that says what is to be sent where, and how long the bodies behind it are.

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>The fields of the line, in the order in which they are written.</summary>
internal sealed record StoredReportHeader
{
    /// <summary>The version of the format.</summary>
    public const int CurrentVersion = 1;

    public long Version { get; set; }

    /// <summary>When the report was made, in seconds since 1970.</summary>
    public long Created { get; set; }

    public string? Url { get; set; }

    public string? Endpoint { get; set; }

    /// <summary>The function that has made the report; versions before 0.2 did not write it.</summary>
    public string? Function { get; set; }

    public string? PathSuffix { get; set; }

    /// <summary>See <see cref="OutgoingReport.User"/>; versions before 0.3 did not write it.</summary>
    public string? User { get; set; }

    /// <summary>See <see cref="OutgoingReport.PasswordFile"/>. The password itself is not written down.</summary>
    public string? PasswordFile { get; set; }

    public string? UserAgent { get; set; }

    public long LimitMs { get; set; }

    public bool FollowsRedirects { get; set; }

    public string? RandomId { get; set; }

    public string? ExecutionId { get; set; }

    /// <summary>Whether the report is an end, <see cref="ReportKind.End"/>.</summary>
    public bool Terminal { get; set; }

    /// <summary>Whether the report is progress, <see cref="ReportKind.Progress"/>.</summary>
    public bool Progress { get; set; }

    /// <summary>The body's length in bytes.</summary>
    public long Length { get; set; } = -1;

    /// <summary>The length of the shorter body; 0 if there is none.</summary>
    public long ShorterLength { get; set; } = -1;

    /// <summary>A hash of both bodies, by which a damaged file is known.</summary>
    public string? Sum { get; set; }

    /// <summary>Writes the line, without its end.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = AsciiJsonEncoder.Instance });
        OutboxJsonContext.Write(json, this);
    }

    /// <summary>Reads the line. What is missing in it keeps its initial value; unknown fields are skipped.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidOperationException">A field has another type.</exception>
    /// <exception cref="FormatException">A number is too large.</exception>
    public static StoredReportHeader Parse(ReadOnlySpan<byte> line)
    {
        var header = new StoredReportHeader();
        var json = new Utf8JsonReader(line);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
                continue;

            var property = json.GetString();
            json.Read();
            switch (property)
            {
                case "version": header.Version = json.GetInt64(); break;
                case "created": header.Created = json.GetInt64(); break;
                case "url": header.Url = json.GetString() ?? ""; break;
                case "endpoint": header.Endpoint = json.GetString(); break;
                case "function": header.Function = json.GetString(); break;
                case "path_suffix": header.PathSuffix = json.GetString(); break;
                case "user": header.User = json.GetString(); break;
                case "password_file": header.PasswordFile = json.GetString(); break;
                case "user_agent": header.UserAgent = json.GetString(); break;
                case "limit_ms": header.LimitMs = json.GetInt64(); break;
                case "follows_redirects": header.FollowsRedirects = json.GetBoolean(); break;
                case "random_id": header.RandomId = json.GetString(); break;
                case "execution_id": header.ExecutionId = json.GetString(); break;
                case "terminal": header.Terminal = json.GetBoolean(); break;
                case "progress": header.Progress = json.GetBoolean(); break;
                case "length": header.Length = json.GetInt64(); break;
                case "shorter_length": header.ShorterLength = json.GetInt64(); break;
                case "sum": header.Sum = json.GetString(); break;
                default: json.Skip(); break;
            }
        }

        return header;
    }
}

/// <summary>Generated code that writes the line, without metadata of types at run time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredReportHeader))]
internal sealed partial class OutboxJsonContext : JsonSerializerContext
{
    /// <summary>Calls the generated code directly. By way of <see cref="Default"/> the binary would be 0.6 MB larger.</summary>
    public static void Write(Utf8JsonWriter json, StoredReportHeader header) =>
        new OutboxJsonContext().StoredReportHeaderSerializeHandler(json, header);
}
