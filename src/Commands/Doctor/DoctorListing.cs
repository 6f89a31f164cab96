// `apifunc doctor --json`: one object for programs. docs/json.md describes its fields.

using System.Text.Json.Serialization;

namespace ApiFunc.Commands;

/// <summary>The object.</summary>
internal sealed record DoctorFields(bool Ok, CheckFields[] Checks);

/// <summary>A check.</summary>
internal sealed record CheckFields(string Name, string Result, string Text)
{
    /// <summary>What to do; null, which is not written, for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Advice { get; init; }
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DoctorFields))]
internal sealed partial class DoctorListing : JsonSerializerContext
{
    /// <summary>The object and a newline.</summary>
    public static string AsJson(IReadOnlyList<Check> checks) =>
        JsonText.Of(new DoctorListing().DoctorFieldsSerializeHandler, new DoctorFields(
            !checks.Any(check => check.Mark == Mark.Bad),
            [.. checks.Select(check => new CheckFields(check.Name, NameOf(check.Mark), check.Text) { Advice = check.Advice })]));

    private static string NameOf(Mark mark) => mark switch
    {
        Mark.Good => "ok",
        Mark.Bad => "failed",
        Mark.Warning => "warning",
        _ => "skipped",
    };
}
