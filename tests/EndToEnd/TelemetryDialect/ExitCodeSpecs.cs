// What exit codes mean: the shim's own tables say the same as the binary's.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class ExitCodeSpecs
{
    /// <summary>Every code that there can be, and what is none.</summary>
    private static readonly string[] s_codes =
    [
        .. Enumerable.Range(0, 261).Select(code => $"{code}"),
        "", " ", "007", "+1", "-1", " 1", "1 ", "1\n", "0x1", "1.0", "none", "INTERRUPTED", "--help", "-n", "*", "[0-9]", "1|2", "a\nb",
        "\\1", "$(echo 1)", "99999999999999999999",
    ];

    private static readonly Lazy<Task<(string Explanations, string Categories)>> s_binarys = new(AskBinary);

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task The_shim_explains_and_categorizes_codes_as_the_binary_does(string shell)
    {
        var (explanations, categories) = await s_binarys.Value;
        var all = string.Join(' ', s_codes.Select(Shell.Quote));

        var outcome = await Telemetry.Run(
            shell, $"for code in {all}; do explain_exit_code \"$code\" surplus; done\necho ---\n"
                + $"for code in {all}; do categorize_error \"$code\" surplus; done\n",
            ("API_FUNC_BIN", "/no/such/binary"));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal([explanations, categories], outcome.Output.Split("---\n"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_code_that_is_missing_or_in_no_table_is_unknown(string shell)
    {
        var outcome = await Telemetry.Run(
            shell, "explain_exit_code; explain_exit_code 007; categorize_error; categorize_error 007; get_error_description");

        Assert.Equal(new Outcome(0, "Unknown error\nUnknown error\nunknown\nunknown\nUnknown error code ()\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_scripts_own_category_counts_before_the_tables(string shell)
    {
        var outcome = await Telemetry.Run(
            shell, "ERROR_CATEGORY_OVERRIDE='my \\n -n category'; categorize_error 127; categorize_error; ERROR_CATEGORY_OVERRIDE=; "
                + "categorize_error 127; explain_exit_code 127");

        Assert.Equal(new Outcome(0, "my \\n -n category\nmy \\n -n category\ndependency\nCommand not found\n", ""), outcome);
    }

    private static async Task<(string Explanations, string Categories)> AskBinary() =>
        (await Ask("explain_exit_code"), await Ask("categorize_error"));

    private static async Task<string> Ask(string function)
    {
        var outcome = await Shell.Run(
            ["sh", "-c", "set -e\nfunction=$1\nshift\nfor code; do \"$API_FUNC_BIN\" \"$function\" \"$code\"; done", "sh", function],
            s_codes);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        return outcome.Output;
    }
}
