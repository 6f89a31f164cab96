// Every target, in the order in which they are run.

using Fuzz.Targets;

namespace Fuzz;

internal static class TargetList
{
    /// <summary>Makes each target when its turn comes: some start a server.</summary>
    public static IReadOnlyList<(string Name, Func<Target> Make)> All { get; } =
    [
        ("http-response", () => new HttpResponseTarget()),
        ("capture-file", () => new CaptureFileTarget()),
        ("log", () => new LogTarget()),
        ("smbios", () => new SmbiosTarget()),
        ("cpuinfo", () => new CpuInfoTarget()),
        ("pci-ids", () => new PciIdsTarget()),
        ("os-release", () => new OsReleaseTarget()),
        ("proxmox-version", () => new ProxmoxVersionTarget()),
        ("settings", () => new SettingsTarget()),
        ("body", () => new BodyTarget()),
        ("http-exchange", () => new HttpExchangeTarget()),
        ("socks", () => new SocksTarget()),
        ("certificates", () => new CertificatesTarget()),
        ("outbox", () => new OutboxTarget()),
    ];
}
