// The processor, from /proc/cpuinfo (proc_cpuinfo(5)).

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Host;

/// <param name="Vendor"><c>intel</c>, <c>amd</c>, <c>arm</c> or <c>unknown</c>.</param>
/// <param name="Model">The model's name without trade marks, at most 64 bytes; empty if the kernel gives none.</param>
internal readonly record struct Cpu(string Vendor, string Model)
{
    private const int LongestModel = 64;

    /// <summary>Reads the first processor's vendor and model.</summary>
    /// <param name="root">The root of the file system to look at.</param>
    public static Cpu Read(string root)
    {
        // One processor's lines are enough; a host has hundreds of them, all alike.
        var text = Encoding.UTF8.GetString(SystemFile.ReadStart(root, "proc/cpuinfo", 16 * 1024));
        var vendor = "unknown";
        string? model = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            if (colon < 0)
                continue;

            var value = line[(colon + 1)..].Trim();
            switch (line[..colon].Trim())
            {
                case "vendor_id" when vendor == "unknown":
                    vendor = value switch { "GenuineIntel" => "intel", "AuthenticAMD" => "amd", _ => vendor };
                    break;
                case "CPU implementer" when vendor == "unknown":
                    vendor = "arm";
                    break;
                case "model name":
                    model ??= Tidy(value);
                    break;
            }
        }

        return new Cpu(vendor, model ?? "");
    }

    private static string Tidy(ReadOnlySpan<char> name)
    {
        var words = name.ToString().Replace("(R)", "").Replace("(TM)", "").Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return Utf8.Cut(string.Join(' ', words), LongestModel);
    }
}
