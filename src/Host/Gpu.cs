// The graphics adapter, from sysfs and the database of PCI names.

using System.Globalization;
using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Host;

/// <param name="Vendor"><c>intel</c>, <c>amd</c>, <c>nvidia</c> or <c>unknown</c>.</param>
/// <param name="Model">The name as lspci prints it, without the revision, at most 64 bytes; empty if there is no adapter.</param>
/// <param name="Passthrough"><c>igpu</c> (part of the processor), <c>dgpu</c> (a card) or <c>unknown</c>.</param>
internal readonly record struct Gpu(string Vendor, string Model, string Passthrough)
{
    private const int LongestModel = 64;
    private const int DisplayController = 0x03; // the base class, PCI Code and ID Assignment Specification

    // No entry is skipped for its attributes: to read them would take a system call for each.
    private static readonly EnumerationOptions s_allEntries = new() { AttributesToSkip = 0 };

    private static readonly Gpu s_none = new("unknown", "", "unknown");

    /// <summary>Reads the display controller with the lowest PCI address.</summary>
    /// <param name="root">The root of the file system to look at.</param>
    public static Gpu Read(string root)
    {
        const string devices = "sys/bus/pci/devices";
        var directory = Path.Join(root, devices);
        if (!Directory.Exists(directory))
            return s_none;

        // 0000:01:00.0: domain, bus, device, function; the domain of some has more digits than four.
        var addresses = Directory.EnumerateFileSystemEntries(directory, "*", s_allEntries).Select(entry => Path.GetFileName(entry)!)
            .OrderBy(address => address.Length).ThenBy(address => address, StringComparer.Ordinal);
        foreach (var address in addresses)
        {
            if (Number(root, $"{devices}/{address}/class") is { } deviceClass && deviceClass >> 16 == DisplayController)
                return Describe(root, Number(root, $"{devices}/{address}/vendor") ?? 0, Number(root, $"{devices}/{address}/device") ?? 0);
        }

        return s_none;
    }

    private static Gpu Describe(string root, int vendorId, int deviceId)
    {
        var model = PciNames.Describe(root, vendorId, deviceId);
        return vendorId switch
        {
            0x8086 => new Gpu("intel", Cut(model), "igpu"),
            0x1002 => new Gpu("amd", Cut(model), IsCard(model) ? "dgpu" : "igpu"),
            0x10DE => new Gpu("nvidia", Cut(model), "dgpu"),
            _ => new Gpu("unknown", Cut(model), "unknown"),
        };
    }

    /// <summary>The database writes <c>Radeon Pro</c> and <c>Radeon PRO</c>.</summary>
    private static bool IsCard(string model) =>
        model.Contains("Radeon RX", StringComparison.OrdinalIgnoreCase) || model.Contains("Radeon Pro", StringComparison.OrdinalIgnoreCase);

    private static string Cut(string model) => Utf8.Cut(model, LongestModel);

    /// <summary>A number as sysfs writes it: <c>0x030000</c> and a newline.</summary>
    private static int? Number(string root, string path)
    {
        var text = Encoding.ASCII.GetString(SystemFile.ReadStart(root, path, 16)).AsSpan().Trim();
        return text.StartsWith("0x")
            && int.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
