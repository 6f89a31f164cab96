// Files of the host that are put, and taken away again, together with what is written down of them.

using ApiFunc.Platform;

namespace ApiFunc.Commands;

/// <summary>The host's files and the record of them. Whatever is changed is written down before.</summary>
internal sealed class HostFiles
{
    private const int LargestFile = 256 * 1024 * 1024;

    private readonly InstallLog _log;

    private HostFiles(InstallLog log, InstallRecord record) => (_log, Record) = (log, record);

    public InstallRecord Record { get; }

    /// <summary>Reads the record. Returns null, and has said why, if it cannot be used.</summary>
    public static HostFiles? Open(InstallLog log)
    {
        using var file = SafeFile.OpenRead(HostPaths.Record, out var problem, out var isMissing);
        if (InstallRecord.Read(file, isMissing, ref problem) is { } record)
            return new HostFiles(log, record);
        if (log.IsDryRun && Libc.geteuid() != 0)
        {
            log.Fail(InstallLog.NoPermission, $"only root may read {HostPaths.Record}, which says what was installed: run it as root");
            return null;
        }

        log.Fail(InstallLog.CannotCreate, $"{HostPaths.Record}, which says what was installed, cannot be used: {problem}");
        return null;
    }

    /// <summary>What a file holds, through links; null, with the reason, if it cannot be read.</summary>
    public static byte[]? Read(string path, out string? problem)
    {
        using var file = SafeFile.OpenRead(path, out problem, throughLinks: true);
        return file is null ? null : Content(file);
    }

    /// <summary>
    /// Sees to it that a file holds this. Returns false, and has said why, if that fails: the file is then as it was.
    /// </summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="rights">Its owner and its permissions.</param>
    /// <param name="describeOld">What to say of another one that is there, behind "replaced"; is called before that is done.</param>
    public bool Put(string path, byte[] content, FileRights rights, Func<string>? describeOld = null)
    {
        var isThere = false;
        using (var old = SafeFile.OpenRead(path, out _))
        {
            isThere = old is not null;
            if (old is not null && old.Rights == rights && old.Length == content.Length
                && Content(old).AsSpan().SequenceEqual(content))
            {
                InstallLog.Say(path, "already right");
                return true;
            }
        }

        var participle = isThere ? $"replaced{describeOld?.Invoke()}" : "installed";
        if (_log.IsDryRun)
        {
            _log.Did(path, participle);
            return true;
        }

        if (!MakeDirectory(Path.GetDirectoryName(path)!))
            return false;

        var before = Record.SumInFile(path);
        Record.AddFile(path, content);
        if (SaveRecord() && WholeFile.Replace(path, content, out var isUnwritten, rights) is var problem)
        {
            if (problem is null)
            {
                _log.Did(path, participle);
                return true;
            }

            _log.FailToWrite(path, problem, isUnwritten);
        }

        Record.SetFile(path, before);
        return false;
    }

    /// <summary>Deletes a file if it is still as it was installed, and says what became of it.</summary>
    public void Take(string path)
    {
        if (!Record.Has(path))
            return;

        using var file = SafeFile.OpenRead(path, out var problem, out var isMissing);
        if (isMissing)
        {
            InstallLog.Say(path, "already gone");
        }
        else if (file is null)
        {
            _log.Fail(InstallLog.CannotCreate, $"{path} stays: {problem}");
            return;
        }
        else if (!Record.IsAsInstalled(path, Content(file)))
        {
            InstallLog.Say(path, "stays, because it was changed since it was installed");
        }
        else if (!_log.IsDryRun && Libc.unlinkat(Libc.AT_FDCWD, path, 0) != 0)
        {
            _log.Fail(InstallLog.CannotCreate, $"{path} is not removed: {Libc.LastError}");
            return;
        }
        else
        {
            _log.Did(path, "removed");
        }

        Record.SetFile(path, null);
    }

    /// <summary>Makes a directory and those above it, for everybody to see, and writes them down. Returns false if that fails.</summary>
    public bool MakeDirectory(string path) =>
        VisibleDirectory.Make(path, Record.AddDirectory) is not { } problem || _log.Fail(InstallLog.CannotCreate, problem);

    /// <summary>
    /// Deletes the record if it says nothing more, and directories that were made for all this and are empty. Returns those; in a
    /// dry run all that were made.
    /// </summary>
    public IReadOnlyList<string> Finish()
    {
        List<string> made = [.. Record.Directories.OrderByDescending(path => path.Length)];
        if (_log.IsDryRun)
            return made;

        // The record lies in one of them.
        var isDone = Record.IsEmpty;
        if (isDone)
            _ = Libc.unlinkat(Libc.AT_FDCWD, HostPaths.Record, 0);
        List<string> removed = [.. made.Where(path => Libc.unlinkat(Libc.AT_FDCWD, path, Libc.AT_REMOVEDIR) == 0)];
        foreach (var path in removed)
            Record.RemoveDirectory(path);
        if (!isDone)
            SaveRecord();
        return removed;
    }

    /// <summary>Writes the record. Returns false, and has said why, if that fails.</summary>
    public bool SaveRecord()
    {
        if (!MakeDirectory(HostPaths.Library))
            return false;

        var problem = WholeFile.Replace(HostPaths.Record, Record.ToBytes(), out var isUnwritten, FileRights.OfRootOnly);

        // A disk without room is one problem, not two.
        return problem is null || (_log.ExitCode == 0 && _log.FailToWrite(HostPaths.Record, problem, isUnwritten));
    }

    private static byte[] Content(SafeFile file) => file.Length == 0 ? [] : file.ReadStart(LargestFile);
}
