// A host of its own to install on: a root directory with BusyBox, and scripts in the places of systemctl and pct.

namespace EndToEnd.Harness;

/// <summary>
/// Lies in a temporary directory, so what one command leaves there the next one finds. Containers are directories in it, and their
/// programs run with these as their root.
/// </summary>
internal sealed class InstallRoot : IDisposable
{
    /// <summary>The binary that is to be installed.</summary>
    public const string Downloaded = "/root/apifunc";

    private static readonly string[] s_applets = ["cat", "chmod", "chroot", "cp", "ls", "mkdir", "mv", "rm", "sh", "test"];

    private readonly TemporaryDirectory _root = new();
    private readonly List<string> _prepared = [];

    /// <param name="withSystemd">Whether systemd runs.</param>
    public InstallRoot(bool withSystemd = true)
    {
        AddSystem("");
        _root.Write("dev/urandom", "");
        Directory.CreateDirectory(File("/proc"));
        Copy(Repository.Binary, Downloaded);
        if (withSystemd)
            Directory.CreateDirectory(File("/run/systemd/system"));
        Program("/bin/systemctl", """
            echo "systemctl $*" >>/calls
            wants=/etc/systemd/system/timers.target.wants
            case $1 in
              is-enabled) [ -e $wants/apifunc-flush.timer ] ;;
              is-active) [ -e /run/active ] ;;
              enable)
                [ -f /etc/systemd/system/apifunc-flush.timer ] || exit 1
                mkdir -p $wants
                : >$wants/apifunc-flush.timer
                : >/run/active
                ;;
              disable) rm -f $wants/apifunc-flush.timer /run/active ;;
              show) echo no ;;
            esac
            """);
        Program("/bin/pct", """
            echo "pct $*" >>/calls
            root=/containers/$2
            case $1 in
              status)
                [ -d "$root" ] || { echo "Configuration file 'nodes/pve/lxc/$2.conf' does not exist" >&2; exit 2; }
                cat "$root/status"
                ;;
              push)
                [ "$5" = --perms ] || exit 255
                cp "$3" "$root$4" 2>/dev/null || { echo "failed to copy: No space left on device" >&2; exit 1; }
                chmod "$6" "$root$4"
                ;;
              exec)
                ! grep -q '^lock' "$root/status" || { echo "can't lock file '/run/lock/lxc/pve-config-$2.lock'" >&2; exit 255; }
                shift 3
                chroot "$root" "$@"
                ;;
            esac
            """);
    }

    /// <summary>What systemctl and pct were called with, a line each.</summary>
    public string[] Calls => Has("/calls") ? System.IO.File.ReadAllLines(File("/calls")) : [];

    /// <summary>Every file that is neither the system's nor a note of a call.</summary>
    public string[] Files =>
    [
        .. Directory.GetFiles(_root.Path, "*", SearchOption.AllDirectories).Select(file => file[_root.Path.Length..])
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "bin" || file.Contains("/local/", StringComparison.Ordinal))
            .Where(file => file is not (Downloaded or "/calls" or "/run/active") && !file.StartsWith("/dev/", StringComparison.Ordinal))
            .Where(file => !file.EndsWith("/status", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What was put into a container, by the paths in there.</summary>
    public string[] InContainer(string number) =>
        [.. Files.Where(file => file.StartsWith($"/containers/{number}/", StringComparison.Ordinal))
            .Select(file => file[$"/containers/{number}".Length..])];

    /// <summary>Where a file of the root lies.</summary>
    public string File(string path) => _root.File(path[1..]);

    public bool Has(string path) => System.IO.File.Exists(File(path));

    public string Read(string path) => System.IO.File.ReadAllText(File(path));

    public void Write(string path, string content) => _root.Write(path[1..], content);

    /// <summary>Writes a shell script that can be run.</summary>
    public void Program(string path, string script)
    {
        // A link to BusyBox may be there.
        Directory.CreateDirectory(Path.GetDirectoryName(File(path))!);
        System.IO.File.Delete(File(path));
        _root.Command(path[1..], script);
    }

    public void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(to))!);
        lock (ProcessStart.Lock)
            System.IO.File.Copy(from, File(to), overwrite: true);
    }

    /// <summary>Makes a container.</summary>
    public void AddContainer(string number, string status = "running")
    {
        AddSystem($"/containers/{number}");
        Directory.CreateDirectory(File($"/containers/{number}/usr/local/bin"));
        Write($"/containers/{number}/status", $"status: {status}\n");
    }

    /// <summary>Has a shell command, with the root's path in $root, prepare each of the following runs.</summary>
    public void Prepare(string command) => _prepared.Add(command);

    /// <summary>Runs the downloaded binary in there.</summary>
    public Task<Outcome> Run(params string[] arguments) => RunProgram([Downloaded, .. arguments]);

    /// <summary>Runs a program in there.</summary>
    public Task<Outcome> RunProgram(string[] command, params (string Name, string? Value)[] variables)
    {
        string[] steps =
        [
            $"root={_root.Path}", "mount --bind /dev/urandom $root/dev/urandom", "mount -t proc none $root/proc", .. _prepared,
            "exec chroot $root \"$@\"",
        ];
        return Shell.Run(["unshare", "--mount", "sh", "-euc", string.Join("; ", steps), "sh", .. command], [], variables);
    }

    public void Dispose() => _root.Dispose();

    private void AddSystem(string root)
    {
        Copy("/bin/busybox", $"{root}/bin/busybox");
        foreach (var applet in s_applets)
            System.IO.File.CreateSymbolicLink(File($"{root}/bin/{applet}"), "busybox");
    }
}
