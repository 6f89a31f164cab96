// Reports as JSON: compact, and in ASCII only, so that no shell and no terminal on the way can spoil it.

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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
    /// <summary>The body that is sent: <c>'&lt;&gt;&amp;+</c> stay as they are, everything beyond ASCII becomes <c>\uXXXX</c>.</summary>
    public static byte[] Serialize<T>(T report, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(writer, report, type);

        return Ascii.IsValid(buffer.WrittenSpan) ? buffer.WrittenSpan.ToArray() : EscapeBeyondAscii(buffer.WrittenSpan);
    }

    /// <summary>Escapes UTF-16 unit by unit (RFC 8259, section 7). Beyond ASCII there is nothing outside of strings.</summary>
    private static byte[] EscapeBeyondAscii(ReadOnlySpan<byte> json)
    {
        var escaped = new StringBuilder(json.Length * 2);
        foreach (var unit in Encoding.UTF8.GetString(json))
        {
            if (char.IsAscii(unit))
                escaped.Append(unit);
            else
                escaped.Append($"\\u{(int)unit:x4}");
        }

        return Encoding.ASCII.GetBytes(escaped.ToString());
    }
}
