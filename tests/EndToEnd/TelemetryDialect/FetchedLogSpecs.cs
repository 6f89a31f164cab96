// ensure_log_on_host, which a script may define: called where a log is about to be read, and at no other time.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class FetchedLogSpecs
{
    private const string Ending = "POST_UPDATE_DONE=false; unset ERROR_CATEGORY_OVERRIDE\n";

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task It_is_called_where_the_log_is_read(string shell)
    {
        string[] calls =
        [
            "get_error_log", "get_error_text 3", "get_full_log", "build_error_string", "build_error_string 7 ''", "post_update_to_api",
            "post_update_to_api failed 100", "post_update_to_api weird 130", "post_update_to_api failed none",
            "post_update_to_api failed 100 force",
            "post_tool_to_api x failed 1", "post_tool_to_api x failed", "post_addon_to_api x failed abc", "_telemetry_report_exit 3",
            "_telemetry_report_exit abc",
        ];

        Assert.Equal(calls, await CallsThatFetch(shell, calls));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task It_is_not_called_where_no_log_is_read(string shell)
    {
        using var directory = new TemporaryDirectory();
        var capture = directory.Write("capture", "EXIT_CODE=100\nLINE=1\nCOMMAND=x\n--- OUTPUT ---\n\noutput\n");
        string[] calls =
        [
            "post_to_api", "post_to_api_vm", "post_progress_to_api failed", "post_update_to_api done none", "post_update_to_api success 1",
            "post_update_to_api aborted 1",
            "post_update_to_api failed 129", "post_update_to_api failed 130", "post_update_to_api failed 143", "post_tool_to_api x done 0",
            "post_tool_to_api x aborted 130",
            "post_addon_to_api", "_telemetry_report_exit 0", "_telemetry_report_exit", "build_error_string 1 text", "_tm_pick_logfile",
            "_tm_find_errinfo || :",
            "_tm_payload failed 1 text", "explain_exit_code 1", "detect_ram",

            // The capture file has the output: of this code, and of those that stand for any.
            $"TELEMETRY_ERRINFO={capture}; post_update_to_api failed 100",
            "post_update_to_api failed 1", "post_update_to_api failed 255", "post_update_to_api failed",
            "post_update_to_api failed nonsense", "post_update_to_api weird 100",
            "post_tool_to_api x failed 100", "post_addon_to_api x failed nonsense", "_telemetry_report_exit 100", "build_error_string",
            "build_error_string 100",
            "unset TELEMETRY_ERRINFO",

            // The gate is closed.
            "DIAGNOSTICS=no; post_update_to_api failed 1", "post_tool_to_api x failed 1", "post_addon_to_api x failed 1",
            "_telemetry_report_exit 1",
            "DIAGNOSTICS=yes RANDOM_UUID=; post_update_to_api failed 1", "RANDOM_UUID=id DO_NOT_TRACK=1; post_update_to_api failed 1 force",
            "DO_NOT_TRACK=0 POST_UPDATE_DONE=true; post_update_to_api failed 1",
        ];

        Assert.Empty(await CallsThatFetch(shell, calls));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task It_is_called_where_the_capture_file_says_nothing_about_this_failure(string shell)
    {
        using var directory = new TemporaryDirectory();
        var capture = directory.Write("capture", "EXIT_CODE=100\nLINE=1\nCOMMAND=x\n--- OUTPUT ---\noutput\n");
        var link = directory.File("link");
        File.CreateSymbolicLink(link, capture);
        string[] calls =
        [
            $"TELEMETRY_ERRINFO={capture}; post_update_to_api failed 2",
            "post_tool_to_api x failed 10",
            $"TELEMETRY_ERRINFO={directory.Write("blank", "EXIT_CODE=100\nLINE=1\nCOMMAND=x\n--- OUTPUT ---\n \n\n")}; post_update_to_api "
                + "failed 100",
            $"TELEMETRY_ERRINFO={directory.Write("short", "EXIT_CODE=100\nLINE=1\nCOMMAND=x\n")}; post_update_to_api failed 100",
            $"TELEMETRY_ERRINFO={directory.Write("no code", "LINE=1\n--- OUTPUT ---\noutput\n").Replace(" ", "\\ ")}; post_update_to_api "
                + "failed 1",
            $"TELEMETRY_ERRINFO={directory.Write("bad-code", "EXIT_CODE=x\n--- OUTPUT ---\noutput\n")}; post_update_to_api failed 1",
            $"TELEMETRY_ERRINFO={directory.Write("empty", "")}; post_update_to_api failed 100",
            $"TELEMETRY_ERRINFO={directory.Path}; post_update_to_api failed 100",
            $"TELEMETRY_ERRINFO={link}; post_update_to_api failed 100",
            "unset TELEMETRY_ERRINFO; build_error_string 100",
        ];

        Assert.Equal(calls, await CallsThatFetch(shell, calls));
    }

    // The shim asks the binary, and the binary reads: of the same file they have to think the same.
    [Theory, MemberData(nameof(Shells))]
    public async Task The_log_is_fetched_if_and_only_if_the_capture_file_has_no_output_to_show(string shell)
    {
        using var directory = new TemporaryDirectory();
        (string Content, string Code, bool HasOutput)[] cases =
        [
            ("EXIT_CODE=100\n--- OUTPUT ---\noutput\n", "100", true),
            ("EXIT_CODE= 100\n--- OUTPUT ---\noutput\n", "100", true),
            ("EXIT_CODE=\t100 \n--- OUTPUT ---\noutput", "100", true),
            ("EXIT_CODE=100\r\nLINE=1\r\nCOMMAND=x\r\n--- OUTPUT ---\r\noutput\r\n", "100", true),
            ("EXIT_CODE=100\n--- OUTPUT --- \t\r\noutput\n", "100", true),
            ("EXIT_CODE=100\r\n--- OUTPUT ---\r\n\r\n \t\v\f\r\n", "100", false),
            ("EXIT_CODE=1\nEXIT_CODE=100\n--- OUTPUT ---\noutput\n", "100", true),
            ("EXIT_CODE=100\nEXIT_CODE=\n--- OUTPUT ---\noutput\n", "100", false),
            ("EXIT_CODE=100\n--- OUTPUT ---\n\n\noutput\n", "1", true),
            ("EXIT_CODE=100\n--- OUTPUT ---\noutput\n", "255", true),
            ("EXIT_CODE=100\n--- OUTPUT ---\noutput\n", "101", false),
            ("EXIT_CODE=0100\n--- OUTPUT ---\noutput\n", "100", false),
            ("EXIT_CODE=\"100\"\n--- OUTPUT ---\noutput\n", "100", false),
            ("EXIT_CODE=1 00\n--- OUTPUT ---\noutput\n", "1", false),
            (" EXIT_CODE=100\n--- OUTPUT ---\noutput\n", "1", false),
            ("EXIT_CODE=100\n--- OUTPUT ---x\noutput\n", "100", false),
            (" --- OUTPUT ---\nEXIT_CODE=100\n--- OUTPUT ---\n--- OUTPUT ---\n", "100", true),
            ("EXIT_CODE=100\noutput\n", "100", false),
            ("--- OUTPUT ---\nEXIT_CODE=100\noutput\n", "100", false),
        ];
        var script = cases.Select((_, number) =>
            $"TELEMETRY_ERRINFO={directory.File($"{number}")} fetched=no\nbuild_error_string {cases[number].Code} | sed -n '$p'; echo\n");
        for (var number = 0; number < cases.Length; number++)
            directory.Write($"{number}", cases[number].Content);
        var log = directory.Write("log", "the log\n");

        var outcome = await Telemetry.Run(
            shell, $"ensure_log_on_host() {{ INSTALL_LOG={log}; }}\n{string.Concat(script)}", ("LC_ALL", "C.UTF-8"));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(
            cases.Select((one, number) => one.HasOutput ? one.Content.TrimEnd('\r', '\n').Split('\n')[^1] : "the log"),
            outcome.Output.Replace("\r", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var calls = cases.Select((one, number) => $"TELEMETRY_ERRINFO={directory.File($"{number}")}; build_error_string {one.Code}")
            .ToArray();
        Assert.Equal(calls.Where((_, number) => !cases[number].HasOutput), await CallsThatFetch(shell, calls));
    }

    [Fact]
    public async Task It_is_not_called_for_a_report_that_the_configuration_forbids()
    {
        using var directory = new TemporaryDirectory();
        using var files = new PrivateFiles(("/usr/local/community-scripts/api-func.conf", "DIAGNOSTICS=no\n"));

        var outcome = await Telemetry.Run(
            files.Around(), "bash",
            $"{Telemetry.Variables}ensure_log_on_host() {{ : >{directory.File("fetched")}; }}\npost_update_to_api failed 1\n"
                + "post_tool_to_api x failed 1\n");

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.False(File.Exists(directory.File("fetched")));
    }

    [Fact]
    public async Task It_is_not_called_where_there_is_no_binary_to_read_the_log()
    {
        using var directory = new TemporaryDirectory();

        var outcome = await Telemetry.Run(
            "bash", $"{Telemetry.Variables}ensure_log_on_host() {{ : >{directory.File("fetched")}; }}\npost_update_to_api failed 1\n"
                + "build_error_string 1\n",
            ("API_FUNC_BIN", directory.File("missing")));

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.False(File.Exists(directory.File("fetched")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task What_it_sets_counts_for_that_reading_alone(string shell)
    {
        using var directory = new TemporaryDirectory();
        var (fetched, other) = (directory.Write("fetched", "the fetched log\n"), directory.Write("other", "another log\n"));
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(shell, Telemetry.Variables + $$"""
            INSTALL_LOG={{other}} POST_UPDATE_DONE=true
            ensure_log_on_host() { INSTALL_LOG={{fetched}} NSAPP=changed; FAILED_COMMAND=changed; POST_UPDATE_DONE=changed; }
            """, """
            get_error_log; get_error_text; get_full_log; build_error_string 2 | sed 1d; echo
            post_update_to_api failed 2 force
            post_tool_to_api x failed 2
            post_addon_to_api x failed 2
            _telemetry_report_exit 2
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "the fetched log\nthe fetched log\nthe fetched log\n---\nthe fetched log\n", ""), call.Outcome);
        Assert.Empty(call.Changes);
        Assert.Equal(4, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.EndsWith("\n---\nthe fetched log", request.Field("error"), StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Its_output_its_failure_and_its_input_do_not_matter(string shell)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(shell, Telemetry.Variables + $$"""
            BUILD_LOG={{directory.Write("log", "the log\n")}}
            ensure_log_on_host() {
              cat
              echo output
              echo errors >&2
              false
              no_such_command
              cd /
              IFS=o
              echo "$no_such_variable"
              return 3
            }
            get_error_log <<E
            not read
            E
            build_error_string 7; echo
            post_update_to_api failed 7
            post_tool_to_api x failed 7
            """, server.AsTelemetryEndpoint());

        const string error = "exit_code=7 | curl: cannot connect, host or network is down\n---\nthe log";
        Assert.Equal(new Outcome(0, $"the log\n{error}\n", ""), outcome);
        Assert.Equal([error, error], server.Requests.Select(request => request.Field("error")));
    }

    [Fact]
    public async Task It_may_fail_in_bash_with_every_trap_set()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run("bash", Telemetry.Variables + $$"""
            set -eEuo pipefail
            shopt -s inherit_errexit
            trap 'echo "ERR: $BASH_COMMAND"; post_update_to_api failed 99 force' ERR
            trap 'echo "RETURN" >>{{directory.File("trace")}}' RETURN
            trap 'echo "EXIT: $?"' EXIT
            BUILD_LOG={{directory.Write("log", "the log\n")}}
            ensure_log_on_host() { ls /no/such/file; false | true; return 3; }
            get_error_log
            build_error_string 7 >{{directory.File("error")}}
            post_update_to_api failed 7
            post_tool_to_api x failed 7
            post_addon_to_api x failed 7
            _telemetry_report_exit 7
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "the log\nEXIT: 0\n", ""), outcome);
        Assert.Equal(["7", "7", "7", "7"], server.Requests.Select(request => request.Field("exit_code")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_program_of_that_name_is_not_meant(string shell)
    {
        using var directory = new TemporaryDirectory();
        directory.Command("ensure_log_on_host", $"echo called >{Shell.Quote(directory.File("called"))}");

        var outcome = await Telemetry.Run(
            shell, $"PATH={directory.Path}:$PATH\nBUILD_LOG={directory.Write("log", "the log\n")}\nget_error_log");

        Assert.Equal(new Outcome(0, "the log\n", ""), outcome);
        Assert.False(File.Exists(directory.File("called")));
    }

    /// <summary>Runs calls, one after the other, and says in which of them the log was fetched.</summary>
    private static async Task<string[]> CallsThatFetch(string shell, string[] calls)
    {
        using var directory = new TemporaryDirectory();
        using var files = new PrivateFiles(("/usr/local/community-scripts/other", ""));
        var trace = directory.Write("trace", "");
        await using var server = await RecordingServer.Start();
        var script = calls.Select((call, number) =>
            $"call={number}\n{Ending}{call} >/dev/null\n".Replace($"{Ending}DO_NOT_TRACK=0", "DO_NOT_TRACK=0", StringComparison.Ordinal));

        var outcome = await Telemetry.Run(
            files.Around(), shell, $"{Telemetry.Variables}ensure_log_on_host() {{ echo \"$call\" >>{trace}; }}\n{string.Concat(script)}",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        return [.. (await File.ReadAllLinesAsync(trace)).Select(number => calls[int.Parse(number)])];
    }
}
