// `apifunc completion`: prints the code that makes a shell complete what is typed behind apifunc.

using ApiFunc.Functions;
using ApiFunc.Platform;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class CompletionCommand
{
    /// <summary>The shells that there is a completion for.</summary>
    public static string[] Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>The option that every command has.</summary>
    public static Option Help { get; } = new("--help", null, "print what there is to know of the command") { Short = 'h' };

    /// <summary>What the first word may be beside an option, with what that is: a function, a command, or a group of commands.</summary>
    public static IEnumerable<(string Word, string Summary)> FirstWords =>
    [
        .. FunctionTable.All.Select(function => (function.Name, ToolHelp.SummaryOf(function))),
        .. ToolTable.All.Where(command => command.Words.Length == 1).Select(command => (command.Name, command.Summary)),
        .. ToolTable.Groups.Except(ToolTable.All.Select(command => command.Name)).Select(
            group => (group, string.Join(", ", SecondWords(group).Select(second => second.Word)))),
    ];

    /// <summary>What may follow the name of a group, with what that is.</summary>
    public static IEnumerable<(string Word, string Summary)> SecondWords(string group) =>
        ToolTable.Group(group).Select(command => (command.Words[1], command.Summary));

    /// <summary>Prints the completion for one of <see cref="Shells"/>.</summary>
    public static int Print([Argument] string shell)
    {
        Output.Write(For(shell));
        return 0;
    }

    /// <summary>The completion for one of <see cref="Shells"/>.</summary>
    public static string For(string shell) => shell switch
    {
        "bash" => BashCompletion.Render(),
        "zsh" => ZshCompletion.Render(),
        _ => FishCompletion.Render(),
    };

    /// <summary>A text as one word of a POSIX shell.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
