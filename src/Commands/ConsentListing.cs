// `apifunc consent --json`: one object for programs. docs/json.md describes its fields.

using System.Text.Json.Serialization;
using ApiFunc.Consent;

namespace ApiFunc.Commands;

/// <summary>The object.</summary>
internal sealed record ConsentFields(string Answer, bool Sends, string Reason, ConsentSourceFields[] Sources);

/// <summary>One of those who may answer.</summary>
internal sealed record ConsentSourceFields(string Name, string Value, string Means);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConsentFields))]
internal sealed partial class ConsentListing : JsonSerializerContext
{
    /// <summary>The object and a newline.</summary>
    public static string AsJson(ConsentInForce consent) =>
        JsonText.Of(new ConsentListing().ConsentFieldsSerializeHandler, new ConsentFields(
            Word(consent.Answer),
            consent.IsOpen,
            consent.Reason,
            [.. consent.Sources.Select(source => new ConsentSourceFields(source.Name, source.Value, Word(source.Answer)))]));

    private static string Word(ConsentAnswer answer) => answer switch
    {
        ConsentAnswer.Yes => "yes",
        ConsentAnswer.No => "no",
        _ => "none",
    };
}
