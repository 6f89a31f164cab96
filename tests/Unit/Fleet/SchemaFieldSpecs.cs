// The schema for ClickHouse has a column for each field that reports have.

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ApiFunc.Reports;
using EndToEnd.Harness;

namespace Unit.Fleet;

public sealed partial class SchemaFieldSpecs
{
    private static readonly string s_schema = File.ReadAllText(Path.Combine(Repository.Root, "scripts/fleet/schema.sql"));

    [Fact]
    public void Each_field_of_a_telemetry_report_is_taken_kept_and_imported()
    {
        string[] fields = [.. Fields<TelemetryReport>(), .. Fields<ToolReport>()];

        Assert.Equal(["received", .. fields.Distinct()], Columns("intake.telemetry"));
        Assert.Equal(["received", .. fields.Distinct(), "is_end"], Columns("fleet.reports"));
        Assert.Empty(fields.Except(Columns("intake.lines")));
    }

    [Fact]
    public void Each_field_of_a_classic_report_is_taken_kept_and_imported()
    {
        string[] fields = [.. Fields<InstallationReport>(), .. Fields<StatusReport>()];

        Assert.Equal(["received", .. fields.Distinct().Order()], Columns("intake.classic").OrderBy(name => name == "received" ? "" : name));
        Assert.Empty(Fields<InstallationReport>().Except(Columns("fleet.classic_starts")));
        Assert.Empty(Fields<StatusReport>().Except(Columns("fleet.classic_ends")));
        Assert.Empty(fields.Except(Columns("intake.lines")));
    }

    private static IEnumerable<string> Fields<T>() =>
        typeof(T).GetProperties().Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
            ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));

    private static string[] Columns(string table)
    {
        var definition = Regex.Match(s_schema, $@"CREATE TABLE IF NOT EXISTS {Regex.Escape(table)}\n\((.*?)\n\)", RegexOptions.Singleline);
        Assert.True(definition.Success, table);
        return [.. Column().Matches(definition.Groups[1].Value).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex(@"^    `?(?:report\.)?(\w+)`? ", RegexOptions.Multiline)]
    private static partial Regex Column();
}
