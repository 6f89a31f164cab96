// `apifunc install --into`: a shim in a checkout of scripts, and what is left to do for a fork.

using EndToEnd.Harness;

namespace EndToEnd.Install;

public sealed class CheckoutSpecs
{
    private const string Fork = "https://raw.githubusercontent.com/me/ProxmoxVE/main";

    [Theory]
    [InlineData(GeneratedCheckout.ClassicLibrary, "classic")]
    [InlineData(GeneratedCheckout.TelemetryLibrary, "telemetry")]
    public async Task The_shim_takes_the_place_of_api_func_in_its_dialect_and_that_stays_beside_it(string library, string dialect)
    {
        using var checkout = GeneratedCheckout.OfProxmoxVE(library);
        File.SetUnixFileMode(checkout.File("misc/api.func"), (UnixFileMode)0b110_100_000);

        var outcome = await Install(checkout);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith(
            $"{checkout.Path}/misc/api.func: replaced by the shim (dialect {dialect}); what was there is misc/api.func.orig\n",
            outcome.Output, StringComparison.Ordinal);
        Assert.Equal((await Shell.RunBinary(["shim", "--dialect", dialect])).Output, checkout.Read("misc/api.func"));
        Assert.Equal(library, checkout.Read("misc/api.func.orig"));
        Assert.Equal((UnixFileMode)0b110_100_000, File.GetUnixFileMode(checkout.File("misc/api.func")));
        Assert.Equal((UnixFileMode)0b110_100_000, File.GetUnixFileMode(checkout.File("misc/api.func.orig")));
    }

    [Fact]
    public async Task The_second_time_it_is_already_right_and_an_older_shim_is_replaced_but_not_kept()
    {
        using var checkout = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.TelemetryLibrary);
        await Install(checkout);
        var files = checkout.Files();

        var again = await Install(checkout);
        var filesAgain = checkout.Files();
        checkout.Write("misc/api.func", files["misc/api.func"] + "# older\n");
        var renewed = await Install(checkout);

