// The completion for bash. It needs nothing of the package bash-completion, which loads it from a file by its name.

namespace ApiFunc.Commands;

internal static class BashCompletion
{
    /// <summary>The shell code.</summary>
    public static string Render()
    {
        var withSecondWord = ToolTable.Groups.Concat(ToolTable.All.Where(TakesName).Select(command => command.Name));
        var withValue = ToolTable.All.SelectMany(
            command => command.Options.Where(option => option.Value is not null), (command, option) => Pattern(command, option));
        return $$"""
            # bash completion of apifunc {{ThisAssembly.Version}}. Generated: do not edit.
            #
            #   apifunc completion bash

            _apifunc() {
              local current=${COMP_WORDS[COMP_CWORD]} command='' option='' position=0 words='' paths='' word i=1
              COMPREPLY=()
              # To bash, the = between an option and its value is a word.
              [[ $current != = ]] || current=

              # The command, which may have two words.
              ((i == COMP_CWORD)) || command=${COMP_WORDS[i++]}
              case $command in
                {{string.Join(" | ", withSecondWord)}})
                  ((i == COMP_CWORD)) || [[ ${COMP_WORDS[i]} == -* ]] || command+=" ${COMP_WORDS[i++]}"
                  ;;
              esac

              # What is completed: the value of an option, or else the argument at a position.
              while ((i < COMP_CWORD)); do
                word=${COMP_WORDS[i++]}
                case "$command $word" in
                  {{string.Join(" | ", withValue)}})
                    option=$word
                    [[ ${COMP_WORDS[i]} != = ]] || ((++i))
                    ((++i))
                    ;;
                  *\ -*) ;;
                  *) ((++position)) ;;
                esac
              done
              ((i > COMP_CWORD)) || option=

              if [[ -z $option && $current == -* ]]; then
                case $command in
                  '') words='{{string.Join(' ', ToolTable.CommandsAsOptions.Select(known => known.Option.Name))}}' ;;
            {{Cases(ToolTable.All.Select(command => (Quoted(command.Name), WordsAre(Options(command)))))}}    esac
              else
                case "$command ${option:-$position}" in
            {{Cases(Values())}}    esac
              fi

              case $paths in
                # Readline completes these itself, and quotes what has to be quoted in them.
                files) compopt -o default 2>&- ;;
                directories) compopt -o dirnames 2>&- ;;
                *) mapfile -t COMPREPLY < <(IFS=' ' compgen -W "$words" -- "$current") ;;
              esac
            } && complete -F _apifunc apifunc

            """;
    }

    /// <summary>What is completed: for each <c>COMMAND POSITION</c> or <c>COMMAND OPTION</c> the code that sets it.</summary>
    private static IEnumerable<(string Pattern, string Code)> Values()
    {
        yield return ("' 0'", WordsAre(CompletionCommand.FirstWords.Select(first => first.Word)));
        foreach (var group in ToolTable.Groups)
        {
            var asked = ToolTable.All.Where(TakesName).Select(command => $" | '{command.Name} {group} 0'");
            var words = CompletionCommand.SecondWords(group).Select(second => second.Word);
            yield return ($"'{group} 0'{string.Concat(asked)}", WordsAre(words));
        }

        foreach (var command in ToolTable.All)
        {
            foreach (var option in command.Options)
            {
                if (option.Value is { } value)
                    yield return (Pattern(command, option), Code(value));
            }

            foreach (var (position, argument) in command.Arguments.Index())
            {
                var isAnywhere = argument is { IsRepeatable: true, Value.Kind: not ValueKind.Name };
                yield return (isAnywhere ? $"'{command.Name} '[0-9]*" : Quoted($"{command.Name} {position}"), Code(argument.Value));
            }

            if (command.Arguments.Length == 0 && ToolTable.Group(command.Name).Length == 0)
                yield return (Quoted($"{command.Name} 0"), WordsAre(Options(command)));
        }
    }

    private static string Code(Value value) => value switch
    {
        { Choices.Length: > 0 } => WordsAre(value.Choices),
        { Kind: ValueKind.File } => "paths=files",
        { Kind: ValueKind.Directory } => "paths=directories",
        { Kind: ValueKind.Name } => WordsAre(CompletionCommand.FirstWords.Select(first => first.Word)),
        _ => "",
    };

    private static bool TakesName(ToolCommand command) => command.Arguments.Any(argument => argument.Value.Kind == ValueKind.Name);

    private static IEnumerable<string> Options(ToolCommand command) =>
        command.Options.Append(CompletionCommand.Help).Select(option => option.Name);

    private static string Pattern(ToolCommand command, Option option) =>
        $"'{command.Name} {option.Name}'{(option.Short is { } letter ? $" | '{command.Name} -{letter}'" : "")}";

    private static string WordsAre(IEnumerable<string> words) => $"words='{string.Join(' ', words)}'";

    private static string Quoted(string text) => CompletionCommand.Quote(text);

    private static string Cases(IEnumerable<(string Pattern, string Code)> cases) =>
        string.Concat(cases.Where(one => one.Code.Length > 0).Select(one => $"      {one.Pattern}) {one.Code} ;;\n"));
}
