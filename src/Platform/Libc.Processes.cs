// libc: other processes (signal.h, sys/wait.h).

using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

internal static partial class Libc
{
    public const int SIGKILL = 9;
    public const int P_PID = 1;
    public const int WNOHANG = 1;
    public const int WEXITED = 4;
    public const int WNOWAIT = 0x01000000;

    /// <summary>Sends a signal; a negative number is a process group.</summary>
    [LibraryImport("libc")]
    public static partial int kill(int process, int signal);

    /// <summary>Returns 0, or -1 if there is no such child; <paramref name="information"/> may be 0.</summary>
    [LibraryImport("libc")]
    public static partial int waitid(int kind, int id, nint information, int options);
}
