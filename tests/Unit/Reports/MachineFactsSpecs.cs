// The facts about the machine: what the script has set stays, and the rest is looked up.

using System.Text;
using ApiFunc.Host;
using ApiFunc.Reports;
using ApiFunc.Script;
using CsCheck;
using Unit.Harness;

namespace Unit;

public sealed class MachineFactsSpecs : IDisposable
{
    private readonly RecordedMachine _machine = new RecordedMachine()
        .With("proc/cpuinfo", "vendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R) E-2288G\n")
        .WithPci("0000:01:00.0", "0x030000", "0x10de", "0x1eb8")
        .With("sys/firmware/dmi/tables/DMI", new Smbios().WithModule(16384, rated: 3200, configured: 2933).WithEnd().Table)
        .With("usr/share/perl5/PVE/pvecfg.pm", "sub version { return '8.2.4'; }");

    [Fact]
    public void What_the_script_does_not_know_is_looked_up()
    {
        var facts = new MachineFacts(Script.With(), _machine.Root);

        Assert.Equal(
            (
                new Cpu("intel", "Intel Xeon E-2288G"), new Gpu("nvidia", "Device 10de:1eb8", "dgpu"), "2933", false, "amd64",
                new Hypervisor("pve", "8.2.4")),
            All(facts));
    }

    [Fact]
    public void What_the_script_has_set_stays()
    {
        var facts = new MachineFacts(
            Script.With(
                ("CPU_VENDOR", "amd"), ("CPU_MODEL", "My CPU"), ("GPU_VENDOR", "intel"), ("GPU_MODEL", "My GPU"),
                ("GPU_PASSTHROUGH", "igpu"),
                ("RAM_SPEED", "1"), ("HAS_ARM", "true"), ("TM_ARCH", "arm64"), ("TM_PVE_VERSION", "1.2"), ("TM_PLATFORM", "mine")),
            _machine.Root);

        Assert.Equal(
            (new Cpu("amd", "My CPU"), new Gpu("intel", "My GPU", "igpu"), "1", true, "arm64", new Hypervisor("mine", "1.2")),
            All(facts));
    }

    [Fact]
    public void A_vendor_without_a_model_stays_without_one()
    {
        var facts = new MachineFacts(Script.With(("CPU_VENDOR", "amd"), ("GPU_VENDOR", "intel")), _machine.Root);

        Assert.Equal((new Cpu("amd", ""), new Gpu("intel", "", "unknown")), (facts.Cpu, facts.Gpu));
    }

    [Fact]
    public void An_empty_variable_counts_as_none()
    {
        string[] names =
        [
            "CPU_VENDOR", "GPU_VENDOR", "HAS_ARM", "TM_ARCH", "TM_PVE_VERSION", "TM_PLATFORM", "TELEMETRY_PLATFORM", "_TM_SYSINFO_DONE",
        ];

        Assert.Equal(
            All(new MachineFacts(Script.With(), _machine.Root)),
            All(new MachineFacts(Script.With(names.Select(name => (name, ""))), _machine.Root)));
    }

    [Fact]
    public void An_empty_RAM_SPEED_was_looked_for_and_is_not_known()
    {
        Assert.Equal("", new MachineFacts(Script.With(("RAM_SPEED", "")), _machine.Root).RamSpeed);
    }

