// The operating systems that the telemetry server knows: it refuses every other word in a report about a container or a VM.

namespace ApiFunc.Reports;

internal static class OsTypes
{
    /// <summary>
    /// The server's word for an operating system, whatever the case, blanks, hyphens and underscores of a script's word; null
    /// for one that it does not know, which may be because its list has grown.
    /// </summary>
    public static string? Find(string text) => Compact(text) switch
    {
        "alma" or "almalinux" => "alma",
        "alpine" or "alpinelinux" => "alpine",
        "arch" or "archlinux" => "arch-linux",
        "centos" or "centosstream" => "centos",
        "debian" => "debian",
        "devuan" => "devuan",
        "fedora" => "fedora",
        "gentoo" or "gentoolinux" => "gentoo",
        "homeassistant" or "homeassistantos" or "haos" => "homeassistant",
        "mikrotik" or "mikrotikrouteros" or "routeros" => "mikrotik",
        "openeuler" => "openeuler",
        "opensuse" or "opensuseleap" or "opensusetumbleweed" => "opensuse",
        "openwrt" => "openwrt",
        "opnsense" => "opnsense",
        "owncloud" => "owncloud",
        "pimoxhaos" => "pimox-haos",
        "rocky" or "rockylinux" => "rocky",
        "turnkeynextcloud" => "turnkey-nextcloud",
        "ubuntu" => "ubuntu",
        "umbrel" or "umbrelos" => "umbrel-os",
        _ => null,
    };

    private static string Compact(string text) =>
        string.Concat(text.ToLowerInvariant().Split([' ', '-', '_', '\t', '\n', '\r']));
}
