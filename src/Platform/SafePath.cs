// Paths through directories that others may write to. O_NOFOLLOW is about the last name only: a link that somebody has planted
// further up would lead anywhere. So a path is followed name by name, and each is checked once it is open.

using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

internal static class SafePath
{
    // As many as the kernel follows (MAXSYMLINKS of linux/namei.h).
    private const int MostLinks = 40;
    private const int LongestTarget = 4096;
    private const int ForEverybodyToSee = 0x1ED; // 0755
    private const int Sticky = 0x200; // 01000
    private const int WritableByEverybody = 0x2; // 0002

    private static int Flags => Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;

    /// <summary>
    /// Opens the directory in which a path's last name stands. On the way there only links are followed that root or the
    /// caller made. Returns a descriptor, or -1, and says why.
    /// </summary>
    /// <param name="path">The path's bytes.</param>
    /// <param name="requireUnreplaceable">
    /// Whether nobody else may be able to put something else in the place of a directory on the way: each belongs to root
    /// or the caller, and others may not write to it, or may not touch what is not theirs there (the sticky bit).
    /// </param>
    /// <param name="create">Whether directories that are missing are made, for everybody to see.</param>
    /// <param name="name">The last name, and a NUL byte.</param>
    /// <param name="problem">Why it cannot be opened.</param>
    public static unsafe int OpenParent(
        ReadOnlySpan<byte> path, bool requireUnreplaceable, bool create, out byte[] name, out Problem problem)
    {
        var rest = path.ToArray();
        var links = 0;
        name = [];
        problem = default;
        var directory = OpenStart(rest);
        while (directory >= 0)
        {
            if (!TakeName(ref rest, out name))
            {
                problem = Problem.Of(Libc.ENOENT);
                break;
            }

            if (rest.Length == 0)
                return directory;

            var next = OpenNext(directory, name, create);
            if (next < 0 || !StatxBuffer.TryGet(next, out var status))
            {
                problem = Problem.Last();
            }
            else if (status.IsLink)
            {
                var target = ReadLink(next);
                problem = !status.IsOwn ? new Problem("a link on the way to it belongs to somebody else", Libc.EPERM)
                    : ++links > MostLinks || target.Length == 0 ? Problem.Of(Libc.ELOOP)
                    : default;
                rest = [.. target, .. rest];
                _ = Libc.close(next);
                next = target is [(byte)'/', ..] ? OpenStart(rest) : directory;
            }
            else if (!status.IsDirectory)
            {
                problem = Problem.Of(Libc.ENOTDIR);
            }
            else if (requireUnreplaceable && !status.IsOwn)
            {
                problem = new Problem("a directory above it belongs to somebody else", Libc.EPERM);
            }
            else if (requireUnreplaceable && (status.Mode & WritableByEverybody) != 0 && (status.Mode & Sticky) == 0)
            {
                problem = new Problem("everybody may write to a directory above it", Libc.EPERM);
            }

            if (next != directory)
                _ = Libc.close(directory);
            directory = next;
            if (problem.Text is not null)
                break;
        }

        if (directory >= 0)
            _ = Libc.close(directory);
        else if (problem.Text is null)
            problem = Problem.Last();
        return -1;
    }

    /// <summary>Takes the first name off a path, and adds a NUL byte. Returns false if there is none.</summary>
    private static bool TakeName(ref byte[] path, out byte[] name)
    {
        var names = path.AsSpan().TrimStart((byte)'/');
        var length = names.IndexOf((byte)'/');
        name = [.. length < 0 ? names : names[..length], 0];
        path = length < 0 ? [] : names[length..].ToArray();
        return name.Length > 1;
    }

    private static unsafe int OpenStart(byte[] path)
    {
        byte[] start = [path is [(byte)'/', ..] ? (byte)'/' : (byte)'.', 0];
        fixed (byte* name = start)
            return Libc.open(name, Flags | Libc.O_DIRECTORY, 0);
    }

    private static unsafe int OpenNext(int directory, byte[] name, bool create)
    {
        fixed (byte* start = name)
        {
            var next = Libc.openat(directory, start, Flags, 0);
            if (next >= 0 || !create || Marshal.GetLastPInvokeError() != Libc.ENOENT)
                return next;

            // Another process may have made it meanwhile; then it is checked like any other.
            return Libc.mkdirat(directory, start, ForEverybodyToSee) == 0 || Marshal.GetLastPInvokeError() == Libc.EEXIST
                ? Libc.openat(directory, start, Flags, 0)
                : -1;
        }
    }

    private static unsafe byte[] ReadLink(int link)
    {
        var target = new byte[LongestTarget];
        byte empty = 0;
        fixed (byte* start = target)
            return target[..(int)Math.Max(0, Libc.readlinkat(link, &empty, start, target.Length))];
    }
}
