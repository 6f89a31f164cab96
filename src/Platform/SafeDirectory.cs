// Directories in which files come and go that others may not choose: everything is done relative to the open directory,
// so that nobody can put another one in its place meanwhile.

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ApiFunc.Platform;

/// <summary>An open directory that belongs to root or the caller, and that nobody else may write to.</summary>
internal sealed class SafeDirectory : IDisposable
{
    private const int ForOwnerOnly = 0x1C0; // 0700
    private const int FileForOwnerOnly = 0x180; // 0600
    private const int WritableByOthers = 0x12; // 0022
    private const int OwnerMayWrite = 0xC0; // 0300

    private static int Flags => Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;

    private readonly SafeFileHandle _handle;

    private SafeDirectory(SafeFileHandle handle) => _handle = handle;

    private int Descriptor => _handle.DangerousGetHandle().ToInt32();

    /// <summary>
    /// Opens a directory. If it is missing and <paramref name="create"/> is set, it is made for its owner only, and those above
    /// it for everybody to see. Returns null, and says why, if it is missing, a link, no directory, or not to be trusted; see
    /// <see cref="SafePath"/> for those above it.
    /// </summary>
    public static unsafe SafeDirectory? Open(ReadOnlySpan<byte> path, bool create, out Problem problem)
    {
        var parent = SafePath.OpenParent(path, requireUnreplaceable: true, create, out var name, out problem);
        if (parent < 0)
            return null;

        fixed (byte* start = name)
        {
            // If it is not missing, it could not be made either.
            var descriptor = Libc.openat(parent, start, Flags, 0);
            if (descriptor < 0 && create && Marshal.GetLastPInvokeError() == Libc.ENOENT
                && (Libc.mkdirat(parent, start, ForOwnerOnly) == 0 || Marshal.GetLastPInvokeError() == Libc.EEXIST))
            {
                descriptor = Libc.openat(parent, start, Flags, 0);
            }

            var directory = Adopt(descriptor, out problem);
            if (problem.Error == Libc.ENOTDIR)
                problem = new Problem(IsLink(parent, start) ? "it is a link" : "it is no directory", Libc.ENOTDIR);
            _ = Libc.close(parent);
            return directory;
        }
    }

    /// <summary>Opens a directory below this one; see <see cref="Open"/>.</summary>
    public SafeDirectory? OpenDirectory(string name, bool create, out Problem problem)
    {
        var descriptor = Libc.openat(Descriptor, name, Flags, 0);
        if (descriptor < 0 && create && Marshal.GetLastPInvokeError() == Libc.ENOENT
            && (Libc.mkdirat(Descriptor, name, ForOwnerOnly) == 0 || Marshal.GetLastPInvokeError() == Libc.EEXIST))
        {
            descriptor = Libc.openat(Descriptor, name, Flags, 0);
        }

        return Adopt(descriptor, out problem);
    }

    /// <summary>Opens a regular file in this directory; see <see cref="SafeFile.Open"/>.</summary>
    public SafeFile? OpenFile(string name, int flags, out string? problem)
    {
        flags |= Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC;
        return SafeFile.Adopt(Libc.openat(Descriptor, name, flags, FileForOwnerOnly), out problem);
    }

    /// <summary>The names of all entries, in no order.</summary>
    public List<string> Names() => [.. DirectoryEntries.Read(Descriptor).Select(entry => entry.Name)];

    /// <summary>Moves a file to a directory and a name. Returns false if that fails.</summary>
    public bool Rename(string name, SafeDirectory to, string newName) => Libc.renameat(Descriptor, name, to.Descriptor, newName) == 0;

    /// <summary>Deletes a file. Returns false if that fails, or it has gone.</summary>
    public bool Delete(string name) => Libc.unlinkat(Descriptor, name, 0) == 0;

    /// <summary>Deletes an empty directory. Returns false if it is not empty, or that fails.</summary>
    public bool DeleteDirectory(string name) => Libc.unlinkat(Descriptor, name, Libc.AT_REMOVEDIR) == 0;

    /// <summary>Returns when the names in the directory are on the disk.</summary>
    public void Sync() => _ = Libc.fsync(Descriptor);

    public void Dispose() => _handle.Dispose();

    /// <summary>Whether a name is a link. With O_DIRECTORY and O_NOFOLLOW, open(2) answers ENOTDIR for one.</summary>
    private static unsafe bool IsLink(int parent, byte* name)
    {
        var descriptor = Libc.openat(parent, name, Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        var isLink = descriptor >= 0 && StatxBuffer.TryGet(descriptor, out var status) && status.IsLink;
        if (descriptor >= 0)
            _ = Libc.close(descriptor);
        return isLink;
    }

    private static SafeDirectory? Adopt(int descriptor, out Problem problem)
    {
        if (descriptor < 0)
        {
            problem = Problem.Last();
            return null;
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        problem = default;
        if (!StatxBuffer.TryGet(descriptor, out var status))
            problem = Problem.Last();
        else if (!status.IsOwn)
            problem = new Problem("it belongs to somebody else", Libc.EPERM);
        else if ((status.Mode & WritableByOthers) != 0)
            problem = new Problem("others may write to it", Libc.EPERM);
        else if ((status.Mode & OwnerMayWrite) != OwnerMayWrite && Libc.geteuid() != 0)
            problem = new Problem("it may not be written to", Libc.EACCES);
        if (problem.Text is null)
            return new SafeDirectory(handle);

        handle.Dispose();
        return null;
    }
}

/// <summary>Why something cannot be used.</summary>
/// <param name="Text">One line for a person; null for no problem.</param>
/// <param name="Error">The error number of the system that says the same.</param>
internal readonly record struct Problem(string? Text, int Error)
{
    /// <summary>What the system says about the last call that failed.</summary>
    public static Problem Last() => Of(Marshal.GetLastPInvokeError());

    /// <summary>What an error number says.</summary>
    public static Problem Of(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    /// <summary>Whether rights are missing, or there are too many.</summary>
    public bool IsAboutRights => Error is Libc.EPERM or Libc.EACCES;
}
