// A root directory with nearly nothing in it, as the smallest container has.

namespace EndToEnd.Harness;

/// <summary>
/// Holds BusyBox, /dev/urandom, the binary, the shim, and what a test puts there: no libraries, no /proc, no /etc/passwd.
/// </summary>
internal sealed class BareRoot : IDisposable
{
    /// <summary>Where the binary lies in there.</summary>
    public const string Binary = "/usr/local/bin/apifunc";

    /// <summary>Where the shim lies in there.</summary>
    public const string Shim = "/api.func.shim";

    private readonly TemporaryDirectory _root = new();

    /// <param name="files">Absolute paths and contents.</param>
    public BareRoot(params (string Path, string Content)[] files)
    {
        Copy(Repository.Binary, Binary);
        Copy(Repository.Shim, Shim);
        Copy("/bin/busybox", "/bin/busybox");
        _root.Write("dev/urandom", "");
        foreach (var (path, content) in files)
            _root.Write(path[1..], content);
    }

    /// <summary>Takes the binary out.</summary>
    public void RemoveBinary() => File.Delete(_root.File(Binary[1..]));

    /// <summary>Every file in there, and nothing of what a test may have left in memory.</summary>
    public string[] Files => [.. Directory.GetFiles(
        _root.Path, "*", SearchOption.AllDirectories).Select(file => file[_root.Path.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>Copies a file into the root.</summary>
    public void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.File(to[1..]))!);
        lock (ProcessStart.Lock)
            File.Copy(from, _root.File(to[1..]));
    }

    /// <summary>A command that runs another one with this root. The device is mounted, since not every file system takes one.</summary>
    public string[] Inside(params string[] command) =>
        ["unshare", "--mount", "sh", "-euc", $"mount --bind /dev/urandom {_root.Path}/dev/urandom; exec chroot {_root.Path} "
            + "\"$@\"", "sh", .. command];

    public void Dispose() => _root.Dispose();
}
