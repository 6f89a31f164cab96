// What runs the containers of this machine: Proxmox VE or Incus.

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Host;

/// <param name="Name"><c>pve</c> or <c>incus</c>; empty if there is neither, as in a container.</param>
/// <param name="Version">Proxmox VE's version, such as <c>8.2.4</c>, or <c>incus-6.0.0</c>; empty if it is not known.</param>
internal readonly record struct Hypervisor(string Name, string Version)
{
    private const int LongestOutput = 64 * 1024;

    private static readonly TimeSpan s_commandLimit = TimeSpan.FromSeconds(2);

    /// <summary>Reads the platform; Proxmox VE comes first.</summary>
    /// <param name="root">The root of the file system to look at.</param>
    /// <param name="path">PATH, in which commands are looked up.</param>
    public static Hypervisor Read(string root, string? path)
    {
        if (ProxmoxVersion.Read(root, path) is { } version)
            return new Hypervisor("pve", version);
        if (Executable.Find("incus", path) is { } incus)
            return new Hypervisor("incus", $"incus-{AskIncus(incus)}");
        return new Hypervisor("", "");
    }

    private static string AskIncus(string incus)
    {
        var result = Executable.Run(incus, ["--version"], null, LongestOutput, s_commandLimit);
        var version = Encoding.UTF8.GetString(result?.Output ?? []).Split('\n')[0].Trim();
        return version.Length > 0 ? version : "unknown";
    }
}
