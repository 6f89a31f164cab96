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
            InstallLog.Say(HostPaths.TimerUnit, "not installed, because systemd does not run here");
            Output.Write($"""
                This line in root's crontab delivers hourly what waits:
                17 * * * * {HostPaths.Binary} outbox flush

                """);
            return true;
        }

        foreach (var unit in s_units)
        {
            if (!files.Put($"{HostPaths.Units}/{unit}", Encoding.ASCII.GetBytes(TextOf(unit, HostPaths.Binary)), FileRights.OfText))
                return false;
        }

        // A unit that has changed is enabled, too; daemon-reload costs nothing that anybody notices.
        if (Succeeds("is-enabled", "--quiet", HostPaths.TimerUnit)
            && Succeeds("is-active", "--quiet", HostPaths.TimerUnit)
            && !Says("yes", "show", "--property=NeedDaemonReload", "--value", HostPaths.ServiceUnit, HostPaths.TimerUnit))
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
        if ((Problem("daemon-reload") ?? Problem("enable", "--now", HostPaths.TimerUnit)) is not { } problem)
        {
            log.Did(HostPaths.TimerUnit, "enabled and started");
            return true;
        }

        if (!Link(files, $"{HostPaths.Units}/{HostPaths.TimerUnit}", log))
            return false;
        log.Did(HostPaths.TimerUnit, "enabled");
        log.Fail(
            InstallLog.Unavailable,
            $"systemd has not been told of the timer: {problem}; it starts at the next boot, or once systemctl works with "
                + $"'systemctl daemon-reload && systemctl start {HostPaths.TimerUnit}'");
        return true;
    }

    /// <summary>
    /// Stops the timer, and takes its units away if they are as they were installed; whatever systemd says to that, which is said.
    /// The timer of the package, which has the same name, goes on.
    /// </summary>
    public static void Uninstall(HostFiles files, InstallLog log)
    {
        var packaged = Array.Find(HostPaths.PackagedTimers, File.Exists);
        var had = s_units.Any(unit => files.Record.Has($"{HostPaths.Units}/{unit}"));
        var isEnabled = new FileInfo(HostPaths.TimerLink) is { Exists: true } or { LinkTarget: not null };
        var runs = Directory.Exists(HostPaths.RunningSystemd);

        // A dry run asks for something that only systemd itself can answer.
        var problem = runs && log.IsDryRun ? Problem("show", "--property=Version") : null;
        if (files.Record.HasTimer && packaged is not null)
        {
            InstallLog.Say(HostPaths.TimerUnit, $"stays, because the package apifunc has it, too: {packaged}");
        }
        else if (files.Record.HasTimer)
        {
            if (runs && !log.IsDryRun)
                problem = Problem("disable", "--now", HostPaths.TimerUnit);
            if (!log.IsDryRun && isEnabled)
                _ = Libc.unlinkat(Libc.AT_FDCWD, HostPaths.TimerLink, 0);
            log.Did(HostPaths.TimerUnit, runs && problem is null ? "stopped and disabled" : "disabled");
        }

        files.Record.HasTimer = false;
        foreach (var unit in s_units)
            files.Take($"{HostPaths.Units}/{unit}");
        if (had && runs && !log.IsDryRun)
            problem ??= Problem("daemon-reload");

        // What enables the timer was made for the units that have gone.
        if (had && isEnabled && packaged is not null && !log.IsDryRun)
        {
            if (runs)
                problem ??= Problem("reenable", HostPaths.TimerUnit);
            if (!runs || problem is not null)
                Link(files, packaged, log);
        }

        var telling = (packaged is null ? $"systemctl stop {HostPaths.TimerUnit}; " : "") + "systemctl daemon-reload";
        const string untold = "systemd is not told of that";
        if (problem is not null && log.IsDryRun)
            log.Did(HostPaths.TimerUnit, $"removed all the same, but {untold}: {problem}");
        else if (problem is not null)
            log.Fail(InstallLog.Unavailable, $"{untold}: {problem}; once systemctl works, '{telling}' does it");
    }

    /// <summary>Makes the link that `systemctl enable` makes. Returns false, and has said why, if that fails.</summary>
    private static bool Link(HostFiles files, string target, InstallLog log)
    {
        if (!files.MakeDirectory(Path.GetDirectoryName(HostPaths.TimerLink)!))
            return false;

        try
        {
            File.Delete(HostPaths.TimerLink);
            File.CreateSymbolicLink(HostPaths.TimerLink, target);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return log.Fail(InstallLog.CannotCreate, $"the link {HostPaths.TimerLink} to {target} cannot be made: {e.Message}");
        }
    }

    private static ProgramResult? Run(params string[] arguments) =>
        Executable.Find("systemctl", Environment.GetEnvironmentVariable("PATH")) is { } systemctl
            ? Executable.Run(systemctl, arguments, null, OutputLimit, s_limit)
            : null;

    private static bool Succeeds(params string[] arguments) => Run(arguments) is { ExitCode: 0 };

    private static bool Says(string word, params string[] arguments) =>
        Run(arguments) is { } result && Encoding.UTF8.GetString(result.Output).Contains(word, StringComparison.Ordinal);

    /// <summary>What systemctl says if it fails; null if it does not.</summary>
    private static string? Problem(params string[] arguments) => Run(arguments) switch
    {
        { ExitCode: 0 } => null,
        { } result => $"'systemctl {string.Join(' ', arguments)}' failed: {result.LastErrorLine}",
        null => $"'systemctl {string.Join(' ', arguments)}' did not end, or there is no systemctl on PATH",
    };
}
