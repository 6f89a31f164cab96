// post_preflight_to_api: a check before the installation failed, and the script is about to exit.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class PreflightSpecs
{
    // dash and BusyBox's ash have no arrays: there it is one element.
    private const string Setup = Telemetry.Variables + "TELEMETRY_TYPE=vm PREFLIGHT_EXIT_CODE=105\n";

    public static TheoryData<string, string> ShellsAndDialects => Shell.With("classic", "telemetry");

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string> ShellsWithArrays => ["bash", "ksh93", "mksh", "yash", "zsh"];

    [Theory, MemberData(nameof(ShellsAndDialects))]
    public async Task It_reports_an_aborted_installation_and_leaves_the_guards_alone(string shell, string dialect)
    {
        await using var server = await RecordingServer.Start();
        var failures = HasArrays(shell)
            ? "PREFLIGHT_FAILURES=('105|PVE 7.4 is too old' '116|no bridge')" : "PREFLIGHT_FAILURES='105|PVE 7.4 is too old'";

        var call = await Telemetry.Watch(
            shell, $"{Setup}{failures}\nPOST_TO_API_DONE=true POST_UPDATE_DONE=true\n"
                + $". {Shell.Quote(dialect == "classic" ? Repository.Shim : Telemetry.Shim)}\nPOST_UPDATE_DONE=true",
            "post_preflight_to_api surplus arguments", server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["TELEMETRY_TYPE=lxc"], call.Changes);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/telemetry"), (request.Method, request.Path));
        Assert.Equal(
            (
                "lxc", "aborted", "105", "[105] PVE 7.4 is too old" + (HasArrays(shell) ? "\n[116] no bridge" : ""), "preflight", "nginx",
                "0d6b7e9c-3f0a-4d43-8a59-2f4b6c1d7e88"),
            (
                request.Field("type"), request.Field("status"), request.Field("exit_code"), request.Field("error"),
                request.Field("error_category"), request.Field("nsapp"),
                request.Field("execution_id")));
    }

    [Theory, MemberData(nameof(ShellsWithArrays))]
    public async Task Elements_may_hold_anything(string shell)
    {
        string[] elements =
        [
            "1|it's \"quoted\" $HOME `id` \\ * ?", "2|two\nlines", "3||bars|", "|no code", "no bar", "", " ", "-n", "--",
            "4|\t\u0001\u001e\u007f", "5|é日本😀", "6|#end\n#end",
        ];
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(
            shell, $"{Telemetry.Variables}set -f; IFS=e\nPREFLIGHT_FAILURES=({string.Join(' ', elements.Select(Shell.Quote))})\n"
                + "post_preflight_to_api\n", server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.StartsWith(
            "[1] it's \"quoted\" $HOME `id` \\ * ?\n[2] two lines\n[3] |bars|\n[] no code\nno bar\n-n\n--\n[4] \t",
            Assert.Single(server.Requests).Field("error"), StringComparison.Ordinal);
        Assert.EndsWith("\n[5] é日本😀\n[6] #end #end", server.Requests[0].Field("error"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Without_failures_it_is_reported_all_the_same(string shell)
    {
        string[] cases = HasArrays(shell) ? ["unset PREFLIGHT_FAILURES", "PREFLIGHT_FAILURES=()", "PREFLIGHT_FAILURES="]
            : ["unset PREFLIGHT_FAILURES", "PREFLIGHT_FAILURES="];
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(
            shell, $"{Telemetry.Variables}{string.Concat(cases.Select(failures => $"{failures}; post_preflight_to_api\n"))}",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(
            cases.Select(_ => ("aborted", "1", "", "preflight")),
            server.Requests.Select(
                request => (request.Field("status"), request.Field("exit_code"), request.Field("error"), request.Field("error_category"))));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task However_long_the_failures_are_it_arrives(string shell)
    {
        await using var server = await RecordingServer.Start();
        var failures = HasArrays(shell)
            ? "PREFLIGHT_FAILURES=(\"1|$long\" \"2|$long\" '3|x' '4|x' '5|x' '6|last')" : "PREFLIGHT_FAILURES=\"1|$long\"";

        var outcome = await Telemetry.Run(
            shell, $"{Telemetry.Variables}long={new string('x', 200_000)}\n{failures}\npost_preflight_to_api\n",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.StartsWith("[1] xxx", Assert.Single(server.Requests).Field("error"), StringComparison.Ordinal);
        Assert.InRange(server.Requests[0].Field("error").Length, 130_000, 131_072);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Behind_a_closed_gate_nothing_happens(string shell)
    {
        foreach (var closed in new[] { "DIAGNOSTICS=no", "DIAGNOSTICS=", "RANDOM_UUID=", "DO_NOT_TRACK=1" })
        {
            await using var server = await RecordingServer.Start();

            var call = await Telemetry.Watch(
                shell, $"{Setup}PREFLIGHT_FAILURES='1|x'; {closed}", "post_preflight_to_api", server.AsTelemetryEndpoint());

            Assert.Equal(new Outcome(0, "", ""), call.Outcome);
            Assert.Empty(call.Changes);
            Assert.Empty(server.Requests);
        }
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Without_the_binary_it_returns_0_and_sets_the_type(string shell)
    {
        var call = await Telemetry.Watch(
            shell, $"{Setup}PREFLIGHT_FAILURES='1|x'", "post_preflight_to_api", ("API_FUNC_BIN", "/nonexistent"));

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["TELEMETRY_TYPE=lxc"], call.Changes);
    }

    [Theory]
    [InlineData("", "1", 1)]
    [InlineData("113", "113", 113)]
    [InlineData("none", "0", 0)]
    [InlineData("x", "1", 1)]
    [InlineData("70000", "70000", 255)]
    public async Task The_exit_code_is_read_as_everywhere(string given, string explained, int sent)
    {
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(500));

        var outcome = await Shell.RunBinary(
            ["post_preflight_to_api", "surplus"],
            [
                .. Direct.Installation, server.AsTelemetryEndpoint(), ("PREFLIGHT_EXIT_CODE", given),
                ("PREFLIGHT_FAILURES", "1|of the environment"), ("ERROR_CATEGORY_OVERRIDE", "mine")]);

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(2, server.Requests.Count);
        Assert.All(
            server.Requests,
            request => Assert.Equal(($"{sent}", "preflight"), (request.Field("exit_code"), request.Field("error_category"))));
        Assert.Equal("[1] of the environment", server.Requests[0].Field("error"));
        Assert.StartsWith($"exit_code={explained} | ", server.Requests[1].Field("error"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wait")]
    [InlineData("background")]
    public async Task It_is_kept_until_it_is_delivered_and_is_the_last_word_on_its_execution(string delivery)
    {
        await using var scene = new OutboxScene();
        await scene.CallTelemetry("post_update_to_api failed 1");
        await scene.CallTelemetry("post_preflight_to_api 105|first", ("API_FUNC_DELIVERY", delivery));
        await scene.CallTelemetry("post_preflight_to_api 105|second", ("API_FUNC_DELIVERY", delivery));

        scene.ForgetAway();
        await scene.Server.Up();
        await scene.Flush();
        await scene.Gone();

        Assert.Equal(("aborted", "[105] second"), (scene.Server.Requests[^1].Field("status"), scene.Server.Requests[^1].Field("error")));
    }

    [Fact]
    public async Task A_signal_does_not_keep_it_from_arriving()
    {
        Needs.OwnProcessor();
        var handled = new List<string>();
        await using var server = await RecordingServer.Start();
        foreach (var signal in new[] { "INT", "TERM", "HUP" })
        {
            // The signal comes while the binary, which does not hear it, waits for its Proxmox VE.
            using var directory = new TemporaryDirectory();
            directory.Command("pveversion", "kill -s \"$SIGNAL\" \"$SCRIPT\" \"$PPID\"; echo pve-manager/8.2.4/x");
            using var files = new PrivateFiles(("/usr/share/perl5/PVE/other", ""));

            var outcome = await Telemetry.Run(
                files.Around("env", "--default-signal"), "bash", $"export SCRIPT=$$\ntrap 'handled=yes' {signal}\n"
                    + $"DIAGNOSTICS=yes RANDOM_UUID={signal} PATH={directory.Path}:$PATH\npost_preflight_to_api\necho \"$handled\"",
                server.AsTelemetryEndpoint(), ("SIGNAL", signal));

            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
            handled.Add(outcome.Output);
        }

        Assert.Equal(["yes\n", "yes\n", "yes\n"], handled);
        Assert.Equal(["INT", "TERM", "HUP"], server.Requests.Select(request => request.Field("random_id")));
    }

    private static bool HasArrays(string shell) => shell is not ("dash" or "busybox ash");
}
