// Reports as JSON: compact, and in ASCII only, so that no shell and no terminal on the way can spoil it.

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ApiFunc.Reports;

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(InstallationReport))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(TelemetryReport))]
[JsonSerializable(typeof(ToolReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    // The generated code that writes a type is called as it is: to ask the serializer for it would take longer than to
    // write the report, and link in all that the serializer knows about types.

    /// <summary>The body of a classic installation.</summary>
    public static byte[] Serialize(InstallationReport report) => Write(Default.InstallationReportSerializeHandler, report);

    /// <summary>The body of a classic status update.</summary>
    public static byte[] Serialize(StatusReport report) => Write(Default.StatusReportSerializeHandler, report);

    /// <summary>The body of a telemetry report about an installation.</summary>
    public static byte[] Serialize(TelemetryReport report) => Write(Default.TelemetryReportSerializeHandler, report);

    /// <summary>The body of a telemetry report about a tool or an addon.</summary>
    public static byte[] Serialize(ToolReport report) => Write(Default.ToolReportSerializeHandler, report);

    private static byte[] Write<T>(Action<Utf8JsonWriter, T> serialize, T report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = AsciiJsonEncoder.Instance }))
            serialize(writer, report);

        return buffer.WrittenSpan.ToArray();
    }
}
