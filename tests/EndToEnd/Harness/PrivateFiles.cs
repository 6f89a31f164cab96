// Files at fixed paths (/etc/hosts, /usr/local/...), for the programs of one test only: a mount namespace of their own.

namespace EndToEnd.Harness;

/// <summary>
/// Programs that are started through <see cref="Around"/> see these files, whatever the machine has there. Files of /etc
/// are replaced one by one; elsewhere a tmpfs covers the directory, or the closest that the machine has.
/// </summary>
internal sealed class PrivateFiles : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _script;

    /// <param name="files">Absolute paths and contents.</param>
    public PrivateFiles(params (string Path, string Content)[] files)
        : this("", files)
    {
    }

    /// <param name="preparation">Shell code that runs when the files are in place.</param>
    /// <param name="files">Absolute paths and contents.</param>
    public PrivateFiles(string preparation, params (string Path, string Content)[] files)
    {
        var fresh = files.Where(file => !IsInEtc(file.Path)).Select(file => ClosestDirectory(file.Path)).Distinct();
        var steps = files.Select((file, index) =>
        {
            var copy = _directory.Write($"{index}", file.Content);
            return IsInEtc(file.Path)
                ? $"mount --bind {copy} {file.Path}"
                : $"mkdir -p {Path.GetDirectoryName(file.Path)}\ncp {copy} {file.Path}";
        });
        string[] script =
        [
            "set -e", .. fresh.Select(directory => $"mkdir -p {directory}\nmount -t tmpfs none {directory}"), .. steps, preparation,
            "exec \"$@\"",
        ];
        _script = _directory.Write("script", string.Join('\n', script));
    }

    /// <summary>A command that runs another one among these files.</summary>
    public string[] Around(params string[] command) => ["unshare", "--mount", "sh", _script, .. command];

    public void Dispose() => _directory.Dispose();

    private static bool IsInEtc(string path) => path.StartsWith("/etc/", StringComparison.Ordinal);

    private static string ClosestDirectory(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        return Directory.Exists(directory) ? directory : ClosestDirectory(directory);
    }
}
