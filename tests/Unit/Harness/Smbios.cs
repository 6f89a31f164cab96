// The tables of a firmware (DMTF DSP0134), built structure by structure.

using System.Buffers.Binary;
using System.Text;

namespace Unit.Harness;

internal sealed class Smbios
{
    private readonly List<byte> _table = [];

    /// <summary>The table so far, as the kernel shows it.</summary>
    public byte[] Table => [.. _table];

    /// <summary>Adds any structure: type, length and handle, its fields, and its strings.</summary>
    public Smbios With(byte type, byte[] fields, params string[] strings)
    {
        _table.AddRange([type, (byte)(4 + fields.Length), 0, (byte)_table.Count]);
        _table.AddRange(fields);
        foreach (var text in strings)
            _table.AddRange([.. Encoding.ASCII.GetBytes(text), 0]);
        _table.AddRange(strings.Length > 0 ? [0] : [0, 0]);
        return this;
    }

    /// <summary>Adds what stands in front of the modules on real machines.</summary>
    public Smbios WithFirmwareAndBoard() =>
        With(0, new byte[20], "American Megatrends Inc.", "1.80", "05/17/2019")
            .With(2, [1, 2, 3, 0, 0, 9, 0, 3, 0, 10, 0], "Micro-Star", "Z390", "1.0")
            .With(126, new byte[2])
            .With(16, new byte[19]);

    /// <summary>Adds a slot for a memory module, as version 3.3 of the standard has it; null leaves the last fields out.</summary>
    /// <param name="size">In MB; 0 where the slot is empty.</param>
    /// <param name="rated">The speed that it is made for.</param>
    /// <param name="configured">The speed that it runs at.</param>
    /// <param name="extendedRated">The first, where it does not fit.</param>
    /// <param name="extendedConfigured">The second, where it does not fit.</param>
    public Smbios WithModule(
        ushort size, ushort rated, ushort? configured = null, uint? extendedRated = null, uint? extendedConfigured = null)
    {
        // Lengths of the versions 2.3, 2.7 and 3.3 of the standard.
        var structure = new byte[extendedRated is not null || extendedConfigured is not null ? 0x5C : configured is not null ? 0x22 : 0x1B];
        BinaryPrimitives.WriteUInt16LittleEndian(structure.AsSpan(0x0C), size);
        BinaryPrimitives.WriteUInt16LittleEndian(structure.AsSpan(0x15), rated);
        if (configured is { } configuredSpeed)
            BinaryPrimitives.WriteUInt16LittleEndian(structure.AsSpan(0x20), configuredSpeed);
        if (structure.Length == 0x5C)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(structure.AsSpan(0x54), extendedRated ?? 0);
            BinaryPrimitives.WriteUInt32LittleEndian(structure.AsSpan(0x58), extendedConfigured ?? 0);
        }

        return With(17, structure[4..], "ChannelA-DIMM0", "BANK 0", "Corsair");
    }

    /// <summary>Adds the structure that ends the table.</summary>
    public Smbios WithEnd() => With(127, []);
}
