// The functions of libc that .NET does not offer, each with its own name and described in its manual page. They are resolved when
// the binary is linked (DirectPInvoke): a static program must not load libraries.

using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

/// <summary>libc: what is in this file has to do with the process and the system; errno.h, stdlib.h, unistd.h.</summary>
internal static partial class Libc
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EBADF = 9;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EEXIST = 17;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EPIPE = 32;
    public const int ELOOP = 40;

    /// <summary>The text for errno after one of these calls failed in this thread.</summary>
    public static string LastError => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>Returns the address of the value, or null if the variable is not set.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial byte* getenv(string name);

    /// <summary>The user whose rights count.</summary>
    [LibraryImport("libc")]
    public static partial uint geteuid();

    /// <summary>Returns 1 for a terminal.</summary>
    [LibraryImport("libc")]
    public static partial int isatty(int descriptor);

    /// <summary>Returns 0, or -1. See <see cref="WindowSize.ColumnsOf"/>.</summary>
    [LibraryImport("libc")]
    public static unsafe partial int ioctl(int descriptor, nuint request, WindowSize* size);

    /// <summary>Fills six fields of 65 bytes. Returns 0, or -1.</summary>
    [LibraryImport("libc")]
    public static unsafe partial int uname(byte* name);

    /// <summary>The version of the glibc that is linked in, a NUL-terminated text.</summary>
    [LibraryImport("libc")]
    public static unsafe partial byte* gnu_get_libc_version();
}

/// <summary><c>struct winsize</c> of asm/termios.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowSize
{
    private const nuint TIOCGWINSZ = 0x5413;

    public ushort Rows;
    public ushort Columns;
    public ushort Width;
    public ushort Height;

    /// <summary>How many columns a terminal has; 0 if it does not say (ioctl_tty(2)).</summary>
    public static unsafe int ColumnsOf(int descriptor)
    {
        WindowSize size;
        return Libc.ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.Columns : 0;
    }
}
