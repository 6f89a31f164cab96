// libc: files and directories (fcntl.h, sys/stat.h, unistd.h, stdio.h).

using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

internal static partial class Libc
{
    public const int O_RDONLY = 0x0;
    public const int O_WRONLY = 0x1;
    public const int O_RDWR = 0x2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_APPEND = 0x400;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;

    // Two flags have other numbers on arm64 (the kernel's asm/fcntl.h). The compiler knows the processor: these are constants.
    public static int O_DIRECTORY => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    public static int O_NOFOLLOW => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    public const int AT_FDCWD = -100;
    public const int AT_REMOVEDIR = 0x200;
    public const int AT_EMPTY_PATH = 0x1000;

    public const int F_OFD_GETLK = 36;
    public const int F_OFD_SETLK = 37;
    public const short F_WRLCK = 1;
    public const short F_UNLCK = 2;

    public const int X_OK = 1;

    /// <summary>Takes a NUL-terminated path. Returns a descriptor, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int open(byte* path, int flags, int mode);

    /// <summary>Returns a descriptor, or -1.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int openat(int directory, string name, int flags, int mode);

    /// <summary>Takes a NUL-terminated name. Returns a descriptor, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int openat(int directory, byte* name, int flags, int mode);

    /// <summary>Leaves <see cref="LastError"/> as it was.</summary>
    [LibraryImport("libc")]
    public static partial int close(int descriptor);

    /// <summary>close(2) that says if something that was written is lost. Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int CloseChecked(int descriptor);

    /// <summary>Returns the number of bytes read, 0 at the end, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint read(int descriptor, byte* buffer, nint count);

    /// <summary>Returns the number of bytes written, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint write(int descriptor, byte* buffer, nint count);

    /// <summary>Makes a pipe: where it is read, and where it is written. Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int pipe2(int* ends, int flags);

    /// <summary>Returns the position, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial long lseek(int descriptor, long offset, int whence);

    /// <summary>Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int fsync(int descriptor);

    /// <summary>With F_OFD_GETLK and F_OFD_SETLK. Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int fcntl(int descriptor, int command, Flock* range);

    /// <summary>Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int fchmod(int descriptor, int mode);

    /// <summary>Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int fchown(int descriptor, uint user, uint group);

    /// <summary>Returns 0, or -1. See <see cref="StatxBuffer.TryGet"/>.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int statx(int directory, byte* path, int flags, uint mask, StatxBuffer* buffer);

    /// <summary>Returns 0 if the access is permitted.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int access(string path, int mode);

    /// <summary>Reads an open link if the name is empty. Returns the number of bytes, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint readlinkat(int descriptor, byte* name, byte* buffer, nint count);

    /// <summary>Takes a NUL-terminated name. Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int mkdirat(int directory, byte* name, int mode);

    /// <summary>Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkdirat(int directory, string name, int mode);

    /// <summary>Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlinkat(int directory, string name, int flags);

    /// <summary>Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int renameat(int fromDirectory, string from, int toDirectory, string to);

    /// <summary>Reads entries of a directory. Returns the number of bytes, 0 at the end, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint getdents64(int descriptor, byte* buffer, nint count);
}

/// <summary><c>struct flock</c> of fcntl.h; zeros in it mean the whole file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Flock
{
    public short Type;
    public short Whence;
    public long Start;
    public long Length;
    public int ProcessId;
}

/// <summary>
/// <c>struct statx</c> of linux/stat.h, as far as it is used; 256 bytes in all. It is the same on every processor, unlike
/// <c>struct stat</c>.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    // STATX_TYPE, _MODE, _NLINK, _UID, _GID, _MTIME, _INO and _SIZE.
    private const uint Wanted = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x40 | 0x100 | 0x200;
    private const int S_IFMT = 0xF000;
    private const int S_IFREG = 0x8000;
    private const int S_IFDIR = 0x4000;
    private const int S_IFLNK = 0xA000;

    [FieldOffset(16)] public uint Names;
    [FieldOffset(20)] public uint Uid;
    [FieldOffset(24)] public uint Gid;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(112)] public long ModifiedSeconds;

    public readonly bool IsRegularFile => (Mode & S_IFMT) == S_IFREG;

    public readonly bool IsDirectory => (Mode & S_IFMT) == S_IFDIR;

    public readonly bool IsLink => (Mode & S_IFMT) == S_IFLNK;

    /// <summary>Whether root or the caller is the owner.</summary>
    public readonly bool IsOwn => Uid == 0 || Uid == Libc.geteuid();

    /// <summary>Asks about an open descriptor. Returns false, and sets <see cref="Libc.LastError"/>, if the kernel does not say.</summary>
    public static unsafe bool TryGet(int descriptor, out StatxBuffer status)
    {
        StatxBuffer buffer;
        byte empty = 0;
        var result = Libc.statx(descriptor, &empty, Libc.AT_EMPTY_PATH, Wanted, &buffer);
        status = buffer;
        return result == 0;
    }
}
