// Replacing a file as a whole: whoever opens it finds what was there or all of what is new, also after a crash.

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ApiFunc.Platform;

internal static class WholeFile
{
    private const int Permissions = 0x1FF; // 0777
    private const int ForEverybodyToRead = 0x1A4; // 0644, less what umask(2) takes away

    /// <summary>
    /// Writes a new file beside the one at the path, reads it back once it is on the disk, and moves it into its place. Owner and
    /// permissions of the old one are kept. Links are not followed, and only a regular file is replaced. If anything goes wrong,
    /// everything stays as it was.
    /// </summary>
    /// <param name="path">Where it is to be.</param>
    /// <param name="content">What it is to hold.</param>
    /// <param name="isUnwritten">Whether the content could not be written, rather than the file not be made.</param>
    /// <returns>Null, or what went wrong, one line for a person.</returns>
    public static string? Replace(string path, ReadOnlySpan<byte> content, out bool isUnwritten)
    {
        isUnwritten = false;
        if (Path.GetFileName(path).Length == 0)
            return path.Length == 0 ? "it has no name" : "it is a directory";
        if (LookAt(path, out var status, out var isThere) is { } unusable)
            return unusable;

        var name = string.Create(CultureInfo.InvariantCulture, $".apifunc-{Environment.ProcessId}-{Environment.TickCount64}");
        var temporary = Path.Join(Path.GetDirectoryName(path), name);
        var flags = Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
        var descriptor = Libc.openat(Libc.AT_FDCWD, temporary, flags, ForEverybodyToRead);
        using var file = SafeFile.Adopt(descriptor, out var problem);
        if (file is null)
            return problem;

        problem = Fill(file, content, isThere ? status : null);
        isUnwritten = problem is not null;
        if (problem is null && Libc.renameat(Libc.AT_FDCWD, temporary, Libc.AT_FDCWD, path) != 0)
            problem = Libc.LastError;
        if (problem is not null)
            _ = Libc.unlinkat(Libc.AT_FDCWD, temporary, 0);
        else
            SyncDirectory(path);
        return problem;
    }

    /// <summary>Returns why what is at the path cannot be replaced.</summary>
    private static string? LookAt(string path, out StatxBuffer status, out bool isThere)
    {
        status = default;
        var descriptor = Libc.openat(Libc.AT_FDCWD, path, Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
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

    /// <summary>Fills a new file, and gives it the owner and permissions of the old one. Returns what went wrong.</summary>
    private static string? Fill(SafeFile file, ReadOnlySpan<byte> content, StatxBuffer? old)
    {
        if (old is { } status)
        {
            // Only root may change the owner. Others who may write to the directory may replace the file all the same.
            var descriptor = file.Handle.DangerousGetHandle().ToInt32();
            _ = Libc.fchown(descriptor, status.Uid, status.Gid);
            if (Libc.fchmod(descriptor, status.Mode & Permissions) != 0)
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

    private static unsafe void SyncDirectory(string path)
    {
        var directory = Path.GetDirectoryName(path) is { Length: > 0 } name ? name : ".";
        var bytes = Encoding.UTF8.GetBytes(directory + '\0');
        int descriptor;
        fixed (byte* start = bytes)
            descriptor = Libc.open(start, Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        if (descriptor < 0)
            return;

        _ = Libc.fsync(descriptor);
        _ = Libc.close(descriptor);
    }
}
