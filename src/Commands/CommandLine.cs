// What follows the name of a tool command: checked against the command's row, and put into the form that the framework binds.

using ApiFunc.Platform;

namespace ApiFunc.Commands;

internal static class CommandLine
{
    // No argument of a program contains it.
    private const char Separator = '\0';

    /// <summary>The values of a parameter that belongs to a repeatable option or argument; none if it was not given.</summary>
    public static string[] Values(string joined) =>
        joined.Length == 0 ? [] : (joined is [Separator, '-', ..] ? joined[1..] : joined).Split(Separator);

    /// <summary>The values of a parameter that belongs to the arguments of a command that takes them literally.</summary>
    public static string[] Literal(string joined) => joined.Length == 0 ? [] : joined[1..].Split(Separator);

    /// <summary>Whether the words ask for the help of a command.</summary>
    public static bool AsksForHelp(ToolCommand command, ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length && words[i] != "--"; i++)
        {
            var word = words[i];
            if (word is "--help" or "-h")
                return true;
            if (command.IsLiteral && word is not ['-', _, ..])
                return false;
            if (command.IsLiteral && command.Options.FirstOrDefault(option => option.IsCalled(word)) is { Value: not null })
                i++;
        }

        return false;
    }

    /// <summary>
    /// The words for the framework: all arguments in their order, those left out as empty ones, then options by their long
    /// names, each value in a word of its own, choices as the row writes them, and what is repeated joined to one (see
    /// <see cref="Values"/>). Null if the words do not fit the row: <paramref name="problem"/> then says what is wrong.
    /// </summary>
    public static string[]? Normalize(ToolCommand command, ReadOnlySpan<string> words, out string problem)
    {
        List<string> arguments = [];
        List<string> options = [];
        Dictionary<Option, string> repeated = [];
        problem = "";
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (word == "--")
            {
                arguments.AddRange(words[(i + 1)..]);
                break;
            }

            if (word is not ['-', _, ..])
            {
                arguments.Add(word);
                if (!command.IsLiteral)
                    continue;
                arguments.AddRange(words[(i + 1)..]);
                break;
            }

            var (name, value) = word.StartsWith("--", StringComparison.Ordinal) && word.IndexOf('=') is var equals and >= 0
                ? (word[..equals], word[(equals + 1)..])
                : (word, null);
            if (command.Options.FirstOrDefault(known => known.IsCalled(name)) is not { } option)
            {
                problem = NoSuchOption(command, name);
                return null;
            }

            if (option.Value is null)
            {
                if (value is not null)
                {
                    problem = $"{option.Name} takes no value ('{Printable(value)}')";
                    return null;
                }

                options.Add(option.Name);
                continue;
            }

            // What begins with -- is the next option, and the value was forgotten: a file of such a name is ./--name.
            if (value is null && i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal))
                value = words[++i];
            if (string.IsNullOrEmpty(value))
            {
                problem = $"{option.Name} needs a value, {option.Value.Description}";
                return null;
            }

            if (Choose(option.Value, value) is not { } chosen)
            {
                problem = $"{option.Name} {WrongChoice(option.Value, value)}";
                return null;
            }

            if (option.IsRepeatable)
                repeated[option] = repeated.TryGetValue(option, out var before) ? $"{before}{Separator}{chosen}" : chosen;
            else
                options.AddRange([option.Name, chosen]);
        }

        if (Fit(command, arguments, out problem) is not { } fitting)
            return null;
        return [.. fitting, .. options, .. repeated.SelectMany(option => new[] { option.Key.Name, option.Value })];
    }

    /// <summary>Text of others for a message of one line.</summary>
    public static string Printable(string text) => Output.Printable(text.ReplaceLineEndings(" ").Trim());

    /// <summary>One word for each argument of the row. Null if there are too few, too many, or such that make no sense.</summary>
    private static List<string>? Fit(ToolCommand command, List<string> words, out string problem)
    {
        problem = "";
        List<string> fitting = [];
        foreach (var (i, argument) in command.Arguments.Index())
        {
            if (i >= words.Count)
            {
                if (!argument.IsOptional)
                {
                    var name = argument.Value.Choices.Length == 0 ? $"{argument.Value.Name}, " : "";
                    problem = $"needs {name}{argument.Value.Description}";
                    return null;
                }

                fitting.Add("");
                continue;
            }

            List<string> chosen = [];
            foreach (var word in argument.IsRepeatable ? words[i..] : [words[i]])
            {
                if (Choose(argument.Value, word) is not { } choice)
                {
                    problem = WrongChoice(argument.Value, word);
                    return null;
                }

                chosen.Add(choice);
            }

            // The framework takes what begins with - for an option, unless it is nothing else. Of literal ones, none is the same as
            // an empty one otherwise.
            var joined = string.Join(Separator, chosen);
            var isMarked = argument.IsRepeatable && (command.IsLiteral || joined is ['-', _, ..]);
            fitting.Add(isMarked ? Separator + joined : joined);
        }

        if (words.Count <= command.Arguments.Length || command.Arguments is [.., { IsRepeatable: true }])
            return fitting;

        var takes = (command.Arguments.Length, command.Options.Length) switch
        {
            (0, 0) => "takes no arguments",
            (0, _) => "takes nothing but options",
            _ => $"takes no more than {string.Join(' ', command.Arguments.Select(argument => argument.Value.Name))}",
        };
        problem = $"{takes} ('{Printable(words[command.Arguments.Length])}')";
        return null;
    }

    /// <summary>The value as the row writes it; null if it is none of the choices.</summary>
    private static string? Choose(Value value, string text) =>
        value.Choices.Length == 0
            ? text
            : value.Choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase));

    private static string WrongChoice(Value value, string text) =>
        $"takes {value.Description}, and not '{Printable(text)}'{Suggestion.For(text, value.Choices)}";

    private static string NoSuchOption(ToolCommand command, string name)
    {
        if (command.Options.Length == 0)
            return $"takes no {(command.Arguments.Length == 0 ? "arguments" : "options")} ('{Printable(name)}')";
        var suggestion = Suggestion.For(name, command.Options.Select(option => option.Name));
        return $"there is no option '{Printable(name)}'{suggestion}; 'apifunc {command.Name} --help' lists them";
    }
}
