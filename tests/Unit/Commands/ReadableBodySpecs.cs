// A body for a person: indented, with long texts in lines of their own.

using System.Text;
using ApiFunc.Commands;

namespace Unit.Commands;

public sealed class ReadableBodySpecs
{
    [Theory]
    [InlineData("{}", "{}\n")]
    [InlineData("[]", "[]\n")]
    [InlineData("7", "7\n")]
    [InlineData("""{"a":1,"b":"x","c":true,"d":null}""", "{\n  \"a\": 1,\n  \"b\": \"x\",\n  \"c\": true,\n  \"d\": null\n}\n")]
    [InlineData("""{"a":{"b":[1,[],{}]},"c":2}""", "{\n  \"a\": {\n    \"b\": [\n      1,\n      [],\n      {}\n    ]\n  },\n"
        + "  \"c\": 2\n}\n")]
    [InlineData("""{"a":"\u00fc\"\\"}""", "{\n  \"a\": \"ü\\\"\\\\\"\n}\n")]
    public void Short_values_stand_behind_their_names(string body, string expected) => Assert.Equal(expected, Shown(body));

    [Fact]
    public void A_text_of_several_lines_or_a_long_one_stands_below_its_name()
    {
        const string lines = """{"a":"one\r\n  two\n\nthree\n","b":1}""";
        Assert.Equal("{\n  \"a\":\n    | one\n    |   two\n    |\n    | three\n  \"b\": 1\n}\n", Shown(lines));
        const string words = """{"a":"one two three four five six"}""";
        Assert.Equal("{\n  \"a\":\n    | one two three four five\n    | six\n}\n", Shown(words, columns: 30));
        Assert.Equal("[\n  \"x\",\n    | a\n    | b\n  \"y\"\n]\n", Shown("""["x","a\nb","y"]"""));
    }

    [Fact]
    public void Nothing_in_it_steers_the_terminal() =>
        Assert.Equal("{\n  \"?[2J\":\n    | a?[31m\n    | ?b\n}\n", Shown("""{"\u001b[2J":"a\u001b[31m\n\u202eb"}"""));

    [Theory]
    [InlineData("no JSON\n\u001b[2J", "no JSON\n?[2J\n")]
    [InlineData("{\"a\":1", "{\"a\":1\n")]
    [InlineData("", "\n")]
    public void What_is_no_JSON_is_shown_as_the_text_that_it_is(string body, string expected) => Assert.Equal(expected, Shown(body));

    private static string Shown(string body, int columns = 80)
    {
        var terminal = new Terminal(false, 0, name => name switch { "COLUMNS" => $"{columns}", "LANG" => "C.UTF-8", _ => null });
        return ReadableBody.Of(Encoding.UTF8.GetBytes(body), terminal);
    }
}
