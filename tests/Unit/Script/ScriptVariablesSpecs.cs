// The variables of the script.

using System.Text;
using ApiFunc.Script;

namespace Unit;

public sealed class ScriptVariablesSpecs
{
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