    [Fact]
    public void Once_collected_nothing_is_looked_up_again()
    {
        var facts = new MachineFacts(Script.With(("_TM_SYSINFO_DONE", "true"), ("CPU_MODEL", "known")), _machine.Root);

        Assert.Equal((new Cpu("unknown", "known"), new Gpu("unknown", "", "unknown"), ""), (facts.Cpu, facts.Gpu, facts.RamSpeed));
        Assert.Equal(new Hypervisor("", ""), facts.Hypervisor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    public void TELEMETRY_PLATFORM_wins_for_the_platform(string done)
    {
        var script = Script.With(
            ("TELEMETRY_PLATFORM", "cloud"), ("TM_PLATFORM", "pve"), ("TM_PVE_VERSION", "8.1"), ("_TM_SYSINFO_DONE", done));

        Assert.Equal(new Hypervisor("cloud", "8.1"), new MachineFacts(script, _machine.Root).Hypervisor);
    }

    [Fact]
    public void Only_the_missing_half_of_the_platform_is_looked_up()
    {
        Assert.Equal(new Hypervisor("mine", "8.2.4"), new MachineFacts(Script.With(("TM_PLATFORM", "mine")), _machine.Root).Hypervisor);
        Assert.Equal(new Hypervisor("pve", "1.2"), new MachineFacts(Script.With(("TM_PVE_VERSION", "1.2")), _machine.Root).Hypervisor);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("Yes", true)]
    [InlineData("arm", false)]
    public void A_word_for_yes_says_that_it_is_an_ARM(string value, bool hasArm)
    {
        Assert.Equal(hasArm, new MachineFacts(Script.With(("HAS_ARM", value)), _machine.Root).HasArm);
    }

    [Fact]
    public void A_container_without_proc_and_sys_has_few_facts()
    {
        using var container = new RecordedMachine();

        var facts = new MachineFacts(Script.With(), container.Root);

        Assert.Equal(
            (new Cpu("unknown", ""), new Gpu("unknown", "", "unknown"), "", false, "amd64", new Hypervisor("", "")),
            All(facts));
    }

    [Fact]
    public void Whatever_the_files_of_a_machine_hold_it_is_read_within_the_limits()
    {
        string[] files =
        [
            "proc/cpuinfo", "proc/1/cmdline", "usr/share/misc/pci.ids", "sys/devices/pci0000:01/0000:01:00.0/vendor",
            "sys/devices/pci0000:01/0000:01:00.0/device",
            "sys/firmware/dmi/tables/DMI", "etc/os-release", "usr/share/perl5/PVE/pvecfg.pm",
        ];
        var pieces = Gen.OneOf(
                "vendor_id", "model name", "CPU implementer", ":", " ", "\t", "\n", "GenuineIntel", "(R)", "(TM)", "8086", "  ", "1002",
                "0x", "#", "\"", "'", "ID=",
                "VERSION_ID=", "sub version { return '", "'; }", "raw.githubusercontent.com/", "git.community-scripts.org/", "a/", "\0",
                "\u0011", "é", "日本")
            .Select(Encoding.UTF8.GetBytes);

        Gen.OneOf(pieces, Gen.Byte.Array[0, 8])
            .Array[0, 30].Select(chunks => chunks.SelectMany(chunk => chunk).ToArray()).Array[files.Length].ForAll(
            contents =>
            {
                foreach (var (file, content) in files.Zip(contents))
                    _machine.With(file, content);

                var facts = new MachineFacts(Script.With(), _machine.Root);
                var source = RepositorySource.Read(_machine.Root, "", "1", "");

                Assert.NotNull(OsRelease.Read(_machine.Root).Id);
                Assert.All([facts.Cpu.Model, facts.Gpu.Model], model => Assert.InRange(Encoding.UTF8.GetByteCount(model), 0, 64));
                Assert.InRange(source.Slug.Length, 3, 128);
            },
            iter: 300, inParallel: false);
    }

    [Fact]
    public void Each_fact_is_looked_up_once()
    {
        var facts = new MachineFacts(Script.With(), _machine.Root);
        var first = All(facts);
        _machine.With("proc/cpuinfo", "vendor_id\t: AuthenticAMD\n");
        _machine.With("sys/firmware/dmi/tables/DMI", new Smbios().WithModule(16384, rated: 1, configured: 1).WithEnd().Table);
        _machine.With("sys/devices/pci0000:01/0000:01:00.0/vendor", "0x8086\n");
        _machine.With("usr/share/perl5/PVE/pvecfg.pm", "sub version { return '9.9.9'; }");

        Assert.Equal(first, All(facts));
        Assert.NotEqual(first, All(new MachineFacts(Script.With(), _machine.Root)));
    }

    public void Dispose() => _machine.Dispose();

    private static (Cpu Cpu, Gpu Gpu, string RamSpeed, bool HasArm, string Architecture, Hypervisor Hypervisor) All(MachineFacts facts) =>
        (facts.Cpu, facts.Gpu, facts.RamSpeed, facts.HasArm, facts.Architecture, facts.Hypervisor);
}
