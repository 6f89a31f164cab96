// The running kernel, from uname(2).

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Machine;

internal static class Kernel
{
    /// <summary>The kernel's release, such as <c>6.8.8-2-pve</c>.</summary>
    public static string Release => Field(2);

    /// <summary>The host's name, with its domain or without.</summary>
    public static string HostName => Field(1);

    /// <summary>The architecture as Debian names it (<c>amd64</c>, <c>arm64</c>, <c>armhf</c>, <c>i386</c>), else as the kernel does.</summary>
    public static string Architecture => DebianName(Field(4));

    /// <summary>Whether the machine has an ARM processor.</summary>
    public static bool IsArm => Architecture is "arm64" or "armhf" or "armel";

    internal static string DebianName(string machine) => machine switch
    {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "i386" or "i486" or "i586" or "i686" => "i386",
        _ when machine.StartsWith("armv8", StringComparison.Ordinal) => "armhf",
        _ when machine.StartsWith("armv7", StringComparison.Ordinal) => "armhf",
        _ when machine.StartsWith("arm", StringComparison.Ordinal) => "armel",
        _ => machine,
    };

    /// <summary>A field of struct utsname: sysname, nodename, release, version, machine, 65 bytes each.</summary>
    private static unsafe string Field(int index)
    {
        const int length = 65;
        var name = stackalloc byte[6 * length];
        if (Native.Uname(name) != 0)
            return "";

        var field = new ReadOnlySpan<byte>(name + (index * length), length);
        return Encoding.UTF8.GetString(field[..field.IndexOf((byte)0)]);
    }
}
