// Directories whose files are for everybody to read.

namespace ApiFunc.Platform;

internal static class VisibleDirectory
{
    private const int ForEverybodyToSee = 0x1ED; // 0755

    /// <summary>
    /// Makes a directory, and those above it, for everybody to see and for the caller to write to, whatever umask(2) says. One that is
    /// there stays as it is. Returns null, or what went wrong, one line for a person.
    /// </summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="onMade">Is told each directory that was made; null if nobody wants to know.</param>
    public static string? Make(string path, Action<string>? onMade = null)
    {
        if (Directory.Exists(path))
            return null;
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent && Make(parent, onMade) is { } above)
            return above;
        if (Libc.mkdirat(Libc.AT_FDCWD, path, ForEverybodyToSee) != 0)
        {
            // Another process may have made it meanwhile.
            var problem = Libc.LastError;
            return Directory.Exists(path) ? null : $"the directory {path} cannot be made: {problem}";
        }

        var descriptor = Libc.openat(Libc.AT_FDCWD, path, Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (descriptor >= 0)
        {
            _ = Libc.fchmod(descriptor, ForEverybodyToSee);
            _ = Libc.close(descriptor);
        }

        onMade?.Invoke(path);
        return null;
    }
}
