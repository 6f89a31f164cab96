// What `apifunc install` says to nonsense, and on hosts where it cannot do its work: one line, and nothing half done.

using EndToEnd.Harness;

namespace EndToEnd.Install;

public sealed class RefusalSpecs
{
    private const string Binary = "/usr/local/bin/apifunc";
    private const string Link = "/etc/systemd/system/timers.target.wants/apifunc-flush.timer";
    private const string NoBus = "echo 'Failed to connect to bus' >&2\nexit 1";

    [Theory]
    [InlineData("--url ftp://x", "--url: API_FUNC_URL takes a URL, and not 'ftp://x': it has to begin with https://, http:// or file:///")]
    [InlineData("--url https://h:99999/",
        "--url: API_FUNC_URL takes a URL, and not 'https://h:99999/': its port '99999' is no number from 1 to 65535")]
    [InlineData("--url file:x",
        "--url: API_FUNC_URL takes a URL, and not 'file:x': its path has to begin with a slash, as in file:///path")]
    [InlineData("--url", "--url needs a value, an address that begins with https:, http: or file:")]
    [InlineData("--url=", "--url needs a value, an address that begins with https:, http: or file:")]
    [InlineData("--into --dry-run", "--into needs a value, the path of a directory")]
    [InlineData("--delivery later", "--delivery takes wait or background, and not 'later'")]
    [InlineData("--dialect basic", "--dialect takes classic or telemetry, and not 'basic', did you mean 'classic'")]
    [InlineData("--container web", "--container takes the number of a container, 100 or more, and not 'web'")]
    [InlineData("--container 99", "--container takes the number of a container, 100 or more, and not '99'")]
    [InlineData("--container -1", "--container takes the number of a container, 100 or more, and not '-1'")]
    [InlineData("--into /tmp --container 101",
        "--into changes a checkout only; give --url, --delivery and --container in a call of their own, on the host")]
    [InlineData("--release https://x/", "--release and --sums are for --into: on a host the binary is installed already")]
    [InlineData("--into /tmp --sums x", "--sums needs --release, the URL that they are for")]
    [InlineData("somewhere", "takes nothing but options ('somewhere')")]
    public async Task Options_that_make_no_sense_are_refused_in_one_line(string options, string said)
    {
        var outcome = await Shell.RunBinary(["install", .. options.Split(' ')]);

        Assert.Equal(new Outcome(64, "", $"apifunc install: {said}\n"), outcome);
    }

    [Fact]
    public async Task Somebody_who_is_not_root_is_told_so()
    {
        Needs.Root();

        foreach (var command in new[] { "install", "uninstall" })
        {
            var outcome = await Shell.Run(["setpriv", "--reuid=65534", "--clear-groups", Repository.Binary, command], []);

            Assert.Equal(
                new Outcome(77, "", $"apifunc {command}: only root may change what is installed on the host: run it as root (sudo)\n"),
                outcome);
        }
    }

