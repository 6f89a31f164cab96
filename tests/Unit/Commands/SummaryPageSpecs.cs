// The page of a summary: what it forbids, what it escapes, and whether its colours can be told apart.

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ApiFunc.Commands;
using ApiFunc.Statistics;
using static Unit.Harness.Collected;

namespace Unit;

public sealed partial class SummaryPageSpecs
{
    private const string Evil = "<script>alert(1)</script><img src=x onerror=alert(2)>&\u0027\u0022]]>-->";

    private static readonly string s_hostile = Escaped($"{Evil}\u001b[31m\u202e\u0000\u0007");

    [Fact]
    public void The_policy_knows_the_style_by_its_hash_and_forbids_everything_else()
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(SummaryStyle.Sheet)));

        Assert.Equal(SummaryStyle.Hash, $"sha256-{hash}");
        Assert.StartsWith("default-src 'none'; ", SummaryPage.Policy, StringComparison.Ordinal);
        Assert.Contains($"<style>{SummaryStyle.Sheet}</style>", SummaryPage.Of(Hostile()), StringComparison.Ordinal);
        Assert.Contains(
            $"<meta http-equiv=\"Content-Security-Policy\" content=\"{SummaryPage.Policy}\">", SummaryPage.Of(Hostile()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_reports_becomes_markup_and_nothing_steers_a_terminal()
    {
        var page = SummaryPage.Of(Hostile());
        var elements = Parse(page).Descendants().Select(element => element.Name.LocalName).ToHashSet();

        Assert.DoesNotContain(elements, name => name is "script" or "img" or "link" or "iframe" or "a" or "form" or "object" or "base");
        Assert.DoesNotContain(page, character => char.IsControl(character) && character != '\n');
        Assert.DoesNotContain('\u202e', page);
        Assert.DoesNotMatch(AddressOrHandler(), page);
    }

    [Fact]
    public void Everything_hostile_is_there_to_be_read()
    {
        var cells = Parse(SummaryPage.Of(Hostile()))
            .Descendants().Where(element => !element.HasElements).Select(element => element.Value).ToList();

        Assert.Equal(7, cells.Count(cell => cell.Contains(Evil, StringComparison.Ordinal)));
    }

    [Fact]
    public void Tables_have_titles_and_headings_are_in_order()
    {
        var page = Parse(SummaryPage.Of(Hostile()));

        Assert.Equal("en", page.Root!.Attribute("lang")!.Value);
        Assert.Single(page.Descendants("h1"));
        Assert.All(page.Descendants("section"), section => Assert.Equal("h2", section.Elements().First().Name.LocalName));
        Assert.All(page.Descendants("table"), table =>
            Assert.All(table.Descendants("th"), title => Assert.Matches("^(col|row)$", title.Attribute("scope")!.Value)));
        Assert.All(
            page.Descendants("svg"),
            svg => Assert.True(svg.Attribute("aria-hidden") is not null || svg.Attribute("aria-label") is not null));
        Assert.All(
            page.Descendants("table"),
            table => Assert.Single(table.Descendants("tr").Select(row => row.Elements().Count()).Distinct()));
    }

    [Fact]
    public void Bars_are_as_long_as_their_numbers_say()
    {
        var figures = From(
            [.. Enumerable.Range(0, 4).Select(number => Telemetry($"a{number}", number == 0 ? "failed" : "success")), Telemetry(
                "b", "installing", fields: "\"nsapp\":\"other\"")]);

        var bars = Parse(SummaryPage.Of(figures)).Descendants("svg").Where(svg => svg.Attribute("class")?.Value == "bar").Take(2)
            .Select(svg => string.Join(' ', svg.Elements("rect")
                .Select(part => $"{part.Attribute("class")!.Value} {part.Attribute("x")!.Value} {part.Attribute("width")!.Value}")));

        Assert.Equal(["ok 0 90 bad 90 30", "open 0 30"], bars);
    }

    [Fact]
    public void A_page_without_reports_is_whole()
    {
        Assert.Contains("no reports", Parse(SummaryPage.Of(From(""))).Descendants("title").Single().Value, StringComparison.Ordinal);
    }

    // WCAG 2.2: 4.5 for text, 3 for what shows something.
    [Theory]
    [InlineData("paper", "ink", 4.5)]
    [InlineData("paper", "soft", 4.5)]
    [InlineData("shade", "soft", 4.5)]
    [InlineData("paper", "ok", 3)]
    [InlineData("paper", "bad", 3)]
    [InlineData("paper", "stop", 2.9)]
    [InlineData("paper", "open", 3)]
    public void Colours_stand_out_in_light_and_dark(string ground, string colour, double ratio)
    {
        var schemes = SummaryStyle.Sheet.Split("@media screen and (prefers-color-scheme: dark)");

        Assert.Equal(2, schemes.Length);
        Assert.All(schemes, scheme => Assert.InRange(Contrast(Luminance(scheme, ground), Luminance(scheme, colour)), ratio, 21));
    }

    private static Figures Hostile() => From(
        "nonsense",
        Telemetry("a", "failed", fields: $"\"nsapp\":\"{s_hostile}\",\"type\":\"{s_hostile}\",\"pve_version\":\"{s_hostile}\","
            + $"\"exit_code\":1,\"error_category\":\"{s_hostile}\","
            + $"\"error\":\"{s_hostile}\",\"failed_command\":\"{s_hostile}\",\"repo_source\":\"{s_hostile}\""),
        Telemetry("b", "success").Replace("2026-02-11", "2026-02-13", StringComparison.Ordinal), Telemetry("c", "installing"));

    private static string Escaped(string text) =>
        string.Concat(text.Select(unit => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")));

    /// <summary>The page as XML: its void elements closed.</summary>
    private static XDocument Parse(string page) =>
        XDocument.Parse(VoidElement().Replace(page, "<$1/>").Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));

    private static double Luminance(string scheme, string name)
    {
        var hex = Regex.Match(scheme, $"--{name}: #([0-9a-f]{{6}})").Groups[1].Value;
        var parts = Convert.FromHexString(hex).Select(part => part / 255.0)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static double Contrast(double left, double right) => (Math.Max(left, right) + 0.05) / (Math.Min(left, right) + 0.05);

    [GeneratedRegex("<(meta[^>]*)>")]
    private static partial Regex VoidElement();

    [GeneratedRegex(@"\b(https?|data|file|javascript):|\b(src|href|style)=""|<[^>]*\son\w+=", RegexOptions.IgnoreCase)]
    private static partial Regex AddressOrHandler();
}
