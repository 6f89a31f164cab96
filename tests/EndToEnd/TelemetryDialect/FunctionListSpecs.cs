// The functions of the contract: all of them, and no others, in both dialects' shims and in the binary.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed partial class FunctionListSpecs
{
    /// <summary>The functions of today's api.func, those of the classic one included.</summary>
    private static readonly string[] s_functions =
    [
        "_telemetry_report_exit", "_tm_clean_log", "_tm_enabled", "_tm_find_errinfo", "_tm_payload", "_tm_pick_logfile", "_tm_send",
        "build_error_string", "categorize_error", "detect_arm", "detect_cpu", "detect_gpu", "detect_ram", "detect_repo_source",
        "explain_exit_code", "get_error_description", "get_error_log", "get_error_text", "get_full_log", "get_install_duration",
        "init_tool_telemetry", "json_escape", "post_addon_to_api", "post_preflight_to_api", "post_progress_to_api", "post_to_api",
        "post_to_api_vm",
        "post_tool_to_api", "post_update_to_api", "start_install_timer", "telemetry_collect_sysinfo", "telemetry_new_attempt",
        "write_errinfo",
    ];

    private static readonly Dictionary<string, int> s_codesWithoutResult = new()
    {
        ["_tm_enabled"] = 1,
        ["_tm_find_errinfo"] = 1,
        ["_tm_send"] = 1,
    };

    public static TheoryData<string, string> ShellsAndDialects => Shell.With("classic", "telemetry");

    public static TheoryData<string> Functions => [.. s_functions];

    [Fact]
    public void The_contract_has_33_functions() => Assert.Equal(33, s_functions.Distinct().Count());

    [Theory]
    [InlineData("classic")]
    [InlineData("telemetry")]
    public async Task The_shim_defines_the_functions_of_the_contract_and_no_others(string dialect)
    {
        var outcome = await Shell.RunScript("bash", $"set -eu\n. {ShimOf(dialect)}\ndeclare -F");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var defined = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[^1]).ToList();
        Assert.Equal(
            s_functions, defined.Where(name => !name.StartsWith("_api_func_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(ShellsAndDialects))]
    public async Task Every_function_is_one_in_every_shell(string shell, string dialect)
    {
        // What `command -v` says of a function is its name, and of a program its path.
        var outcome = await Shell.RunScript(
            shell, $"set -eu\n. {ShimOf(dialect)}\nfor name in {string.Join(' ', s_functions)}; do command -v \"$name\"; done");

        Assert.Equal(new Outcome(0, string.Concat(s_functions.Select(name => name + "\n")), ""), outcome);
    }

    [Fact]
    public async Task Help_lists_the_functions_of_the_contract_and_no_others()
    {
        var outcome = await Shell.RunBinary(["--help"]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var functions = outcome.Output.Split("\nFunctions ")[1].Split("\nSettings")[0];
        Assert.Equal(s_functions, FunctionNames().Matches(functions).Select(word => word.Value).Order(StringComparer.Ordinal));
        string[] settings =
        [
            "API_FUNC_DIALECT", "API_FUNC_URL", "TELEMETRY_URL", "API_FUNC_URL_USER", "API_FUNC_URL_PASSWORD_FILE", "API_FUNC_TRANSPORT",
            "API_FUNC_DELIVERY", "API_FUNC_OUTBOX", "API_FUNC_STATE_DIR", "API_FUNC_HISTORY",
        ];
        Assert.Equal(settings, FirstWords().Matches(outcome.Output.Split("\nSettings")[1]).Select(word => word.Groups[1].Value));
    }

    [Theory, MemberData(nameof(Functions))]
    public async Task Every_function_is_a_subcommand_that_is_content_with_nothing(string function)
    {
        var outcome = await Shell.RunBinary(
            [function], Telemetry.OwnSession(), ("TELEMETRY_URL", "file:///nowhere/reports.jsonl"), ("API_FUNC_DIALECT", "telemetry"));

        Assert.Equal((s_codesWithoutResult.GetValueOrDefault(function), ""), (outcome.ExitCode, outcome.Error));
    }

    [Theory]
    [InlineData("post_to_apis", ", did you mean 'post_to_api'")]
    [InlineData("_api_func_set", "")]
    [InlineData("ensure_log_on_host", "")]
    [InlineData("", "")]
    [InlineData("--nonsense", "")]
    public async Task Anything_else_is_refused_with_64_and_one_line(string name, string suggestion)
    {
        var outcome = await Shell.RunBinary([name]);

        Assert.Equal(
            new Outcome(64, "", $"apifunc: there is no function or command '{name}'{suggestion}; 'apifunc --help' lists them\n"), outcome);
    }

    [Theory]
    [InlineData("--dialect", "nonsense")]
    [InlineData("--dialect", "telemetry2")]
    [InlineData("--dialect", "")]
    [InlineData("--dialect")]
    [InlineData("--nonsense")]
    [InlineData("telemetry")]
    public async Task Wrong_options_of_the_shim_command_are_refused_with_64_and_one_line(params string[] options)
    {
        var outcome = await Shell.RunBinary(["shim", .. options]);

        Assert.Equal((64, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"^apifunc shim: [^\n]+\n$", outcome.Error);
    }

    [Theory]
    [InlineData("telemetry")]
    [InlineData("nonsense")]
    public async Task Without_an_option_the_shim_is_the_classic_one_whatever_the_settings_say(string setting)
    {
        var outcome = await Shell.RunBinary(["shim"], ("API_FUNC_DIALECT", setting));

        Assert.Equal(new Outcome(0, await File.ReadAllTextAsync(Repository.Shim), ""), outcome);
    }

    [Theory]
    [InlineData("classic", "{\"ct_type\":")]
    [InlineData("telemetry", "{\"payload_version\":2,")]
    public async Task The_dialect_of_a_shim_is_fixed_when_it_is_printed(string dialect, string beginning)
    {
        var other = dialect == "classic" ? "telemetry" : "classic";
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunScript(
            "bash", $"set -eu\n. {ShimOf(dialect)}\n{Telemetry.Variables}post_to_api",
            ("API_FUNC_DIALECT", other), ("API_FUNC_URL", server.Url), ("TELEMETRY_URL", server.Url));

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.StartsWith(beginning, Assert.Single(server.Requests).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "/upload")]
    [InlineData("classic", "/upload")]
    [InlineData("nonsense", "/upload")]
    [InlineData("telemetry", "/telemetry")]
    public async Task The_setting_decides_for_direct_calls(string? setting, string path)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunBinary(
            ["post_to_api"], ("API_FUNC_DIALECT", setting), ("DIAGNOSTICS", "yes"), ("RANDOM_UUID", "id"), server.AsEndpoint(),
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(path, Assert.Single(server.Requests).Path);
    }

    private static string ShimOf(string dialect) => Shell.Quote(dialect == "classic" ? Repository.Shim : Telemetry.Shim);

    [GeneratedRegex(@"^  (\S+)", RegexOptions.Multiline)]
    private static partial Regex FirstWords();

    [GeneratedRegex("(?<= )[a-z_]*_[a-z_]*")]
    private static partial Regex FunctionNames();
}
