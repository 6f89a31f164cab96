// Opening files in places that others may write to: no link is followed, nothing blocks, and the type and the owner are read from
// the open descriptor, not from a path that may have changed meanwhile.

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ApiFunc.Platform;

/// <summary>An open regular file with what the kernel says about it.</summary>
internal sealed class SafeFile : IDisposable
{
    private const int ForOwnerOnly = 0x180; // 0600
    private const int WritableByOthers = 0x12; // 0022
    private const int OpenToOthers = 0x3F; // 0077
    private const int Permissions = 0xFFF; // 07777

    private readonly StatxBuffer _status;

    private SafeFile(SafeFileHandle handle, StatxBuffer status)
    {
        Handle = handle;
        _status = status;
    }

    /// <summary>The open descriptor.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Length in bytes when the file was opened.</summary>
    public long Length => (long)_status.Size;

    /// <summary>Whether the file still has a name: it has none once it was deleted, or another one has taken its place.</summary>
    public bool HasName => StatxBuffer.TryGet(Descriptor, out var now) && now.Names > 0;

    /// <summary>The number that tells the file from others of its file system, whatever its name.</summary>
    public ulong Inode => _status.Inode;

    /// <summary>When it was last written to before it was opened.</summary>
    public DateTimeOffset Modified => DateTimeOffset.FromUnixTimeSeconds(_status.ModifiedSeconds);

    /// <summary>Its permissions, as chmod(2) takes them.</summary>
    public int Mode => _status.Mode & Permissions;

    /// <summary>Whose it is, with its permissions.</summary>
    public FileRights Rights => FileRights.Of(_status);

    /// <summary>
    /// Why somebody else could have written the file, one line for a person; null if root or the caller owns it, and
    /// nobody else (group or others) may write to it.
    /// </summary>
    public string? Distrust =>
        !_status.IsOwn ? $"it belongs to the user {_status.Uid}, and has to belong to root or to you"
        : (Mode & WritableByOthers) != 0
            ? $"others may write to it (its mode is {Convert.ToString(Mode, 8)}), and it has to be writable by its owner only"
        : null;

    /// <summary>
    /// Why somebody else could read or write the file, one line for a person; null if nobody but root and
    /// its owner may.
    /// </summary>
    public string? Exposure => (Mode & OpenToOthers) == 0 ? null
        : $"others may read or write it (its mode is {Convert.ToString(Mode, 8)}), and its mode has to be 600";

    /// <summary>
    /// Opens a regular file. Returns null, and says why in <paramref name="problem"/>, if it is missing, no regular file, a
    /// symbolic link, or not permitted.
    /// </summary>
    /// <param name="path">The path's bytes: a path is not always UTF-8.</param>
    /// <param name="flags">Flags of open(2), added to O_NOFOLLOW, O_NONBLOCK and O_CLOEXEC.</param>
    /// <param name="problem">One line for a person, or null.</param>
    /// <param name="throughLinks">Whether a link is followed, for places where only the administrator makes them.</param>
    public static unsafe SafeFile? Open(ReadOnlySpan<byte> path, int flags, out string? problem, bool throughLinks = false)
    {
        var terminated = new byte[path.Length + 1];
        path.CopyTo(terminated);
        flags |= Libc.O_NONBLOCK | Libc.O_CLOEXEC | (throughLinks ? 0 : Libc.O_NOFOLLOW);
        int descriptor;
        fixed (byte* start = terminated)
            descriptor = Libc.open(start, flags, ForOwnerOnly);
        return Adopt(descriptor, out problem, throughLinks);
    }

    /// <summary>
    /// Opens a regular file in a place such as /tmp, where others may have put something in its place: it has to belong to
    /// root or the caller, and so do links on the way to it, and it must have no other name, by which it might be a file
    /// that was never meant. Returns null, and says why, otherwise, and if it is missing.
    /// </summary>
    /// <inheritdoc cref="Open" path="/param"/>
    public static unsafe SafeFile? OpenOwn(ReadOnlySpan<byte> path, int flags, out string? problem)
    {
        var parent = SafePath.OpenParent(path, requireUnreplaceable: false, create: false, out var name, out var reason);
        problem = reason.Text;
        if (parent < 0)
            return null;

        int descriptor;
        fixed (byte* start = name)
            descriptor = Libc.openat(parent, start, flags | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC, ForOwnerOnly);
        _ = Libc.close(parent);
        var file = Adopt(descriptor, out problem);
        if (file is null)
            return null;

        problem = !file._status.IsOwn ? "it belongs to somebody else"
            : file._status.Names > 1 ? "it has another name, too"
            : null;
        if (problem is null)
            return file;

        file.Dispose();
        return null;
    }

