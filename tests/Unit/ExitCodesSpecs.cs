// The table of exit codes.

using ApiFunc.Errors;

namespace Unit;

public sealed class ExitCodesSpecs
{
    [Fact]
    public void Every_meaning_is_one_line_of_ascii_without_a_backslash()
    {
        Assert.All(ExitCodes.Descriptions(), entry => Assert.Matches("^[ -\\[\\]-~]+$", entry.Meaning));
    }

    [Fact]
    public void No_code_stands_twice()
    {
        var codes = ExitCodes.Descriptions().Select(entry => entry.Code).ToList();

        Assert.Equal(codes.Distinct(), codes);
    }

    [Theory]
    [InlineData("1", "General error: nothing more is known")]
    [InlineData("0", " ")]
    [InlineData("007", "Unknown error code (007)")]
    [InlineData("+1", "Unknown error code (+1)")]
    [InlineData(" 1", "Unknown error code ( 1)")]
    [InlineData("", "Unknown error code ()")]
    [InlineData("a\nb", "Unknown error code (a b)")]
    public void A_code_counts_as_a_whole_string(string code, string meaning)
    {
        Assert.Equal(meaning, ExitCodes.Describe(code));
    }

    [Fact]
    public void Every_signal_of_the_range_has_its_number_and_its_name()
    {
        string[] names =
        [
            "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
            "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM",
        ];

        Assert.All(
            names.Select((name, index) => (Name: name, Signal: index + 1)),
            signal => Assert.StartsWith($"Ended by signal {signal.Signal} ({signal.Name}): ", ExitCodes.Describe($"{128 + signal.Signal}")));
    }
}
