// What an exit code means: the same from the shim and from the binary, and right without the binary, too.

using EndToEnd.Harness;

namespace EndToEnd.ClassicDialect;

public sealed class ErrorDescriptionSpecs
{
    /// <summary>The exit codes that the contract knows.</summary>
    private static readonly int[] s_known =
    [
        .. Enumerable.Range(0, 10), 18, 22, 28, 35, 56, 60, 100, 101, .. Enumerable.Range(125, 19), 152, .. Enumerable.Range(200, 10), 255,
    ];

    /// <summary>No codes, although some look like one, and all that a shell or printf could take for something else.</summary>
    private static readonly string[] s_unknown =
    [
        "", " ", " 1", "1 ", "01", "007", "+1", "-1", "1.0", "0x1", "256", "99999999999999999999", "*", "?", "[0-9]", "1|2", "-n", "--help",
        "\\n", "%s", "$(echo 1)", "`echo 1`", "\"'", "INTERRUPTED", "1\n", "\n", "\n1", "a\n\nb\n", "apt-get \\\n\t-y | tee \"x\"",
        "\u001b[31m", "€",
        new string('x', 100_000), string.Concat(Enumerable.Repeat("line of a command\n", 1000)),
    ];

    private const string EveryCode = """
        code=0
        while [ "$code" -le 256 ]; do
          get_error_description "$code" || echo "returned $?"
          code=$((code + 1))
        done
        """;

    private static readonly Lazy<Task<Outcome>> s_fromBinary = new(() =>
        Shell.RunScript("dash", """get_error_description() { "$API_FUNC_BIN" get_error_description "$1"; }""" + "\n" + EveryCode));

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Every_exit_code_is_described_as_the_binary_does_it(string shell)
    {
        var fromShim = await Shell.RunWithShim(shell, EveryCode, ("API_FUNC_BIN", "/nonexistent"));

        Assert.Equal(await s_fromBinary.Value, fromShim);
        var lines = fromShim.Output.Split('\n');
        Assert.Equal(258, lines.Length);
        Assert.Equal(s_known, Enumerable.Range(0, 257).Where(code => lines[code] != $"Unknown error code ({code})"));
        Assert.Equal(" ", lines[0]);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Whatever_else_is_named_on_one_line(string shell)
    {
        var outcome = await Shell.RunWithShim(
            shell, string.Concat(s_unknown.Select(code => $"get_error_description {Shell.Quote(code)} surplus\n")),
            ("API_FUNC_BIN", "/nonexistent"));

        Assert.Equal(new Outcome(0, string.Concat(s_unknown.Select(Unknown)), ""), outcome);
    }

    [Fact]
    public async Task The_binary_names_on_one_line_whatever_else_there_is()
    {
        foreach (var code in s_unknown)
            Assert.Equal(new Outcome(0, Unknown(code), ""), await Shell.RunBinary(["get_error_description", code, "surplus"]));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Without_an_argument_the_code_is_empty(string shell)
    {
        var outcome = await Shell.RunWithShim(shell, "get_error_description\n\"$API_FUNC_BIN\" get_error_description\n");

        Assert.Equal(new Outcome(0, "Unknown error code ()\nUnknown error code ()\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task An_argument_that_no_process_could_take_is_printed_whole(string shell)
    {
        var outcome = await Shell.RunWithShim(shell, """
            text=xxxxxxxxxxxxxxxx
            while [ "${#text}" -lt 262144 ]; do text=$text$text; done
            get_error_description "$text"
            """);

        Assert.Equal(new Outcome(0, Unknown(new string('x', 1 << 18)), ""), outcome);
    }

    private static string Unknown(string code) => $"Unknown error code ({code.Replace('\n', ' ')})\n";
}
