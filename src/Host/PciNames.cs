// The names of PCI devices, from pci.ids (pci.ids(5)): a line for each vendor, and below it one for each of its devices, after a tab.

using System.Text;

namespace ApiFunc.Host;

internal static class PciNames
{
    private const int LargestFile = 8 * 1024 * 1024;

    // Debian's place, and Alpine's.
    private static readonly string[] s_places = ["usr/share/misc/pci.ids", "usr/share/hwdata/pci.ids"];

    /// <summary>
    /// A device's vendor and name, as lspci prints them. A device that the database does not know is
    /// <c>VENDOR Device 1234</c>; without its vendor, or without a database, it is <c>Device 8086:1234</c>.
    /// </summary>
    /// <param name="root">The root of the file system to look at.</param>
    /// <param name="vendor">The vendor's ID.</param>
    /// <param name="device">The device's ID.</param>
    public static string Describe(string root, int vendor, int device)
    {
        foreach (var place in s_places)
        {
            ReadOnlySpan<byte> database = SystemFile.ReadStart(root, place, LargestFile);
            var lines = After(database, $"{vendor:x4}  ");
            if (lines.IsEmpty)
                continue;

            var vendorName = FirstLine(lines);
            var deviceName = FirstLine(After(Devices(lines), $"\t{device:x4}  "));
            return deviceName.Length > 0 ? $"{vendorName} {deviceName}" : $"{vendorName} Device {device:x4}";
        }

        return $"Device {vendor:x4}:{device:x4}";
    }

    /// <summary>The text after a beginning of a line, where that is first found; nothing if no line begins so.</summary>
    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> lines, string beginning)
    {
        var pattern = Encoding.ASCII.GetBytes("\n" + beginning);
        if (lines.StartsWith(pattern.AsSpan(1)))
            return lines[(pattern.Length - 1)..];

        var start = lines.IndexOf(pattern);
        return start < 0 ? [] : lines[(start + pattern.Length)..];
    }

    /// <summary>
    /// The lines of a vendor's devices, after the rest of the vendor's own line: up to the next vendor. There may be comments and
    /// blank lines in between.
    /// </summary>
    private static ReadOnlySpan<byte> Devices(ReadOnlySpan<byte> lines)
    {
        var position = lines.IndexOf((byte)'\n') + 1;
        var start = position;
        while (position > 0 && position < lines.Length && lines[position] is (byte)'\t' or (byte)'#' or (byte)'\n')
        {
            var length = lines[position..].IndexOf((byte)'\n');
            position = length < 0 ? lines.Length : position + length + 1;
        }

        return lines[start..position];
    }

    private static string FirstLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]).Trim();
    }
}
