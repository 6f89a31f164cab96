// `apifunc install --container`, with a pct whose containers are directories.

using EndToEnd.Harness;

namespace EndToEnd.Install;

public sealed class ContainerSpecs
{
    private const string Binary = "/usr/local/bin/apifunc";

    [Fact]
    public async Task The_binary_is_copied_tried_and_moved_into_its_place()
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101");
        root.AddContainer("102");

        var outcome = await root.Run("install", "--container", "101", "--container=102");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains($"container 101: {Binary}: installed, and runs there (apifunc ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"container 102: {Binary}: installed, and runs there (apifunc ", outcome.Output, StringComparison.Ordinal);
        Assert.True(root.Has(Binary));
        Assert.Equal([Binary], root.InContainer("101"));
        Assert.Equal([Binary], root.InContainer("102"));
        Assert.Equal(
            [
                "pct status 101", $"pct exec 101 -- cat {Binary}", $"pct push 101 {Binary} {Binary}.new --perms 755",
                $"pct exec 101 -- {Binary}.new --version", $"pct exec 101 -- mv -f {Binary}.new {Binary}",
            ],
            root.Calls.Take(5));
    }

    [Fact]
    public async Task The_second_time_it_is_already_right()
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101");
        await root.Run("install", "--container", "101");

        var again = await root.Run("install", "--container", "101");

        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.EndsWith($"container 101: {Binary} is already right\n", again.Output, StringComparison.Ordinal);
        Assert.Single(root.Calls, call => call.StartsWith("pct push", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_with_one_is_said_in_a_line_and_the_others_are_done()
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101", "stopped");
        root.AddContainer("103");

        var outcome = await root.Run("install", "--container", "101", "--container", "102", "--container", "103");

        Assert.Equal(69, outcome.ExitCode);
        Assert.Equal(
            [
                "apifunc install: container 101: it does not run (status: stopped); 'pct start 101' starts it",
                "apifunc install: container 102: there is none here: Configuration file 'nodes/pve/lxc/102.conf' does not exist; "
                    + "'pct list' shows them",
                "",
            ],
            outcome.Error.Split('\n'));
        Assert.Empty(root.InContainer("101"));
        Assert.Equal([Binary], root.InContainer("103"));
    }

    [Fact]
    public async Task Where_there_is_no_room_the_old_one_stays_and_nothing_else()
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101");
        root.Prepare("mount -t tmpfs -o size=1m none $root/containers/101/usr/local");
        root.Prepare("mkdir $root/containers/101/usr/local/bin; echo old >$root/containers/101/usr/local/bin/apifunc");

        var outcome = await root.RunProgram(
            ["/bin/sh", "-c", $"{InstallRoot.Downloaded} install --container 101 || echo $?; ls /containers/101/usr/local/bin"]);

        Assert.EndsWith("\n73\napifunc\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("container 101: the binary cannot be copied there: failed to copy: ", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\ncontainer", root.Read("/usr/local/lib/api-func/installed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binary_that_does_not_run_there_is_taken_back()
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101");
        root.Program($"/containers/101{Binary}", "echo old");

        // As the kernel answers for a file of another architecture.
        root.Prepare("mount -t tmpfs -o noexec none $root/containers/101/usr/local/bin");
        root.Prepare("echo old >$root/containers/101/usr/local/bin/apifunc");
        var outcome = await root.RunProgram(
            ["/bin/sh", "-c", $"{InstallRoot.Downloaded} install --container 101 || echo $?; cat /containers/101{Binary}*"]);

        Assert.EndsWith("\n69\nold\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("container 101: the binary does not run there: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("; install one for the container's own architecture\n", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_pct_the_host_is_installed_and_the_reason_said()
    {
        using var root = new InstallRoot(withSystemd: false);
        File.Delete(root.File("/bin/pct"));

        var outcome = await root.Run("install", "--container", "101");

        Assert.Equal(69, outcome.ExitCode);
        Assert.Equal("apifunc install: container 101: there is no pct on PATH; run this on the Proxmox VE host\n", outcome.Error);
        Assert.True(root.Has(Binary));
    }

    [Fact]
    public async Task Uninstall_of_a_container_leaves_the_host_and_the_other_ones()
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101");
        root.AddContainer("102");
        await root.Run("install", "--container", "101", "--container", "102");

        var outcome = await root.Run("uninstall", "--container", "101");
        var again = await root.Run("uninstall", "--container", "101");

        Assert.Equal(new Outcome(0, $"container 101: {Binary}: removed\n", ""), outcome);
        Assert.Equal(new Outcome(0, "container 101: nothing installed\n", ""), again);
        Assert.Empty(root.InContainer("101"));
        Assert.Equal([Binary], root.InContainer("102"));
        Assert.True(root.Has(Binary));
    }

    [Fact]
    public async Task Uninstall_leaves_what_is_another_one_by_now_and_forgets_what_is_not_here_any_more()
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101");
        root.AddContainer("103");
        await root.Run("install", "--container", "101", "--container", "103");
        root.Write($"/containers/101{Binary}", "another one");
        Directory.Delete(root.File("/containers/103"), recursive: true);

        var outcome = await root.Run("uninstall");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains($"container 101: {Binary} stays, because it was changed since it was ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("container 103: is not here any more\n", outcome.Output, StringComparison.Ordinal);
        Assert.Equal([Binary], root.InContainer("101"));
        Assert.False(root.Has(Binary));
    }

    [Theory]
    [InlineData("uninstall")]
    [InlineData("uninstall --dry-run")]
    public async Task Uninstall_removes_nothing_if_a_container_does_not_run(string command)
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101");
        root.AddContainer("102");
        await root.Run("install", "--container", "101", "--container", "102");
        root.Write("/containers/102/status", "status: stopped\n");

        var outcome = await root.Run(command.Split(' '));

        Assert.Equal(
            new Outcome(
                69, "",
                "apifunc uninstall: container 102: it does not run (status: stopped); 'pct start 102' starts it\n"
                    + "apifunc uninstall: nothing is removed; 'apifunc uninstall --leave-containers' takes it from the host alone\n"),
            outcome);
        Assert.Equal([Binary], root.InContainer("101"));
        Assert.True(root.Has(Binary));

        root.Write("/containers/102/status", "status: running\n");
        Assert.Equal(0, (await root.Run("uninstall")).ExitCode);
        Assert.Empty(root.InContainer("102"));
        Assert.False(root.Has(Binary));
    }

    [Fact]
    public async Task Uninstall_leaves_the_host_alone_if_a_container_that_runs_does_not_do_what_it_is_told()
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101");
        root.AddContainer("102");
        await root.Run("install", "--container", "101", "--container", "102");
        root.Write("/containers/102/status", "status: running\nlock: backup\n");

        var outcome = await root.Run("uninstall");

        Assert.Equal(
            (69, $"apifunc uninstall: container 102: {Binary} cannot be read: can't lock file '/run/lock/lxc/pve-config-102.lock'\n"
                + "apifunc uninstall: the host keeps what it has, to do this again\n"),
            (outcome.ExitCode, outcome.Error));
        Assert.Empty(root.InContainer("101"));
        Assert.Equal([Binary], root.InContainer("102"));
        Assert.True(root.Has(Binary));

        root.Write("/containers/102/status", "status: running\n");
        Assert.Equal(0, (await root.Run("uninstall")).ExitCode);
        Assert.Empty(root.InContainer("102"));
        Assert.False(root.Has(Binary));
    }

    [Fact]
    public async Task Uninstall_forgets_a_container_from_which_somebody_has_deleted_the_binary()
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101");
        await root.Run("install", "--container", "101");
        File.Delete(root.File($"/containers/101{Binary}"));

        var outcome = await root.Run("uninstall");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains($"container 101: {Binary} is already gone\n", outcome.Output, StringComparison.Ordinal);
        Assert.False(root.Has(Binary));
    }

    [Fact]
    public async Task Uninstall_of_the_host_alone_says_what_is_left_in_containers()
    {
        using var root = new InstallRoot(withSystemd: false);
        root.AddContainer("101");
        await root.Run("install", "--container", "101");
        root.Write("/containers/101/status", "status: stopped\n");

        var outcome = await root.Run("uninstall", "--leave-containers");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith(
            $"container 101: {Binary}: stays; 'pct exec 101 -- rm {Binary}' removes it\n", outcome.Output, StringComparison.Ordinal);
        Assert.Equal([Binary], root.InContainer("101"));
        Assert.False(root.Has(Binary));
        Assert.False(root.Has("/usr/local/lib/api-func/installed"));
    }
}
