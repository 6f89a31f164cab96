// The memory's speed, read from tables of firmware as real machines have them, and from broken ones.

using ApiFunc.Host;
using CsCheck;
using Unit.Harness;

namespace Unit;

public sealed class MemorySpecs
{
    [Fact]
    public void A_module_runs_at_its_configured_speed()
    {
        Assert.Equal("2666", Speed(new Smbios().WithFirmwareAndBoard().WithModule(16384, rated: 3200, configured: 2666).WithEnd()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(null)]
    public void Where_that_is_not_known_the_rated_speed_counts(int? configured)
    {
        Assert.Equal(
            "1333", Speed(new Smbios().WithFirmwareAndBoard().WithModule(4096, rated: 1333, configured: (ushort?)configured).WithEnd()));
    }

    [Fact]
    public void Empty_slots_in_front_of_the_first_module_are_passed_over()
    {
        var smbios = new Smbios().WithFirmwareAndBoard()
            .WithModule(0, rated: 0, configured: 0)
            .WithModule(0, rated: 1600, configured: 1600)
            .WithModule(8192, rated: 3200, configured: 3000)
            .WithModule(8192, rated: 2400, configured: 2400)
            .WithEnd();

        Assert.Equal("3000", Speed(smbios));
    }

    [Fact]
    public void Speeds_that_do_not_fit_stand_in_the_extended_fields()
    {
        var both = new Smbios().WithModule(
            32767, rated: 0xFFFF, configured: 0xFFFF, extendedRated: 72000, extendedConfigured: 70400).WithEnd();
        var rated = new Smbios().WithModule(32767, rated: 0xFFFF, configured: 0, extendedRated: 72000, extendedConfigured: 0).WithEnd();
        var reservedBit = new Smbios().WithModule(
            32767, rated: 0, configured: 0xFFFF, extendedRated: 0, extendedConfigured: 0x80000000 | 66000).WithEnd();

        Assert.Equal(["70400", "72000", "66000"], [Speed(both), Speed(rated), Speed(reservedBit)]);
    }

    [Fact]
    public void An_extended_field_that_is_missing_says_nothing()
    {
        Assert.Equal("", Speed(new Smbios().WithModule(16384, rated: 0xFFFF, configured: 0xFFFF).WithEnd()));
        Assert.Equal("4800", Speed(new Smbios().WithModule(16384, rated: 4800, configured: 0xFFFF).WithEnd()));
    }

    [Fact]
    public void A_module_of_unknown_size_is_there()
    {
        Assert.Equal("2400", Speed(new Smbios().WithModule(0xFFFF, rated: 2400, configured: 2400).WithEnd()));
    }

    [Fact]
    public void The_module_of_a_VM_has_no_speed()
    {
        Assert.Equal("", Speed(new Smbios().WithFirmwareAndBoard().WithModule(4096, rated: 0, configured: 0).WithEnd()));
    }

    [Fact]
    public void A_VM_may_have_no_modules()
    {
        Assert.Equal("", Speed(new Smbios().WithFirmwareAndBoard().WithEnd()));
        Assert.Equal("", Speed(new Smbios().WithFirmwareAndBoard().WithModule(0, rated: 2400, configured: 2400).WithEnd()));
    }

    [Fact]
    public void Nothing_counts_behind_the_end_of_the_table()
    {
        Assert.Equal("", Speed(new Smbios().WithEnd().WithModule(16384, rated: 3200, configured: 3200)));
    }

    [Fact]
    public void A_module_of_an_old_standard_that_has_no_speed_is_one_all_the_same()
    {
        var smbios = new Smbios().With(
            17, [.. new byte[0x0C - 4], 0, 16, .. new byte[0x15 - 0x0E]]).WithModule(16384, rated: 3200, configured: 3200).WithEnd();

        Assert.Equal("", Speed(smbios));
    }

    [Fact]
    public void In_a_container_without_sys_nothing_is_known()
    {
        using var machine = new RecordedMachine();

        Assert.Equal("", Memory.ReadSpeed(machine.Root));
    }

    [Fact]
    public void A_table_that_is_cut_off_anywhere_does_no_harm()
    {
        var whole = new Smbios().WithFirmwareAndBoard().WithModule(0, 0, 0).WithModule(
            16384, rated: 3200, configured: 2666, 0, 0).WithEnd().Table;
        using var machine = new RecordedMachine();

        for (var length = 0; length <= whole.Length; length++)
            Assert.Matches("^(2666)?$", Speed(machine, whole[..length]));
    }

    [Fact]
    public void Random_bytes_do_no_harm()
    {
        using var machine = new RecordedMachine();

        // Structures of modules with lengths that need not be true, so that some of them are looked into.
        var structure = Gen.Select(Gen.OneOf<byte>(17, 17, 17, 0, 1, 127), Gen.Byte, Gen.Byte.Array[0, 120])
            .Select((type, length, rest) => (byte[])[type, length, .. rest]);
        structure.Array[0, 8].ForAll(
            structures => Assert.Matches("^[0-9]*$", Speed(machine, structures.SelectMany(bytes => bytes).ToArray())),
            iter: 2000, inParallel: false);
    }

    private static string Speed(Smbios smbios)
    {
        using var machine = new RecordedMachine();
        return Speed(machine, smbios.Table);
    }

    private static string Speed(RecordedMachine machine, byte[] table) =>
        Memory.ReadSpeed(machine.With("sys/firmware/dmi/tables/DMI", table).Root);
}
