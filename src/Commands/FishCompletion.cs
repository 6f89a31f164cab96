// The completion for fish (complete(1) of fish).

namespace ApiFunc.Commands;

internal static class FishCompletion
{
    /// <summary>The shell code.</summary>
    public static string Render() => $$"""
        # fish completion of apifunc {{ThisAssembly.Version}}. Generated: do not edit.
        #
        #   apifunc completion fish

        # Whether the words before the one that is completed are exactly these.
        function __apifunc_at
            set -l words (commandline -opc)
            test "$words[2..]" = "$argv"
        end

        # Whether they begin with these.
        function __apifunc_behind
            set -l words (commandline -opc)
            set -l last (math (count $argv) + 1)
            test "$words[2..$last]" = "$argv"
        end

        complete -c apifunc -f
        {{Words("__apifunc_at", CompletionCommand.FirstWords)}}
        {{string.Concat(ToolTable.CommandsAsOptions.Select(known => OfOption("__apifunc_at", known.Option)))}}
        {{string.Concat(ToolTable.Groups.Select(group => Words($"__apifunc_at {group}", CompletionCommand.SecondWords(group))))}}
        {{string.Concat(ToolTable.All.Select(OfCommand))}}
        """;

    private static string OfCommand(ToolCommand command)
    {
        var condition = Behind(command);
        return string.Concat(command.Options.Append(CompletionCommand.Help).Select(option => OfOption(condition, option)))
            + string.Concat(command.Arguments.Select(argument => OfArgument(command, argument)));
    }

    /// <summary>The condition that a command is named, and not another one that begins with its name.</summary>
    private static string Behind(ToolCommand command)
    {
        string[] others = command.Words.Length > 1 ? [] : [.. ToolTable.Group(command.Name).Select(other => other.Words[1])];
        var unless = others.Length == 0 ? "" : $"; and not __fish_seen_subcommand_from {string.Join(' ', others)}";
        return $"__apifunc_behind {command.Name}{unless}";
    }

    private static string OfOption(string condition, Option option) =>
        $"complete -c apifunc -n {Quoted(condition)} -l {option.Name[2..]}{(option.Short is { } letter ? $" -s {letter}" : "")}" +
        $"{(option.Value is null ? "" : OfValue(option.Value))} -d {Quoted(option.Help)}\n";

    private static string OfArgument(ToolCommand command, Argument argument)
    {
        var condition = Behind(command);
        return argument.Value switch
        {
            { Choices.Length: > 0 } value =>
                $"complete -c apifunc -n {Quoted($"{condition}; and not __fish_seen_subcommand_from {string.Join(' ', value.Choices)}")}" +
                $" -a {Quoted(string.Join(' ', value.Choices))} -d {Quoted(argument.Help)}\n",
            { Kind: ValueKind.Name } =>
                Words($"__apifunc_at {command.Name}", CompletionCommand.FirstWords)
                + string.Concat(ToolTable.Groups.Select(
                    group => Words($"__apifunc_at {command.Name} {group}", CompletionCommand.SecondWords(group)))),
            { Kind: ValueKind.File } => $"complete -c apifunc -n {Quoted(condition)} -F\n",
            { Kind: ValueKind.Directory } => $"complete -c apifunc -n {Quoted(condition)} -a '(__fish_complete_directories)'\n",
            _ => "",
        };
    }

    private static string OfValue(Value value) => value switch
    {
        { Choices.Length: > 0 } => $" -x -a {Quoted(string.Join(' ', value.Choices))}",
        { Kind: ValueKind.File } => " -r -F",
        { Kind: ValueKind.Directory } => " -x -a '(__fish_complete_directories)'",
        _ => " -x",
    };

    private static string Words(string condition, IEnumerable<(string Word, string Summary)> words) =>
        string.Concat(words.Select(word => $"complete -c apifunc -n {Quoted(condition)} -a {word.Word} -d {Quoted(word.Summary)}\n"));

    /// <summary>A text as one word of fish, in which a backslash counts between single quotes, too.</summary>
    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
