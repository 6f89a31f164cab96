// The processor, read from /proc/cpuinfo as kernels of several machines write it.

using ApiFunc.Host;
using Unit.Harness;

namespace Unit;

public sealed class CpuSpecs
{
    [Fact]
    public void An_Intel_processor_loses_its_trade_marks()
    {
        using var machine = Cpuinfo(
            """
            processor	: 0
            vendor_id	: GenuineIntel
            cpu family	: 6
            model		: 158
            model name	: Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz
            stepping	: 10
            power management:

            processor	: 1
            vendor_id	: GenuineIntel
            model name	: another
            """);

        Assert.Equal(new Cpu("intel", "Intel Core i7-8700 CPU @ 3.20GHz"), Cpu.Read(machine.Root));
    }

    [Fact]
    public void An_AMD_processor_is_told_by_its_vendor()
    {
        using var machine = Cpuinfo(
            "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD Ryzen 7 PRO 5750GE with Radeon Graphics\n");

        Assert.Equal(new Cpu("amd", "AMD Ryzen 7 PRO 5750GE with Radeon Graphics"), Cpu.Read(machine.Root));
    }

    [Theory]
    [InlineData("  Intel(R)   Xeon(R) CPU           X5650  @ 2.67GHz  ", "Intel Xeon CPU X5650 @ 2.67GHz")]
    [InlineData("Intel(R) Pentium(R)\t\tSilver J5005", "Intel Pentium Silver J5005")]
    [InlineData("Common KVM processor: 2nd generation", "Common KVM processor: 2nd generation")]
    [InlineData("", "")]
    public void Blanks_are_squeezed(string name, string model)
    {
        using var machine = Cpuinfo($"vendor_id\t: GenuineIntel\nmodel name\t: {name}\n");

        Assert.Equal(model, Cpu.Read(machine.Root).Model);
    }

    [Fact]
    public void An_ARM_board_has_an_implementer_and_no_model()
    {
        using var machine = Cpuinfo(
            """
            processor	: 0
            BogoMIPS	: 108.00
            Features	: fp asimd evtstrm crc32 cpuid
            CPU implementer	: 0x41
            CPU architecture: 8
            CPU variant	: 0x0
            CPU part	: 0xd08
            CPU revision	: 3

            Revision	: d03114
            Serial		: 10000000abcdef01
            Model		: Raspberry Pi 4 Model B Rev 1.4
            """);

        Assert.Equal(new Cpu("arm", ""), Cpu.Read(machine.Root));
    }

    [Fact]
    public void A_32_bit_ARM_kernel_names_a_model()
    {
        using var machine = Cpuinfo(
            "processor\t: 0\nmodel name\t: ARMv7 Processor rev 3 (v7l)\nBogoMIPS\t: 270.00\nCPU implementer\t: 0x41\n");

        Assert.Equal(new Cpu("arm", "ARMv7 Processor rev 3 (v7l)"), Cpu.Read(machine.Root));
    }

    [Theory]
    [InlineData("vendor_id\t: HygonGenuine\nmodel name\t: Hygon C86 7285 32-core Processor\n", "Hygon C86 7285 32-core Processor")]
    [InlineData("processor\t: 0\nhart\t\t: 0\nisa\t\t: rv64imafdc\n", "")]
    [InlineData("GenuineIntel", "")]
    [InlineData("model name\n:\n\n::::\nvendor_id:\n", "")]
    [InlineData("", "")]
    public void Another_vendor_is_unknown(string cpuinfo, string model)
    {
        using var machine = Cpuinfo(cpuinfo);

        Assert.Equal(new Cpu("unknown", model), Cpu.Read(machine.Root));
    }

    [Fact]
    public void A_long_model_is_cut_at_64_bytes_between_two_characters()
    {
        var start = new string('x', 62);
        using var machine = Cpuinfo($"vendor_id\t: GenuineIntel\nmodel name\t: {start}日本\n");
        using var fitting = Cpuinfo($"vendor_id\t: GenuineIntel\nmodel name\t: {start}éx\n");

        Assert.Equal(start, Cpu.Read(machine.Root).Model);
        Assert.Equal($"{start}é", Cpu.Read(fitting.Root).Model);
    }

    [Fact]
    public void The_first_of_hundreds_of_processors_is_enough()
    {
        var processor = "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 9654 96-Core Processor\nflags\t\t: "
            + new string('f', 1000) + "\n\n";
        using var machine = Cpuinfo(string.Concat(Enumerable.Repeat(processor, 384)));

        Assert.Equal(new Cpu("amd", "AMD EPYC 9654 96-Core Processor"), Cpu.Read(machine.Root));
    }

    [Fact]
    public void Without_proc_nothing_is_known()
    {
        using var machine = new RecordedMachine();

        Assert.Equal(new Cpu("unknown", ""), Cpu.Read(machine.Root));
    }

    private static RecordedMachine Cpuinfo(string content) => new RecordedMachine().With("proc/cpuinfo", content);
}