    [Fact]
    public async Task A_dry_run_is_for_everybody_and_says_that_the_rest_takes_root()
    {
        Needs.Root();
        Needs.NoInstalledBinary();

        foreach (var command in new[] { "install", "uninstall" })
        {
            var outcome = await Shell.Run(["setpriv", "--reuid=65534", "--clear-groups", Repository.Binary, command, "--dry-run"], []);

            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
            Assert.Contains(
                command == "install" ? $"{Binary}: would be installed\n" : "this host: nothing installed\n", outcome.Output,
                StringComparison.Ordinal);
            Assert.EndsWith("this host: only root may change it: without --dry-run, run it as root (sudo)\n", outcome.Output,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("mount -t tmpfs -o size=2m none $root/usr/local", 74, $"{Binary} is not written: no space left; ")]
    [InlineData("mount -t tmpfs -o ro none $root/usr/local", 73, "the directory /usr/local/bin cannot be made: Read-only file system")]
    public async Task A_disk_without_room_or_rights_is_left_as_it_was(string mount, int code, string said)
    {
        using var root = new InstallRoot();
        Directory.CreateDirectory(root.File("/usr/local"));
        root.Prepare(mount);

        var outcome = await root.RunProgram(["/bin/sh", "-c", $"{InstallRoot.Downloaded} install; echo $?; ls -A /usr/local"]);

        Assert.Equal($"{code}\n", outcome.Output);
        Assert.StartsWith($"apifunc install: {said}", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(1, outcome.Error.Count(c => c == '\n'));
        Assert.Empty(root.Calls);
        Assert.False(Directory.Exists(root.File("/etc/systemd")));
    }

    [Fact]
    public async Task A_directory_in_the_place_of_the_binary_is_named()
    {
        using var root = new InstallRoot();
        Directory.CreateDirectory(root.File(Binary));

        var outcome = await root.Run("install");

        Assert.Equal((73, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith($"apifunc install: {Binary} is not written: it is a directory; ", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(root.File("/usr/local/lib")));
    }

    [Fact]
    public async Task After_an_upgrade_that_failed_uninstall_knows_what_is_there()
    {
        using var root = new InstallRoot();
        const string bin = "$root/usr/local/bin";
        root.Prepare($"[ ! -e $root/refuse ] || {{ mount --bind {bin} {bin}; mount -o remount,bind,ro {bin}; }}");
        await root.Run("install");
        root.Write("/refuse", "");
        File.AppendAllText(root.File(InstallRoot.Downloaded), "newer");

        var failed = await root.Run("install");
        File.Delete(root.File("/refuse"));
        var outcome = await root.Run("uninstall");

        Assert.Equal(73, failed.ExitCode);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Empty(root.Files);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_used_is_found_before_anything_is_changed()
    {
        const string configuration = "/usr/local/community-scripts/api-func.conf";
        using var root = new InstallRoot();
        root.Write(configuration, "API_FUNC_URL=http://planted/\n");
        File.SetUnixFileMode(root.File(configuration), (UnixFileMode)0b110_110_110);

        var outcome = await root.Run("install", "--url", "https://reports.example.org/");

        Assert.Equal((78, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith($"apifunc install: {configuration} cannot be used: others may ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal([configuration], root.Files);
    }

    [Fact]
    public async Task If_systemctl_cannot_work_everything_is_installed_all_the_same_and_the_same_command_goes_on()
    {
        using var root = new InstallRoot();
        root.AddContainer("101");
        root.Program("/bin/systemctl", NoBus);

        var failed = await root.Run("install", "--container", "101");
        var files = root.Files;
        var link = new FileInfo(root.File(Link)).LinkTarget;
        root.Program("/bin/systemctl", "case $1 in is-active) exit 1 ;; esac");
        var again = await root.Run("install");

        Assert.Equal(69, failed.ExitCode);
        Assert.Equal(
            "apifunc install: systemd has not been told of the timer: 'systemctl daemon-reload' failed: Failed to connect to bus; "
                + "it starts at the next boot, or once systemctl works with 'systemctl daemon-reload && systemctl start "
                + "apifunc-flush.timer'\n",
            failed.Error);
        Assert.Contains("apifunc-flush.timer: enabled\n", failed.Output, StringComparison.Ordinal);
        Assert.Contains(Link, files);
        Assert.Equal("/etc/systemd/system/apifunc-flush.timer", link);
        Assert.Single(root.InContainer("101"));
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.EndsWith("apifunc-flush.timer: enabled and started\n", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task If_systemctl_cannot_work_or_is_not_there_uninstall_takes_everything_away_all_the_same(bool isThere)
    {
        using var root = new InstallRoot();
        if (isThere)
            root.Program("/bin/systemctl", NoBus);
        else
            File.Delete(root.File("/bin/systemctl"));
        await root.Run("install");

        var dry = await root.Run("uninstall", "--dry-run");
        var outcome = await root.Run("uninstall");
        var again = await root.Run("uninstall");

        Assert.Equal((0, ""), (dry.ExitCode, dry.Error));
        Assert.Contains(
            "apifunc-flush.timer: would be removed all the same, but systemd is not told of that: 'systemctl show ", dry.Output,
            StringComparison.Ordinal);
        Assert.Equal(69, outcome.ExitCode);
        Assert.StartsWith("apifunc uninstall: systemd is not told of that: 'systemctl disable ", outcome.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            "; once systemctl works, 'systemctl stop apifunc-flush.timer; systemctl daemon-reload' does it\n", outcome.Error,
            StringComparison.Ordinal);
        Assert.Equal(1, outcome.Error.Count(c => c == '\n'));
        Assert.Empty(root.Files);
        Assert.Equal(new Outcome(0, "this host: nothing installed\n", ""), again);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task If_systemctl_cannot_work_the_timer_of_the_package_stays_enabled(bool runs)
    {
        const string packaged = "/usr/lib/systemd/system/apifunc-flush.timer";
        using var root = new InstallRoot();
        await root.Run("install");
        root.Write(packaged, "");
        root.Program("/bin/systemctl", NoBus);
        if (!runs)
            Directory.Delete(root.File("/run/systemd"), recursive: true);

        var outcome = await root.Run("uninstall");

        Assert.Equal(runs ? 69 : 0, outcome.ExitCode);
        Assert.Equal([Link, packaged], root.Files);
        Assert.Equal(packaged, new FileInfo(root.File(Link)).LinkTarget);
    }

    [Fact]
    public async Task A_record_that_others_may_write_to_is_not_believed()
    {
        const string record = "/usr/local/lib/api-func/installed";
        using var root = new InstallRoot();
        root.Write(record, "file 0 /etc/passwd\n");
        File.SetUnixFileMode(root.File(record), (UnixFileMode)0b110_110_110);

        var outcome = await root.Run("uninstall");

        Assert.Equal((73, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith($"apifunc uninstall: {record}, which says what was installed, cannot ", outcome.Error, StringComparison.Ordinal);
    }
}
