// Colours, marks and lines for people, on terminals of all kinds and where there is none.

using ApiFunc.Commands;

namespace Unit;

public sealed class TerminalSpecs
{
    [Theory]
    [InlineData("xterm", null, true)]
    [InlineData("xterm", "", true)]
    [InlineData("xterm", "1", false)]
    [InlineData("xterm", "0", false)]
    [InlineData("dumb", null, false)]
    [InlineData("", null, false)]
    [InlineData(null, null, false)]
    public void A_terminal_has_colours_unless_the_environment_says_no(string? term, string? noColor, bool expected) =>
        Assert.Equal(expected, Make(("TERM", term), ("NO_COLOR", noColor)).HasColors);

    [Fact]
    public void A_pipe_has_no_colours()
    {
        var pipe = new Terminal(isTerminal: false, 0, name => name == "TERM" ? "xterm" : null);

        Assert.False(pipe.HasColors);
        Assert.Equal("text", pipe.Paint(Style.Red, "text"));
    }

    [Fact]
    public void What_is_painted_ends_with_the_plain_style() =>
        Assert.Equal("\u001b[31mtext\u001b[0m", Make(("TERM", "xterm")).Paint(Style.Red, "text"));

    [Theory]
    [InlineData(null, null, null, false)]
    [InlineData(null, null, "C", false)]
    [InlineData(null, null, "de_DE.UTF-8", true)]
    [InlineData(null, null, "C.utf8", true)]
    [InlineData("C", null, "de_DE.UTF-8", false)]
    [InlineData(null, "POSIX", "de_DE.UTF-8", false)]
    [InlineData(null, "en_US.UTF-8", "C", true)]
    [InlineData("", "", "C.UTF-8", true)]
    [InlineData(null, null, "de_DE.ISO-8859-1", false)]
    public void The_first_variable_of_the_locale_that_is_set_counts(string? all, string? ctype, string? lang, bool expected) =>
        Assert.Equal(expected, Make(("LC_ALL", all), ("LC_CTYPE", ctype), ("LANG", lang)).IsUtf8);

    [Theory]
    [InlineData("C.UTF-8", "✓ ✗ ! …")]
    [InlineData("C", "ok   FAIL !    ...")]
    public void Marks_are_what_the_locale_has_characters_for(string locale, string expected)
    {
        var terminal = Make(("LANG", locale));

        string[] marks = [.. new[] { Mark.Good, Mark.Bad, Mark.Warning }.Select(terminal.Mark)];
        Assert.Equal(expected, string.Join(' ', marks.Append(terminal.Ellipsis)));
        Assert.All(marks, mark => Assert.Equal(terminal.MarkWidth, DisplayWidth.Of(mark)));
    }

    [Theory]
    [InlineData(0, null, 80)]
    [InlineData(132, null, 132)]
    [InlineData(132, "100", 100)]
    [InlineData(0, "100", 100)]
    [InlineData(132, "", 132)]
    [InlineData(132, "0", 132)]
    [InlineData(132, "-5", 132)]
    [InlineData(132, "wide", 132)]
    [InlineData(3, null, 20)]
    [InlineData(0, "2000000000", 1000)]
    [InlineData(0, "99999999999999999999", 80)]
    public void A_line_has_the_columns_that_the_user_the_terminal_or_custom_give_it(int width, string? columns, int expected) =>
        Assert.Equal(expected, new Terminal(width > 0, width, name => name == "COLUMNS" ? columns : null).Columns);

    [Theory]
    [InlineData("C.UTF-8", true, "naïve 日本 😀", "naïve 日本 😀")]
    [InlineData("C", true, "naïve 日本 😀", "na?ve ?? ?")]
    [InlineData("C", false, "naïve 日本 😀", "naïve 日本 😀")]
    [InlineData("C.UTF-8", true, "a\u001b[2Jb\u202Ec\nd", "a?[2Jb?c?d")]
    [InlineData("C", false, "a\u001b[2Jb", "a?[2Jb")]
    public void Text_from_outside_does_a_terminal_no_harm(string locale, bool isTerminal, string text, string expected) =>
        Assert.Equal(expected, new Terminal(isTerminal, 0, name => name == "LANG" ? locale : null).Text(text));

    [Theory]
    [InlineData("", "")]
    [InlineData("one two three four five six", "one two three\n    four five six")]
    [InlineData("exactly sixteen, and more", "exactly sixteen,\n    and more")]
    [InlineData("  blanks   do not count ", "blanks do not\n    count")]
    [InlineData("a https://example.com/a/long/path b", "a\n    https://example.com/a/long/path\n    b")]
    [InlineData("日本語 日本語 日本語", "日本語 日本語\n    日本語")]
    public void Lines_are_broken_at_blanks(string text, string expected) =>
        Assert.Equal(expected, Make(("COLUMNS", "20")).Wrap(text, 4));

    private static Terminal Make(params (string Name, string? Value)[] variables) =>
        new(isTerminal: true, 0, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
