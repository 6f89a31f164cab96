// Sourcing the shim: in every way that scripts do it, and again.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class SourcingSpecs
{
    /// <summary>What the parts of api.func look at before they define functions.</summary>
    private static readonly string[] s_marks =
    [
        "_API_ERRORLOG_LOADED", "_API_EXITCODES_LOADED", "_API_SYSINFO_LOADED", "_API_TELEMETRY_LOADED",
    ];

    private static readonly string s_shim = Shell.Quote(Telemetry.Shim);

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Sourcing_again_keeps_what_the_script_has_replaced_and_set(string shell)
    {
        var call = await Telemetry.Watch(shell, """
            DIAGNOSTICS=yes RANDOM_UUID=id POST_TO_API_DONE=true POST_UPDATE_DONE=true REPO_SOURCE= REPO_SLUG=mine TELEMETRY_TYPE=vm
            post_to_api() { echo "mine: post_to_api"; }
            explain_exit_code() { echo "mine: explain_exit_code $1"; }
            """, $$"""
            . {{s_shim}}
            load() { . {{s_shim}}; }
            load
            post_to_api
            explain_exit_code 3
            categorize_error 127
            """);

        Assert.Equal(new Outcome(0, "mine: post_to_api\nmine: explain_exit_code 3\ndependency\n", ""), call.Outcome);
        Assert.Empty(call.Changes);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Evaluated_again_it_changes_nothing_either_and_the_script_goes_on(string shell)
    {
        var outcome = await Shell.RunScript(shell, $$"""
            set -eu
            {{(shell is "bash" or "ksh93" or "mksh" or "zsh" ? "trap 'echo trap ERR' ERR" : ":")}}
            eval "$(cat {{s_shim}})"
            explain_exit_code() { echo "mine: explain_exit_code $1"; }
            eval "$(cat {{s_shim}})"
            load() { eval "$(cat {{s_shim}})"; echo loaded; }
            load
            explain_exit_code 3
            . {{s_shim}}
            categorize_error 127
            """);

        Assert.Equal(new Outcome(0, "loaded\nmine: explain_exit_code 3\ndependency\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task No_function_relies_on_another_public_one_being_its_own(string shell)
    {
        using var directory = new TemporaryDirectory();
        string[] replaced =
        [
            "_tm_enabled", "_tm_payload", "_tm_send", "_tm_clean_log", "_tm_pick_logfile", "_tm_find_errinfo", "build_error_string",
            "get_error_log", "get_error_text",
            "get_full_log", "json_escape", "explain_exit_code", "categorize_error", "detect_cpu", "detect_gpu", "detect_ram", "detect_arm",
            "telemetry_collect_sysinfo",
            "start_install_timer", "get_install_duration", "telemetry_new_attempt", "get_error_description", "detect_repo_source",
        ];
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(
            shell,
            $"{Telemetry.Variables}BUILD_LOG={directory.Write("log", "the log\n")}\n"
                + $"{string.Concat(replaced.Select(name => $"{name}() {{ echo 'replaced: {name}'; return 1; }}\n"))}",
            "post_to_api; post_progress_to_api; post_update_to_api failed 7; post_tool_to_api; post_addon_to_api",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(
            ["INSTALL_START_TIME", "POST_TO_API_DONE", "POST_UPDATE_DONE", "TELEMETRY_TYPE"],
            call.Changes.Select(change => change.Replace("export ", "").Split('=')[0]));
        Assert.Equal(["installing", "configuring", "failed", "success", "success"], server.Statuses());
        Assert.Equal("exit_code=7 | curl: cannot connect, host or network is down\n---\nthe log", server.Requests[2].Field("error"));
    }

    // What the outer shell exports (with -a everything) must not make the inner one believe that it has the functions.
    [Theory, MemberData(nameof(Shells))]
    public async Task A_shell_that_another_one_with_everything_exported_starts_has_functions_of_its_own(string shell)
    {
        using var directory = new TemporaryDirectory();
        var inner = directory.Write("inner", $"set -eu\n. {s_shim}\npost_progress_to_api inner\npost_update_to_api failed \"$1\"\n");
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(shell, $$"""
            set -a
            . {{s_shim}}
            {{Telemetry.Variables}}
            post_progress_to_api outer
            {{shell}} {{inner}} 1
            sh {{inner}} 2
            (. {{s_shim}}; post_progress_to_api subshell)
            trap 'post_update_to_api done none' EXIT
            (exec {{shell}} {{inner}} 3)
            trap - EXIT
            exec {{shell}} {{inner}} 4
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(["outer", "inner", "failed", "inner", "failed", "subshell", "inner", "failed", "inner", "failed"], server.Statuses());
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_shim_may_come_from_standard_input(string shell)
    {
        if (shell == "yash")
            Needs.Root(); // its here-documents are files of mode 0, which nobody else can open a second time

        await using var server = await RecordingServer.Start();

        // What is quoted in the here-document is not expanded: the shim arrives as it is.
        var outcome = await Shell.RunScript(
            shell, $"set -eu\nload() {{ . /dev/stdin; }}\nload <<'END_OF_SHIM'\n{await File.ReadAllTextAsync(Telemetry.Shim)}END_OF_SHIM\n"
                + $"{Telemetry.Variables}post_progress_to_api\necho \"$(explain_exit_code 127)\"\n",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "Command not found\n", ""), outcome);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Sourcing_sets_the_source_and_the_marks_of_what_is_loaded_and_nothing_else()
    {
        var outcome = await Shell.RunScript("bash", $$"""
            before=$(compgen -v; env | sed 's/=.*//; s/^/export /'; trap -p; shopt -p; set +o)
            . {{s_shim}}
            after=$(compgen -v; env | sed 's/=.*//; s/^/export /'; trap -p; shopt -p; set +o)
            diff <(echo "$before" | sort) <(echo "$after" | sort) | grep '^[<>]' | grep -v -e '^> _api_func_' -e '^> before$' -e PIPESTATUS
            """, ("DIAGNOSTICS", "yes"));

        Assert.Equal(new Outcome(
            0,
            $"> REPO_SLUG\n> REPO_SOURCE\n{string.Concat(s_marks.Select(mark => $"> {mark}\n"))}> export REPO_SLUG\n> export REPO_SOURCE\n",
            ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_part_of_api_func_that_is_sourced_later_leaves_the_functions_alone(string shell)
    {
        using var directory = new TemporaryDirectory();
        var parts = s_marks.Select(
            mark => directory.Write(mark, $"[ -z \"${{{mark}-}}\" ] || return 0\nexplain_exit_code() {{ echo theirs; }}\n"));

        var outcome = await Telemetry.Run(shell, $"""
            {string.Concat(parts.Select(part => $". {part}\n"))}
            explain_exit_code 127
            {string.Concat(s_marks.Select(mark => $"{mark}=mine\n"))}
            . {s_shim}
            echo "{string.Concat(s_marks.Select(mark => $"${{{mark}}} "))}"
            """);

        Assert.Equal(new Outcome(0, "Command not found\nmine mine mine mine \n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Readonly_variables_do_not_end_the_script(string shell)
    {
        string[] names = [.. s_marks, "REPO_SOURCE", "REPO_SLUG"];
        foreach (var (given, source) in new[] { ("REPO_SOURCE=", ""), ("REPO_SOURCE=ProxmoxVED", "ProxmoxVED") })
        {
            var outcome = await Shell.RunScript(shell, $"""
                set -eu
                {string.Concat(names.Select(name => $"{name}=\n"))}{given}
                COMMUNITY_SCRIPTS_URL=https://raw.githubusercontent.com/somebody/fork/main
                readonly {string.Join(' ', names)} COMMUNITY_SCRIPTS_URL
                . {s_shim}
                echo "$REPO_SOURCE $REPO_SLUG $_API_TELEMETRY_LOADED"
                """);

            Assert.Equal(new Outcome(0, $"{source}  \n", ""), outcome);
        }
    }

    [Fact]
    public async Task A_report_leaves_no_trace_but_what_the_contract_says()
    {
        await using var server = await RecordingServer.Start();

        // Without a pipe: the shell closes its ends of it at any time.
        using var directory = new TemporaryDirectory();
        var outcome = await Telemetry.Run("bash", Telemetry.Variables + $$"""
            : >/dev/null &
            state() { compgen -v; echo "$! $- $PWD"; trap -p; shopt -p; ls /proc/$$/fd; }
            state >{{directory.File("before")}}
            post_to_api; post_progress_to_api; post_update_to_api failed 1; post_tool_to_api x failed; get_error_log; detect_cpu
            json_escape x >/dev/null
            state >{{directory.File("after")}}
            cd {{directory.Path}}
            for state in before after; do sort "$state" >"$state.sorted"; done
            diff before.sorted after.sorted | grep '^[<>]' | grep -v '^> _api_func_'
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "> INSTALL_START_TIME\n> POST_TO_API_DONE\n> POST_UPDATE_DONE\n> TELEMETRY_TYPE\n", ""), outcome);
    }
}
