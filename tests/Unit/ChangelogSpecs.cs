// The changelog's newest version is the one that is built, and the man page has its date.

using System.Globalization;
using System.Text.RegularExpressions;
using ApiFunc;
using ApiFunc.Commands;
using EndToEnd.Harness;

namespace Unit;

public sealed partial class ChangelogSpecs
{
    private static readonly (string Version, DateOnly Date)[] s_releases =
        [.. Release().Matches(File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md")))
            .Select(line => (line.Groups["version"].Value, DateOnly.ParseExact(line.Groups["date"].Value, "yyyy-MM-dd")))];

    [Fact]
    public void Its_newest_version_is_the_one_in_the_file_VERSION()
    {
        var version = File.ReadAllText(Path.Combine(Repository.Root, "VERSION"));

        Assert.Equal($"{s_releases[0].Version}\n", version);
        Assert.Equal(ThisAssembly.Version, s_releases[0].Version);
    }

    [Fact]
    public void Its_versions_are_in_order_the_newest_first() =>
        Assert.Equal(
            s_releases.OrderByDescending(release => Version.Parse(release.Version)).ThenByDescending(release => release.Date), s_releases);

    [Fact]
    public void The_man_page_has_the_date_of_the_newest_version() =>
        Assert.Equal(ManualCommand.Date, s_releases[0].Date.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?m)^## (?<version>\d+\.\d+\.\d+) - (?<date>\d{4}-\d\d-\d\d)$")]
    private static partial Regex Release();
}
