// The package for Debian: what is in it, and what installing, upgrading, removing and purging it does to a host.

using EndToEnd.Harness;

namespace EndToEnd.Package;

[Collection(nameof(PackedRelease))]
public sealed class DebianPackageSpecs(PackedRelease release)
{
    private const string Documents = "usr/share/doc/apifunc";

    [Fact]
    public async Task It_holds_the_binary_the_shims_the_units_and_what_people_read()
    {
        Assert.Equal(
            [
                "-rw-r--r-- usr/lib/systemd/system/apifunc-flush.service",
                "-rw-r--r-- usr/lib/systemd/system/apifunc-flush.timer",
                "-rw-r--r-- usr/share/api-func/api.func.classic",
                "-rw-r--r-- usr/share/api-func/api.func.telemetry",
                "-rw-r--r-- usr/share/bash-completion/completions/apifunc",
                $"-rw-r--r-- {Documents}/NOTICE",
                $"-rw-r--r-- {Documents}/README.md",
                $"-rw-r--r-- {Documents}/SECURITY.md",
                $"-rw-r--r-- {Documents}/changelog.gz",
                $"-rw-r--r-- {Documents}/copyright",
                .. PackedRelease.Documents.Select(name => $"-rw-r--r-- {Documents}/docs/{name}"),
                $"-rw-r--r-- {Documents}/licenses/dotnet-third-party.txt",
                $"-rw-r--r-- {Documents}/licenses/dotnet.txt",
                $"-rw-r--r-- {Documents}/licenses/glibc.txt",
                $"-rw-r--r-- {Documents}/licenses/libgcc.txt",
                $"-rw-r--r-- {Documents}/licenses/openssl.txt",
                $"-rw-r--r-- {Documents}/licenses/versions.txt",
                $"-rw-r--r-- {Documents}/licenses/zstd.txt",
                "-rw-r--r-- usr/share/fish/vendor_completions.d/apifunc.fish",
                "-rw-r--r-- usr/share/lintian/overrides/apifunc",
                "-rw-r--r-- usr/share/man/man1/apifunc.1.gz",
                "-rw-r--r-- usr/share/zsh/vendor-completions/_apifunc",
                "-rwxr-xr-x usr/bin/apifunc",
            ],
            (await Lines("dpkg-deb", "-c", release.Package))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[0][0] != 'd')
                .Select(fields => $"{fields[0]} {fields[5][2..]}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Everything_in_it_is_roots()
    {
        Assert.All(
            await Lines("dpkg-deb", "-c", release.Package),
            line => Assert.Equal("root/root", line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
    }

    [Fact]
    public async Task It_says_what_it_is_and_depends_on_nothing()
    {
        var fields = await Lines(
            "dpkg-deb", "-f", release.Package, "Package", "Version", "Architecture", "Depends", "Pre-Depends", "Recommends");

        Assert.Equal(
            [
                "Package: apifunc", $"Version: {PackedRelease.Version}", $"Architecture: {PackedRelease.Architecture}",
                "Recommends: ca-certificates",
            ],
            fields);
    }

    [Fact]
    public async Task Its_sums_are_those_of_its_files()
    {
        using var directory = new TemporaryDirectory();

        await Lines("dpkg-deb", "-R", release.Package, directory.Path);

        Assert.All(
            await Lines("sh", "-euc", "cd \"$0\"; md5sum -c DEBIAN/md5sums", directory.Path),
            line => Assert.EndsWith(": OK", line, StringComparison.Ordinal));
        Assert.Equal(
            Directory.GetFiles(directory.File("usr"), "*", SearchOption.AllDirectories).Length,
            File.ReadLines(directory.File("DEBIAN/md5sums")).Count());
    }

    [Fact]
    public async Task Its_units_run_its_binary_and_its_changelog_begins_with_its_version()
    {
        using var directory = new TemporaryDirectory();

        await Lines("dpkg-deb", "-x", release.Package, directory.Path);

        var service = File.ReadAllText(directory.File("usr/lib/systemd/system/apifunc-flush.service"));
        Assert.Contains("\nExecStart=/usr/bin/apifunc outbox flush\n", service, StringComparison.Ordinal);
        Assert.DoesNotContain("@BINARY@", service, StringComparison.Ordinal);
        Assert.Equal(
            $"apifunc ({PackedRelease.Version}) unstable; urgency=medium",
            (await Lines("gzip", "-dc", directory.File($"{Documents}/changelog.gz")))[0]);
    }

    [Fact]
    public async Task Lintian_has_no_complaint()
    {
        Assert.SkipUnless(Needs.HasProgram("lintian"), "needs lintian, which is not installed");

        var outcome = await Shell.Run(
            ["lintian", "--allow-root", "--display-info", "--fail-on", "error,warning,info", release.Package], []);

        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
    }

    [Fact]
    public async Task What_waits_survives_an_upgrade_and_a_removal_and_is_delivered_after_the_next_installation()
    {
        await using var scene = new OutboxScene();
        using var host = new DebianHost();
        await host.Install(release.Package);
        await host.Report($"{scene.Server.Url}/upload");
        var waiting = Assert.Single(host.Waiting);

        Assert.Equal("", (await host.Install(await NewerPackage(host))).Error);
        Assert.Equal([waiting], host.Waiting);

        Assert.Equal("", (await host.Dpkg("--remove", "apifunc")).Error);
        Assert.Equal([waiting], host.Waiting);
        Assert.False(File.Exists(host.File("usr/bin/apifunc")));

        await host.Install(release.Package);
        await scene.Server.Up();
        var flushed = await host.Run("/usr/bin/apifunc", "outbox", "flush");

        Assert.Equal((0, ""), (flushed.ExitCode, flushed.Error));
        Assert.Single(scene.Server.Requests);
        Assert.Empty(host.Waiting);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_purge_deletes_what_waits_and_leaves_nothing_of_the_package(bool isRemovedBefore)
    {
        await using var scene = new OutboxScene();
        using var host = new DebianHost();
        var before = host.Files;
        await host.Install(release.Package);
        await host.Report($"{scene.Server.Url}/upload");
        Assert.Single(host.Waiting);

        if (isRemovedBefore)
            await host.Dpkg("--remove", "apifunc");
        var purged = await host.Dpkg("--purge", "apifunc");

        Assert.Equal("", purged.Error);
        Assert.Equal(before, host.Files);
        Assert.False(Directory.Exists(host.File("var/lib/api-func")));
    }

    [Fact]
    public async Task A_purge_leaves_what_waits_to_another_binary()
    {
        await using var scene = new OutboxScene();
        using var host = new DebianHost();
        await host.Install(release.Package);
        await host.Report($"{scene.Server.Url}/upload");
        var waiting = Assert.Single(host.Waiting);
        host.Write("usr/local/bin/apifunc", "");

        var purged = await host.Dpkg("--purge", "apifunc");

        Assert.Equal(0, purged.ExitCode);
        Assert.Contains("/var/lib/api-func stays, because /usr/local/bin/apifunc ", purged.Output, StringComparison.Ordinal);
        Assert.Equal([waiting], host.Waiting);
    }

    [Fact]
    public async Task Where_systemd_runs_the_timer_is_switched_on_started_anew_by_an_upgrade_and_forgotten_in_the_end()
    {
        using var host = new DebianHost();
        host.RunSystemd();

        await host.Install(release.Package);
        Assert.Equal(
            [
                "deb-systemd-helper unmask apifunc-flush.timer", "deb-systemd-helper --quiet was-enabled apifunc-flush.timer",
                "deb-systemd-helper enable apifunc-flush.timer", "systemctl --system daemon-reload",
                "deb-systemd-invoke start apifunc-flush.timer",
            ],
            host.SystemdCalls());

        await host.Install(await NewerPackage(host));
        Assert.Contains("deb-systemd-invoke restart apifunc-flush.timer", host.SystemdCalls());

        await host.Dpkg("--remove", "apifunc");
        Assert.Equal(
            ["deb-systemd-invoke stop apifunc-flush.timer apifunc-flush.service", "systemctl --system daemon-reload"],
            host.SystemdCalls());

        await host.Dpkg("--purge", "apifunc");
        Assert.Equal(["deb-systemd-helper purge apifunc-flush.timer"], host.SystemdCalls());
    }

    [Fact]
    public async Task The_timer_of_apifunc_install_goes_on_without_the_package()
    {
        using var host = new DebianHost();
        host.RunSystemd();
        await host.Install(release.Package);
        host.Write("etc/systemd/system/apifunc-flush.timer", "");
        host.SystemdCalls();

        await host.Dpkg("--purge", "apifunc");

        Assert.Equal(["systemctl --system daemon-reload"], host.SystemdCalls());
    }

    [Fact]
    public async Task An_upgrade_leaves_the_timer_off_if_an_administrator_has_switched_it_off_and_survives_a_broken_systemd()
    {
        using var host = new DebianHost();
        host.RunSystemd(exitCode: 1);

        Assert.Equal("", (await host.Install(release.Package)).Error);

        var calls = host.SystemdCalls();
        Assert.Contains("deb-systemd-helper update-state apifunc-flush.timer", calls);
        Assert.DoesNotContain("deb-systemd-helper enable apifunc-flush.timer", calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_says_so_if_scripts_will_use_another_binary(bool isThereAnother)
    {
        using var host = new DebianHost();
        if (isThereAnother)
            host.Write("usr/local/bin/apifunc", "");

        var installed = await host.Install(release.Package);

        Assert.Equal(isThereAnother, installed.Output.Contains("scripts use /usr/local/bin/apifunc", StringComparison.Ordinal));
    }

    /// <summary>The same package as a later version.</summary>
    private async Task<string> NewerPackage(DebianHost host)
    {
        var tree = host.File("tmp/newer");
        await Lines("dpkg-deb", "-R", release.Package, tree);
        var control = Path.Combine(tree, "DEBIAN/control");
        var version = $"Version: {PackedRelease.Version}";
        File.WriteAllText(control, File.ReadAllText(control).Replace(version, $"{version}+later", StringComparison.Ordinal));
        await Lines("dpkg-deb", "--root-owner-group", "-Znone", "-b", tree, $"{tree}.deb");
        return $"{tree}.deb";
    }

    private static async Task<string[]> Lines(params string[] command)
    {
        var outcome = await Shell.Run(command, []);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
