// What the shells themselves complete with the code that `apifunc completion` prints.

using ApiFunc.Commands;
using ApiFunc.Functions;
using EndToEnd.Harness;

namespace Unit.Commands;

public sealed class CompletionSpecs : IDisposable
{
    // Asks bash's function for the line $1, as readline does, and prints what it would offer.
    private const string ProbeOfBash = """
        probe() {
          # Readline takes a line apart at = as well.
          COMP_LINE=$1 COMP_POINT=${#1}
          read -ra COMP_WORDS <<<"${1//=/ = }"
          [[ $1 != *' ' ]] || COMP_WORDS+=('')
          COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
          COMPREPLY=()
          _apifunc apifunc "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
          ((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
        }
        """;

    // The same in zsh's line editor, which needs a terminal: all that compadd would add goes to the file $out.
    private const string ProbeOfZsh = """
        compadd() {
          if [[ ${@[1,(i)(-|--)]} == *-[OAD]* ]]; then
            builtin compadd "$@"
            return
          fi
          local -a added
          builtin compadd -A added "$@"
          print -rl -- $added >>$out
        }
        ask() {
          unset 'compstate[vared]'
          _main_complete
        }
        zle -C ask complete-word ask
        zle-line-init() {
          BUFFER=$wanted CURSOR=$#wanted
          zle ask
          zle accept-line
        }
        zle -N zle-line-init
        probe() {
          local wanted=$1 line=
          vared line
        }
        """;

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Ways => ["bash", "bash with bash-completion", "zsh", "zsh from its function path", "fish"];

