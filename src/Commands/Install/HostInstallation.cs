// The host itself: binary, shim, configuration and timer.

using System.Text;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Script;
using ApiFunc.Shim;

namespace ApiFunc.Commands;

/// <param name="files">The host's files, and the record of them.</param>
/// <param name="log">What is said.</param>
internal sealed class HostInstallation(HostFiles files, InstallLog log)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether the Debian package has installed the binary that runs: then it has put everything in its place but the
    /// configuration.
    /// </summary>
    public static bool IsPackaged =>
        Environment.ProcessPath == HostPaths.PackagedBinary
        && Encoding.UTF8.GetString(HostFiles.Read(HostPaths.PackageList, out _) ?? []).Split('\n').Contains(HostPaths.PackagedBinary);

    /// <summary>
    /// Installs everything that is missing, or is not as it should be. Returns false, and has said why, if something fails.
    /// </summary>
    /// <param name="binary">What the binary holds.</param>
    /// <param name="dialect">The shim's.</param>
    /// <param name="settings">Names and values for the configuration, which were checked.</param>
    public bool Install(byte[] binary, string dialect, IReadOnlyList<(string Name, string Value)> settings)
    {
        // What cannot be used is found before anything is changed.
        ConfigurationEditor? configuration = null;
        if (settings.Count > 0 && (configuration = OpenConfiguration()) is null)
            return false;

        if (!(IsPackaged ? SayWhatThePackageHas() : InstallFiles(binary, dialect)))
            return false;
        if (configuration is not null && !Configure(configuration, settings))
            return false;
        return IsPackaged || FlushTimer.Install(files, log);
    }

    /// <summary>Takes away what was installed, and nothing else.</summary>
    public void Uninstall()
    {
        FlushTimer.Uninstall(files, log);
        files.Take(HostPaths.Shim);
        TakeSettings();
        SayWhatWaits();
        SayWhatStays();
        files.Take(HostPaths.Binary);
    }

    /// <summary>Says what is there that this command does not take away, and what does.</summary>
    public void SayWhatStays()
    {
        if (!files.Record.Has(HostPaths.Binary) && File.Exists(HostPaths.Binary))
            InstallLog.Say(HostPaths.Binary, $"stays, because install did not put it there");
        if (IsPackaged)
            InstallLog.Say(HostPaths.PackagedBinary, "the package's; 'apt remove apifunc' removes it");
    }

    private bool InstallFiles(byte[] binary, string dialect) =>
        files.Put(HostPaths.Binary, binary, FileRights.OfProgram, DescribeOldBinary)
        && files.Put(HostPaths.Shim, Encoding.ASCII.GetBytes(ShimGenerator.Render(dialect)), FileRights.OfText);

    private static bool SayWhatThePackageHas()
    {
        InstallLog.Say(
            HostPaths.PackagedBinary,
            $"the package's; so are the timer and {HostPaths.PackagedShims}");
        if (File.Exists(HostPaths.Binary))
        {
            InstallLog.Say(
                HostPaths.Binary,
                "is there, too, and shims take it first");
        }

        return true;
    }

    /// <summary>Which version is replaced by which.</summary>
    private static string DescribeOldBinary()
    {
        var ended = Executable.Run(HostPaths.Binary, ["--version"], null, 4096, s_limit);
        var words = Encoding.UTF8.GetString(ended?.Output ?? []).Split('\n')[0].Split(' ');
        var old = ended is { ExitCode: 0 } && words is ["apifunc", var version, ..] ? version : null;
        return old is null ? ", which was no apifunc that runs here"
            : old == ThisAssembly.Version ? $", which was another build of {old}"
            : $", which was {old}, by {ThisAssembly.Version}";
    }

    private ConfigurationEditor? OpenConfiguration()
    {
        var editor = ConfigurationEditor.Open(ScriptPaths.Configuration, out var problem);
        if (editor is null)
            log.Fail(InstallLog.WrongConfiguration, $"{problem}; look at it, mend it, and run this again. Nothing was changed");
        return editor;
    }

    private bool Configure(ConfigurationEditor editor, IReadOnlyList<(string Name, string Value)> settings)
    {
        const string path = ScriptPaths.Configuration;
        List<string> changed = [];
        foreach (var (name, value) in settings)
        {
            if (editor[name] == value)
            {
                InstallLog.Say(path, $"{name} is already right");
                continue;
            }

            files.Record.AddSetting(name, value, editor[name]);
            editor.Set(name, value);
            changed.Add($"{name}={value}");
        }

        if (changed.Count > 0 && !log.IsDryRun)
        {
            if (!files.MakeDirectory(Path.GetDirectoryName(path)!) || !files.SaveRecord())
                return false;
            if (editor.Save(out var isUnwritten) is { } problem)
                return log.FailToWrite(path, problem, isUnwritten);
        }

        foreach (var line in changed)
            log.Did(path, $"written: {line}");
        return true;
    }

    /// <summary>Puts settings back that are still as they were written.</summary>
    private void TakeSettings()
    {
        const string path = ScriptPaths.Configuration;
        if (files.Record.Settings.Count == 0 || OpenConfiguration() is not { } editor)
            return;

        List<string> done = [];
        foreach (var (name, (value, before)) in files.Record.Settings)
        {
            if (editor[name] is not { } present)
            {
                InstallLog.Say(path, $"{name} is already gone");
            }
            else if (present != value)
            {
                InstallLog.Say(path, $"{name} stays, because it was changed since it was set");
            }
            else if (before is not null)
            {
                editor.Set(name, before);
                done.Add($"written: {name}={before}, as it was before");
            }
            else
            {
                editor.Unset(name);
                done.Add($"removed: {name}");
            }
        }

        if (editor.IsChanged && editor.IsEmpty)
            done.Add("removed, because nothing else is in it");
        if (editor.IsChanged && !log.IsDryRun)
        {
            var isUnwritten = false;
            var problem = editor.IsEmpty
                ? Libc.unlinkat(Libc.AT_FDCWD, path, 0) == 0 ? null : Libc.LastError
                : editor.Save(out isUnwritten);
            if (problem is not null)
            {
                log.FailToWrite(path, problem, isUnwritten);
                return;
            }
        }

        foreach (var name in files.Record.Settings.Keys.ToList())
            files.Record.RemoveSetting(name);
        foreach (var line in done)
            log.Did(path, line);
    }

    private void SayWhatWaits()
    {
        var script = ScriptVariables.FromEnvironment();
        var settings = new Settings(script);
        using var store = ReportOutbox.OpenStore(script, settings, out _);
        if (store?.Files.Names().Count is not (> 0 and var waiting))
            return;

        var outbox = $"{Encoding.UTF8.GetString(StateDirectory.PathOf(script, settings)!)}/{OutboxFiles.Waiting}";
        InstallLog.Say(outbox, $"stays, because {waiting} {(waiting == 1 ? "report waits" : "reports wait")} there");
        InstallLog.Say(outbox, log.IsDryRun || IsPackaged
            ? "'apifunc outbox flush' sends what waits, 'apifunc outbox clear' deletes it"
            : $"'rm -r {FetchedLibrary.Quote(outbox)}' deletes what waits");
    }
}
