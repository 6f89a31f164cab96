// Sourcing the shim: however it is done, it says nothing, reads nothing, and cannot fail; and which binary it finds.

using EndToEnd.Harness;

namespace EndToEnd.Shells;

public sealed class SourcingSpecs
{
    private static readonly string s_shim = Shell.Quote(Repository.Shim);

    public static TheoryData<string> Shells => Shell.EveryShell;

    /// <summary>Every way of sourcing in the shells that know it.</summary>
    public static TheoryData<string, string> WaysOfSourcing
    {
        get
        {
            var data = Shell.With(
                $". {s_shim}",
                $". /dev/stdin <{s_shim}",
                $"eval \"$(cat {s_shim})\"",
                $"install() {{ . {s_shim}; }}\ninstall",
                $"if . {s_shim}; then :; else echo failed; fi",
                $"trap {Shell.Quote($". {s_shim}")} USR1\nkill -s USR1 \"$$\"",
                $". {s_shim}\n. {s_shim}",
                $". {s_shim} surplus arguments",
                $"set -x\n. {s_shim} 2>/dev/null\nset +x 2>/dev/null",
                $"unset PATH API_FUNC_BIN\n. {s_shim}\nAPI_FUNC_BIN={Shell.Quote(Repository.Binary)}\n. {s_shim}\nPATH=/usr/bin:/bin",
                $"IFS=/:\n. {s_shim}\nunset IFS");
            foreach (var shell in new[] { "bash", "ksh93", "zsh" })
            {
                data.Add(shell, $"source <(cat {s_shim})");
                data.Add(shell, $"source /dev/stdin <<<\"$(cat {s_shim})\"");
                data.Add(shell, $"function install {{\n  source {s_shim}\n}}\ninstall");
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(WaysOfSourcing))]
    public async Task However_the_shim_is_sourced_it_is_silent_succeeds_and_works(string shell, string how)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunScript(shell, $"""
            set -eu
            {(shell == "bash" ? "set -Eo pipefail; trap 'echo trap ERR' ERR" : "")}
            trap 'echo trap EXIT' EXIT
            {how}
            echo "$? $POST_UPDATE_DONE"
            {Report.Variables}post_to_api
            post_update_to_api done none
            get_error_description 5
            """, server.AsEndpoint());

        // What `set -x` shows behind a closed descriptor depends on the shell.
        Assert.Equal((0, "0 false\nInput/output error\ntrap EXIT\n"), (outcome.ExitCode, outcome.Output));
        Assert.Equal("", how.StartsWith("set -x", StringComparison.Ordinal) ? "" : outcome.Error);
        Assert.Equal(["installing", "done"], server.Requests.Select(request => request.Field("status")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_script_that_the_shell_reads_from_its_input_is_read_to_its_end(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();
        using var directory = new TemporaryDirectory();
        var script = directory.Write("script", $"""
            set -eu
            {File.ReadAllText(Repository.Shim)}
            {Report.Variables}post_to_api
            echo one
            post_to_api_vm
            echo two
            get_error_description 'a b'
            post_update_to_api failed 1
            . {s_shim}
            echo three
            """);

        var outcome = await Shell.Run(
            [.. host.Enter(), "sh", "-c", "script=$1; shift; exec \"$@\" <\"$script\"", "sh", script, .. shell.Split(' ')], [],
            server.AsEndpoint());
        var sourced = await Shell.Run(
            [.. host.Enter(), "sh", "-c", "script=$1; shift; cat \"$script\" | \"$@\"", "sh", script, .. shell.Split(' ')],
            ["-c", ". /dev/stdin; echo four"], server.AsEndpoint());

        const string output = "one\ntwo\nUnknown error code (a b)\nthree\n";
        Assert.Equal(new Outcome(0, output, ""), outcome);
        Assert.Equal(new Outcome(0, output + "four\n", ""), sourced);
        Assert.Equal(6, server.Requests.Count);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Sourcing_starts_a_new_execution(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, $"""
            {Report.Variables}post_update_to_api failed 1
            . {s_shim}
            echo "$POST_UPDATE_DONE"
            post_update_to_api failed 2
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "false\n", ""), outcome);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_binary_is_the_one_that_API_FUNC_BIN_names_and_else_the_one_in_usr_local_bin_and_else_one_on_PATH(string shell)
    {
        using var directory = new TemporaryDirectory();
        using var host = new Host();
        foreach (var place in new[] { "named", "usr-local", "path/a", "path/b", "path/named" })
            directory.Command($"{place}/apifunc", $"echo {place} >>{Shell.Quote(directory.File("trace"))}");
        directory.Write("path/not-executable/apifunc", "");
        Directory.CreateDirectory(directory.File("path/directory/apifunc"));

        var outcome = await host.RunWithShim(shell, $"""
            {Report.Variables}cd {Shell.Quote(directory.Path)}
            system=$PATH
            mkdir /usr/local/bin
            ln -s "$PWD/usr-local/apifunc" /usr/local/bin/apifunc
            ln -s "$PWD/path/named/apifunc" /usr/local/bin/other-name
            source_and_report() (
              . {s_shim}
              cd /
              post_to_api
            )
            API_FUNC_BIN={Shell.Quote(directory.File("named/apifunc"))}; source_and_report
            API_FUNC_BIN=named/apifunc; source_and_report
            API_FUNC_BIN=./named/apifunc; source_and_report
            API_FUNC_BIN=other-name; source_and_report
            API_FUNC_BIN=; source_and_report
            unset API_FUNC_BIN; source_and_report
            rm /usr/local/bin/apifunc
            PATH=$PWD/path/nothing:$PWD/path/not-executable:$PWD/path/directory:$PWD/path/b:$PWD/path/a:$system; source_and_report
            PATH=$PWD/path/a; source_and_report
            """);

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(
            ["named", "named", "named", "path/named", "usr-local", "usr-local", "path/b", "path/a"],
            FakeBinary.Trace(directory));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task No_binary_is_taken_from_a_directory_that_PATH_names_relatively(string shell)
    {
        using var directory = new TemporaryDirectory();
        using var host = new Host();
        foreach (var place in new[] { "here", "here/bin", "safe" })
            directory.Command($"{place}/apifunc", $"echo {place} >>{Shell.Quote(directory.File("trace"))}");

        var outcome = await Shell.RunScript(host.Enter(), shell, $$"""
            set -eu
            {{Report.Variables}}cd {{Shell.Quote(directory.File("here"))}}
            unset API_FUNC_BIN
            for relative in '' . ./ ./bin bin ../here :: ' '; do
              (PATH=$relative; . {{s_shim}}; post_to_api; echo "$RESPONSE")
              (PATH=$relative:{{Shell.Quote(directory.File("safe"))}}; . {{s_shim}}; post_to_api)
              (PATH={{Shell.Quote(directory.File("safe"))}}:$relative; . {{s_shim}}; post_to_api)
            done
            """);

        Assert.Equal(new Outcome(0, string.Concat(Enumerable.Repeat("000\n", 8)), ""), outcome);
        Assert.Equal(Enumerable.Repeat("safe", 16), FakeBinary.Trace(directory));
    }
}
