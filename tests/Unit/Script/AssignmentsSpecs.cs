// What a function sets in the script, as shell code.

using System.Text;
using ApiFunc.Script;

namespace Unit;

public sealed class AssignmentsSpecs
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
        var assignments = new Assignments();

        assignments.Set("RESPONSE", Encoding.UTF8.GetBytes(value));

        Assert.Equal(assignment, Encoding.UTF8.GetString(assignments.Code));
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("DIAGNOSTICS")]
    [InlineData("RESPONSE; touch /tmp/x; X")]
    [InlineData("")]
    public void No_other_name_than_those_of_the_list_is_set(string name)
    {
        var assignments = new Assignments();

        Assert.Throws<ArgumentOutOfRangeException>(() => assignments.Set(name, "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => assignments.Export(name, "x"));
        Assert.Empty(assignments.Code.ToArray());
    }

    [Fact]
    public void Assignments_follow_each_other_and_keep_their_bytes()
    {
        var assignments = new Assignments();

        assignments.Set("RESPONSE", [0xFF, 0xC3]);
        assignments.Set("RAM_SPEED", "b"u8);

        Assert.Equal([.. "RESPONSE='"u8, 0xFF, 0xC3, .. "'\n#\nRAM_SPEED='b'\n#\n"u8], assignments.Code.ToArray());
    }
}
