// Whatever a script has switched on: the functions do what they do, and the script goes on.

using EndToEnd.Harness;

namespace EndToEnd.Shells;

public sealed class ShellOptionSpecs
{
    /// <summary>Calls every function, and prints what came of it.</summary>
    private const string EveryFunction = """
        post_to_api
        echo "$JSON_PAYLOAD" "$RESPONSE"
        post_to_api_vm
        echo "$JSON_PAYLOAD" "$RESPONSE" "$DISK_SIZE_API" "$DIAGNOSTICS"
        get_error_description 137
        get_error_description 'a
        b'
        post_update_to_api failed 'a
        b' surplus
        echo "$JSON_PAYLOAD" "$RESPONSE" "$POST_UPDATE_DONE"
        post_update_to_api
        """;

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string, string> EveryShellWithOptions => Shell.With(
        "IFS=0123456789", "IFS=", "unset IFS", "IFS=_aeinoprst=/:", "set -f", "set -a", "set -C", "set -x", "set -v", "set +e +u",
        "PATH=/nonexistent", "unset PATH", "cd /; umask 777", "LC_ALL=C", "unset LC_ALL");

    public static TheoryData<string, string> SpecialOptions => new()
    {
        { "bash", "set -o posix" },
        { "bash", "shopt -s nullglob failglob nocasematch extglob lastpipe execfail inherit_errexit" },
        { "bash", "set -T; trap 'echo debugging >/dev/null' DEBUG RETURN" },
        { "bash", "exec 7>/dev/null; BASH_XTRACEFD=7; set -x" },
        { "bash", "set -o noglob -o pipefail -o errtrace -o functrace; set +h +B" },
        { "ksh93", "set -o pipefail" },
        { "mksh", "set -U -o pipefail" },
        { "mksh", "set -o posix" },
        { "yash", "set -o posixlycorrect" },
        { "zsh", "emulate sh" },
        { "zsh", "emulate ksh" },
        { "zsh", "setopt kshArrays shWordSplit rcQuotes extendedGlob nullGlob noBareGlobQual pipefail localTraps printExitValue noMultios "
            + "cBases" },
        { "zsh", "setopt globSubst ignoreBraces posixBuiltins posixStrings posixTraps" },
    };

    [Theory, MemberData(nameof(EveryShellWithOptions))]
    public async Task A_script_may_set_what_it_likes(string shell, string options)
    {
        var (outcome, requests) = await RunEveryFunction(shell, options);

        // What the shell itself shows of its work is no message of ours.
        if (options is "set -x" or "set -v")
            outcome = outcome with { Error = "" };
        await AssertIsAsWithoutOptions(outcome, requests);
    }

    [Theory, MemberData(nameof(SpecialOptions))]
    public async Task A_script_may_set_what_only_its_shell_knows(string shell, string options)
    {
        var (outcome, requests) = await RunEveryFunction(shell, options);

        await AssertIsAsWithoutOptions(outcome, requests);
    }

