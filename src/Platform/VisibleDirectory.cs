// Directories whose files are for everybody to read.

using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

internal static class VisibleDirectory
{
    private const int ForEverybodyToSee = 0x1ED; // 0755

    /// <summary>
    /// Makes a directory, and those above it, for everybody to see and for the caller to write to, whatever umask(2) says. One that is
    /// there stays as it is. Returns null, or what went wrong, one line for a person.
    /// </summary>
    public static string? Make(string path)
    {
        if (Directory.Exists(path))
            return null;
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent && Make(parent) is { } problem)
            return problem;
        if (Libc.mkdirat(Libc.AT_FDCWD, path, ForEverybodyToSee) != 0)
            return Marshal.GetLastPInvokeError() == Libc.EEXIST ? null : $"the directory {path} cannot be made: {Libc.LastError}";

        var descriptor = Libc.openat(Libc.AT_FDCWD, path, Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (descriptor >= 0)
        {
            _ = Libc.fchmod(descriptor, ForEverybodyToSee);
            _ = Libc.close(descriptor);
        }

        return null;
    }
}
