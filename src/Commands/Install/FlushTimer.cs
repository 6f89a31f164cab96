// The systemd timer that delivers what waits in the outbox, on a host where no script may run for weeks.

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Commands;

internal static class FlushTimer
{
    private const int OutputLimit = 64 * 1024;

    private static readonly string[] s_units = [HostPaths.ServiceUnit, HostPaths.TimerUnit];

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>What systemd is to run for a binary at a path: the text of one of the units.</summary>
    public static string TextOf(string unit, string binary)
    {
        using var stream = typeof(FlushTimer).Assembly.GetManifestResourceStream(unit)
            ?? throw new InvalidOperationException($"there is no unit {unit}");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd().Replace("@BINARY@", binary, StringComparison.Ordinal);
    }

    /// <summary>Installs the units and starts the timer. Returns false, and has said why, if that fails.</summary>
    public static bool Install(HostFiles files, InstallLog log)
    {
        if (Array.Find(HostPaths.PackagedTimers, File.Exists) is { } packaged)
        {
            InstallLog.Say(packaged, "already right: the timer is the package's");
            return true;
        }

        if (!Directory.Exists(HostPaths.RunningSystemd))
        {
            InstallLog.Say(
                HostPaths.TimerUnit,
                "not installed, because systemd does not run here; this line in root's crontab delivers hourly what waits: "
                    + $"17 * * * * {HostPaths.Binary} outbox flush");
            return true;
        }

        if (FindSystemctl() is not { } systemctl)
            return log.Fail(InstallLog.Unavailable, "systemd runs, but there is no systemctl on PATH: put it there, and run this again");
        foreach (var unit in s_units)
        {
            if (!files.Put($"{HostPaths.Units}/{unit}", Encoding.ASCII.GetBytes(TextOf(unit, HostPaths.Binary)), FileRights.OfText))
                return false;
        }

        // A unit that has changed is enabled, too; daemon-reload costs nothing that anybody notices.
        if (Succeeds(systemctl, "is-enabled", "--quiet", HostPaths.TimerUnit)
            && Succeeds(systemctl, "is-active", "--quiet", HostPaths.TimerUnit)
            && !Says(systemctl, "yes", "show", "--property=NeedDaemonReload", "--value", HostPaths.ServiceUnit, HostPaths.TimerUnit))
        {
            InstallLog.Say(HostPaths.TimerUnit, "already enabled and started");
            return true;
        }

        if (log.IsDryRun)
        {
            log.Did(HostPaths.TimerUnit, "enabled and started");
            return true;
        }

        files.Record.HasTimer = true;
        if (!files.SaveRecord())
            return false;
        if (!Run(systemctl, log, "daemon-reload") || !Run(systemctl, log, "enable", "--now", HostPaths.TimerUnit))
            return false;

        log.Did(HostPaths.TimerUnit, "enabled and started");
        return true;
    }

    /// <summary>
    /// Stops the timer, and takes its units away if they are as they were installed. Returns false, and has said why, if it cannot be
    /// stopped: what it runs is not to be taken away then. The timer of the package, which has the same name, goes on.
    /// </summary>
    public static bool Uninstall(HostFiles files, InstallLog log)
    {
        var systemctl = Directory.Exists(HostPaths.RunningSystemd) ? FindSystemctl() : null;
        var packaged = Array.Find(HostPaths.PackagedTimers, File.Exists);
        var had = s_units.Any(unit => files.Record.Has($"{HostPaths.Units}/{unit}"));
        var goesOn = had && packaged is not null && systemctl is not null
            && Succeeds(systemctl, "is-enabled", "--quiet", HostPaths.TimerUnit);
        if (files.Record.HasTimer && packaged is not null)
        {
            InstallLog.Say(HostPaths.TimerUnit, $"stays, because the package apifunc has it, too: {packaged}");
            files.Record.HasTimer = false;
        }
        else if (files.Record.HasTimer)
        {
            if (systemctl is not null && !log.IsDryRun && !Run(systemctl, log, "disable", "--now", HostPaths.TimerUnit))
                return false;
            log.Did(HostPaths.TimerUnit, systemctl is null ? "left alone, because systemd does not run here" : "stopped and disabled");
            files.Record.HasTimer = false;
        }

        foreach (var unit in s_units)
            files.Take($"{HostPaths.Units}/{unit}");
        if (!had || systemctl is null || log.IsDryRun)
            return true;

        // What enables the timer was made for the units that have gone.
        return Run(systemctl, log, "daemon-reload") && (!goesOn || Run(systemctl, log, "reenable", HostPaths.TimerUnit));
    }

    private static string? FindSystemctl() => Executable.Find("systemctl", Environment.GetEnvironmentVariable("PATH"));

    private static bool Succeeds(string systemctl, params string[] arguments) =>
        Executable.Run(systemctl, arguments, null, OutputLimit, s_limit) is { ExitCode: 0 };

    private static bool Says(string systemctl, string word, params string[] arguments) =>
        Executable.Run(systemctl, arguments, null, OutputLimit, s_limit) is { } result
            && Encoding.UTF8.GetString(result.Output).Contains(word, StringComparison.Ordinal);

    private static bool Run(string systemctl, InstallLog log, params string[] arguments)
    {
        var result = Executable.Run(systemctl, arguments, null, OutputLimit, s_limit);
        return result is { ExitCode: 0 } || log.Fail(
            InstallLog.Unavailable,
            $"'systemctl {string.Join(' ', arguments)}' failed: {result?.LastErrorLine ?? "it did not end"}; "
                + "once it works, the same command goes on");
    }
}
