// The variables of the script, in and out.

using System.Text;
using ApiFunc.Script;

namespace Unit;

public sealed class ScriptVariablesSpecs
{
    [Theory]
    [InlineData("", "RESPONSE=''\n#\n")]
    [InlineData("text", "RESPONSE='text'\n#\n")]
    [InlineData("it's", "RESPONSE='it'\\''s'\n#\n")]
    [InlineData("''", "RESPONSE=''\\'''\\'''\n#\n")]
    [InlineData("$(x) `x` \"x\" \\ \n\t!", "RESPONSE='$(x) `x` \"x\" \\ \n\t!'\n#\n")]
    [InlineData("#end", "RESPONSE=''\\#'end'\n#\n")]
    [InlineData("a\0b\0", "RESPONSE='ab'\n#\n")]
    public void An_assignment_is_quoted_so_that_the_shell_takes_it_literally(string value, string assignment)
    {
        var script = new ScriptVariables(_ => null);

        script.Assign("RESPONSE", Encoding.UTF8.GetBytes(value));

        Assert.Equal(assignment, Encoding.UTF8.GetString(script.Assignments));
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("DIAGNOSTICS")]
    [InlineData("RESPONSE; touch /tmp/x; X")]
    [InlineData("")]
    public void No_other_name_than_those_of_the_list_is_set(string name)
    {
        var script = new ScriptVariables(_ => null);

        Assert.Throws<ArgumentOutOfRangeException>(() => script.Assign(name, "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => script.Export(name, "x"));
        Assert.Empty(script.Assignments.ToArray());
    }

    [Fact]
    public void Assignments_follow_each_other_and_keep_their_bytes()
    {
        var script = new ScriptVariables(_ => null);

        script.Assign("RESPONSE", [0xFF, 0xC3]);
        script.Assign("RAM_SPEED", "b"u8);

        Assert.Equal([.. "RESPONSE='"u8, 0xFF, 0xC3, .. "'\n#\nRAM_SPEED='b'\n#\n"u8], script.Assignments.ToArray());
    }

    [Fact]
    public void An_unset_variable_can_be_told_from_an_empty_one()
    {
        var script = new ScriptVariables(name => name == "EMPTY" ? [] : null);

        Assert.Equal(("", null), (script["EMPTY"], script["UNSET"]));
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_replaced_in_texts_only()
    {
        byte[] value = [(byte)'a', 0xFF, (byte)'b'];
        var script = new ScriptVariables(_ => value);

        Assert.Equal("a\uFFFDb", script["A"]);
        Assert.Equal(value, script.Bytes("A"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_a_value_that_was_cut_the_half_character_at_the_end_is_dropped(int left)
    {
        var character = "\U0001F600"u8;
        byte[] cut = [.. Encoding.ASCII.GetBytes(new string('x', ScriptVariables.LongestString - left)), .. character[..left]];

        Assert.Equal(new string('x', ScriptVariables.LongestString - left), ScriptVariables.Text(cut));
    }

    [Fact]
    public void Of_a_value_that_was_not_cut_nothing_is_dropped()
    {
        byte[] whole = [.. Encoding.ASCII.GetBytes(new string('x', ScriptVariables.LongestString - 4)), .. "\U0001F600"u8];
        byte[] shorter = [.. "abc"u8, 0xF0];

        Assert.EndsWith("x\U0001F600", ScriptVariables.Text(whole), StringComparison.Ordinal);
        Assert.Equal("abc\uFFFD", ScriptVariables.Text(shorter));
    }
}
