// What containers run on: Proxmox VE, from the file that says so or from its command, or Incus.

using ApiFunc.Host;
using Unit.Harness;

namespace Unit;

public sealed class HypervisorSpecs
{
    private const string Module = "usr/share/perl5/PVE/pvecfg.pm";

    [Theory]
    [InlineData("sub version { return '8.2.4'; }")]
    [InlineData("sub version {\n    return '8.2.4';\n}")]
    [InlineData("sub\tversion{return \"8.2.4\"}")]
    [InlineData("package PVE::pvecfg;\nsub package { return 'pve-manager'; }\nsub version   {\n\n\treturn  '8.2.4'\n;}\n"
        + "sub release { return '8.2'; }\n")]
    public void Proxmox_VE_s_own_module_says_its_version(string module)
    {
        using var machine = new RecordedMachine().With(Module, module);

        Assert.Equal(new Hypervisor("pve", "8.2.4"), Hypervisor.Read(machine.Root, path: null));
    }

    [Theory]
    [InlineData("sub release { return '8.2'; }")]
    [InlineData("sub version { return '8.2.4\"; }")]
    [InlineData("sub version { return ''; }")]
    [InlineData("")]
    public void A_module_that_does_not_say_it_leaves_it_unknown_and_starts_nothing(string module)
    {
        using var machine = new RecordedMachine().With(Module, module);
        var pveversion = machine.WithCommand("pveversion", "echo pve-manager/1.2.3/abc");

        Assert.Null(ProxmoxVersion.Read(machine.Root, pveversion));
    }

    [Theory]
    [InlineData("pve-manager/8.2.4/faa83925c9641325 (running kernel: 6.8.8-2-pve)", "8.2.4")]
    [InlineData("pve-manager/9.0~beta1/x\nproxmox-ve: 9.0", "9.0~beta1")]
    [InlineData("pve-manager", null)]
    [InlineData("pve-manager//", null)]
    [InlineData("\npve-manager/8.2.4/x", null)]
    [InlineData("", null)]
    public void The_command_s_second_part_is_the_version(string output, string? version)
    {
        Assert.Equal(version, ProxmoxVersion.ParseCommandOutput(output));
    }

    [Fact]
    public void Without_the_module_the_command_is_asked()
    {
        using var machine = new RecordedMachine();
        var path = machine.WithCommand("pveversion", "echo 'pve-manager/7.4-3/9002ab8a (running kernel: 5.15.102-1-pve)'");

        Assert.Equal(new Hypervisor("pve", "7.4-3"), Hypervisor.Read(machine.Root, path));
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("echo pve-manager/8.2.4/x; exit 2")]
    [InlineData("kill -9 $$")]
    [InlineData("echo what")]
    [InlineData("echo pve-manager/8.2.4/x; exec tail -f /dev/null")]
    public void A_command_that_fails_or_hangs_says_nothing(string command)
    {
        using var machine = new RecordedMachine();
        var path = machine.WithCommand("pveversion", command);

        Assert.Equal(new Hypervisor("", ""), Hypervisor.Read(machine.Root, path));
    }

    [Theory]
    [InlineData("echo 6.0.0", "incus-6.0.0")]
    [InlineData("printf '6.3 \\nmore'", "incus-6.3")]
    [InlineData("exit 1", "incus-unknown")]
    public void Incus_counts_where_there_is_no_Proxmox_VE(string command, string version)
    {
        using var machine = new RecordedMachine();
        var path = machine.WithCommand("incus", command);

        Assert.Equal(new Hypervisor("incus", version), Hypervisor.Read(machine.Root, path));
    }

    [Fact]
    public void Proxmox_VE_comes_before_Incus()
    {
        using var machine = new RecordedMachine().With(Module, "sub version { return '8.2.4'; }");
        var path = machine.WithCommand("incus", "echo 6.0.0");

        Assert.Equal(new Hypervisor("pve", "8.2.4"), Hypervisor.Read(machine.Root, path));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":.:bin:/nowhere")]
    public void Where_neither_is_installed_nothing_is_known(string? path)
    {
        using var machine = new RecordedMachine();

        Assert.Equal(new Hypervisor("", ""), Hypervisor.Read(machine.Root, path));
    }
}
