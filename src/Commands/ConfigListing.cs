// `apifunc config --json`: one object for programs. docs/json.md describes its fields.

using System.Text.Json.Serialization;
using ApiFunc.Script;

namespace ApiFunc.Commands;

/// <summary>The object.</summary>
internal sealed record ConfigFields(string File, bool Exists, string? Problem, IReadOnlyList<string> Ignored, SettingFields[] Settings);

/// <summary>A setting.</summary>
internal sealed record SettingFields(string Name, string Value, string Source)
{
    /// <summary>The number of the line, if it is from the file; else 0, which is not written.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Line { get; init; }

    /// <summary>What is wrong with the value; null, which is not written, for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConfigFields))]
internal sealed partial class ConfigListing : JsonSerializerContext
{
    /// <summary>The object and a newline.</summary>
    public static string AsJson(Configuration configuration, IEnumerable<ShownSetting> settings) =>
        JsonText.Of(new ConfigListing().ConfigFieldsSerializeHandler, new ConfigFields(
            configuration.Path,
            configuration.IsThere,
            configuration.Problem,
            [.. configuration.Ignored.Select(ShownSetting.WithoutSecrets)],
            [.. settings.Select(setting => new SettingFields(setting.Name, setting.Value, NameOf(setting.Source))
            {
                Line = setting.Line,
                Problem = setting.Problem,
            })]));

    private static string NameOf(SettingSource source) => source switch
    {
        SettingSource.Environment => "environment",
        SettingSource.File => "file",
        _ => "default",
    };
}
