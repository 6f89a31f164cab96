// The graphics adapter, read from sysfs and pci.ids as real machines have them.

using ApiFunc.Host;
using Unit.Harness;

namespace Unit;

public sealed class GpuSpecs
{
    private const string Vga = "0x030000";
    private const string ThreeD = "0x030200";
    private const string Display = "0x038000";

    // An extract of the real database, in its form: comments, subsystems behind two tabs, classes at the end.
    private const string Names =
        """
        #	List of PCI ID's
        # 8086  a comment
        1002  Advanced Micro Devices, Inc. [AMD/ATI]
        	1638  Cezanne [Radeon Vega Series / Radeon Vega Mobile Series]
        	164e  Raphael
        	67df  Ellesmere [Radeon RX 470/480/570/570X/580/580X/590]
        		1002 67df  Subsystem of Ellesmere
        		1043 04a8  Radeon RX 480
        	67e0  Baffin XT GL [Radeon Pro WX Series]
        	73a3  Navi 21 GL-XL [Radeon PRO W6800]
        	744c  Navi 31 [Radeon RX 7900 XT/7900 XTX/7900 GRE/7900M]
        102b  Matrox Electronics Systems Ltd.
        	0536  Integrated Matrox G200eW3 Graphics Controller
        10de  NVIDIA Corporation
        # a comment between devices
        	1eb8  TU104GL [Tesla T4]
        		10de 12a2  Tesla T4
        		8086 3e92  not a device of Intel's
        	2684  AD102 [GeForce RTX 4090]
        1a03  ASPEED Technology, Inc.
        	2000  ASPEED Graphics Family
        1af4  Red Hat, Inc.
        	1050  Virtio 1.0 GPU
        8086  Intel Corporation
        	3e92  CoffeeLake-S GT2 [UHD Graphics 630]
        		1028 0869  Vostro 3470
        	3e93  CoffeeLake-S GT1 [UHD Graphics 610]
        	56a5  DG2 [Arc A380]

        # List of known device classes
        C 03  Display controller
        	00  VGA compatible controller
        """;

    [Fact]
    public void An_Intel_iGPU_is_found_between_other_devices()
    {
        using var machine = Machine()
            .WithPci("0000:00:00.0", "0x060000", "0x8086", "0x3ec2")
            .WithPci("0000:00:02.0", Vga, "0x8086", "0x3e92")
            .WithPci("0000:00:1f.3", "0x040300", "0x8086", "0xa348");

        Assert.Equal(new Gpu("intel", "Intel Corporation CoffeeLake-S GT2 [UHD Graphics 630]", "igpu"), Gpu.Read(machine.Root));
    }

    [Fact]
    public void Of_a_card_and_an_iGPU_the_lower_address_counts()
    {
        using var machine = Machine().WithPci("0000:01:00.0", Vga, "0x10de", "0x2684").WithPci("0000:00:02.0", Vga, "0x8086", "0x3e92");
        using var other = Machine().WithPci("0000:01:00.0", Vga, "0x10de", "0x2684").WithPci("0000:0a:00.0", Vga, "0x1002", "0x1638");

        Assert.Equal("intel", Gpu.Read(machine.Root).Vendor);
        Assert.Equal(new Gpu("nvidia", "NVIDIA Corporation AD102 [GeForce RTX 4090]", "dgpu"), Gpu.Read(other.Root));
    }

    [Fact]
    public void A_domain_of_more_digits_is_a_higher_address()
    {
        using var machine = Machine().WithPci("10000:00:02.0", Vga, "0x8086", "0x3e92").WithPci("0001:81:00.0", ThreeD, "0x10de", "0x1eb8");

        Assert.Equal(new Gpu("nvidia", "NVIDIA Corporation TU104GL [Tesla T4]", "dgpu"), Gpu.Read(machine.Root));
    }

    [Theory]
    [InlineData("0x1638", "igpu", "Advanced Micro Devices, Inc. [AMD/ATI] Cezanne [Radeon Vega Seri")]
    [InlineData("0x164e", "igpu", "Advanced Micro Devices, Inc. [AMD/ATI] Raphael")]
    [InlineData("0x67df", "dgpu", "Advanced Micro Devices, Inc. [AMD/ATI] Ellesmere [Radeon RX 470/")]
    [InlineData("0x67e0", "dgpu", "Advanced Micro Devices, Inc. [AMD/ATI] Baffin XT GL [Radeon Pro ")]
    [InlineData("0x73a3", "dgpu", "Advanced Micro Devices, Inc. [AMD/ATI] Navi 21 GL-XL [Radeon PRO")]
    [InlineData("0x744c", "dgpu", "Advanced Micro Devices, Inc. [AMD/ATI] Navi 31 [Radeon RX 7900 X")]
    public void AMD_s_cards_are_told_from_its_processors_by_the_whole_name(string device, string passthrough, string model)
    {
        using var machine = Machine().WithPci("0000:03:00.0", Display, "0x1002", device);

        Assert.Equal(new Gpu("amd", model, passthrough), Gpu.Read(machine.Root));
    }

