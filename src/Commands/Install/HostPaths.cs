// Where `apifunc install` puts things on a host.

namespace ApiFunc.Commands;

internal static class HostPaths
{
    /// <summary>The binary, where shims look for it first; also in containers.</summary>
    public const string Binary = "/usr/local/bin/apifunc";

    /// <summary>Of the shim and the record.</summary>
    public const string Library = "/usr/local/lib/api-func";

    public const string Shim = $"{Library}/api.func";

    /// <summary>See <see cref="InstallRecord"/>.</summary>
    public const string Record = $"{Library}/installed";

    public const string ServiceUnit = "apifunc-flush.service";

    public const string TimerUnit = "apifunc-flush.timer";

    /// <summary>The administrator's units (systemd.unit(5)).</summary>
    public const string Units = "/etc/systemd/system";

    /// <summary>Enables the timer: what `systemctl enable` makes of its WantedBy=timers.target.</summary>
    public const string TimerLink = $"{Units}/timers.target.wants/{TimerUnit}";

    /// <summary>Is there if systemd is the init system that runs (sd_booted(3)).</summary>
    public const string RunningSystemd = "/run/systemd/system";

    /// <summary>The binary of the Debian package.</summary>
    public const string PackagedBinary = "/usr/bin/apifunc";

    /// <summary>The shims of the Debian package.</summary>
    public const string PackagedShims = "/usr/share/api-func";

    /// <summary>The files that the Debian package has, a line each.</summary>
    public const string PackageList = "/var/lib/dpkg/info/apifunc.list";

    /// <summary>Where packages keep the timer.</summary>
    public static string[] PackagedTimers { get; } = [$"/usr/lib/systemd/system/{TimerUnit}", $"/lib/systemd/system/{TimerUnit}"];
}
