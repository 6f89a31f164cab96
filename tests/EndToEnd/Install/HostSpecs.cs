// `apifunc install` and `apifunc uninstall` on a host.

using EndToEnd.Harness;

namespace EndToEnd.Install;

public sealed class HostSpecs
{
    private const string Binary = "/usr/local/bin/apifunc";
    private const string Shim = "/usr/local/lib/api-func/api.func";
    private const string Record = "/usr/local/lib/api-func/installed";
    private const string Configuration = "/usr/local/community-scripts/api-func.conf";
    private const string Service = "/etc/systemd/system/apifunc-flush.service";
    private const string Timer = "/etc/systemd/system/apifunc-flush.timer";
    private const string Wanted = "/etc/systemd/system/timers.target.wants/apifunc-flush.timer";
    private const string Url = "https://reports.example.org/upload";

    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [Fact]
    public async Task Everything_is_put_in_its_place_with_the_right_modes_and_said()
    {
        using var root = new InstallRoot();
        root.Prepare("umask 077");

        var outcome = await root.Run("install", "--url", Url, "--delivery", "background");

        Assert.Equal(
            new Outcome(
                0,
                $"""
                {Binary}: installed
                {Shim}: installed
                {Configuration}: written: API_FUNC_URL={Url}
                {Configuration}: written: TELEMETRY_URL={Url}
                {Configuration}: written: API_FUNC_DELIVERY=background
                {Service}: installed
                {Timer}: installed
                apifunc-flush.timer: enabled and started

                """,
                ""),
            outcome);
        Assert.Equal(File.ReadAllBytes(Repository.Binary), File.ReadAllBytes(root.File(Binary)));
        Assert.Equal(File.ReadAllText(Repository.Shim), root.Read(Shim));
        Assert.Equal($"API_FUNC_URL={Url}\nTELEMETRY_URL={Url}\nAPI_FUNC_DELIVERY=background\n", root.Read(Configuration));
        Assert.Contains($"\nExecStart={Binary} outbox flush\n", root.Read(Service), StringComparison.Ordinal);
        const UnixFileMode program = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Assert.Equal(ForAll | program, File.GetUnixFileMode(root.File(Binary)));
        Assert.All([Shim, Configuration, Service, Timer], file => Assert.Equal(ForAll, File.GetUnixFileMode(root.File(file))));
        Assert.Equal(ForAll | program, File.GetUnixFileMode(Path.GetDirectoryName(root.File(Shim))!));
        Assert.Equal(
            ["systemctl is-enabled --quiet apifunc-flush.timer", "systemctl daemon-reload", "systemctl enable --now apifunc-flush.timer"],
            root.Calls);
        Assert.Equivalent(new[] { Wanted, Service, Timer, Binary, Configuration, Shim, Record }, root.Files, strict: true);
    }

