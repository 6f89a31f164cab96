// What a report says about a failure, from the capture file, the script's variables and its log.

using ApiFunc.Failures;
using ApiFunc.Script;
using EndToEnd.Harness;
using Unit.Harness;

namespace Unit;

public sealed class ErrorTextSpecs : IDisposable
{
    private const string Explained100 = "exit_code=100 | APT: packages are broken, or dependencies unmet";
    private const string Explained101 = "exit_code=101 | APT: configuration or package sources are wrong";
    private const string Explained1 = "exit_code=1 | General error, or operation not permitted";

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void Without_anything_it_is_the_code_and_its_meaning()
    {
        Assert.Equal(Explained100, Text("100"));
        Assert.Equal("exit_code=300 | Unknown error", Text("300"));
        Assert.Equal("exit_code=abc | Unknown error", Text("abc"));
    }

    [Theory]
    [InlineData("42", "apt-get install x", " | at line 42: apt-get install x")]
    [InlineData("", "apt-get install x", " | command: apt-get install x")]
    [InlineData("unknown", "apt-get install x", " | command: apt-get install x")]
    [InlineData("-1", "apt-get install x", " | command: apt-get install x")]
    [InlineData("42", "", "")]
    [InlineData("", "", "")]
    public void Line_and_command_follow_as_far_as_they_are_known(string line, string command, string where)
    {
        Assert.Equal(Explained100 + where, Text("100", ("FAILED_LINE", line), ("FAILED_COMMAND", command)));
    }

    [Fact]
    public void Output_follows_behind_a_line()
    {
        Assert.Equal($"{Explained100} | at line 7: x\n---\none\ntwo", ErrorText.Build(
            Script(("FAILED_LINE", "7"), ("FAILED_COMMAND", "x")), Script(("FAILED_LINE", "7"), ("FAILED_COMMAND", "x")).Redactor(), "100",
            "one\ntwo"));
        Assert.Equal($"{Explained100}\n---\none", ErrorText.Build(Script(), Script().Redactor(), "100", "one"));
    }

    [Fact]
    public void There_is_no_newline_at_the_end()
    {
        Assert.Equal($"{Explained100}\n---\none", ErrorText.Build(Script(), Script().Redactor(), "100", "one\n\n"));
        Assert.Equal(Explained100, ErrorText.Build(Script(), Script().Redactor(), "100", "\n"));
        Assert.Equal($"{Explained100} | at line 42: apt\n---\nout", Text("100", Capture("100", "42", "apt", "out\n\n")));
    }

    [Fact]
    public void A_capture_file_of_the_same_code_gives_line_command_and_output()
    {
        var capture = Capture("100", "42", "apt-get install x", "E: broken\n");

        Assert.Equal(
            $"{Explained100} | at line 42: apt-get install x\n---\nE: broken",
            Text("100", capture, ("FAILED_LINE", "1"), ("FAILED_COMMAND", "main"), Log("log\n")));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("255")]
    public void A_general_code_takes_that_of_the_capture_file(string code)
    {
        Assert.Equal($"{Explained101} | at line 42: apt\n---\nE: broken", Text(code, Capture("101", "42", "apt", "E: broken\n")));
    }

    [Fact]
    public void A_capture_file_of_another_code_gives_nothing()
    {
        Assert.Equal(
            $"{Explained100} | at line 1: main\n---\nlog",
            Text("100", Capture("101", "42", "apt", "E: broken\n"), ("FAILED_LINE", "1"), ("FAILED_COMMAND", "main"), Log("log\n")));
    }

    [Fact]
    public void What_a_capture_file_does_not_say_comes_from_variables_and_the_log()
    {
        (string, string)[] variables = [("FAILED_LINE", "1"), ("FAILED_COMMAND", "main"), Log("log\n")];

        Assert.Equal($"{Explained100} | at line 1: apt\n---\nlog", Text("100", [Capture("100", "", "apt", ""), .. variables]));
        Assert.Equal($"{Explained100} | at line 42: main\n---\nout", Text("100", [Capture("100", "42", "", "out\n"), .. variables]));
        Assert.Equal($"{Explained100} | at line 42: apt\n---\nlog", Text("100", [Capture("100", "42", "apt", "\n \n"), .. variables]));
    }

    [Fact]
    public void Given_output_wins_over_all_other()
    {
        var script = Script(Capture("101", "42", "apt", "captured\n"), Log("log\n"));

        Assert.Equal($"{Explained101} | at line 42: apt\n---\ngiven", ErrorText.Build(script, script.Redactor(), "1", "given"));
    }

