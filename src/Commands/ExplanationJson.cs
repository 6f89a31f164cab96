// `apifunc explain --json`: one object for programs. docs/json.md describes its fields.

using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ApiFunc.Reports;

namespace ApiFunc.Commands;

/// <summary>What one dialect says of a code.</summary>
internal sealed record MeaningFields(
    string Meaning,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Category, // of telemetry only
    string Help);

/// <summary>What is known of a code: null for a dialect that does not know it.</summary>
internal sealed record ExplainedCode(int Code, MeaningFields? Telemetry, MeaningFields? Classic);

/// <summary>The object of <c>--json</c>.</summary>
internal sealed record ExplanationFields(ExplainedCode[] Codes, string[] Unknown);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ExplanationFields))]
internal sealed partial class ExplanationJson : JsonSerializerContext
{
    /// <summary>The object and a newline.</summary>
    /// <param name="codes">The codes that are explained.</param>
    /// <param name="unknown">The codes and words that are not.</param>
    public static string Write(IEnumerable<ExplainedCode> codes, IEnumerable<string> unknown)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = AsciiJsonEncoder.Instance }))
            new ExplanationJson().ExplanationFieldsSerializeHandler(json, new ExplanationFields([.. codes], [.. unknown]));
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
