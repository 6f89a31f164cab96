// Tables for people.

using ApiFunc.Commands;

namespace Unit;

public sealed class TextTableSpecs
{
    [Fact]
    public void Columns_stand_below_each_other_and_numbers_to_the_right()
    {
        var table = new TextTable(new("APP"), new("RUNS", IsNumber: true), new("LAST"));
        table.Add("日本", "7", "ok");
        table.Add("nginx", "1234", "");

        Assert.Equal("APP    RUNS  LAST\n日本      7  ok\nnginx  1234\n", table.Render(Make(80)));
    }

    [Fact]
    public void A_table_without_lines_is_nothing() => Assert.Equal("", new TextTable(new Column("APP")).Render(Make(80)));

    [Fact]
    public void The_widest_columns_are_cut_until_the_table_fits()
    {
        var table = new TextTable(new("ID", IsWhole: true), new("WHAT"), new("WHY"));
        table.Add("0123456789abcdef", "a long description of it", "a reason");

        Assert.Equal("ID                WHAT          WHY\n0123456789abcdef  a long desc…  a reason\n", table.Render(Make(40)));
    }

    [Fact]
    public void A_column_that_is_to_stay_whole_is_not_cut()
    {
        var table = new TextTable(new("ID", IsWhole: true), new("WHAT"));
        table.Add("0123456789abcdef", "a long description of it");

        Assert.Equal("ID                WHAT\n0123456789abcdef  a long …\n", table.Render(Make(20)));
    }

    [Fact]
    public void A_note_stands_below_its_line_and_is_wrapped_to_the_terminal()
    {
        var table = new TextTable(new("APP"), new("STATUS"));
        table.Add("nginx", "failed");
        table.AddNote("no answer of\u001b the server", 2);
        table.Add("日本", "done");

        Assert.Equal("APP    STATUS\nnginx  failed\n  no answer of? the\n  server\n日本   done\n", table.Render(Make(20)));
    }

    [Fact]
    public void A_cell_is_painted_as_wide_as_its_text()
    {
        var table = new TextTable(new("STATUS"), new("CODE", IsNumber: true));
        table.Add(new Cell("ok", Style.Green), new Cell("0", Style.Dim));

        Assert.Equal(
            "\u001b[1mSTATUS\u001b[0m  \u001b[1mCODE\u001b[0m\n\u001b[32mok\u001b[0m         \u001b[2m0\u001b[0m\n",
            table.Render(Make(80, "xterm")));
    }

    [Fact]
    public void Cells_hold_nothing_that_steers_a_terminal()
    {
        var table = new TextTable(new("APP"), new("STATUS"));
        table.Add("a\u001b[2J\nb", "\u202E");

        Assert.Equal("APP      STATUS\na?[2J?b  ?\n", table.Render(Make(80)));
    }

    private static Terminal Make(int columns, string? term = null) =>
        new(isTerminal: true, columns, name => name switch { "LANG" => "C.UTF-8", "TERM" => term, _ => null });
}
