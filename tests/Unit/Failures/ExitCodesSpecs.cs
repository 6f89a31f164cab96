// The table of exit codes: what classic reports say about a code, and what telemetry reports do.

using System.Text;
using ApiFunc;
using ApiFunc.Failures;

namespace Unit;

public sealed class ExitCodesSpecs
{
    // Scripts tell failures of curl by the prefix of the meaning.
    private static readonly int[] CodesOfCurl =
    [
        4, 5, 6, 7, 8, 16, 18, 22, 23, 24, 25, 26, 27, 28, 30, 32, 33, 34, 35, 36, 39, 44, 45, 46, 47, 48, 51, 52, 55, 56, 57, 59, 61,
        63, 78, 79, 92, 95,
    ];

    public static TheoryData<string, int[]> Categories => new()
    {
        { "config", [10, 128, 203, 204, 205, 206, 207, 208] },
        { "database", [170, 171, 172, 173, 180, 181, 182, 183, 190, 191, 192, 193] },
        { "dependency", [100, 101, 102, 127, 160, 161, 162, 255] },
        { "network", [6, 7, 22, 35] },
        { "permission", [126, 152] },
        { "proxmox", [200, 209, 210, 212, 213, 215, 216, 218, 220, 221, 222, 223, 225, 227, 231] },
        { "resource", [134, 137] },
        { "runtime", [243, 245, 246, 247, 248, 249] },
        { "service", [150, 151, 153, 154] },
        { "shell", [1, 2] },
        { "signal", [139, 141] },
        { "storage", [214, 217, 219, 224] },
        { "timeout", [28, 124, 211] },
        { "user_aborted", [129, 130, 143] },
        {
            "unknown",
            [
                3, 4, 5, 8, 16, 18, 23, 24, 25, 26, 27, 30, 32, 33, 34, 36, 39, .. Range(44, 48), 51, 52, 55, 56, 57, 59, 61, 63,
                .. Range(64, 79),
                92, 95, .. Range(103, 123), 125, 131, 132, 144, 146, 226, .. Range(232, 239), .. Range(250, 254),
            ]
        },
    };

    [Fact]
    public void Every_line_of_the_table_has_its_four_fields()
    {
        var lines = Encoding.ASCII.GetString(ThisAssembly.ExitCodes).Split('\n').Where(line => line.Length > 0 && line[0] != '#');

        Assert.All(lines, line => Assert.Matches(@"^\d+\t(c\t|t\t[a-z_]+)\t[^\t]*$", line));
    }

    [Fact]
    public void Every_meaning_is_one_line_of_ascii_without_a_backslash()
    {
        Assert.All(ExitCodes.Descriptions.Concat(ExitCodes.Explanations), entry => Assert.Matches("^[ -\\[\\]-~]+$", entry.Meaning));
    }

    // The telemetry server takes a failure for an abort by the user if its text holds one of these, in any case.
    [Fact]
    public void Only_what_users_end_is_told_in_the_words_of_an_abort()
    {
        string[] words = ["aborted by user", "user abort", "cancelled by user", "sigint", "sighup", "ctrl-c", "ctrl+c"];
        string[] ended = ["113", "114", "129", "130"];

        foreach (var entries in new[] { ExitCodes.Descriptions, ExitCodes.Explanations })
        {
            var found = entries.Where(entry => words.Any(word => entry.Meaning.Contains(word, StringComparison.OrdinalIgnoreCase)))
                .Select(entry => entry.Code);
            Assert.Equal(entries.Select(entry => entry.Code).Intersect(ended), found);
        }

        Assert.DoesNotContain(words, word => ExitCodes.UnknownMeaning.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void No_code_stands_twice()
    {
        Assert.All(
            [ExitCodes.Descriptions, ExitCodes.Explanations],
            entries => Assert.Distinct(entries.Select(entry => entry.Code)));
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
            signal =>
                Assert.StartsWith($"Ended by signal {signal.Signal} ({signal.Name}): ", ExitCodes.Describe($"{128 + signal.Signal}")));
    }

    [Fact]
    public void Telemetry_meanings_of_curl_codes_begin_with_curl_and_no_others_do()
    {
        var prefixed = Range(0, 300).Where(code => ExitCodes.Explain($"{code}").StartsWith("curl:", StringComparison.Ordinal));

        Assert.Equal(CodesOfCurl, prefixed);
    }

    [Theory, MemberData(nameof(Categories))]
    public void Codes_have_their_category_and_a_meaning(string category, int[] codes)
    {
        Assert.All(codes, code => Assert.Equal(category, ExitCodes.Categorize($"{code}")));
        Assert.All(codes, code => Assert.NotEqual("Unknown error", ExitCodes.Explain($"{code}")));
    }

    [Fact]
    public void Telemetry_explains_no_other_codes()
    {
        var known = Categories.SelectMany(category => category.Data.Item2);

        var explained = Range(0, 300).Where(code => ExitCodes.Explain($"{code}") != "Unknown error");

        Assert.Equal(known.Order(), explained);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("0100")]
    [InlineData("+100")]
    [InlineData(" 100")]
    [InlineData("100 ")]
    [InlineData("100\n")]
    [InlineData("256")]
    [InlineData("curl")]
    [InlineData("*")]
    public void Anything_else_is_an_unknown_error(string code)
    {
        Assert.Equal("Unknown error", ExitCodes.Explain(code));
        Assert.Equal("unknown", ExitCodes.Categorize(code));
    }

    private static IEnumerable<int> Range(int first, int last) => Enumerable.Range(first, last - first + 1);
}
