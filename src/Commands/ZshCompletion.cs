// The completion for zsh (zshcompsys(1)): a file of the function path, which may also be evaluated.

namespace ApiFunc.Commands;

internal static class ZshCompletion
{
    /// <summary>The shell code.</summary>
    public static string Render() => $$"""
        #compdef apifunc
        # zsh completion of apifunc {{ThisAssembly.Version}}. Generated: do not edit.
        #
        #   apifunc completion zsh

        _apifunc_first() {
          local -a names=(
        {{Descriptions(CompletionCommand.FirstWords)}}  )
          _describe -t commands 'function or command' names
        }

        _apifunc_second() {
          local -a names
          case $1 in
        {{string.Concat(ToolTable.Groups.Select(OfGroup))}}  esac
          _describe -t commands command names
        }

        # A name that is an argument: behind that of a group, a command of it.
        _apifunc_name() {
          case $CURRENT in
            2) _apifunc_first ;;
            3) _apifunc_second $words[2] ;;
          esac
        }

        _apifunc() {
          local curcontext=$curcontext command=$words[2]
          integer depth=1
          if ((CURRENT == 2)); then
            if [[ $PREFIX == -* ]]; then
              _arguments{{Lines(ToolTable.CommandsAsOptions.SelectMany(known => Specifications(known.Option)))}}
            else
              _apifunc_first
            fi
            return
          fi
          case $command in
            {{string.Join(" | ", ToolTable.Groups)}})
              if ((CURRENT == 3)) && [[ $PREFIX != -* ]]; then
                _apifunc_second $command
                return
              fi
              if [[ $words[3] != -* ]]; then
                command+=" $words[3]"
                depth=2
              fi
              ;;
          esac
          shift $depth words
          ((CURRENT -= depth))
          case $command in
        {{string.Concat(ToolTable.All.Select(OfCommand))}}  esac
        }

        # Loaded from the function path, this file is the function's body.
        if [[ $funcstack[1] == _apifunc ]]; then
          _apifunc "$@"
        else
          compdef _apifunc apifunc
        fi

        """;

    private static string OfGroup(string group) =>
        $"    {group}) names=(\n{Descriptions(CompletionCommand.SecondWords(group))}    ) ;;\n";

    private static string OfCommand(ToolCommand command)
    {
        var options = command.Options.SelectMany(Specifications).Concat(Specifications(CompletionCommand.Help, isAlone: true));
        var arguments = command.Arguments.Index().Select(argument => OfArgument(argument.Index + 1, argument.Item));
        return $"    '{command.Name}')\n      _arguments{Lines(options.Concat(arguments))}\n      ;;\n";
    }

    /// <summary>An option by both its names, of which one excludes the other, unless it may be repeated.</summary>
    private static IEnumerable<string> Specifications(Option option) => Specifications(option, isAlone: false);

    private static IEnumerable<string> Specifications(Option option, bool isAlone)
    {
        string[] names = option.Short is { } letter ? [option.Name, $"-{letter}"] : [option.Name];
        var excluded = option.IsRepeatable ? "*" : isAlone ? "(- *)" : $"({string.Join(' ', names)})";
        foreach (var name in names)
        {
            var equals = option.Value is null ? "" : name.Length > 2 ? "=" : "+";
            var value = option.Value is null ? "" : $":{Escaped(option.Value.Name)}:{Action(option.Value)}";
            var help = option.Help.Replace("]", "\\]", StringComparison.Ordinal);
            yield return CompletionCommand.Quote($"{excluded}{name}{equals}[{help}]{value}");
        }
    }

    private static string OfArgument(int position, Argument argument)
    {
        var place = argument.IsRepeatable ? "*:" : argument.IsOptional ? $"{position}::" : $"{position}:";
        return CompletionCommand.Quote($"{place}{Escaped(argument.Value.Name)}:{Action(argument.Value)}");
    }

    private static string Action(Value value) => value switch
    {
        { Choices.Length: > 0 } => $"({string.Join(' ', value.Choices)})",
        { Kind: ValueKind.File } => "_files",
        { Kind: ValueKind.Directory } => "_files -/",
        { Kind: ValueKind.Name } => "_apifunc_name",
        _ => "",
    };

    private static string Lines(IEnumerable<string> words) => string.Concat(words.Select(word => $" \\\n        {word}"));

    private static string Descriptions(IEnumerable<(string Word, string Summary)> words) =>
        string.Concat(words.Select(word => $"    {CompletionCommand.Quote($"{Escaped(word.Word)}:{word.Summary}")}\n"));

    private static string Escaped(string text) => text.Replace(":", "\\:", StringComparison.Ordinal);
}
