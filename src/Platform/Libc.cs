// The calls into libc that .NET has no door to. Resolved when the binary is linked (DirectPInvoke): a static program must
// not load libraries.

using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

internal static partial class Libc
{
    public const int ReadOnly = 0x0;
    public const int WriteOnly = 0x1;
    public const int ReadWrite = 0x2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Truncate = 0x200;
    public const int Append = 0x400;
    public const int NonBlock = 0x800;
    public const int DirectoryOnly = 0x10000;
    public const int NoFollow = 0x20000;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    /// <summary>The calling thread's last error after one of these calls failed, as a word such as <c>ENOENT</c>'s text.</summary>
    public static string LastError => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>getenv(3): the value's address, or null where the variable is not set.</summary>
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial byte* GetEnv(string name);

    /// <summary>open(2) of a NUL-terminated path. Returns a descriptor, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    public static unsafe partial int Open(byte* path, int flags, int mode);

    /// <summary>openat(2). Returns a descriptor, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(int directory, string name, int flags, int mode);

    /// <summary>openat(2) of a NUL-terminated name. Returns a descriptor, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static unsafe partial int OpenAt(int directory, byte* name, int flags, int mode);

    /// <summary>close(2), which leaves <see cref="LastError"/> as it was.</summary>
    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    /// <summary>close(2), which says where something that was written is lost. Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int CloseChecked(int descriptor);

    /// <summary>fchmod(2). Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(int descriptor, int mode);

    /// <summary>fchown(2). Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(int descriptor, uint user, uint group);

    /// <summary>readlinkat(2) of an open link (the empty name). Returns the number of bytes, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static unsafe partial nint ReadLinkAt(int descriptor, byte* name, byte* buffer, nint count);

    /// <summary>mkdirat(2) of a NUL-terminated name. Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static unsafe partial int MakeDirectoryAt(int directory, byte* name, int mode);

    /// <summary>mkdirat(2). Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectoryAt(int directory, string name, int mode);

    /// <summary>unlinkat(2). Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UnlinkAt(int directory, string name, int flags);

    /// <summary>renameat(2). Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt(int fromDirectory, string from, int toDirectory, string to);

    /// <summary>fcntl(2) with a lock. Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static unsafe partial int Lock(int descriptor, int command, FileLock* range);

    /// <summary>fsync(2). Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int descriptor);

    /// <summary>getdents64(2): the next entries of a directory. Returns their bytes, 0 at the end, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    public static unsafe partial nint ReadDirectory(int descriptor, byte* buffer, nint count);

    /// <summary>lseek(2). Returns the position, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(int descriptor, long offset, int whence);

    /// <summary>isatty(3). Returns 1 for a terminal.</summary>
    [LibraryImport("libc", EntryPoint = "isatty")]
    public static partial int IsTerminal(int descriptor);