    [Theory]
    [InlineData("bash", "set -T; trap 'echo debugging' DEBUG")]
    [InlineData("bash", "set -T; trap 'echo returning' RETURN")]
    [InlineData("bash", "BASH_XTRACEFD=1; set -x")]
    [InlineData("bash", "exec 7>&1; BASH_XTRACEFD=7; set -x")]
    [InlineData("busybox ash", "BASH_XTRACEFD=1; set -x")]
    [InlineData("ksh93", "trap 'echo debugging' DEBUG")]
    [InlineData("zsh", "trap 'echo debugging' DEBUG")]
    [InlineData("zsh", "trap 'echo \"$ZSH_DEBUG_CMD\"' DEBUG")]
    public async Task What_a_debugging_script_prints_is_never_taken_for_the_binarys_output(string shell, string options)
    {
        await using var server = await RecordingServer.Start();
        using var directory = new TemporaryDirectory();

        // Sourced under the options, too, and with the binary to be looked for on PATH.
        File.CreateSymbolicLink(directory.File("apifunc"), Repository.Binary);
        var outcome = await Shell.RunScript(shell, $$"""
            set -eu
            {{Report.Variables}}PATH=$PATH:{{directory.Path}} NSAPP="'\$(echo run >&2)
            #begin 1
            echo run >&2"
            {{options}}
            . {{Shell.Quote(Repository.Shim)}}
            post_to_api
            post_update_to_api failed "$NSAPP"
            printf '%s|%s\n' "$JSON_PAYLOAD" "$RESPONSE" >{{directory.Path}}/result
            """, server.AsEndpoint(), ("API_FUNC_BIN", null));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal($"{server.Requests[1].Text}|{RecordingServer.DefaultAnswer}201\n", File.ReadAllText(directory.File("result")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task No_trap_for_errors_is_called_and_no_other_either(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();
        string[] worlds =
        [
            Report.Variables, "unset NSAPP CT_TYPE DISK_SIZE", "API_FUNC_URL=ftp://nobody/", "DIAGNOSTICS=no",
            "unset DIAGNOSTICS RANDOM_UUID",
            $"{Report.Variables}API_FUNC_BIN=/nonexistent\n. {Shell.Quote(Repository.Shim)}",
        ];

        const string calls =
            """
            post_to_api
            post_to_api_vm
            POST_UPDATE_DONE=false
            post_update_to_api
            post_update_to_api
            get_error_description nothing >&2

            """;

        var outcome = await Shell.RunScript(host.Enter(), shell, $"""
            {Strict(shell)}
            for signal in EXIT INT TERM HUP; do trap "echo trap $signal" "$signal"; done
            . {Shell.Quote(Repository.Shim)}
            {string.Join('\n', worlds.Select(world => $"{world}\n{calls}"))}
            echo end
            """, server.AsEndpoint());

        Assert.Equal(
            new Outcome(0, "end\ntrap EXIT\n", string.Concat(worlds.Select(_ => "Unknown error code (nothing)\n"))),
            outcome);
        Assert.Equal(6, server.Requests.Count);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Functions_may_be_called_in_a_substitution_in_a_pipeline_in_a_condition_and_in_the_background(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunScript(shell, $$"""
            {{Strict(shell)}}
            . {{Shell.Quote(Repository.Shim)}}
            {{Report.Variables}}printed=$(post_to_api)
            echo "[$printed]"
            printed=$(post_to_api; echo "$RESPONSE")
            echo "[$printed]"
            echo input | post_to_api | cat
            { echo input; echo more; } | { read -r line; post_to_api; cat; echo "$line"; }
            if post_to_api; then echo yes; fi
            post_to_api && echo and
            ! post_to_api || echo not
            post_to_api &
            wait "$!"
            (post_to_api)
            description=$(get_error_description 5)
            echo "[$description]"
            get_error_description 'x y' | cat
            """, server.AsEndpoint());

        const string output =
            "[]\n[" + RecordingServer.DefaultAnswer + "201]\nmore\ninput\nyes\nand\nnot\n[Input/output error]\nUnknown error code (x y)\n";
        Assert.Equal(new Outcome(0, output, ""), outcome);
        Assert.Equal(9, server.Requests.Count);
    }

    /// <summary>What the strictest scripts begin with; ERR is known to some shells only.</summary>
    private static string Strict(string shell) => shell switch
    {
        "bash" => "set -eEuo pipefail; trap 'echo trap ERR' ERR",
        "ksh93" or "mksh" or "zsh" => "set -eu -o pipefail; trap 'echo trap ERR' ERR",
        "yash" => "set -eu -o pipefail",
        _ => "set -eu",
    };

    private static async Task<(Outcome Outcome, string[] Requests)> RunEveryFunction(string shell, string options)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();
        var outcome = await host.RunWithShim(shell, $"{Report.Variables}{options}\n{EveryFunction}", server.AsEndpoint());
        return (outcome, [.. server.Requests.Select(request => $"{request.Path} {request.Text}")]);
    }

    private static readonly Lazy<Task<(Outcome Outcome, string[] Requests)>> s_withoutOptions = new(() => RunEveryFunction("dash", ":"));

    private static async Task AssertIsAsWithoutOptions(Outcome outcome, string[] requests)
    {
        var expected = await s_withoutOptions.Value;
        Assert.Equal((0, ""), (expected.Outcome.ExitCode, expected.Outcome.Error));
        Assert.Equal(3, expected.Requests.Length);
        Assert.Equal(expected.Outcome, outcome);
        Assert.Equal(expected.Requests, requests);
    }
}
