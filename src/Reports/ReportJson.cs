// Reports as JSON: compact, and in ASCII only, so that no shell and no terminal on the way can spoil it.

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ApiFunc.Reports;

/// <summary>
/// Writes the bodies of reports with the code that is generated from their records: every property is a field, in the
/// order of the declarations. That code is called directly: by way of <see cref="JsonSerializer"/>, which has to know types at
/// run time, every start of the program would cost ten times as much.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(InstallationReport))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(TelemetryReport))]
[JsonSerializable(typeof(ToolReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>The body of a classic report that an installation begins.</summary>
    public static byte[] Serialize(InstallationReport report) => Write(new ReportJson().InstallationReportSerializeHandler, report);

    /// <summary>The body of a classic report that an installation ended.</summary>
    public static byte[] Serialize(StatusReport report) => Write(new ReportJson().StatusReportSerializeHandler, report);

    /// <summary>The body of a telemetry report about an installation.</summary>
    public static byte[] Serialize(TelemetryReport report) => Write(new ReportJson().TelemetryReportSerializeHandler, report);

    /// <summary>The body of a telemetry report about a tool or an addon.</summary>
    public static byte[] Serialize(ToolReport report) => Write(new ReportJson().ToolReportSerializeHandler, report);

    private static byte[] Write<T>(Action<Utf8JsonWriter, T> serialize, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = AsciiJsonEncoder.Instance }))
            serialize(writer, value);
        return buffer.WrittenSpan.ToArray();
    }
}