    [Theory, MemberData(nameof(Ways))]
    public async Task The_first_word_is_a_function_or_a_command(string way)
    {
        string[] groups = [.. ToolTable.Groups];
        string[] expected =
        [
            .. FunctionTable.All.Select(function => function.Name),
            .. ToolTable.All.Where(command => command.Words.Length == 1).Select(command => command.Name).Union(groups),
        ];

        await Completes(way, ("apifunc ", expected), ("apifunc help ", expected), ("apifunc -", ["--help", "--version"]));
        await Completes(way, [.. groups.SelectMany(group => new (string, string[])[]
        {
            ($"apifunc {group} ", [.. ToolTable.Group(group).Select(command => command.Words[1])]),
            ($"apifunc help {group} ", [.. ToolTable.Group(group).Select(command => command.Words[1])]),
        })]);
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Every_option_of_every_command_is_completed(string way) =>
        await Completes(way, [.. ToolTable.All.Select(command => (
            $"apifunc {command.Name} --", command.Options.Select(option => option.Name).Append("--help").ToArray()))]);

    [Theory, MemberData(nameof(Ways))]
    public async Task What_an_option_or_an_argument_can_be_is_completed(string way)
    {
        var options =
            from command in ToolTable.All
            from option in command.Options
            where option.Value is { Choices.Length: > 0 }
            from line in new[] { $"{command.Name} {option.Name} ", $"{command.Name} {option.Name}=" }
            select ($"apifunc {line}", option.Value!.Choices);
        var arguments =
            from command in ToolTable.All
            where command.Arguments is [{ Value.Choices.Length: > 0 }, ..]
            select ($"apifunc {command.Name} ", command.Arguments[0].Value.Choices);

        await Completes(way, [.. options, .. arguments]);
        await Completes(
            way, ("apifunc shim -o x --dialect t", ["telemetry"]), ("apifunc shim --output=x --dialect c", ["classic"]),
            ("apifunc completion f", ["fish"]));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task Arguments_of_functions_and_values_that_are_any_text_are_not(string way) =>
        await Completes(way, ("apifunc post_to_api ", []), ("apifunc outbox flush --at-most ", []), ("apifunc nonsense --", []));

    [Theory]
    [InlineData("zsh"), InlineData("fish")]
    public async Task The_path_of_a_file_is_completed(string way)
    {
        _directory.Write("here", "");
        _directory.Write("hereafter", "");

        await Completes(way, ("apifunc shim -o h", ["here", "hereafter"]), ("apifunc shim --output her", ["here", "hereafter"]));
    }

    [Theory]
    [InlineData("apifunc outbox flush --", "--at-most  --help     --wait")]
    [InlineData("apifunc shim --dialect ", "classic    telemetry")]
    [InlineData("apifunc shim --output here", "here       hereafter")]
    public async Task Bash_shows_it_to_who_presses_tab_twice(string line, string shown)
    {
        _directory.Write("here", "");
        _directory.Write("hereafter", "");
        _directory.Write("rc", $"PS1='> '\ncd {Shell.Quote(_directory.Path)}\napifunc() {{ :; }}\n. {Written("bash")}\n");

        var outcome = await Shell.Run(
            ["bash", "-c"],
            [$"printf '{line}\\t\\t\\nexit\\n' | script -qec 'bash --noprofile --rcfile {_directory.File("rc")} -i' /dev/null"],
            ("INPUTRC", "/dev/null"), ("TERM", "dumb"));

        Assert.Contains(shown, outcome.Output.ReplaceLineEndings("\n").Split('\n').Select(one => one.Trim()));
    }

    [Fact]
    public async Task The_code_for_bash_passes_shellcheck()
    {
        var outcome = await Shell.Run(["shellcheck", "--shell=bash"], [Written("bash")]);

        Assert.Equal(new Outcome(0, "", ""), outcome);
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>The file with the completion for a shell.</summary>
    private string Written(string shell) =>
        _directory.Write(shell == "zsh" ? "functions/_apifunc" : $"completions/apifunc.{shell}", CompletionCommand.For(shell));

    /// <summary>Asks one shell what it offers behind each of the lines.</summary>
    private async Task Completes(string way, params (string Line, string[] Words)[] expected)
    {
        var shell = way.Split(' ')[0];
        Assert.SkipUnless(Needs.HasProgram(shell), $"needs {shell}");
        var file = Written(shell);
        var calls = string.Concat(expected.Select(one => $"echo {Shell.Quote($"[{one.Line}]")} >>$out\nprobe {Shell.Quote(one.Line)}\n"));
        var output = _directory.File("offered");
        File.Delete(output);
        var beginning = $"out={output}\ncd {Shell.Quote(_directory.Path)}\n";
        var (command, script) = way switch
        {
            "bash" => (new[] { "bash" }, $"{beginning}. {file}\n{ProbeOfBash}\nexec >>$out\n{calls}"),
            "bash with bash-completion" => (
                ["bash"], $". /usr/share/bash-completion/bash_completion\n{beginning}. {file}\n{ProbeOfBash}\nexec >>$out\n{calls}"),
            "zsh" => (["zsh", "-f"], $"autoload -Uz compinit\ncompinit -u -D\n{beginning}. {file}\n{ProbeOfZsh}\n{calls}"),
            "fish" => (
                ["fish", "--no-config"],
                $"set out {output}\ncd {_directory.Path}\n. {file}\nfunction probe\ncomplete -C $argv[1] >>$out\nend\n{calls}"),
            _ => (
                ["zsh", "-f"],
                $"fpath=({Path.GetDirectoryName(file)} $fpath)\nautoload -Uz compinit\ncompinit -u -D\n{beginning}{ProbeOfZsh}\n{calls}"),
        };
        if (way == "bash with bash-completion")
            Assert.SkipUnless(File.Exists("/usr/share/bash-completion/bash_completion"), "needs bash-completion");
        var path = _directory.Write("script", script);

        var outcome = await Shell.Run(
            ["script", "-qec"], [$"{string.Join(' ', command)} {path}", "/dev/null"], ("TERM", "dumb"), ("HOME", _directory.Path));

        // fish writes the description behind a tab, and the option before a value that follows a =.
        var offered = File.ReadAllLines(output).Select(line => line.Split('\t')[0]).Where(line => line.Length > 0);
        var actual = new List<(string, string)>();
        var asked = "";
        foreach (var line in offered)
        {
            if (line[0] == '[')
                asked = line[1..^1];
            else if (line is not ['-', not '-'])
                actual.Add((asked, line[0] == '-' && line.Contains('=') ? line.Split('=')[1] : line));
        }

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(
            expected.SelectMany(one => one.Words, (one, word) => (one.Line, word)).Order(), actual.Distinct().Order());
    }
}
