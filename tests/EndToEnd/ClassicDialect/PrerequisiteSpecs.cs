// What has to hold before anything is sent, and that whoever has opted out pays nothing.

using EndToEnd.Harness;

namespace EndToEnd.ClassicDialect;

public sealed class PrerequisiteSpecs
{
    public static TheoryData<string> Shells => Shell.EveryShell;

    /// <summary>Every way to say no, as shell code behind an ordinary installation's variables.</summary>
    private static readonly string[] s_refusals =
    [
        "unset DIAGNOSTICS", "DIAGNOSTICS=", "DIAGNOSTICS=no", "DIAGNOSTICS=true", "DIAGNOSTICS=y", "DIAGNOSTICS=1", "DIAGNOSTICS=yess",
        "DIAGNOSTICS='*'", "DO_NOT_TRACK=1", "DO_NOT_TRACK=true", "DO_NOT_TRACK=no", "DO_NOT_TRACK=00",
        "DO_NOT_TRACK=' '", "unset RANDOM_UUID", "RANDOM_UUID=",
    ];

    [Theory, MemberData(nameof(Shells))]
    public async Task Where_nothing_may_be_sent_nothing_is_started_and_nothing_changes(string shell)
    {
        using var directory = new TemporaryDirectory();
        using var host = Host.WithConsent();
        var calls = s_refusals.Select(refusal => $$"""
            {{Report.Variables}}unset DO_NOT_TRACK
            {{refusal}}
            printf 'DIAGNOSTICS=%s\n' "${DIAGNOSTICS-}" >{{Host.ConsentFile}}
            POST_UPDATE_DONE=false JSON_PAYLOAD=before RESPONSE=before DISK_SIZE_API=before
            post_to_api
            post_update_to_api failed 1
            post_to_api_vm
            printf '%s\n' "$POST_UPDATE_DONE $JSON_PAYLOAD $RESPONSE $DISK_SIZE_API"

            """);

        var outcome = await host.RunWithShim(shell, string.Concat(calls), ("API_FUNC_BIN", FakeBinary.ThatLeavesATrace(directory)));

        Assert.Equal(new Outcome(0, string.Concat(s_refusals.Select(_ => "true before before before\n")), ""), outcome);
        Assert.Empty(FakeBinary.Trace(directory));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Yes_in_any_case_is_consent_and_nothing_like_it(string shell)
    {
        using var directory = new TemporaryDirectory();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            for DIAGNOSTICS in yes YES Yes yEs; do post_to_api; done
            for DIAGNOSTICS in ' yes' 'yes ' '"yes"' yesyes; do post_to_api; done
            DIAGNOSTICS=yes
            for DO_NOT_TRACK in '' 0; do post_to_api; done
            post_update_to_api
            """, ("API_FUNC_BIN", FakeBinary.ThatLeavesATrace(directory)));

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal([.. Enumerable.Repeat("post_to_api", 6), "post_update_to_api"], FakeBinary.Trace(directory));
    }

    // However the script is set up, and whoever listens. (A trace that cannot be written ends zsh by itself.)
    public static TheoryData<string, string> Listeners => Shell.With(":", "set -x", "exec 2>&-", "exec 2>&-; set -x");

    [Theory, MemberData(nameof(Listeners))]
    public async Task Why_nothing_is_sent_is_said_in_DEV_MODE_and_the_script_goes_on(string shell, string preparation)
    {
        using var directory = new TemporaryDirectory();
        using var host = Host.WithConsent();
        var script = $$"""
            {{(shell is "bash" or "ksh93" or "mksh" or "zsh" ? "trap 'echo trap ERR' ERR" : ":")}}
            {{(shell is "bash" ? "set -o functrace; trap : DEBUG" : ":")}}
            {{(shell is "zsh" ? preparation.Replace("2>&-; set -x", "2>&-", StringComparison.Ordinal) : preparation)}}
            report() { post_to_api; post_update_to_api failed 1; POST_UPDATE_DONE=; }
            {{Report.Variables}}DIAGNOSTICS=no
            report
            DEV_MODE=true
            DIAGNOSTICS=
            report
            DIAGNOSTICS=YES DO_NOT_TRACK=1
            report
            DO_NOT_TRACK=0 RANDOM_UUID=
            report
            result=$(post_to_api; echo end)
            echo "$result"
            RANDOM_UUID=id API_FUNC_BIN=/nonexistent
            . {{Shell.Quote(Repository.Shim)}}
            report
            API_FUNC_BIN=missing
            . {{Shell.Quote(Repository.Shim)}}
            report
            rm {{Host.ConsentFile}}
            post_to_api_vm
            echo end
            """;

        var outcome = await host.RunWithShim(shell, script, ("API_FUNC_BIN", FakeBinary.ThatLeavesATrace(directory)));

        Assert.Equal((0, "end\nend\n"), (outcome.ExitCode, outcome.Output));
        Assert.Empty(FakeBinary.Trace(directory));
        string[] reasons =
        [
            "DIAGNOSTICS is not 'yes'", "DIAGNOSTICS is not 'yes'", "DO_NOT_TRACK is set", "DO_NOT_TRACK is set",
            "RANDOM_UUID is empty", "RANDOM_UUID is empty", "RANDOM_UUID is empty",
            "there is no binary: /nonexistent", "there is no binary: /nonexistent",
            "there is no binary: missing was looked for in /usr/local/bin and on PATH",
            "there is no binary: missing was looked for in /usr/local/bin and on PATH",
            $"there is no {Host.ConsentFile}",
        ];
        var said = outcome.Error.Split('\n').Where(line => line.StartsWith("apifunc: ", StringComparison.Ordinal));
        Assert.Equal(
            preparation.StartsWith("exec", StringComparison.Ordinal) ? [] : reasons.Select(reason => $"apifunc: nothing is sent: {reason}"),
            said);
        if (preparation == ":")
            Assert.Equal(reasons.Length, outcome.Error.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("post_to_api")]
    [InlineData("post_update_to_api")]
    public async Task The_binary_asks_the_same_questions(string function)
    {
        await using var server = await RecordingServer.Start();
        (string Name, string? Value)[] permitted = [server.AsEndpoint(), ("DIAGNOSTICS", "yes"), ("RANDOM_UUID", "id")];
        (string Name, string? Value)[] refusals =
        [
            ("DIAGNOSTICS", null), ("DIAGNOSTICS", ""), ("DIAGNOSTICS", "no"), ("DIAGNOSTICS", " yes"), ("DIAGNOSTICS", "true"),
            ("DO_NOT_TRACK", "1"), ("DO_NOT_TRACK", "no"), ("RANDOM_UUID", null), ("RANDOM_UUID", ""),
        ];

        foreach (var refusal in refusals)
            Assert.Equal(new Outcome(0, "", ""), await Shell.RunBinary([function], [.. permitted, refusal]));

        Assert.Empty(server.Requests);
        foreach (var permission in new[] { ("DIAGNOSTICS", "YES"), ("DO_NOT_TRACK", "0"), ("DO_NOT_TRACK", "") })
            Assert.Equal(new Outcome(0, "", ""), await Shell.RunBinary([function], [.. permitted, permission]));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_report_starts_one_process_and_nothing_else_starts_any(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();
        using var directory = new TemporaryDirectory();
        var trace = directory.File("trace");

        var outcome = await Shell.RunScript(
            [.. host.Enter(), "strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve", "-e", "signal=none", "-o", trace],
            shell,
            Shell.WithShim(Report.Variables + """
                post_to_api
                post_to_api_vm
                post_update_to_api failed 1
                post_update_to_api failed 2
                DIAGNOSTICS=no
                post_to_api
                get_error_description 1
                get_error_description 'a
                b'
                """),
            server.AsEndpoint());

        Assert.Equal(new Outcome(0, "General error: nothing more is known\nUnknown error code (a b)\n", ""), outcome);
        Assert.Equal(3, server.Requests.Count);
        var programs = File.ReadLines(trace).Where(line => line.Contains("execve(") && line.EndsWith(" = 0")).ToList();
        Assert.Equal(1 + 3, programs.Count);
        Assert.All(programs[1..], program => Assert.Contains($"execve(\"{Repository.Binary}\"", program));
    }
}
