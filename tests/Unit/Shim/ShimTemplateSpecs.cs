// The templates of the shim: holes and values have to fit, and so have functions and their table.

using ApiFunc.Functions;
using ApiFunc.Script;
using ApiFunc.Shim;

namespace Unit;

public sealed class ShimTemplateSpecs
{
    public static TheoryData<string> EachDialect => [Dialects.Classic, Dialects.Telemetry];

    [Theory]
    [InlineData("a @NAME@ b", "a x b\n")]
    [InlineData("@NAME@@NAME@", "xx\n")]
    [InlineData("\"$@\" @NAME@@ @Name@ @@ @NAME", "\"$@\" x@ @Name@ @@ @NAME\n")]
    [InlineData("no hole\n\n", "no hole\n")]
    public void A_hole_holds_its_value(string text, string filled) =>
        Assert.Equal(filled, With(("NAME", "x")).Fill(text));

    [Fact]
    public void A_value_of_several_lines_is_indented_as_its_hole_is() =>
        Assert.Equal("if\n  one\n\n    two\nfi\n", With(("LINES", "one\n\n  two\n")).Fill("if\n  @LINES@\nfi\n"));

    [Fact]
    public void A_line_with_a_hole_whose_value_is_empty_is_left_out() =>
        Assert.Equal("a\nb\n", With(("NOTHING", "")).Fill("a\n  @NOTHING@\nb\n"));

    [Fact]
    public void What_a_value_holds_is_no_hole() => Assert.Equal("a @OTHER@\n", With(("NAME", "@OTHER@")).Fill("a @NAME@"));

    [Fact]
    public void A_hole_without_a_value_is_an_error()
    {
        var error = Assert.Throws<InvalidOperationException>(() => With(("NAME", "x")).Fill("@NAME@ @OTHER@"));

        Assert.Contains("@OTHER@", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_without_a_hole_is_an_error()
    {
        var template = With(("NAME", "x"), ("OTHER", "y"));
        template.Fill("@NAME@");

        var error = Assert.Throws<InvalidOperationException>(template.CheckThatEveryValueIsUsed);
        Assert.Contains("@OTHER@", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_template_has_its_place_in_the_order()
    {
        var files = typeof(ShimGenerator).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sh", StringComparison.Ordinal));

        Assert.Equal(ShimGenerator.Templates.Select(name => $"{name}.sh").Order(), files.Order());
    }

    [Theory, MemberData(nameof(EachDialect))]
    public void Every_function_of_the_table_is_defined_once(string dialect)
    {
        var lines = ShimGenerator.Render(dialect).Split('\n').Select(line => line.Trim()).ToList();

        Assert.All(FunctionTable.All, function => Assert.Single(lines, $"{function.Name}() {{"));
    }

    [Theory, MemberData(nameof(EachDialect))]
    public void The_shim_is_ASCII_without_blanks_at_the_ends_of_lines(string dialect)
    {
        var shim = ShimGenerator.Render(dialect);

        Assert.All(shim, character => Assert.True(character is '\n' or (>= ' ' and <= '~')));
        Assert.DoesNotContain(" \n", shim, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", shim, StringComparison.Ordinal);
    }

    private static ShimTemplate With(params (string Name, string Value)[] values) =>
        new(values.ToDictionary(value => value.Name, value => value.Value));
}
