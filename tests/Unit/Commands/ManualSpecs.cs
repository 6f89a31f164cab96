// The man page: its language is correct, and it has all that the tables have.

using System.Text.RegularExpressions;
using ApiFunc.Commands;
using ApiFunc.Functions;
using ApiFunc.Script;
using EndToEnd.Harness;

namespace Unit.Commands;

public sealed partial class ManualSpecs : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Mandoc_has_no_complaint_about_it()
    {
        Assert.SkipUnless(Needs.HasProgram("mandoc"), "needs mandoc");

        var outcome = await Shell.Run(["mandoc", "-T", "lint", "-W", "style"], [Written(ManualCommand.Render())]);

        // Whether other pages are installed is this machine's matter.
        var complaints = $"{outcome.Output}{outcome.Error}".Split('\n')
            .Where(line => line.Length > 0 && !line.Contains("referenced manual not found") && !line.Contains("outdated mandoc.db"));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task It_names_all_functions_commands_options_settings_and_exit_codes()
    {
        var page = await Shown(ManualCommand.Render());

        string[] texts =
        [
            .. FunctionTable.All.SelectMany(function => new[] { function.Name, function.Summary[1..] }),
            .. Setting.All.SelectMany(setting => new[] { setting.Name, setting.Help[1..], $"Default: {setting.Default}" }),
            .. Setting.All.SelectMany(setting => setting.Values),
            ScriptPaths.Consent, ScriptPaths.Configuration,
            .. ToolTable.All.SelectMany(command => command.Options.SelectMany(option => new[] { option.Names, option.Help[1..] })),
            .. ToolTable.All.SelectMany(command => command.Arguments.SelectMany(
                argument => new[] { argument.Value.Name, argument.Help[1..] })),
            .. ToolTable.All.SelectMany(command => command.Examples.SelectMany(example => new[] { example.Call, example.Purpose[1..] })),
            .. ToolTable.All.SelectMany(command => command.ExitCodes.Select(code => code.Meaning[1..])),
            .. ToolTable.All.SelectMany(command => command.Description),
            .. ToolTable.All.SelectMany(command => new[] { command.Name, command.Summary[1..] }),
            .. ToolTable.All.Select(command => string.Join(' ', [command.Name, .. command.Options.Select(option => option.Synopsis)])),
            .. ToolTable.CommandsAsOptions.Select(known => known.Option.Name),
        ];
        Assert.All(texts, text => Assert.Contains(text, page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a line. .Pp is text.")]
    [InlineData(".Pp is text.")]
    [InlineData("'Pp is text.")]
    [InlineData("back\\slash and \\fBno font.")]
    [InlineData("\"quotes\" and 'quotes' and `quotes`.")]
    [InlineData("--at-most, -o and [-x] (-y), built-in.")]
    [InlineData("~/.local and ^ and $HOME and % and |.")]
    public async Task Text_is_shown_as_it_is(string text)
    {
        var page = new ManualPage();
        page.Macro("Dd", ManualCommand.Date);
        page.Macro("Dt", "TEXT", "1");
        page.Macro("Os", "here");
        page.Section("NAME");
        page.Text(text);
        page.List([($"Ev {ManualPage.Words(text)}", text)]);
        page.Display(text);

        var shown = await Shown(page.ToString());
        Assert.Equal(4, shown.Split(text).Length - 1);
    }

    [Fact]
    public void Its_source_has_only_ascii_and_no_long_lines()
    {
        var lines = ManualCommand.Render().Split('\n');

        Assert.All(lines, line => Assert.DoesNotContain(line, c => c is < ' ' or > '~'));
        Assert.All(lines.Where(line => line.StartsWith('.') is false), line => Assert.InRange(line.Length, 0, 80));
    }

    public void Dispose() => _directory.Dispose();

    private string Written(string source) => _directory.Write("apifunc.1", source);

    /// <summary>The page as a reader sees it, in long lines, and with single spaces.</summary>
    private async Task<string> Shown(string source)
    {
        Assert.SkipUnless(Needs.HasProgram("mandoc"), "needs mandoc");
        var outcome = await Shell.Run(["mandoc", "-T", "ascii", "-O", "width=1000"], [Written(source)]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return Whitespace().Replace(Overstrike().Replace(outcome.Output, ""), " ");
    }

    /// <summary>How bold and underlined letters are written for a terminal of old.</summary>
    [GeneratedRegex(".\b")]
    private static partial Regex Overstrike();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
