// The running kernel, from uname(2).

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Host;

/// <param name="Release">The kernel's release, such as <c>6.8.8-2-pve</c>.</param>
/// <param name="HostName">The host's name, with its domain or without.</param>
/// <param name="Architecture">As Debian names it (<c>amd64</c>, <c>arm64</c>, <c>armhf</c>, <c>i386</c>), else as the kernel does.</param>
internal sealed record Kernel(string Release, string HostName, string Architecture)
{
    /// <summary>Whether the machine has an ARM processor.</summary>
    public bool IsArm => Architecture is "arm64" or "armhf" or "armel";

    /// <summary>Asks the kernel. What it does not say is empty.</summary>
    public static unsafe Kernel Read()
    {
        // struct utsname: sysname, nodename, release, version, machine, domainname, 65 bytes each.
        const int length = 65;
        var name = stackalloc byte[6 * length];
        return Libc.uname(name) == 0
            ? new Kernel(Field(2), Field(1), DebianName(Field(4)))
            : new Kernel("", "", "");

        string Field(int index)
        {
            var field = new ReadOnlySpan<byte>(name + (index * length), length);
            return Encoding.UTF8.GetString(field[..field.IndexOf((byte)0)]);
        }
    }

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
}
