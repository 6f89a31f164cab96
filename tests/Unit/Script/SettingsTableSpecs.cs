// The README's table of settings says what the rows of Setting say.

using ApiFunc.Script;
using EndToEnd.Harness;

namespace Unit;

public sealed class SettingsTableSpecs
{
    private static readonly string[] s_table =
        [.. File.ReadLines(Path.Combine(Repository.Root, "README.md"))
            .SkipWhile(line => line != "## Settings").SkipWhile(line => !line.StartsWith("| ---", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith('|'))];

    [Fact]
    public void It_has_the_name_the_help_and_the_default_of_each_setting() =>
        Assert.Equal(
            Setting.All.Select(setting => $"| {setting.Name} | {setting.Help} | {setting.Default} |"),
            s_table.Select(row => row.Replace("`", "")));

    [Fact]
    public void It_names_every_value_of_a_setting() =>
        Assert.All(
            Setting.All.Zip(s_table),
            row => Assert.All(row.First.Values, value => Assert.Contains(value, row.Second, StringComparison.Ordinal)));
}
