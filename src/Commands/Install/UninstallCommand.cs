// `apifunc uninstall`: takes away what `apifunc install` has put somewhere, as long as nobody has changed it.

using ApiFunc.Platform;

namespace ApiFunc.Commands;

internal static class UninstallCommand
{
    private const string Name = "uninstall";

    /// <summary>Take away what install has put on this host and into its containers, or into a checkout of scripts.</summary>
    /// <returns>0; 64 for options that make no sense, 65 to 78 for what failed first: see <see cref="InstallLog"/>.</returns>
    public static int Run(string container = "", bool leaveContainers = false, string into = "", bool dryRun = false)
    {
        var log = new InstallLog(Name, dryRun);
        var containers = CommandLine.Values(container);
        var wrong = into.Length > 0 && (containers.Length > 0 || leaveContainers)
            ? "--into changes a checkout only; give options for containers in a call of their own, on the host"
            : leaveContainers && containers.Length > 0
            ? "--leave-containers is for the host, and --container for containers: give one of them"
            : InstallCommand.WrongNumber(containers);
        if (wrong is not null)
        {
            Output.Error($"apifunc {Name}: {wrong}");
            return ToolCommands.UsageError;
        }

        return into.Length > 0 ? CheckoutInstallation.Uninstall(into, log)
            : InstallCommand.NeedsRoot(log) ?? UninstallFromHost(containers, leaveContainers, log);
    }

    private static int UninstallFromHost(string[] containers, bool leaveContainers, InstallLog log)
    {
        if (HostFiles.Open(log) is not { } files)
            return log.ExitCode;

        var host = new HostInstallation(files, log);
        var inside = new Containers(files, log);
        if (containers.Length == 0 && files.Record.IsEmpty)
        {
            InstallLog.Say("this host", "nothing installed");
            host.SayWhatStays();
            return InstallCommand.SayIfItTakesRoot(log);
        }

        // Without the host's binary nobody could take it out of them later.
        if (containers.Length == 0 && !leaveContainers && !inside.CanUninstallAll())
        {
            log.Fail(log.ExitCode, "nothing is removed; 'apifunc uninstall --leave-containers' takes it from the host alone");
            return log.ExitCode;
        }

        if (leaveContainers)
            inside.LeaveAll();
        foreach (var number in containers.Length > 0 ? containers.Distinct() : [.. files.Record.Containers])
            inside.Uninstall(number);
        if (containers.Length == 0 && log.ExitCode == 0)
            host.Uninstall();
        else if (containers.Length == 0)
            log.Fail(log.ExitCode, "the host keeps what it has, to do this again");
        foreach (var directory in files.Finish())
            log.Did(directory, log.IsDryRun ? "removed if nothing else is in it" : "removed");
        return InstallCommand.SayIfItTakesRoot(log);
    }
}
