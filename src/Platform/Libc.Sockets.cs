// libc: sockets and names of hosts (sys/socket.h, poll.h, netdb.h).

using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

internal static partial class Libc
{
    /// <summary>Returns a descriptor, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static partial int socket(int domain, int type, int protocol);

    /// <summary>Returns 0, or -1 (EINPROGRESS if it goes on).</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int connect(int descriptor, byte* address, uint length);

    /// <summary>Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int getsockopt(int descriptor, int level, int option, int* value, uint* length);

    /// <summary>Returns 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int setsockopt(int descriptor, int level, int option, int* value, uint length);

    /// <summary>Waits for some milliseconds at most, without end for -1. Returns how many descriptors are ready, 0, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int poll(PollFd* descriptors, nuint count, int timeout);

    /// <summary>Returns the number of bytes, 0 at the end, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint recv(int descriptor, byte* buffer, nint count, int flags);

    /// <summary>Returns the number of bytes, or -1.</summary>
    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint send(int descriptor, byte* buffer, nint count, int flags);

    /// <summary>Returns 0, or a number that <see cref="gai_strerror"/> explains.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int getaddrinfo(string host, string? service, AddrInfo* hints, AddrInfo** first);

    [LibraryImport("libc")]
    public static unsafe partial void freeaddrinfo(AddrInfo* first);

    /// <summary>A NUL-terminated text.</summary>
    [LibraryImport("libc")]
    public static unsafe partial byte* gai_strerror(int error);

    /// <summary>A function of glibc that names the sources of one database in the place of /etc/nsswitch.conf.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int __nss_configure_lookup(string database, string sources);
}

/// <summary><c>struct pollfd</c> of poll.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollFd
{
    public const short POLLIN = 1;
    public const short POLLOUT = 4;

    public int Fd;
    public short Events;
    public short Revents;
}

/// <summary><c>struct addrinfo</c> of netdb.h, as glibc orders it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AddrInfo
{
    public int Flags;
    public int Family;
    public int SocketType;
    public int Protocol;
    public uint AddressLength;
    public byte* Address;
    public byte* CanonicalName;
    public AddrInfo* Next;
}
