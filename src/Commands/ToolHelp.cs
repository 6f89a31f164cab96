// What `apifunc help` prints: of everything, of a group, of a command, of a function.

using System.Text;
using ApiFunc.Functions;
using ApiFunc.Script;

namespace ApiFunc.Commands;

internal static class ToolHelp
{
    // A terminal's width, and where texts behind names begin at the latest: below a longer name, in a line of their own.
    private const int Width = 80;
    private const int LastColumn = 28;

    // Where texts begin if no name is shorter.
    private const int FirstColumn = 6;

    // The same for all commands: below each other in all sections.
    private const int CommandColumn = 24;

    // Functions by what they are for, in the order of the table.
    private static readonly (FunctionKind Kind, string Purpose)[] s_kinds =
    [
        (FunctionKind.Sends, "report"),
        (FunctionKind.Prints, "print or answer"),
        (FunctionKind.Assigns, "set variables"),
    ];

    /// <summary>The list of commands, functions and settings.</summary>
    public static string OfEverything()
    {
        var text = new StringBuilder(
            """
            apifunc - reports what helper scripts for Proxmox VE install, and how it ended

            Usage: apifunc COMMAND [OPTION]...     'apifunc help COMMAND' lists its options
                   apifunc FUNCTION [ARGUMENT]...  arguments are taken literally

            """);
        foreach (var (title, firstWords) in ToolTable.Sections)
        {
            var commands = firstWords.SelectMany(word => ToolTable.All.Where(command => command.Words[0] == word));
            text.Append($"\n{title}:\n").Append(Rows([.. commands.Select(Line)], CommandColumn, CommandColumn));
        }

        (string, string)[] options = [.. ToolTable.CommandsAsOptions.Select(known => (known.Option.Name, known.Option.Help))];
        text.Append(Rows(options, CommandColumn, CommandColumn));
        text.Append("\nFunctions of api.func ('apifunc help FUNCTION' says what one does):\n");
        text.Append(Rows(
            [
                .. s_kinds.Select(kind => (kind.Purpose, string.Join(
                    ' ', FunctionTable.All.Where(function => function.Kind == kind.Kind).Select(function => function.Name)))),
            ],
            FirstColumn));
        text.Append($"\nSettings, from the environment or {ScriptPaths.Configuration}:\n");
        return text.Append(Rows([.. Setting.All.Select(setting => (setting.Name, setting.Help))], FirstColumn)).ToString();
    }

    /// <summary>What a group is about, and its commands.</summary>
    public static string OfGroup(string name) =>
        $"""
        Usage: apifunc {name} COMMAND

        {Wrapped(ToolTable.GroupDescriptions[name])}
        Commands:
        {Rows([.. ToolTable.Group(name).Select(Line)], FirstColumn)}
        'apifunc help {name} COMMAND' says what there is to know of one.

        """;

    /// <summary>All that a command's row says, in lines of 80 columns.</summary>
    public static string OfCommand(ToolCommand command)
    {
        var text = new StringBuilder();
        var beginning = $"Usage: apifunc {command.Name}";
        var words = command.Options.Select(option => option.Synopsis).Concat(command.Arguments.Select(argument => argument.Synopsis));
        text.Append(Wrapped(words.Prepend(beginning), beginning.Length + 1));
        text.Append('\n').Append(Wrapped($"{Sentence(command.Summary)}."));
        foreach (var paragraph in command.Description)
            text.Append('\n').Append(Wrapped(paragraph));
        Append("Arguments", command.Arguments.Select(argument => (argument.Value.Name, argument.Help)));
        Append("Options", command.Options.Select(option => (option.Names, option.Help)));
        Append("Examples", command.Examples.Select(example => (example.Call, example.Purpose)), areBelow: true);
        Append("Exit codes", command.ExitCodes.Select(code => ($"{code.Number}", code.Meaning)));
        Append("More commands", ToolTable.Group(command.Name).Select(Line));
        return text.ToString();

        void Append(string title, IEnumerable<(string Name, string Help)> rows, bool areBelow = false)
        {
            if (rows.Any())
                text.Append('\n').Append(title).Append(":\n").Append(Rows([.. rows], FirstColumn, areBelow ? 0 : LastColumn));
        }
    }

    /// <summary>What a function is for.</summary>
    public static string OfFunction(Function function) =>
        $"Usage: apifunc {NameOf(function)}\n\n{Sentence(SummaryOf(function))}. Arguments are taken literally.\n";

    /// <summary>What a function is for, and whether only scripts that source the shim can use it.</summary>
    public static string SummaryOf(Function function) =>
        function.Kind == FunctionKind.Assigns ? $"{function.Summary} (in the shim)" : function.Summary;

    private static string NameOf(Function function) => $"{function.Name} {function.Usage}".TrimEnd();

    private static (string Name, string Summary) Line(ToolCommand command) => (command.NameWithArguments, command.Summary);

    private static string Sentence(string summary) => $"{char.ToUpperInvariant(summary[0])}{summary[1..]}";

    /// <summary>Names with texts beside them, or below those that are too long for that.</summary>
    private static string Rows((string Name, string Help)[] rows, int firstColumn, int lastColumn = LastColumn)
    {
        var text = new StringBuilder();
        var columns = rows.Select(row => row.Name.Length + 4).Where(column => column <= lastColumn);
        var column = columns.Append(firstColumn).Max();
        foreach (var (name, help) in rows)
        {
            if (name.Length + 4 <= Math.Min(column, lastColumn))
                text.Append(Wrapped($"  {name}".PadRight(column), help, column));
            else
                text.Append("  ").Append(name).Append('\n').Append(Wrapped(new string(' ', column), help, column));
        }

        return text.ToString();
    }

    private static string Wrapped(string text) => Wrapped("", text, 0);

    /// <summary>A beginning, and a text in lines that are no longer than a terminal is wide, the later ones indented.</summary>
    private static string Wrapped(string beginning, string text, int indent)
    {
        var words = text.Split(' ');
        return Wrapped([beginning + words[0], .. words[1..]], indent);
    }

    /// <summary>Words in lines that are no longer than a terminal is wide, the later ones indented.</summary>
    private static string Wrapped(IEnumerable<string> words, int indent)
    {
        var text = new StringBuilder();
        var column = 0;
        foreach (var word in words)
        {
            if (column > 0 && column + 1 + word.Length > Width)
            {
                text.Append('\n').Append(' ', indent);
                column = indent;
            }
            else if (column > 0)
            {
                text.Append(' ');
                column++;
            }

            text.Append(word);
            column += word.Length;
        }

        return text.Append('\n').ToString();
    }
}
