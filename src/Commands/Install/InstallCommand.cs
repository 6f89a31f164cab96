// `apifunc install`: onto this host and into its containers, or into a checkout of a script collection.

using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Commands;

internal static class InstallCommand
{
    private const string Name = "install";

    /// <summary>Install the binary, the shim, the settings and the timer on this host, or the shim in a checkout of scripts.</summary>
    /// <returns>
    /// 0; 64 for options that make no sense, 65 to 78 for what failed first: see <see cref="InstallLog"/>. What was already right,
    /// or done before, stays.
    /// </returns>
    public static int Run(
        string url = "", string delivery = "", string dialect = "",
        string container = "", string into = "", string? release = null, string? sums = null, bool dryRun = false)
    {
        var log = new InstallLog(Name, dryRun);
        var containers = CommandLine.Values(container);
        if (into.Length > 0)
        {
            if (url.Length + delivery.Length + containers.Length > 0)
                return Refuse("--into changes a checkout only; give --url, --delivery and --container in a call of their own, on the host");
            if (!ReleaseReader.TryRead(release, sums, out var known, out var code, out var why))
                return Refuse(why, code);
            return CheckoutInstallation.Install(into, dialect, known, log);
        }

        if (release is not null || sums is not null)
            return Refuse("--release and --sums are for --into: on a host the binary is installed already");

        if (WrongNumber(containers) is { } wrong)
            return Refuse(wrong);
        if (Settings(url, delivery, dialect, out var settings) is { } problem)
            return Refuse(problem);
        return NeedsRoot(log) ?? InstallOnHost(dialect, settings, containers, log);
    }

    /// <summary>What is wrong with the numbers of containers, one line for a person; null for nothing.</summary>
    public static string? WrongNumber(string[] containers) =>
        Array.Find(containers, container => !Containers.IsNumber(container)) is { } wrong
            ? $"--container takes the number of a container, 100 or more, and not '{Output.Printable(wrong)}'"
            : null;

    /// <summary>The exit code for somebody who is not root, and says so; null for root, and for a dry run, which changes nothing.</summary>
    public static int? NeedsRoot(InstallLog log)
    {
        if (Libc.geteuid() == 0 || log.IsDryRun)
            return null;
        log.Fail(InstallLog.NoPermission, "only root may change what is installed on the host: run it as root (sudo)");
        return log.ExitCode;
    }

    /// <summary>Says at the end of a dry run who can do all this. Returns the exit code.</summary>
    public static int SayIfItTakesRoot(InstallLog log)
    {
        if (log.IsDryRun && Libc.geteuid() != 0)
            InstallLog.Say("this host", "only root may change it: without --dry-run, run it as root (sudo)");
        return log.ExitCode;
    }

    private static int InstallOnHost(
        string dialect, IReadOnlyList<(string Name, string Value)> settings, string[] containers, InstallLog log)
    {
        const string running = "/proc/self/exe";
        if (HostFiles.Read(running, out var problem) is not { } binary)
        {
            log.Fail(InstallLog.Unavailable, $"the running binary cannot be read: {running}: {problem}; /proc has to be mounted");
            return log.ExitCode;
        }

        if (HostFiles.Open(log) is not { } files)
            return log.ExitCode;

        if (!new HostInstallation(files, log).Install(binary, dialect.Length > 0 ? dialect : Dialects.Classic, settings))
        {
            files.Finish();
            return log.ExitCode;
        }

        var host = new Containers(files, log);
        var path = HostInstallation.IsPackaged ? HostPaths.PackagedBinary : HostPaths.Binary;
        foreach (var container in containers.Distinct())
            host.Install(container, path, binary);
        return SayIfItTakesRoot(log);
    }

    /// <summary>The settings that the options ask for. Returns what is wrong with them, one line for a person; null for nothing.</summary>
    private static string? Settings(string url, string delivery, string dialect, out List<(string Name, string Value)> settings)
    {
        List<(Setting Setting, string Value)> wanted = [];
        if (url.Length > 0 && dialect != Dialects.Telemetry)
            wanted.Add((Setting.Url, url));
        if (url.Length > 0 && dialect != Dialects.Classic)
            wanted.Add((Setting.TelemetryUrl, url));
        if (delivery.Length > 0)
            wanted.Add((Setting.Delivery, delivery));

        settings = [];
        foreach (var (setting, value) in wanted)
        {
            if (ConfigurationEditor.Check(setting.Name, value, out var written) is { } problem)
                return setting == Setting.Delivery ? $"--delivery: {problem}" : $"--url: {problem}";
            settings.Add((setting.Name, written));
        }

        return null;
    }

    private static int Refuse(string reason, int code = ToolCommands.UsageError)
    {
        Output.Error($"apifunc {Name}: {reason}");
        return code;
    }
}