    /// <summary>Takes over a descriptor that was just opened; -1 is one that could not be.</summary>
    internal static SafeFile? Adopt(int descriptor, out string? problem, bool throughLinks = false)
    {
        if (descriptor < 0)
        {
            problem = Marshal.GetLastPInvokeError() switch
            {
                Libc.ELOOP when !throughLinks => "it is a link",
                Libc.EISDIR => "it is a directory",
                _ => Libc.LastError,
            };
            return null;
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (!StatxBuffer.TryGet(descriptor, out var status))
            problem = Libc.LastError;
        else if (!status.IsRegularFile)
            problem = status.IsDirectory ? "it is a directory" : "it is no regular file";
        else
        {
            problem = null;
            return new SafeFile(handle, status);
        }

        handle.Dispose();
        return null;
    }

    /// <summary>Opens a regular file for reading; see the other overload.</summary>
    public static SafeFile? OpenRead(string path, out string? problem, bool throughLinks = false) =>
        Open(System.Text.Encoding.UTF8.GetBytes(path), Libc.O_RDONLY, out problem, throughLinks);

    /// <summary>The same, and says whether there is no such file.</summary>
    public static SafeFile? OpenRead(string path, out string? problem, out bool isMissing)
    {
        var file = OpenRead(path, out problem);
        isMissing = problem is not null && Marshal.GetLastPInvokeError() is Libc.ENOENT or Libc.ENOTDIR;
        return file;
    }

    /// <summary>Reads the file's beginning, at most <paramref name="limit"/> bytes; nothing if it cannot be read.</summary>
    public byte[] ReadStart(int limit)
    {
        // Files of /proc say that they are empty, so the limit counts, not the length.
        var buffer = new byte[Length > 0 ? Math.Min(Length, limit) : limit];
        return buffer[..Read(buffer, 0)];
    }

    /// <summary>Reads the file's end, at most <paramref name="limit"/> bytes, as it was when the file was opened.</summary>
    public byte[] ReadEnd(int limit)
    {
        var buffer = new byte[Math.Min(Length, limit)];
        return buffer[..Read(buffer, Length - buffer.Length)];
    }

    /// <summary>Reads the file from an offset to its end, as it is now.</summary>
    public byte[] ReadFrom(long offset)
    {
        var buffer = new byte[Math.Max(RandomAccess.GetLength(Handle) - offset, 0)];
        return buffer[..Read(buffer, offset)];
    }

    /// <summary>Reads the file from its beginning, as it is now, until a buffer is full. Returns how much that is.</summary>
    public int ReadInto(Span<byte> buffer) => Read(buffer, 0);

    /// <summary>Replaces what the file holds. Returns false if the disk is full.</summary>
    public bool Replace(ReadOnlySpan<byte> content)
    {
        try
        {
            RandomAccess.SetLength(Handle, 0);
            RandomAccess.Write(Handle, content, 0);
            return true;
        }
        catch (IOException e)
        {
            DebugLog.Write($"a file is not written whole: {e.Message}");
            return false;
        }
    }

    /// <summary>
    /// Appends one record with a single write(2), which the kernel does not mix with another process's (the file has to
    /// be opened with O_APPEND). Returns false, and takes a half-written record back, if the disk is full.
    /// </summary>
    public unsafe bool Append(ReadOnlySpan<byte> record, out string? problem)
    {
        nint written;
        fixed (byte* start = record)
            written = Libc.write(Descriptor, start, record.Length);
        problem = written < 0 ? Libc.LastError : null;
        if (written == record.Length)
            return true;
        if (written > 0)
        {
            problem = "no space left";
            RandomAccess.SetLength(Handle, RandomAccess.GetLength(Handle) - written);
        }

        return false;
    }

    /// <summary>
    /// Locks the file until it is closed; returns false if another process has locked it (fcntl(2), "Open file description
    /// locks"). It has to be open for writing.
    /// </summary>
    public unsafe bool TryLock()
    {
        var all = new Flock { Type = Libc.F_WRLCK };
        return Libc.fcntl(Descriptor, Libc.F_OFD_SETLK, &all) == 0;
    }

    /// <summary>Whether another process has locked it. Nothing is locked to find out.</summary>
    public unsafe bool IsLocked()
    {
        var all = new Flock { Type = Libc.F_WRLCK };
        return Libc.fcntl(Descriptor, Libc.F_OFD_GETLK, &all) == 0 && all.Type != Libc.F_UNLCK;
    }

    /// <summary>Releases the lock.</summary>
    public unsafe void Unlock()
    {
        var all = new Flock { Type = Libc.F_UNLCK };
        _ = Libc.fcntl(Descriptor, Libc.F_OFD_SETLK, &all);
    }

    /// <summary>Waits until the file is on the disk. Returns false if that fails.</summary>
    public bool Sync() => Libc.fsync(Descriptor) == 0;

    public void Dispose() => Handle.Dispose();

    /// <summary>
    /// Fills a buffer from an offset on, and returns the number of bytes. If a read fails, as for some files of sysfs, the file
    /// ends there: what it would have said is worth no report.
    /// </summary>
    private int Read(Span<byte> buffer, long offset)
    {
        var count = 0;
        try
        {
            while (count < buffer.Length && RandomAccess.Read(Handle, buffer[count..], offset + count) is > 0 and var read)
                count += read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DebugLog.Write($"a file is not read to its end: {e.Message}");
        }

        return count;
    }

    private int Descriptor => Handle.DangerousGetHandle().ToInt32();
}
