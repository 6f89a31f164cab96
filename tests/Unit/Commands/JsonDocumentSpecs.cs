// docs/json.md lists the fields that commands print with --json.

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ApiFunc.Commands;
using EndToEnd.Harness;

namespace Unit;

public sealed class JsonDocumentSpecs
{
    // Each command with the records that it prints, and the fields that are written without a record.
    public static TheoryData<string, Type[], string[]> Commands => new()
    {
        { "doctor", [typeof(DoctorFields), typeof(CheckFields)], [] },
        { "config", [typeof(ConfigFields), typeof(SettingFields)], [] },
        { "consent", [typeof(ConsentFields), typeof(ConsentSourceFields)], [] },
        { "outbox list", [typeof(KeptFields), typeof(DamagedFields)], ["directory", "reports", "unknown", "rejected", "dropped"] },
        { "history", [typeof(HistoryFields)], ["directory", "kept", "reports", "damaged_lines"] },
    };

    [Theory, MemberData(nameof(Commands))]
    public void All_fields_are_documented_and_no_others(string command, Type[] records, string[] others)
    {
        var fields = records.SelectMany(record => record.GetProperties())
            .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition != JsonIgnoreCondition.Always)
            .Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)).Concat(others);

        Assert.Equal(fields.ToHashSet(), DocumentedFields.Of(command).ToHashSet());
    }
}