    /// <summary>Starts a program that has nothing to do with this one any more; see detach.c. Returns 0, or an error number.</summary>
    [LibraryImport("libc", EntryPoint = "apifunc_detach", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Detach(string path, string firstArgument, string secondArgument);

    /// <summary>write(2). Returns the number of bytes written, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int descriptor, byte* buffer, nint count);

    /// <summary>read(2). Returns the number of bytes, 0 at the end, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int descriptor, byte* buffer, nint count);

    /// <summary>waitid(2). Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "waitid")]
    public static partial int WaitId(int kind, int id, nint information, int options);

    /// <summary>Whether a process is a child of this one that has not been waited for.</summary>
    public static bool IsChild(int id) => WaitId(1, id, 0, 0x4 | 0x1 | 0x01000000) == 0;

    /// <summary>kill(2); a negative number is a group of processes.</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int process, int signal);

    /// <summary>geteuid(2): the user whose rights count.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    /// <summary>access(2) with the mode X_OK. Returns 0 where the file may be executed.</summary>
    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Access(string path, int mode);

    /// <summary>statx(2) on a descriptor (AT_EMPTY_PATH). Its structure is the kernel's and the same everywhere, unlike that of fstat.</summary>
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static unsafe partial int Statx(int directory, byte* path, int flags, uint mask, StatxBuffer* buffer);

    /// <summary>uname(2), into six fields of 65 bytes. Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "uname")]
    public static unsafe partial int Uname(byte* name);

    /// <summary>gnu_get_libc_version(3): the version of the glibc that is linked in, a NUL-terminated text.</summary>
    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    public static unsafe partial byte* LibcVersion();

    /// <summary>socket(2). Returns a descriptor, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int domain, int type, int protocol);

    /// <summary>connect(2). Returns 0, or -1 (EINPROGRESS where it goes on).</summary>
    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static unsafe partial int Connect(int descriptor, byte* address, uint length);

    /// <summary>getsockopt(2). Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static unsafe partial int GetSocketOption(int descriptor, int level, int option, int* value, uint* length);

    /// <summary>setsockopt(2). Returns 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static unsafe partial int SetSocketOption(int descriptor, int level, int option, int* value, uint length);

    /// <summary>poll(2), with a time limit in milliseconds. Returns how many descriptors are ready, 0 when the time is up, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);

    /// <summary>recv(2). Returns the number of bytes, 0 at the end, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static unsafe partial nint Receive(int descriptor, byte* buffer, nint count, int flags);

    /// <summary>send(2). Returns the number of bytes, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static unsafe partial nint Send(int descriptor, byte* buffer, nint count, int flags);

    /// <summary>getaddrinfo(3). Returns 0, or a number that <see cref="AddressInfoError"/> explains.</summary>
    [LibraryImport("libc", EntryPoint = "getaddrinfo", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int GetAddressInfo(string host, string? service, AddressInfo* hints, AddressInfo** first);

    /// <summary>freeaddrinfo(3).</summary>
    [LibraryImport("libc", EntryPoint = "freeaddrinfo")]
    public static unsafe partial void FreeAddressInfo(AddressInfo* first);

    /// <summary>gai_strerror(3): a NUL-terminated text.</summary>
    [LibraryImport("libc", EntryPoint = "gai_strerror")]
    public static unsafe partial byte* AddressInfoError(int error);

    /// <summary>__nss_configure_lookup, a function of glibc: names the sources of one database in the place of /etc/nsswitch.conf.</summary>
    [LibraryImport("libc", EntryPoint = "__nss_configure_lookup", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConfigureLookup(string database, string sources);
}

/// <summary><c>struct pollfd</c> of poll.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    /// <summary>POLLIN.</summary>
    public const short Readable = 1;

    /// <summary>POLLOUT.</summary>
    public const short Writable = 4;

    public int Descriptor;
    public short Events;
    public short Answers;
}

/// <summary><c>struct addrinfo</c> of netdb.h, as glibc orders it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AddressInfo
{
    public int Flags;
    public int Family;
    public int SocketType;
    public int Protocol;
    public uint AddressLength;
    public byte* Address;
    public byte* CanonicalName;
    public AddressInfo* Next;
}

/// <summary><c>struct flock</c> of fcntl.h; from its start to its end where nothing else is said.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileLock
{
    public short Type;
    public short Whence;
    public long Start;
    public long Length;
    public int ProcessId;
}

/// <summary><c>struct statx</c> of linux/stat.h, as far as it is used; 256 bytes in all.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    private const int EmptyPath = 0x1000;
    private const uint WhatIsAsked = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x40 | 0x100 | 0x200; // type, mode, names, owner, group, time, inode, size
    private const int TypeMask = 0xF000;

    [FieldOffset(16)] public uint Names;
    [FieldOffset(20)] public uint Uid;
    [FieldOffset(24)] public uint Gid;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(112)] public long ModifiedSeconds;

    /// <summary>S_IFREG.</summary>
    public readonly bool IsRegularFile => (Mode & TypeMask) == 0x8000;

    /// <summary>S_IFDIR.</summary>
    public readonly bool IsDirectory => (Mode & TypeMask) == 0x4000;

    /// <summary>S_IFLNK.</summary>
    public readonly bool IsLink => (Mode & TypeMask) == 0xA000;

    /// <summary>Whether root or the caller is the owner.</summary>
    public readonly bool IsOwn => Uid == 0 || Uid == Libc.EffectiveUser();

    /// <summary>What the kernel says about an open descriptor. Returns false, and sets <see cref="Libc.LastError"/>, where it does not.</summary>
    public static unsafe bool TryGet(int descriptor, out StatxBuffer status)
    {
        StatxBuffer buffer;
        byte empty = 0;
        var result = Libc.Statx(descriptor, &empty, EmptyPath, WhatIsAsked, &buffer);
        status = buffer;
        return result == 0;
    }
}
