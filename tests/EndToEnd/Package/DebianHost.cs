// A host that has nothing but BusyBox and a database of dpkg, in which packages are installed for real.

using EndToEnd.Harness;

namespace EndToEnd.Package;

internal sealed class DebianHost : IDisposable
{
    private static readonly string[] s_systemd = ["deb-systemd-helper", "deb-systemd-invoke", "systemctl"];

    private readonly BareRoot _root = new(
        ("/var/lib/dpkg/status", ""), ("/var/lib/dpkg/info/format", "1\n"), ("/var/lib/dpkg/updates/.keep", ""),
        ("/var/lib/dpkg/triggers/.keep", ""), ("/tmp/.keep", ""), ("/dev/null", ""));

    /// <summary>Skips the test where dpkg cannot change its root.</summary>
    public DebianHost()
    {
        Needs.Mounts();
        Directory.Delete(File("usr"), recursive: true); // dpkg is to bring the binary
        foreach (var name in (string[])["sh", "rm"])
            System.IO.File.CreateSymbolicLink(File($"bin/{name}"), "busybox");
    }

    /// <summary>The names of what waits for root.</summary>
    public string[] Waiting => Directory.Exists(File("var/lib/api-func/outbox"))
        ? [.. Directory.GetFiles(File("var/lib/api-func/outbox"), "*.report").Select(Path.GetFileName).OfType<string>()]
        : [];

    /// <summary>Every file, without dpkg's own.</summary>
    public string[] Files => [.. _root.Files.Where(file => !file.StartsWith("/var/lib/dpkg/", StringComparison.Ordinal))];

    /// <summary>The path of a file in there, seen from outside.</summary>
    public string File(string name) => Path.Combine(_root.Path, name);

    /// <summary>Writes a file in there.</summary>
    public void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        lock (ProcessStart.Lock)
            System.IO.File.WriteAllText(File(name), content);
    }

    /// <summary>Makes it a host on which systemd runs, whose commands are written down and give an exit code.</summary>
    public void RunSystemd(int exitCode = 0)
    {
        Directory.CreateDirectory(File("run/systemd/system"));
        foreach (var name in s_systemd)
        {
            Write($"usr/bin/{name}", $"#!/bin/sh\necho \"{name} $*\" >>/calls\nexit {exitCode}\n");
            System.IO.File.SetUnixFileMode(
                File($"usr/bin/{name}"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>What systemd was asked for since the last time.</summary>
    public string[] SystemdCalls()
    {
        var calls = System.IO.File.ReadAllLines(File("calls"));
        System.IO.File.Delete(File("calls"));
        return calls;
    }

    /// <summary>Installs a package, or upgrades to it.</summary>
    public Task<Outcome> Install(string package) => Dpkg("--install", package);

    /// <summary>Runs dpkg, which has to succeed.</summary>
    public async Task<Outcome> Dpkg(params string[] arguments)
    {
        var outcome = await Shell.Run(["dpkg", $"--root={_root.Path}"], arguments);
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        return outcome;
    }

    /// <summary>Reports an installation to a server that does not answer.</summary>
    public async Task Report(string url)
    {
        var outcome = await Shell.Run(
            _root.Inside("/usr/bin/apifunc"), ["post_to_api"],
            [.. Direct.Installation, ("API_FUNC_URL", url), ("API_FUNC_STATE_DIR", null)]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
    }

    /// <summary>Runs a command in there.</summary>
    public Task<Outcome> Run(params string[] command) => Shell.Run(_root.Inside(command), [], ("API_FUNC_STATE_DIR", null));

    public void Dispose() => _root.Dispose();
}
