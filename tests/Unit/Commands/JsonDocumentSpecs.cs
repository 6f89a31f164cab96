// docs/json.md lists the fields that commands print with --json.

using System.Text.Json;
using ApiFunc.Commands;
using EndToEnd.Harness;

namespace Unit;

public sealed class JsonDocumentSpecs
{
    // Each command with the records that it prints, and the fields that are written without a record.
    public static TheoryData<string, Type[], string[]> Commands => new()
    {
        { "outbox list", [typeof(KeptFields), typeof(DamagedFields)], ["directory", "reports", "unknown", "rejected", "dropped"] },
    };

    [Theory, MemberData(nameof(Commands))]
    public void All_fields_are_documented_and_no_others(string command, Type[] records, string[] others)
    {
        var fields = records.SelectMany(record => record.GetProperties())
            .Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)).Concat(others);

        Assert.Equal(fields.ToHashSet(), DocumentedFields.Of(command).ToHashSet());
    }
}
