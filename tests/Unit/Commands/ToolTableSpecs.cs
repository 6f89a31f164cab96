// The table of tool commands: it fits what the framework binds, and what is said of a command is complete.

using System.Text.RegularExpressions;
using ApiFunc.Commands;
using ApiFunc.Functions;
using ConsoleAppFramework;

namespace Unit.Commands;

public sealed partial class ToolTableSpecs
{
    public static TheoryData<string> Names => [.. ToolTable.All.Select(command => command.Name)];

    [Fact]
    public void A_row_has_the_options_and_arguments_that_the_framework_knows_and_no_others()
    {
        foreach (var command in ToolTable.All)
        {
            var help = FrameworkHelp(command);

            Assert.StartsWith($"Usage: {command.Name} ", help, StringComparison.Ordinal);
            Assert.Equal(
                command.Options.Select(option => (option.Name, option.Value is not null)).Order(),
                OptionLine().Matches(help).Select(line => (line.Groups["name"].Value, line.Groups["value"].Success)).Order());
            Assert.Equal(command.Arguments.Length, ArgumentLine().Count(help));
            Assert.All(OptionLine().Matches(help), line => Assert.DoesNotContain("[Required]", line.Value, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Names_are_unique_and_no_function_s()
    {
        var names = ToolTable.All.Select(command => command.Name).Concat(FunctionTable.All.Select(function => function.Name)).ToList();

        Assert.Equal(names.Distinct(), names);
        Assert.All(ToolTable.All, command => Assert.InRange(command.Words.Length, 1, 2));
        Assert.All(ToolTable.All, command => Assert.DoesNotContain(command.Words[0], FunctionTable.All.Select(function => function.Name)));

        // What follows the name of a group is one of its commands, and no argument.
        Assert.All(ToolTable.All, command => Assert.True(command.Arguments.Length == 0 || ToolTable.Group(command.Name).Length == 0));
    }

    [Fact]
    public void Help_lists_each_command_in_one_section()
    {
        var words = ToolTable.Sections.SelectMany(section => section.FirstWords).Order();

        Assert.Equal(ToolTable.All.Select(command => command.Words[0]).Distinct().Order(), words);
    }

    [Fact]
    public void Groups_say_what_they_are_about_and_where_more_is_said()
    {
        // A group whose name is a command, too, has the help of that.
        string[] groups = [.. ToolTable.Groups.Where(group => ToolTable.All.All(command => command.Name != group))];
        Assert.Equal(groups, ToolTable.GroupDescriptions.Keys);
        Assert.All(ToolTable.GroupDescriptions.Values, text => Assert.Matches(@"\A\p{Lu}\P{Cc}*\.\z", text));
        Assert.All(groups, group => Assert.All(ToolHelp.OfGroup(group).Split('\n'), line => Assert.InRange(line.Length, 0, 80)));
        var help = ToolHelp.OfGroup("outbox");
        Assert.Contains("/var/lib/api-func", help, StringComparison.Ordinal);
        Assert.EndsWith("\n'apifunc help outbox COMMAND' says what there is to know of one.\n", help, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_texts_of_a_row_are_phrases_without_a_full_stop(string name)
    {
        var command = Command(name);
        string[] phrases =
        [
            command.Summary, .. command.Arguments.Select(argument => argument.Help), .. command.Options.Select(option => option.Help),
            .. command.Examples.Select(example => example.Purpose), .. command.ExitCodes.Select(code => code.Meaning),
        ];

        Assert.All(phrases, phrase => Assert.Matches(@"\A(-, )?[\p{Ll}A-Z_]\P{Cc}*[^.\s]\z", phrase));
        Assert.All(command.Description, paragraph => Assert.Matches(@"\A\p{Lu}\P{Cc}*\.\z", paragraph));
        var choices = command.Options.SelectMany(option => option.Value?.Choices ?? []);
        Assert.All(choices, choice => Assert.Equal(choice.ToLowerInvariant(), choice));
        Assert.All(command.Options, option => Assert.Matches(@"\A--[a-z]+(-[a-z]+)*\z", option.Name));
    }

    [Theory, MemberData(nameof(Names))]
    public void Options_have_names_of_their_own_and_only_the_last_argument_may_be_several(string name)
    {
        var command = Command(name);

        var letters = command.Options.Where(option => option.Short is not null).Select(option => $"-{option.Short}");
        string[] names = [.. command.Options.Select(option => option.Name), .. letters, "--help", "-h"];
        Assert.Equal(names.Distinct(), names);
        Assert.DoesNotContain(command.Options, option => option.IsRepeatable && option.Value is null);
        Assert.DoesNotContain(command.Arguments.SkipLast(1), argument => argument.IsRepeatable);
        Assert.Equal(command.Arguments.OrderBy(argument => argument.IsOptional), command.Arguments);
    }

    [Theory, MemberData(nameof(Names))]
    public void An_example_is_a_call_that_the_row_allows(string name)
    {
        var command = Command(name);

        Assert.All(command.Examples, example =>
        {
            // What a shell does with its output is no argument.
            var words = example.Call.Split(" > ")[0].Split(" | ")[0].Split(' ');
            Assert.Equal("apifunc", words[0]);
            Assert.Same(command, ToolTable.Find(words.AsSpan(1)));
            Assert.NotNull(CommandLine.Normalize(command, words.AsSpan(1 + command.Words.Length), out _));
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void Help_of_a_command_has_80_columns_and_all_that_its_row_says(string name)
    {
        var command = Command(name);

        var help = ToolHelp.OfCommand(command);

        Assert.All(help.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.All(help.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        var words = Whitespace().Replace(help, " ");
        string[] texts =
        [
            command.Summary[1..], .. command.Description,
            .. command.Arguments.SelectMany(argument => new[] { argument.Value.Name, argument.Help }),
            .. command.Options.SelectMany(option => new[] { option.Names, option.Help }),
            .. command.Examples.SelectMany(example => new[] { example.Call, example.Purpose }),
            .. command.ExitCodes.Select(code => $" {code.Number} {code.Meaning}"),
        ];
        Assert.All(texts, text => Assert.Contains(text, words, StringComparison.Ordinal));
    }

    private static ToolCommand Command(string name) => ToolTable.All.Single(command => command.Name == name);

    private static string FrameworkHelp(ToolCommand command)
    {
        var help = "";
        var app = ConsoleApp.Create();
        command.Bind(app);
        ConsoleApp.Log = text => help += text + "\n";
        app.Run([.. command.Words, "--help"]);
        return help;
    }

    [GeneratedRegex(@"(?m)^  (?<name>--[a-z-]+)(?<value> <string\??>)?(?= |$).*$")]
    private static partial Regex OptionLine();

    [GeneratedRegex(@"(?m)^  \[\d+\] <string>")]
    private static partial Regex ArgumentLine();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