    [Theory]
    [InlineData("0x1a03", "0x2000", "ASPEED Technology, Inc. ASPEED Graphics Family")]
    [InlineData("0x102b", "0x0536", "Matrox Electronics Systems Ltd. Integrated Matrox G200eW3 Graphi")]
    [InlineData("0x1af4", "0x1050", "Red Hat, Inc. Virtio 1.0 GPU")]
    public void Adapters_of_servers_and_VMs_are_of_an_unknown_vendor(string vendor, string device, string model)
    {
        using var machine = Machine().WithPci("0000:00:01.0", Vga, vendor, device);

        Assert.Equal(new Gpu("unknown", model, "unknown"), Gpu.Read(machine.Root));
    }

    [Theory]
    [InlineData("0x8086", "0xffff", "Intel Corporation Device ffff")]
    [InlineData("0x10de", "0x3e92", "NVIDIA Corporation Device 3e92")]
    [InlineData("0x1234", "0x1111", "Device 1234:1111")]
    public void What_the_database_does_not_know_is_named_by_its_numbers(string vendor, string device, string model)
    {
        using var machine = Machine().WithPci("0000:00:02.0", Vga, vendor, device);

        Assert.Equal(model, Gpu.Read(machine.Root).Model);
    }

    [Fact]
    public void Without_a_database_the_vendor_is_known_all_the_same()
    {
        using var machine = new RecordedMachine().WithPci("0000:00:02.0", Vga, "0x8086", "0x3e92");

        Assert.Equal(new Gpu("intel", "Device 8086:3e92", "igpu"), Gpu.Read(machine.Root));
    }

    [Fact]
    public void Alpine_keeps_the_database_in_another_place()
    {
        using var machine = new RecordedMachine().With("usr/share/hwdata/pci.ids", Names).WithPci("0000:00:02.0", Vga, "0x8086", "0x3e93");

        Assert.Equal("Intel Corporation CoffeeLake-S GT1 [UHD Graphics 610]", Gpu.Read(machine.Root).Model);
    }

    [Theory]
    [InlineData("8086  Intel Corporation\n\t3e92  UHD Graphics 630", "Intel Corporation UHD Graphics 630")]
    [InlineData("8086  Intel Corporation\n\t3e93  UHD Graphics 610\n", "Intel Corporation Device 3e92")]
    [InlineData("8086  Intel Corporation\n", "Intel Corporation Device 3e92")]
    [InlineData("8086  Intel Corporation", "Intel Corporation Device 3e92")]
    [InlineData("1af4  Red Hat, Inc.\n8086  Intel Corporation\n\n\t3e92  behind a blank line\n", "Intel Corporation behind a blank line")]
    [InlineData(
        "8086  Intel Corporation\n\t0001  A\n\t\t8086 3e92  no device\nffff  Other\n\t3e92  of another vendor\n",
        "Intel Corporation Device 3e92")]
    [InlineData("\n\n\n", "Device 8086:3e92")]
    [InlineData("", "Device 8086:3e92")]
    public void The_vendor_may_stand_at_the_end_of_the_database(string names, string model)
    {
        using var machine = new RecordedMachine().With("usr/share/misc/pci.ids", names).WithPci("0000:00:02.0", Vga, "0x8086", "0x3e92");

        Assert.Equal(model, Gpu.Read(machine.Root).Model);
    }

    [Fact]
    public void A_long_name_is_cut_between_two_characters()
    {
        using var machine = new RecordedMachine()
            .With("usr/share/misc/pci.ids", $"8086  {new string('x', 62)}é日\n")
            .WithPci("0000:00:02.0", Vga, "0x8086", "0x3e92");

        Assert.Equal(new string('x', 62) + "é", Gpu.Read(machine.Root).Model);
    }

    [Theory]
    [InlineData("0x020000")]
    [InlineData("0x0300")]
    [InlineData("0x13030000")]
    [InlineData("030000")]
    [InlineData("0x")]
    [InlineData("0xffffffffff")]
    [InlineData("")]
    public void What_is_no_display_controller_is_passed_over(string deviceClass)
    {
        using var machine = Machine().WithPci("0000:00:02.0", deviceClass, "0x8086", "0x3e92");

        Assert.Equal(new Gpu("unknown", "", "unknown"), Gpu.Read(machine.Root));
    }

    [Fact]
    public void Devices_that_vanish_or_say_nothing_are_passed_over()
    {
        using var machine = Machine()
            .WithLink("sys/bus/pci/devices/0000:00:00.0", "../../../devices/gone")
            .With("sys/bus/pci/devices/0000:00:01.0", "a file")
            .With("sys/bus/pci/devices/0000:00:02.0/vendor", "0x8086\n")
            .WithPci("0000:01:00.0", Vga, "0x10de", "0x2684");

        Assert.Equal("nvidia", Gpu.Read(machine.Root).Vendor);
    }

    [Fact]
    public void In_a_container_without_sys_there_is_none()
    {
        using var machine = new RecordedMachine();
        using var withoutDevices = new RecordedMachine().With("sys/bus/pci/devices", "");

        Assert.All([machine.Root, withoutDevices.Root], root => Assert.Equal(new Gpu("unknown", "", "unknown"), Gpu.Read(root)));
    }

    private static RecordedMachine Machine() => new RecordedMachine().With("usr/share/misc/pci.ids", Names);
}