    [Fact]
    public void A_log_gives_its_last_40_cleaned_lines()
    {
        var log = Log(string.Concat(Enumerable.Range(1, 100).Select(line => $"\e[31mline {line} of 10.0.0.5\e[0m\r\nGet:{line} x\n\n")));

        Assert.Equal(
            $"{Explained1}\n---\n{string.Join('\n', Enumerable.Range(61, 40).Select(line => $"line {line} of 10.x.x.x"))}",
            Text("1", log));
    }

    [Fact]
    public void Of_long_lines_the_beginning_is_kept()
    {
        var log = Log($"{new string('x', 10_239)}é\nlast\n");

        Assert.Equal($"{Explained1}\n---\n{new string('x', 10_239)}", Text("1", log));
        Assert.Equal($"{Explained1}\n---\nxxxxx", Text("1", log, ("TELEMETRY_ERROR_MAX_BYTES", "5")));
        Assert.Equal($"{Explained1}\n---\n{new string('x', 10_239)}é\nlast", Text("1", log, ("TELEMETRY_ERROR_MAX_BYTES", "20000")));
    }

    [Fact]
    public void A_command_comes_whole_and_as_it_is()
    {
        var command = string.Concat(Enumerable.Repeat("echo \"$x\" 'y' \\\n", 1000));

        Assert.Equal($"{Explained100} | at line 42: {command}", Text("100", ("FAILED_LINE", "42"), ("FAILED_COMMAND", command)));
    }

    [Theory]
    [InlineData("42", "apt-get install x", " | at line 42: apt-get install x")]
    [InlineData("", "apt-get install x", " | at line ?: apt-get install x")]
    [InlineData("unknown", "apt-get install x", " | at line ?: apt-get install x")]
    [InlineData("42", "", "")]
    public void The_short_text_is_of_code_line_and_command(string line, string command, string where)
    {
        var script = Script(("FAILED_LINE", line), ("FAILED_COMMAND", command), Capture("100", "7", "captured", "out"), Log("log\n"));

        Assert.Equal(Explained100 + where, ErrorText.BuildShort(script, script.Redactor(), "100"));
        Assert.Equal(Explained1 + where, ErrorText.BuildShort(script, script.Redactor(), "1"));
    }

    [Fact]
    public void The_short_text_has_200_bytes_of_the_command()
    {
        var script = Script(("FAILED_LINE", "42"), ("FAILED_COMMAND", new string('x', 199) + "é"));

        Assert.Equal($"{Explained100} | at line 42: {new string('x', 199)}", ErrorText.BuildShort(script, script.Redactor(), "100"));
    }

    [Fact]
    public void The_category_is_that_of_the_code_unless_the_script_has_chosen_one()
    {
        Assert.Equal("dependency", ErrorText.Category(Script(), "100"));
        Assert.Equal("unknown", ErrorText.Category(Script(("ERROR_CATEGORY_OVERRIDE", "")), "0"));
        Assert.Equal("mine", ErrorText.Category(Script(("ERROR_CATEGORY_OVERRIDE", "mine")), "100"));
    }

    [Theory]
    [InlineData("105|PVE 7.4 is too old", "[105] PVE 7.4 is too old")]
    [InlineData("x|", "[x] ")]
    [InlineData("|x|y", "[] x|y")]
    [InlineData("no code", "no code")]
    [InlineData("1|two\r\nlines\n", "[1] two lines ")]
    public void A_failed_check_is_one_line(string failure, string line)
    {
        Assert.Equal(line, ErrorText.Preflight(failure));
    }

    public void Dispose() => _directory.Dispose();

    private static ScriptVariables Script(params (string, string)[] variables) =>
        Harness.Script.With([("SESSION_ID", "no-such-session-of-these-tests"), .. variables]);

    private static string Text(string code, params (string, string)[] variables) =>
        ErrorText.Build(Script(variables), Script(variables).Redactor(), code);

    /// <summary>The variable that names a capture file.</summary>
    private (string, string) Capture(string code, string line, string command, string output) =>
        ("TELEMETRY_ERRINFO", _directory.Write("errinfo", $"EXIT_CODE={code}\nLINE={line}\nCOMMAND={command}\n--- OUTPUT ---\n{output}"));

    /// <summary>The variable that names a log.</summary>
    private (string, string) Log(string content) => ("BUILD_LOG", _directory.Write("log", content));
}
