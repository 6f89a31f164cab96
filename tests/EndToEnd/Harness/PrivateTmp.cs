// A /tmp without the files that others have left there, for the programs of one test only.

namespace EndToEnd.Harness;

/// <summary>
/// Programs that are started through <see cref="Around"/> find these files in /tmp and no others. Directories are all
/// there: the tests' own scripts lie in them.
/// </summary>
internal sealed class PrivateTmp : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _script;

    /// <param name="files">Names (<c>/tmp/name</c>) and contents.</param>
    public PrivateTmp(params (string Path, string Content)[] files)
    {
        var copies = files.Select(
            file => $"cp /mnt{_directory.Write($"files/{Path.GetFileName(file.Path)}", file.Content)[4..]} {file.Path}");
        string[] script =
        [
            "set -e", "mount --bind /tmp /mnt", "mount -t tmpfs none /tmp", .. copies,
            // Directories of other tests may go meanwhile.
            "for directory in /mnt/*/; do mkdir \"/tmp/${directory#/mnt/}\"; mount --bind \"$directory\" \"/tmp/${directory#/mnt/}\" "
                + "2>/dev/null || :; done",
            "exec \"$@\"",
        ];
        _script = _directory.Write("script", string.Join('\n', script));
    }

    /// <summary>A command that runs another one with this /tmp.</summary>
    public string[] Around() => ["unshare", "--mount", "sh", _script];

    public void Dispose() => _directory.Dispose();
}
