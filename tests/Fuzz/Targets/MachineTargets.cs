// What the kernel, the firmware and the distribution say of a machine: any bytes give facts of the form that is promised.

using System.Text;
using ApiFunc.Host;
using Unit.Harness;

namespace Fuzz.Targets;

/// <summary>Puts the input where one file of a machine is.</summary>
internal abstract class MachineTarget(string path) : Target
{
    private const int LongestModel = 64;

    protected RecordedMachine Machine { get; } = new();

    public sealed override void Check(byte[] input)
    {
        Machine.With(path, input);
        CheckFacts();
    }

    public override void Dispose()
    {
        Machine.Dispose();
        base.Dispose();
    }

    protected abstract void CheckFacts();

    /// <summary>Fails unless a text is on one line, and a model's name is not longer than the server takes it.</summary>
    protected static void AssertIsModel(string text)
    {
        AssertIsText(text);
        Assert.DoesNotContain("\n", text, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 0, LongestModel);
    }
}

internal sealed class SmbiosTarget() : MachineTarget("sys/firmware/dmi/tables/DMI")
{
    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        new Smbios().WithFirmwareAndBoard().WithModule(0, 0).WithModule(8192, 3200, 2933).WithEnd().Table,
        new Smbios().WithModule(16384, 0xFFFF, 0xFFFF, 0x12345, 0x23456).WithEnd().Table,
        new Smbios().WithModule(1024, 800).WithModule(0x7FFF, 0, 0).WithEnd().Table,
    ];

    public override IReadOnlyList<byte[]> Words { get; } =
        [[0, 0], [17], [127], [17, 4, 0, 0], [17, 255, 0, 0], [127, 4, 0, 1, 0, 0], [0xFF, 0xFF]];

    protected override void CheckFacts() => Assert.All(Memory.ReadSpeed(Machine.Root), digit => Assert.True(char.IsAsciiDigit(digit)));
}

internal sealed class CpuInfoTarget() : MachineTarget("proc/cpuinfo")
{
    public override IReadOnlyList<byte[]> Seeds { get; } = Each(
        "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Core(TM) i7-9700K CPU @ 3.60GHz\n\nprocessor\t: 1\n",
        "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 7763 64-Core Processor\n",
        "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n");

    public override IReadOnlyList<byte[]> Words { get; } = Each("vendor_id", "model name", "CPU implementer", "\t: ", ":", "(R)", "(TM)",
        "((R)R)", "GenuineIntel", "AuthenticAMD", "\n", "\r\n", "\xe2\x80\xa8", "\f");

    protected override void CheckFacts()
    {
        var cpu = Cpu.Read(Machine.Root);

        Assert.Contains(cpu.Vendor, (string[])["intel", "amd", "arm", "unknown"]);
        AssertIsModel(cpu.Model);
        Assert.DoesNotContain("  ", cpu.Model, StringComparison.Ordinal);
    }
}

internal sealed class PciIdsTarget : MachineTarget
{
    public PciIdsTarget()
        : base("usr/share/misc/pci.ids") => Machine.WithPci("0000:00:02.0", "0x030000", "0x8086", "0x3e98");

    public override IReadOnlyList<byte[]> Seeds { get; } = Each(
        "# comment\n1002  AMD\n\t1234  Radeon RX\n8086  Intel Corporation\n\t3e98  CoffeeLake-S GT2 [UHD Graphics 630]\n\t\t1043 8694  P\n",
        "8086  Intel\n\n# x\n\t3e98  A\n",
        "8086  Intel");

    public override IReadOnlyList<byte[]> Words { get; } = Each("8086  ", "\t3e98  ", "\n8086  ", "\n\t3e98  ", "\n", "\t", "\t\t", "#",
        "\r\n", "  ", "C 03  Display\n");

    protected override void CheckFacts()
    {
        var gpu = Gpu.Read(Machine.Root);

        Assert.Equal(("intel", "igpu"), (gpu.Vendor, gpu.Passthrough));
        AssertIsModel(gpu.Model);
        Assert.NotEqual("", gpu.Model);
    }
}

internal sealed class OsReleaseTarget() : MachineTarget("etc/os-release")
{
    public override IReadOnlyList<byte[]> Seeds { get; } = Each(
        "PRETTY_NAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n",
        "NAME='Alpine Linux'\nID=alpine\nVERSION_ID=3.20.1\n", "ID=\"\nVERSION_ID='\n");

    public override IReadOnlyList<byte[]> Words { get; } = Each("ID=", "VERSION_ID=", "\"", "'", "\n", "\r", "=", " ");

    protected override void CheckFacts()
    {
        var release = OsRelease.Read(Machine.Root);

        AssertIsText(release.Id + release.VersionId);
        Assert.DoesNotContain('\n', release.Id + release.VersionId);
    }
}

internal sealed class ProxmoxVersionTarget() : MachineTarget("usr/share/perl5/PVE/pvecfg.pm")
{
    public override IReadOnlyList<byte[]> Seeds { get; } = Each(
        "package PVE::pvecfg;\nsub version {\n    return '8.2.4';\n}\nsub release {\n    return '8.2';\n}\n",
        "sub version{return \"9.0\"}");

    public override IReadOnlyList<byte[]> Words { get; } = Each("sub ", "version", "{", "return ", "'", "\"", "\n", " ", "}", "\t");

    protected override void CheckFacts()
    {
        var version = ProxmoxVersion.Read(Machine.Root, path: "");

        Assert.True(version is null || (version.Length > 0 && !version.Any(char.IsWhiteSpace)), version);
    }
}
