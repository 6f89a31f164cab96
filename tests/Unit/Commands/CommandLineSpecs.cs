// The words behind a command's name: which fit its row, in which form the framework gets them, and what is said of the others.

using ApiFunc.Commands;

namespace Unit.Commands;

public sealed class CommandLineSpecs
{
    private static readonly ToolCommand s_nothing = new("clear", "delete", _ => { });

    private static readonly ToolCommand s_everything = new("copy", "copy files", _ => { })
    {
        Arguments =
        [
            new(Value.OneOf("near", "far"), "how far"), new(Value.File, "what") { IsOptional = true, IsRepeatable = true },
        ],
        Options =
        [
            new("--dry-run", null, "only say it"), new("--into", Value.Directory, "where to") { Short = 'i' },
            new("--container", new Value("CTID", "the number of a container"), "a container") { IsRepeatable = true },
        ],
    };

    [Theory]
    [InlineData("near", "near|")]
    [InlineData("FAR", "far|")]
    [InlineData("near a", "near|a")]
    [InlineData("near a b c", "near|a\0b\0c")]
    [InlineData("--dry-run near", "near||--dry-run")]
    [InlineData("--DRY-RUN near", "near||--dry-run")]
    [InlineData("near -i /x", "near||--into|/x")]
    [InlineData("near --into=/x=y a", "near|a|--into|/x=y")]
    [InlineData("near --into=--x a", "near|a|--into|--x")]
    [InlineData("near --into ./--x", "near||--into|./--x")]
    [InlineData("near --into -x", "near||--into|-x")]
    [InlineData("near --container 1 a --container=2 --container 30", "near|a|--container|1\0" + "2\0" + "30")]
    [InlineData("-- near --dry-run", "near|\0--dry-run")]
    [InlineData("near -", "near|-")]
    [InlineData("near - -", "near|\0-\0-")]
    public void Words_that_fit_become_what_the_framework_binds(string words, string expected)
    {
        var normalized = CommandLine.Normalize(s_everything, words.Split(' '), out var problem);

        Assert.Equal((expected, ""), (string.Join('|', normalized!), problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a", "a")]
    [InlineData("-", "-")]
    [InlineData("\0-\0-", "-", "-")]
    [InlineData("\0--dry-run", "--dry-run")]
    [InlineData("a\0-", "a", "-")]
    public void Values_are_what_was_joined(string joined, params string[] values) => Assert.Equal(values, CommandLine.Values(joined));

    [Theory]
    [InlineData("", "needs near or far")]
    [InlineData("nera", "takes near or far, and not 'nera', did you mean 'near'")]
    [InlineData("near --dry-run=yes", "--dry-run takes no value ('yes')")]
    [InlineData("near --into", "--into needs a value, the path of a directory")]
    [InlineData("near -i", "--into needs a value, the path of a directory")]
    [InlineData("near --into= a", "--into needs a value, the path of a directory")]
    [InlineData("near --into --dry-run", "--into needs a value, the path of a directory")]
    [InlineData("near --container=", "--container needs a value, the number of a container")]
    [InlineData("near --into -- a", "--into needs a value, the path of a directory")]
    [InlineData("near --int a", "there is no option '--int', did you mean '--into'; 'apifunc copy --help' lists them")]
    [InlineData("near --foo a", "there is no option '--foo'; 'apifunc copy --help' lists them")]
    [InlineData("near -x", "there is no option '-x'; 'apifunc copy --help' lists them")]
    [InlineData("near --\u001b[31m", "there is no option '--?[31m'; 'apifunc copy --help' lists them")]
    public void Words_that_do_not_fit_are_told(string words, string expected) =>
        Assert.Equal(expected, Problem(s_everything, words));

    [Theory]
    [InlineData("--all", "takes no arguments ('--all')")]
    [InlineData("all", "takes no arguments ('all')")]
    [InlineData("-- -a", "takes no arguments ('-a')")]
    public void A_command_that_takes_nothing_says_so(string words, string expected) => Assert.Equal(expected, Problem(s_nothing, words));

    [Fact]
    public void A_command_with_options_or_arguments_says_which_words_are_too_many()
    {
        Assert.Equal("takes nothing but options ('x')", Problem(s_everything with { Arguments = [] }, "x"));
        Assert.Equal("takes no more than near|far ('x')", Problem(s_everything with { Arguments = s_everything.Arguments[..1] }, "near x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("101", "101")]
    [InlineData("101\0" + "102", "101", "102")]
    public void What_was_repeated_is_taken_apart_again(string joined, params string[] values) =>
        Assert.Equal(values, CommandLine.Values(joined));

    [Theory]
    [InlineData("near", "near|")]
    [InlineData("--dry-run near", "near||--dry-run")]
    [InlineData("near --dry-run -- -i", "near|\0--dry-run\0--\0-i", "--dry-run", "--", "-i")]
    [InlineData("-- near --", "near|\0--", "--")]
    public void What_is_literal_is_no_option_of_the_command(string words, string expected, params string[] values)
    {
        var normalized = CommandLine.Normalize(s_everything with { IsLiteral = true }, words.Split(' '), out _);

        Assert.Equal(expected, string.Join('|', normalized!));
        Assert.Equal(values, CommandLine.Literal(normalized![1]));
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("--help", true, true)]
    [InlineData("--dry-run -h near", true, true)]
    [InlineData("--into /x --help near", true, true)]
    [InlineData("near --help", true, false)]
    [InlineData("-- --help", false, false)]
    public void Help_is_asked_for_in_front_of_what_is_literal(string words, bool asks, bool asksIfLiteral)
    {
        Assert.Equal(asks, CommandLine.AsksForHelp(s_everything, words.Split(' ')));
        Assert.Equal(asksIfLiteral, CommandLine.AsksForHelp(s_everything with { IsLiteral = true }, words.Split(' ')));
    }

    private static string Problem(ToolCommand command, string words)
    {
        Assert.Null(CommandLine.Normalize(command, words.Length == 0 ? [] : words.Split(' '), out var problem));
        return problem;
    }
}