    [Fact]
    public async Task Reports_go_where_the_configuration_says_from_then_on()
    {
        using var root = new InstallRoot();
        root.Write("/usr/local/community-scripts/diagnostics", "DIAGNOSTICS=yes\n");

        await root.Run("install", "--url", "file:///reports.jsonl");
        var reported = await root.RunProgram(
            ["/bin/sh", "-euc", $". {Shim}\nRANDOM_UUID=5c5b0a0e DIAGNOSTICS=yes NSAPP=nginx\npost_to_api"], ("API_FUNC_BIN", null));

        Assert.Equal(new Outcome(0, "", ""), reported);
        Assert.Contains("\"nsapp\":\"nginx\"", root.Read("/reports.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_time_all_is_already_right_and_no_file_is_touched()
    {
        using var root = new InstallRoot();
        string[] install = ["install", "--url", Url, "--delivery", "wait"];
        await root.Run(install);
        var times = root.Files.Select(file => File.GetLastWriteTimeUtc(root.File(file))).ToList();

        var again = await root.Run(install);

        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.All(again.Output.TrimEnd().Split('\n'), line => Assert.Matches("already (right|enabled and started)$", line));
        Assert.Equal(times, root.Files.Select(file => File.GetLastWriteTimeUtc(root.File(file))));
        Assert.Equal(1, root.Calls.Count(call => call.Contains("enable --now", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_changes_nothing()
    {
        using var root = new InstallRoot();
        root.AddContainer("101");

        var first = await root.Run("install", "--dry-run", "--url", Url, "--container", "101");
        var (files, isMade) = (root.Files, Directory.Exists(root.File("/usr/local")));
        await root.Run("install", "--url", Url, "--container", "101");
        var installed = root.Files;
        var second = await root.Run("uninstall", "--dry-run");

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.All(first.Output.TrimEnd().Split('\n'), line => Assert.Contains(": would be ", line, StringComparison.Ordinal));
        Assert.Empty(files);
        Assert.False(isMade);
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.All(second.Output.TrimEnd().Split('\n'), line => Assert.Contains(": would be ", line, StringComparison.Ordinal));
        Assert.Equal(installed, root.Files);
        Assert.Equal(0, root.Calls.Count(call => call.Contains("disable", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("echo apifunc 0.1.0", "replaced, which was 0.1.0, by ")]
    [InlineData("exit 1", "replaced, which was no apifunc that runs here")]
    public async Task Another_binary_is_replaced_and_said_to_be(string old, string said)
    {
        using var root = new InstallRoot();
        root.Program(Binary, old);

        var outcome = await root.Run("install");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains($"{Binary}: {said}", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Repository.Binary), File.ReadAllBytes(root.File(Binary)));
    }

    [Fact]
    public async Task Without_systemd_there_is_a_line_for_cron()
    {
        using var root = new InstallRoot(withSystemd: false);

        var outcome = await root.Run("install");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.EndsWith($"\n17 * * * * {Binary} outbox flush\n", outcome.Output, StringComparison.Ordinal);
        Assert.Equal([Binary, Shim, Record], root.Files);
        Assert.Empty(root.Calls);
    }

    [Fact]
    public async Task A_dialect_is_that_of_the_shim_and_of_the_url()
    {
        using var root = new InstallRoot(withSystemd: false);

        var outcome = await root.Run("install", "--dialect", "telemetry", "--url", Url);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("#   apifunc shim --dialect telemetry\n", root.Read(Shim), StringComparison.Ordinal);
        Assert.Equal($"TELEMETRY_URL={Url}\n", root.Read(Configuration));
    }

    [Fact]
    public async Task A_configuration_keeps_everything_but_the_setting_and_has_it_again_afterwards()
    {
        const string before = "# ours\nAPI_FUNC_URL=https://old.example.org/\n\nAPI_FUNC_OUTBOX=off\n# the end";
        using var root = new InstallRoot();
        root.Write(Configuration, before);

        await root.Run("install", "--url", "https://other.example.org/");
        await root.Run("install", "--url", Url);
        var during = root.Read(Configuration);
        var outcome = await root.Run("uninstall");

        Assert.Equal($"# ours\nAPI_FUNC_URL={Url}\n\nAPI_FUNC_OUTBOX=off\n# the end\nTELEMETRY_URL={Url}\n", during);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal($"{before}\n", root.Read(Configuration));
    }

    [Fact]
    public async Task Uninstall_takes_everything_away_and_then_there_is_nothing_installed()
    {
        using var root = new InstallRoot();
        root.AddContainer("101");
        await root.Run("install", "--url", Url, "--container", "101");

        var outcome = await root.Run("uninstall");
        var again = await root.Run("uninstall");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.All(
            outcome.Output.TrimEnd().Split('\n'),
            line => Assert.Matches("removed$|disabled$|removed: [A-Z_]+$|removed, because nothing else is in it$", line));
        Assert.Contains($"{Configuration}: removed, because nothing else is in it\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("/usr/local/community-scripts: removed\n", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(root.Files);
        Assert.False(Directory.Exists(root.File("/usr/local")));
        Assert.Equal(new Outcome(0, "this host: nothing installed\n", ""), again);
        Assert.Contains("systemctl disable --now apifunc-flush.timer", root.Calls);
    }

    [Fact]
    public async Task Uninstall_leaves_and_names_what_was_changed_or_there_before()
    {
        using var root = new InstallRoot();
        root.Copy(Repository.Binary, Binary);
        File.SetUnixFileMode(root.File(Binary), (UnixFileMode)0b111_101_101);
        await root.Run("install", "--url", Url);
        root.Write(Service, "changed\n");
        root.Write(Configuration, $"API_FUNC_URL={Url}\nTELEMETRY_URL=https://mine.example.org/\n");

        var outcome = await root.Run("uninstall");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains($"{Service}: stays, because it was changed since it was installed\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"{Configuration}: TELEMETRY_URL stays, because it was changed since it was set\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"{Binary}: stays, because install did not put it there", outcome.Output, StringComparison.Ordinal);
        Assert.Equivalent(new[] { Binary, Configuration, Service }, root.Files, strict: true);
        Assert.Equal("TELEMETRY_URL=https://mine.example.org/\n", root.Read(Configuration));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Uninstall_leaves_the_timer_of_the_package_as_it_is(bool isEnabled)
    {
        using var root = new InstallRoot();
        await root.Run("install");
        root.Write("/usr/lib/systemd/system/apifunc-flush.timer", "");
        if (!isEnabled)
            File.Delete(root.File(Wanted));

        var outcome = await root.Run("uninstall");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("apifunc-flush.timer: stays, because the package apifunc has it, too", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(root.Calls, call => call.Contains("disable", StringComparison.Ordinal));
        Assert.Equal(isEnabled, root.Calls.Contains("systemctl reenable apifunc-flush.timer"));
        Assert.False(root.Has(Timer) || root.Has(Binary));
    }

    [Fact]
    public async Task Uninstall_says_how_many_reports_wait_and_leaves_them()
    {
        using var root = new InstallRoot();
        (string, string?)[] variables =
        [
            .. Direct.Installation, ("API_FUNC_URL", "http://127.0.0.1:1/"), ("API_FUNC_STATE_DIR", null), ("API_FUNC_BIN", null),
        ];
        await root.Run("install");
        await root.RunProgram([Binary, "post_to_api"], variables);

        var outcome = await root.RunProgram([Binary, "uninstall"], variables);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains(
            "/var/lib/api-func/outbox: stays, because 1 report waits there\n"
                + "/var/lib/api-func/outbox: 'rm -r /var/lib/api-func/outbox' deletes what waits\n",
            outcome.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(root.File("/var/lib/api-func/outbox"), "*", SearchOption.AllDirectories), IsReport);
        Assert.False(root.Has(Binary));

        static bool IsReport(string file) => !Path.GetFileName(file).StartsWith("lock", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_package_s_own_binary_installs_only_what_the_package_has_not()
    {
        using var root = new InstallRoot();
        root.Copy(Repository.Binary, "/usr/bin/apifunc");
        root.Write("/var/lib/dpkg/info/apifunc.list", "/.\n/usr/bin\n/usr/bin/apifunc\n");
        root.Write("/usr/lib/systemd/system/apifunc-flush.timer", "");
        root.AddContainer("101");

        var outcome = await root.RunProgram(["/usr/bin/apifunc", "install", "--delivery", "background", "--container", "101"]);
        var removed = await root.RunProgram(["/usr/bin/apifunc", "uninstall"]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith("/usr/bin/apifunc: the package's; ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"{Configuration}: written: API_FUNC_DELIVERY=background\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"container 101: {Binary}: installed", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(root.Calls, call => call.StartsWith("systemctl", StringComparison.Ordinal));
        Assert.Equal((0, ""), (removed.ExitCode, removed.Error));
        Assert.Contains("/usr/bin/apifunc: the package's; 'apt remove ", removed.Output, StringComparison.Ordinal);
        Assert.True(root.Has("/usr/bin/apifunc"));
        Assert.False(root.Has(Configuration));
    }
}
