// Replacing a file as a whole: whoever opens it finds what was there or all of what is new, also after a crash.

using System.Globalization;
using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

internal static class WholeFile
{
    private const int ForEverybodyToRead = 0x1A4; // 0644, less what umask(2) takes away

    /// <summary>
    /// Writes a new file beside the one at the path, reads it back once it is on the disk, and moves it into its place. Links are
    /// not followed, and only a regular file is replaced. If anything goes wrong, everything stays as it was.
    /// </summary>
    /// <param name="path">Where it is to be.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="isUnwritten">Whether the content could not be written, rather than the file not be made.</param>
    /// <param name="rights">Whose it is to be, and its permissions; null for those of the old file.</param>
    /// <returns>Null, or what went wrong, one line for a person.</returns>
    public static string? Replace(string path, ReadOnlySpan<byte> content, out bool isUnwritten, FileRights? rights = null) =>
        Replace(Libc.AT_FDCWD, path, content, out isUnwritten, rights);

    /// <summary>The same with a path that is relative to an open directory.</summary>
    internal static string? Replace(
        int directory, string path, ReadOnlySpan<byte> content, out bool isUnwritten, FileRights? rights = null)
    {
        isUnwritten = false;
        if (Path.GetFileName(path).Length == 0)
            return path.Length == 0 ? "it has no name" : "it is a directory";
        if (LookAt(directory, path, out var status, out var isThere) is { } unusable)
            return unusable;

        var name = string.Create(CultureInfo.InvariantCulture, $".apifunc-{Environment.ProcessId}-{Environment.TickCount64}");
        var temporary = Path.Join(Path.GetDirectoryName(path), name);
        var flags = Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
        var descriptor = Libc.openat(directory, temporary, flags, ForEverybodyToRead);
        using var file = SafeFile.Adopt(descriptor, out var problem);
        if (file is null)
            return problem;

        problem = Fill(file, content, rights ?? (isThere ? FileRights.Of(status) : null));
        isUnwritten = problem is not null;
        if (problem is null && Libc.renameat(directory, temporary, directory, path) != 0)
            problem = Libc.LastError;
        if (problem is not null)
            _ = Libc.unlinkat(directory, temporary, 0);
        else
            SyncDirectory(directory, path);
        return problem;
    }

    /// <summary>Returns why what is at the path cannot be replaced.</summary>
    private static string? LookAt(int directory, string path, out StatxBuffer status, out bool isThere)
    {
        status = default;
        var descriptor = Libc.openat(directory, path, Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        isThere = descriptor >= 0;
        if (!isThere)
            return Marshal.GetLastPInvokeError() == Libc.ENOENT ? null : Libc.LastError;

        var problem = !StatxBuffer.TryGet(descriptor, out status) ? Libc.LastError
            : status.IsLink ? "it is a link"
            : status.IsDirectory ? "it is a directory"
            : !status.IsRegularFile ? "it is no regular file"
            : null;
        _ = Libc.close(descriptor);
        return problem;
    }

    /// <summary>Fills a new file, and says whose it is. Returns what went wrong.</summary>
    private static string? Fill(SafeFile file, ReadOnlySpan<byte> content, FileRights? rights)
    {
        if (rights is { } wanted)
        {
            // Only root may change the owner. Others who may write to the directory may replace the file all the same.
            var descriptor = file.Handle.DangerousGetHandle().ToInt32();
            _ = Libc.fchown(descriptor, wanted.User, wanted.Group);
            if (Libc.fchmod(descriptor, wanted.Mode) != 0)
                return Libc.LastError;
        }

        if (!file.Append(content, out var problem))
            return problem;
        if (!file.Sync())
            return Libc.LastError;

        // One byte more, so that a file that is too long is found, too.
        var written = new byte[content.Length + 1];
        var length = file.ReadInto(written);
        return written.AsSpan(0, length).SequenceEqual(content) ? null : "what was written is not what the file holds";
    }

    private static void SyncDirectory(int directory, string path)
    {
        var name = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        var descriptor = Libc.openat(directory, name, Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        if (descriptor < 0)
            return;

        _ = Libc.fsync(descriptor);
        _ = Libc.close(descriptor);
    }
}

/// <summary>Whose a file is, and what others may do with it.</summary>
/// <param name="User">The user's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Mode">The permissions, as chmod(2) takes them, without those beyond 0777.</param>
internal readonly record struct FileRights(uint User, uint Group, int Mode)
{
    private const int Permissions = 0x1FF; // 0777
    private const uint Unchanged = uint.MaxValue; // chown(2): the ID is not changed

    /// <summary>For everybody to read and to execute, written by root only.</summary>
    public static FileRights OfProgram => new(0, 0, 0x1ED); // 0755

    /// <summary>For everybody to read, written by root only.</summary>
    public static FileRights OfText => new(0, 0, 0x1A4); // 0644

    /// <summary>For everybody to read, written by the caller only.</summary>
    public static FileRights OfOwnText => OfText with { User = Libc.geteuid(), Group = Unchanged };

    /// <summary>For root only.</summary>
    public static FileRights OfRootOnly => new(0, 0, 0x180); // 0600

    public static FileRights Of(StatxBuffer status) => new(status.Uid, status.Gid, status.Mode & Permissions);
}