        Assert.StartsWith($"{checkout.Path}/misc/api.func: already right (dialect telemetry)\n", again.Output, StringComparison.Ordinal);
        Assert.Equal(files, filesAgain);
        Assert.StartsWith(
            $"{checkout.Path}/misc/api.func: replaced by another shim (dialect telemetry)\n", renewed.Output, StringComparison.Ordinal);
        Assert.Equal(files, checkout.Files());
    }

    [Fact]
    public async Task With_a_release_the_shim_is_one_that_fetches_and_uninstall_knows_it()
    {
        using var checkout = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.TelemetryLibrary);
        var before = checkout.Files();
        using var directory = new TemporaryDirectory();
        var sums = directory.Write("SHA256SUMS", Sum("amd64") + Sum("arm64"));
        string[] release = ["--release", "https://example.org/v1", "--sums", sums];

        var outcome = await Shell.RunBinary(["install", "--into", checkout.Path, .. release]);
        var shim = checkout.Read("misc/api.func");
        var again = await Shell.RunBinary(["install", "--into", checkout.Path, .. release]);
        directory.Write("SHA256SUMS", Sum("amd64"));
        var half = await Shell.RunBinary(["install", "--into", checkout.Path, .. release]);
        directory.Write("SHA256SUMS", Sum("amd64") + Sum("arm64"));
        var wrong = await Shell.RunBinary(["install", "--into", checkout.Path, "--release", "ftp://x"]);
        var back = await Shell.RunBinary(["uninstall", "--into", checkout.Path]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal((await Shell.RunBinary(["shim", "--dialect", "telemetry", .. release])).Output, shim);
        Assert.DoesNotContain("It has none for", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("- Hosts fetch the binary from https://example.org/v1/ once", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(": already right (dialect telemetry)\n", again.Output, StringComparison.Ordinal);
        Assert.Contains("\n  It has none for arm64: such hosts fetch nothing.\n", half.Output, StringComparison.Ordinal);
        Assert.Equal((64, "", 1), (wrong.ExitCode, wrong.Output, wrong.Error.Count(c => c == '\n')));
        Assert.Equal((0, ""), (back.ExitCode, back.Error));
        Assert.Equal(before, checkout.Files());
    }

    [Fact]
    public async Task Scripts_of_a_fork_are_counted_and_the_command_changes_all_of_them()
    {
        using var checkout = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.TelemetryLibrary, scripts: 20);
        checkout.CloneOf("git@github.com:me/ProxmoxVE.git");

        var outcome = await Install(checkout);
        await RunCommandOf(outcome);
        var after = await Install(checkout);

        // 20 scripts, build.func, a VM, a tool and an addon; copy.sh fetches something else.
        Assert.Contains(
            "- 24 scripts fetch api.func, build.func from another place than this checkout,\n  and would go on without the shim:\n"
                + "  misc/build.func, ct/app0.sh, ct/app1.sh, ...\n",
            outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"  This changes them to {Fork}:\n", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("scripts fetch", after.Output, StringComparison.Ordinal);
        Assert.Contains($"(curl -fsSL {Fork}/misc/build.func)\n# License: MIT", checkout.Read("ct/app7.sh"), StringComparison.Ordinal);
        Assert.Contains($"(curl -fsSL {Fork}/misc/api.func)", checkout.Read("vm/machine.sh"), StringComparison.Ordinal);
        Assert.Contains($"(curl -fsSL {Fork}/misc/api.func)", checkout.Read("tools/pve/tool.sh"), StringComparison.Ordinal);
        Assert.Contains($"COMMUNITY_SCRIPTS_URL:-{Fork}}}/misc/api.func", checkout.Read("tools/addon/addon.sh"), StringComparison.Ordinal);
        Assert.Contains("https://raw.githubusercontent.com/else/where/main/", checkout.Read("tools/copy.sh"), StringComparison.Ordinal);
        Assert.Contains("community-scripts/ProxmoxVE/main/misc/core.func", checkout.Read("misc/install.func"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_of_a_checkout_of_upstream_report_once_the_command_has_pointed_them_at_it()
    {
        using var checkout = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.TelemetryLibrary);
        checkout.CloneOf("https://github.com/community-scripts/ProxmoxVE.git");

        var outcome = await Install(checkout);
        await RunCommandOf(outcome);

        // What is not the library still comes from upstream, and there is no network here.
        var build = checkout.Read("misc/build.func").Split('\n').Where(line => !line.Contains("core.func", StringComparison.Ordinal));
        checkout.Write("misc/build.func", string.Join('\n', build));
        var script = await Shell.Run(
            ["bash"], ["-c", $"header_info() {{ :; }}; . {checkout.Path}/ct/app1.sh"],
            ("TELEMETRY_URL", $"file://{checkout.Path}/reports"));

        Assert.Contains("To run them from this checkout, on this host only:\n", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(new Outcome(0, "", ""), script);
        Assert.Equal(2, checkout.Read("reports").Split("\"nsapp\":\"app1\"").Length - 1);
    }

    [Theory]
    [InlineData("https://gitlab.com/me/scripts.git", "main")]
    [InlineData("https://github.com/me/$(touch planted)", "main")]
    [InlineData("https://github.com/me/ProxmoxVE", "$(touch planted)")]
    public async Task Without_a_repository_on_GitHub_the_command_has_holes(string origin, string branch)
    {
        using var checkout = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.TelemetryLibrary);
        checkout.CloneOf(origin, branch);

        var outcome = await Install(checkout);

        Assert.Contains("#https://raw.githubusercontent.com/OWNER/REPO/BRANCH\\2#", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_core_the_lists_are_what_bash_says_after_sourcing()
    {
        using var checkout = GeneratedCheckout.OfCore();
        checkout.CloneOf("https://github.com/me/core", "topic/reports");

        var outcome = await Install(checkout);
        var said = await RunCommandOf(outcome);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("api/api.func: replaced by the shim (dialect telemetry)", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(await Defined(checkout, "api/api.func"), checkout.Read("api/API.txt"));
        Assert.Equal(await Defined(checkout, "ui/build-ui.func"), checkout.Read("ui/API.txt"));
        Assert.Contains(
            "- 2 scripts fetch api.func from another place than this checkout,\n  and would go on without the shim:\n"
                + "  core/build.func, ui/build-ui.func\n",
            outcome.Output, StringComparison.Ordinal);
        Assert.Contains(
            "export COMMUNITY_SCRIPTS_CORE_URL=https://raw.githubusercontent.com/me/core/topic/reports\n", outcome.Output,
            StringComparison.Ordinal);
        Assert.Equal(new Outcome(0, "", ""), said);
        Assert.Contains(
            "${_CS_CORE_DEFAULT_URL:-https://raw.githubusercontent.com/me/core/topic/reports}", checkout.Read("core/build.func"),
            StringComparison.Ordinal);
        Assert.Contains(
            "- Commit all that changed, as 'git commit -a' does: api/api.func, api/API.txt, ui/API.txt,\n", outcome.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_core_the_lists_are_right_for_a_shim_that_fetches_its_binary_and_one_that_does_not_says_so()
    {
        Needs.NoInstalledBinary();
        using var checkout = GeneratedCheckout.OfCore();
        using var directory = new TemporaryDirectory();
        var sums = directory.Write("SHA256SUMS", Sum("amd64") + Sum("arm64"));

        await Shell.RunBinary(["install", "--into", checkout.Path, "--release", "https://example.org/v1", "--sums", sums]);
        Assert.Equal(await Defined(checkout, "api/api.func"), checkout.Read("api/API.txt"));
        var outcome = await Install(checkout);

        Assert.Contains(
            $"{checkout.Path}/api/api.func: the shim before fetched its binary from https://example.org/v1/, and this one fetches none: ",
            outcome.Output, StringComparison.Ordinal);
        Assert.Equal(await Defined(checkout, "api/api.func"), checkout.Read("api/API.txt"));
    }

    [Theory]
    [InlineData("https://github.com/me/ProxmoxVE", 7)]
    [InlineData("https://github.com/community-scripts/ProxmoxVE", 6)]
    [InlineData("https://example.org/scripts", 7)]
    public async Task Uninstall_says_which_scripts_go_on_fetching_from_where_the_command_pointed_them(string origin, int scripts)
    {
        using var checkout = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.TelemetryLibrary);
        checkout.CloneOf(origin);
        await RunCommandOf(await Install(checkout));

        var outcome = await Shell.RunBinary(["uninstall", "--into", checkout.Path]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains(
            $"""

            What stays as it is:
            - {scripts} scripts fetch api.func, build.func from a fork or from here:
              misc/build.func, ct/app0.sh, ct/app1.sh, ...
              If the command that install printed has changed them, git brings them back:
              'git checkout -- FILE', or 'git revert' if that was committed.

            """,
            outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Uninstall_brings_back_what_was_there(bool isCore)
    {
        using var checkout = isCore ? GeneratedCheckout.OfCore() : GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.ClassicLibrary);
        string[] names = isCore ? ["api/api.func", "api/API.txt", "ui/API.txt"] : ["misc/api.func"];
        checkout.AppendByte(names[0]); // no UTF-8
        Assert.All(names, name => File.SetUnixFileMode(checkout.File(name), (UnixFileMode)0b110_110_000));
        var before = checkout.Files();
        await Install(checkout);
        await Install(checkout);

        var outcome = await Shell.RunBinary(["uninstall", "--into", checkout.Path]);
        Assert.All(names, name => Assert.Equal((UnixFileMode)0b110_110_000, File.GetUnixFileMode(checkout.File(name))));
        var again = await Shell.RunBinary(["uninstall", "--into", checkout.Path]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(before, checkout.Files());
        Assert.Equal(new Outcome(0, $"{checkout.Path}: nothing installed\n", ""), again);
    }

    [Fact]
    public async Task Uninstall_leaves_a_shim_that_was_changed_and_says_where_the_original_is()
    {
        using var checkout = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.ClassicLibrary);
        await Install(checkout);
        checkout.Write("misc/api.func", checkout.Read("misc/api.func") + "# mine\n");
        var files = checkout.Files();

        var outcome = await Shell.RunBinary(["uninstall", "--into", checkout.Path]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(
            $"{checkout.Path}/misc/api.func: stays, because it was changed since it was installed; misc/api.func.orig is what was there "
                + "before\n",
            outcome.Output);
        Assert.Equal(files, checkout.Files());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dry_run_says_it_all_and_changes_nothing(bool isCore)
    {
        using var checkout = isCore ? GeneratedCheckout.OfCore() : GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.ClassicLibrary);
        var before = checkout.Files();

        var outcome = await Shell.RunBinary(["install", "--into", checkout.Path, "--dry-run"]);
        var filesAfter = checkout.Files();
        await Install(checkout);
        var installed = checkout.Files();
        var back = await Shell.RunBinary(["uninstall", "--into", checkout.Path, "--dry-run"]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("/api.func: would be replaced by the shim", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("What is left to do:", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(before, filesAfter);
        Assert.Equal((0, ""), (back.ExitCode, back.Error));
        Assert.All(back.Output.TrimEnd().Split('\n'), line => Assert.Contains(": would be brought back", line, StringComparison.Ordinal));
        Assert.Equal(installed, checkout.Files());
    }

    [Fact]
    public async Task Links_lead_nowhere()
    {
        using var checkout = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.TelemetryLibrary, scripts: 1);
        using var other = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.TelemetryLibrary);
        var before = other.Files();
        Directory.CreateSymbolicLink(checkout.File("linked"), other.Path);
        File.CreateSymbolicLink(checkout.File("ct/linked.sh"), other.File("ct/app0.sh"));
        using var planted = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.TelemetryLibrary);
        Directory.Delete(planted.File("misc"), recursive: true);
        Directory.CreateSymbolicLink(planted.File("misc"), other.File("misc"));

        var outcome = await Install(checkout);
        var refused = await Install(planted);

        Assert.Contains("- 5 scripts fetch", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(66, refused.ExitCode);
        Assert.Equal(before, other.Files());
    }

    [Fact]
    public async Task What_is_no_checkout_or_not_known_is_refused_in_one_line()
    {
        using var unknown = GeneratedCheckout.OfProxmoxVE("post_to_api() { :; }\n");
        using var empty = new TemporaryDirectory();
        using var kept = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.ClassicLibrary);
        kept.Write("misc/api.func.orig", "mine");
        var before = unknown.Files();

        Outcome[] outcomes =
        [
            await Shell.RunBinary(["install", "--into", empty.File("missing")]),
            await Shell.RunBinary(["install", "--into", empty.Path]),
            await Install(unknown),
            await Install(kept),
        ];
        var told = await Shell.RunBinary(["install", "--into", unknown.Path, "--dialect", "classic"]);
        var below = await Shell.RunBinary(["install", "--into", kept.File("misc") + "/"]);

        Assert.Equal([66, 66, 65, 73], outcomes.Select(outcome => outcome.ExitCode));
        Assert.All(outcomes, outcome => Assert.Equal(("", 1), (outcome.Output, outcome.Error.Count(c => c == '\n'))));
        Assert.Contains("cannot be opened: No such file or directory; --into takes ", outcomes[0].Error, StringComparison.Ordinal);
        Assert.Contains(" has neither misc/api.func nor api/api.func: --into takes ", outcomes[1].Error, StringComparison.Ordinal);
        Assert.Contains("its dialect cannot be told; --dialect telemetry is right for ", outcomes[2].Error, StringComparison.Ordinal);
        Assert.Contains("misc/api.func.orig is there, and is not misc/api.func, ", outcomes[3].Error, StringComparison.Ordinal);
        Assert.Equal(
            new Outcome(66, "", $"apifunc install: {kept.Path}/misc/ lies in a checkout, and is none: --into takes {kept.Path}\n"), below);
        Assert.Equal("mine", kept.Read("misc/api.func.orig"));
        Assert.Equal((0, ""), (told.ExitCode, told.Error));
        Assert.Equal(before["misc/api.func"], unknown.Read("misc/api.func.orig"));
    }

    [Fact]
    public async Task A_directory_that_may_not_be_written_to_is_named_and_left_as_it_was()
    {
        using var checkout = GeneratedCheckout.OfProxmoxVE(GeneratedCheckout.ClassicLibrary);
        var before = checkout.Files();

        const string readOnly = "mount --bind $1 $1; mount -o remount,bind,ro $1; shift; exec \"$@\"";
        var outcome = await Shell.Run(
            ["unshare", "--mount", "sh", "-euc", readOnly, "sh", checkout.Path],
            [Repository.Binary, "install", "--into", checkout.Path]);

        Assert.Equal((73, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains(" is not written: Read-only file system; it is as it was.", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(before, checkout.Files());
    }

    /// <summary>What SHA256SUMS has for an architecture.</summary>
    private static string Sum(string arch) =>
        $"# size: apifunc-1.2.3-linux-{arch}.gz 77\n{new string('a', 64)}  apifunc-1.2.3-linux-{arch}.gz\n";

    private static Task<Outcome> Install(GeneratedCheckout checkout) => Shell.RunBinary(["install", "--into", checkout.Path]);

    /// <summary>Runs the command that was printed, as somebody does who copies it into a shell.</summary>
    private static Task<Outcome> RunCommandOf(Outcome install)
    {
        var lines = install.Output.Split('\n').SkipWhile(line => !line.StartsWith("    cd ", StringComparison.Ordinal));
        var command = lines.TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal));
        return Shell.Run(["sh"], ["-euc", string.Join('\n', command)]);
    }

    /// <summary>What core's continuous integration compares a list with.</summary>
    private static async Task<string> Defined(GeneratedCheckout checkout, string loader)
    {
        const string script = """
            cd "$1"
            _cs_source_func() { source "$1"; }
            source "$2"
            declare -F | awk '{print $3}' | grep -vE '^(_cs_source_func|_build_ui_source|_api_source_part)$' | LC_ALL=C sort
            """;
        return (await Shell.Run(["bash"], ["-c", script, "bash", checkout.Path, loader], ("API_FUNC_BIN", null))).Output;
    }
}
