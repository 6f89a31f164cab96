// What usually helps after an exit code.

using System.Text;
using ApiFunc;
using ApiFunc.Failures;

namespace Unit;

public sealed class ExitCodeHelpSpecs
{
    private static readonly string[] s_lines =
        [.. Encoding.ASCII.GetString(ThisAssembly.ExitCodeHelp).Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    [Fact]
    public void Every_line_is_a_sentence_in_ascii()
    {
        Assert.All(s_lines, line => Assert.Matches(@"^[a-z_0-9,]+\t[ct*]\t[A-Z][ -~]+\.$", line));
        Assert.All(s_lines, line => Assert.InRange(line.Split('\t')[2].Length, 20, 140));
    }

    [Fact]
    public void Every_code_of_both_sets_has_help()
    {
        var help = ExitCodeHelp.Read();

        Assert.All(ExitCodes.Descriptions, entry => Assert.NotEqual("", help.OfDescription(entry)));
        Assert.All(ExitCodes.Explanations, entry => Assert.NotEqual("", help.OfExplanation(entry)));
    }

    [Fact]
    public void No_line_is_about_a_code_or_category_that_is_not_there()
    {
        var known = ExitCodes.Descriptions.Select(entry => (entry.Code, "c"))
            .Concat(ExitCodes.Explanations.SelectMany(entry => new[] { (entry.Code, "t"), (entry.Category, "t") })).ToHashSet();

        Assert.All(
            s_lines.Select(line => line.Split('\t')).SelectMany(parts => parts[0].Split(',').Select(key => (key, parts[1]))),
            line => Assert.True(
                line.Item2 == "*" ? known.Contains((line.key, "c")) || known.Contains((line.key, "t")) : known.Contains(line), $"{line}"));
    }

    [Fact]
    public void A_code_has_its_own_help_before_that_of_its_category()
    {
        var help = ExitCodeHelp.Read();
        var codes = ExitCodes.Explanations.ToDictionary(entry => entry.Code);

        Assert.Contains("OOM killer", help.OfExplanation(codes["137"]), StringComparison.Ordinal);
        Assert.Equal(help.OfExplanation(codes["172"]), help.OfExplanation(codes["173"]));
    }
}
