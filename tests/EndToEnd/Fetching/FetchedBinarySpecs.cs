// A shim that brings its binary: the first report fetches it, and is sent by it.

using EndToEnd.Harness;

namespace EndToEnd.Fetching;

public sealed class FetchedBinarySpecs
{
    private const string Delivered = RecordingServer.DefaultAnswer + "201\n";

    private static readonly string[] s_kept = ["apifunc", "place", "users/0"];

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string, string> ShellsWithOptions => Shell.With(
        "set -aCf; IFS=_aeinoprst=/:0123; umask 777", "set -x; umask 000; IFS=");

    [Theory, MemberData(nameof(Shells))]
    public async Task The_report_that_triggered_it_is_sent_and_later_scripts_find_it(string shell)
    {
        await using var scene = await ReleaseScene.Start();
        var traps = shell is "bash" ? "set -E -o pipefail; trap 'echo trap ERR' ERR" : ":";
        var script = $"""
            {traps}
            for signal in INT TERM HUP; do trap "echo trap $signal" "$signal"; done
            post_to_api
            echo "$RESPONSE"
            post_update_to_api failed 5
            echo "$RESPONSE"
            """;

        var first = await scene.Run(shell, script);
        var second = await scene.Run(shell, script);

        Assert.Equal(new Outcome(0, Delivered + Delivered, ""), first);
        Assert.Equal(first, second);
        Assert.Equal(["/v1/apifunc-1.2.3-linux-amd64.gz"], scene.Downloads);
        Assert.Equal(4, scene.Reports);
        Assert.Equal(s_kept, scene.Cached);
        Assert.Equal(File.ReadAllBytes(Repository.Binary), File.ReadAllBytes(scene.Binary));
        Assert.All(
            new[] { scene.Cache, scene.Home },
            directory => Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory)));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task It_is_fetched_once_also_in_substitutions_pipelines_and_traps(string shell)
    {
        await using var scene = await ReleaseScene.Start();

        var outcome = await scene.Run(shell, """
            printed=$(post_to_api; echo "$RESPONSE")
            echo "[$printed]"
            echo input | { post_to_api; cat; }
            trap 'post_update_to_api failed 1; echo "$RESPONSE"' EXIT
            (post_to_api)
            """);

        Assert.Equal(new Outcome(0, $"[{Delivered[..^1]}]\ninput\n{Delivered}", ""), outcome);
        Assert.Single(scene.Downloads);
        Assert.Equal(4, scene.Reports);
    }

    [Theory, MemberData(nameof(ShellsWithOptions))]
    public async Task Whatever_a_script_has_switched_on_it_is_fetched(string shell, string options)
    {
        await using var scene = await ReleaseScene.Start();

        var outcome = await scene.Run(shell, $"{options}\npost_to_api\necho \"$RESPONSE\"");

        Assert.Equal((0, Delivered), (outcome.ExitCode, outcome.Output));
        if (!options.Contains("-x", StringComparison.Ordinal))
            Assert.Equal("", outcome.Error);
        Assert.Single(scene.Downloads);
        Assert.Equal(s_kept, scene.Cached);
    }

    [Theory]
    [InlineData("bash", "shopt -s nullglob failglob nocasematch; GLOBIGNORE=*; set -T; trap 'echo debugging >&3' DEBUG RETURN")]
    [InlineData("bash", "set -o posix; shopt -s inherit_errexit execfail lastpipe")]
    [InlineData("ksh93", "trap 'echo debugging >&3' DEBUG")]
    [InlineData("zsh", "setopt kshArrays extendedGlob rcQuotes noMultios printExitValue; trap 'echo debugging >&3' DEBUG")]
    public async Task What_only_its_shell_knows_does_not_steer_the_fetch_either(string shell, string options)
    {
        await using var scene = await ReleaseScene.Start();

        var outcome = await scene.Run(shell, $"exec 3>&1\n{options}\npost_to_api");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal((1, 1), (scene.Downloads.Length, scene.Reports));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("dash")]
    public async Task Reports_of_the_telemetry_dialect_fetch_it_too(string shell)
    {
        await using var scene = await ReleaseScene.Start();

        var outcome = await Shell.RunScript(
            shell, $"set -eu\n. {scene.Shim("telemetry")}\n{Telemetry.Variables}post_tool_to_api tool success 0\npost_to_api",
            [.. scene.Variables, Telemetry.OwnSession()]);

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal((1, 2), (scene.Downloads.Length, scene.Reports));
    }

    [Fact]
    public async Task It_leaves_no_variables_but_its_own()
    {
        await using var scene = await ReleaseScene.Start();

        var outcome = await Shell.RunScript("bash", $"""
            {Report.Variables}
            RESPONSE= JSON_PAYLOAD= POST_UPDATE_DONE= before= after=
            before=$(compgen -v)
            . {scene.Shim()}
            post_to_api
            after=$(compgen -v)
            comm -13 <(sort <<<"$before") <(sort <<<"$after") | grep -v ^_api_func_
            """, scene.Variables);

        Assert.Equal(("", 1), (outcome.Output, scene.Reports));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Without_consent_there_is_no_request_no_file_and_no_process(string shell)
    {
        await using var scene = await ReleaseScene.Start();
        var trace = scene.Files.File("trace");
        foreach (var name in "curl wget uname id ls mkdir date mv rm sh busybox readlink sleep".Split(' '))
            scene.Files.Command($"tripwires/{name}", $"echo {name} >>{trace}");

        var outcome = await scene.Run(shell, """
            for DIAGNOSTICS in no '' maybe; do post_to_api; post_update_to_api failed 1; POST_UPDATE_DONE=false; done
            DIAGNOSTICS=yes DO_NOT_TRACK=1
            post_to_api
            DO_NOT_TRACK= RANDOM_UUID=
            post_to_api
            """, ("PATH", scene.Files.File("tripwires")));

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal((0, 0), (scene.Downloads.Length, scene.Reports));
        Assert.False(Path.Exists(scene.Cache));
        Assert.False(Path.Exists(trace));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_script_that_finds_it_starts_no_process_for_that(string shell)
    {
        await using var scene = await ReleaseScene.Start();
        await scene.Run("bash", "post_to_api");
        scene.Files.Command("tripwires/curl", "exit 1");

        var outcome = await scene.Run(shell, "post_to_api\necho \"$RESPONSE\"", ("PATH", scene.Files.File("tripwires")));

        Assert.Equal(new Outcome(0, Delivered, ""), outcome);
        Assert.Single(scene.Downloads);
    }

    [Theory]
    [InlineData("DIAGNOSTICS=yes\n", false)]
    [InlineData("# do_not_track=1\n", false)]
    [InlineData("API_FUNC_DELIVERY=wait\n", true)]
    public async Task A_configuration_that_may_refuse_consent_is_the_binarys_to_read(string configuration, bool isFetched)
    {
        await using var scene = await ReleaseScene.Start();
        using var host = new Host(("/usr/local/community-scripts/api-func.conf", configuration));

        foreach (var shell in new[] { "bash", "dash" })
            await scene.Run(host.Enter(), shell, "post_to_api");

        Assert.Equal((isFetched ? 1 : 0, isFetched ? 2 : 0), (scene.Downloads.Length, scene.Reports));
        Assert.Equal(isFetched, Path.Exists(scene.Cache));
    }

    [Theory]
    [InlineData("API_FUNC_BIN", "/nonexistent")]
    [InlineData("API_FUNC_BIN", "another-name")]
    public async Task Who_names_a_binary_gets_no_other(string name, string value)
    {
        await using var scene = await ReleaseScene.Start();

        var outcome = await scene.Run("bash", "post_to_api\necho \"$RESPONSE\"", (name, value));

        Assert.Equal(new Outcome(0, "000\n", ""), outcome);
        Assert.Empty(scene.Downloads);
    }

    [Theory]
    [InlineData("uname=Linux aarch64")]
    [InlineData("uname=Linux riscv64")]
    [InlineData("uname=FreeBSD amd64")]
    public async Task On_other_machines_nothing_is_run(string machine)
    {
        await using var scene = await ReleaseScene.Start();
        var path = scene.PathWith("uname", $"echo '{machine["uname=".Length..]}'");

        foreach (var shell in Shell.Installed)
        {
            var outcome = await scene.Run(shell, "post_to_api\necho \"$RESPONSE\"", ("PATH", path));
            Assert.Equal(new Outcome(0, "000\n", ""), outcome);
        }

        // A file for another architecture is fetched, and does not run here. That it failed is known for an hour.
        Assert.Equal(machine.EndsWith("aarch64", StringComparison.Ordinal) ? 1 : 0, scene.Downloads.Length);
        Assert.DoesNotContain("apifunc", scene.Cached);
    }

    [Fact]
    public async Task A_root_with_nothing_but_BusyBox_has_all_that_it_needs()
    {
        await using var scene = await ReleaseScene.Start();
        using var root = new BareRoot(("/etc/ssl/cert.pem", ""), ("/fetching.shim", File.ReadAllText(scene.Shim())));
        root.RemoveBinary();

        var outcome = await Shell.Run(
            root.Inside("/bin/busybox", "ash", "-c"),
            [$"set -eu\n. /fetching.shim\n{Report.Variables}post_to_api\necho \"$RESPONSE\"\npost_to_api\necho \"$RESPONSE\""],
            [.. scene.Variables, ("API_FUNC_CACHE", "/cache"), ("API_FUNC_STATE_DIR", "/state")]);

        Assert.Equal(new Outcome(0, Delivered + Delivered, ""), outcome);
        Assert.Single(scene.Downloads);
        Assert.DoesNotContain("/dev/null", root.Files);
    }

    [Theory]
    [InlineData("")]
    [InlineData("set -o pipefail\n")]
    public async Task DEV_MODE_says_what_came_of_it(string options)
    {
        await using var scene = await ReleaseScene.Start((context, _) => RecordingServer.Status(404)(null!, context));

        var outcome = await scene.Run("bash", $"{options}post_to_api; post_to_api", ("DEV_MODE", "true"));
        var later = await scene.Run("bash", $"{options}post_to_api", ("DEV_MODE", "true"));

        const string missing =
            "apifunc: nothing is sent: there is no binary: apifunc was looked for in /usr/local/bin and on PATH, and none was fetched: ";
        var why = $"{missing}{scene.Url}/v1/apifunc-1.2.3-linux-amd64.gz: 0 bytes came in place of {scene.Packed.Length} (curl: (22) ";
        Assert.Equal(2, outcome.Error.Split(why).Length - 1);
        Assert.Equal(2, outcome.Error.Split("apifunc: ").Length - 1);
        Assert.Equal($"{missing}it failed 0 min ago, and is tried again an hour after that\n", later.Error);
    }
}
