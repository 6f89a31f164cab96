// The memory modules, from the firmware's SMBIOS tables (DMTF DSP0134, structure type 17, "Memory Device").

using System.Buffers.Binary;
using System.Globalization;

namespace ApiFunc.Host;

internal static class Memory
{
    private const byte MemoryDevice = 17;
    private const byte EndOfTable = 127;

    // Offsets in a structure of type 17.
    private const int Size = 0x0C;
    private const int Speed = 0x15;
    private const int ConfiguredSpeed = 0x20;
    private const int ExtendedSpeed = 0x54;
    private const int ExtendedConfiguredSpeed = 0x58;

    /// <summary>
    /// The speed in MT/s of the first module that is there: as configured, else as rated. Empty if it is not known, as
    /// in most VMs and in containers.
    /// </summary>
    /// <param name="root">The root of the file system to look at.</param>
    public static string ReadSpeed(string root)
    {
        ReadOnlySpan<byte> table = SystemFile.ReadStart(root, "sys/firmware/dmi/tables/DMI", 1024 * 1024);
        while (table.Length >= 4)
        {
            var (type, length) = (table[0], table[1]);
            if (type == EndOfTable || length < 4 || length > table.Length)
                break;

            var module = table[..length];
            if (type == MemoryDevice && Word(module, Size) != 0)
            {
                var speed = SpeedAt(module, ConfiguredSpeed, ExtendedConfiguredSpeed) ?? SpeedAt(module, Speed, ExtendedSpeed);
                return speed?.ToString(CultureInfo.InvariantCulture) ?? "";
            }

            // The structure's strings follow; two NUL bytes end them.
            var strings = table[length..].IndexOf("\0\0"u8);
            if (strings < 0)
                break;
            table = table[(length + strings + 2)..];
        }

        return "";
    }

    /// <summary>A speed, or null if it is not known. 0xFFFF says that it is in the extended field.</summary>
    private static uint? SpeedAt(ReadOnlySpan<byte> module, int offset, int extendedOffset)
    {
        uint speed = Word(module, offset);
        if (speed == 0xFFFF)
            speed = module.Length < extendedOffset + 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(module[extendedOffset..]) & 0x7FFFFFFF;
        return speed == 0 ? null : speed;
    }

    private static ushort Word(ReadOnlySpan<byte> module, int offset) =>
        module.Length >= offset + 2 ? BinaryPrimitives.ReadUInt16LittleEndian(module[offset..]) : (ushort)0;
}
