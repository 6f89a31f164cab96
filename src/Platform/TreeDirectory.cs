// Directories of a tree that may be anybody's, such as a checkout: whatever is done there stays within the tree, since links in it
// are not followed, and nobody can put another directory in the place of an open one.

using Microsoft.Win32.SafeHandles;

namespace ApiFunc.Platform;

/// <summary>An open directory. Unlike a <see cref="SafeDirectory"/> it may belong to anybody.</summary>
internal sealed class TreeDirectory : IDisposable
{
    private readonly SafeFileHandle _handle;

    private TreeDirectory(SafeFileHandle handle) => _handle = handle;

    private int Descriptor => _handle.DangerousGetHandle().ToInt32();

    /// <summary>Opens the top of a tree; links on the way to it are followed. Returns null, and says why, if that fails.</summary>
    public static TreeDirectory? Open(string path, out Problem problem) =>
        Adopt(Libc.openat(Libc.AT_FDCWD, path, Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0), out problem);

    /// <summary>Opens a directory in this one. Returns null, and says why, if it is missing, a link, or no directory.</summary>
    public TreeDirectory? OpenDirectory(string name, out Problem problem) =>
        Adopt(Libc.openat(Descriptor, name, Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0), out problem);

    /// <summary>Opens a regular file in this directory for reading; see <see cref="SafeFile.Open"/>.</summary>
    public SafeFile? OpenFile(string name, out string? problem, out bool isMissing)
    {
        var flags = Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC;
        var descriptor = Libc.openat(Descriptor, name, flags, 0);
        isMissing = descriptor < 0 && Problem.Last().Error == Libc.ENOENT;
        return SafeFile.Adopt(descriptor, out problem);
    }

    /// <summary>What is in it, in no order.</summary>
    public List<DirectoryEntry> Entries() => DirectoryEntries.Read(Descriptor);

    /// <summary>Writes a file of this directory as a whole; see <see cref="WholeFile"/>. Returns null, or what went wrong.</summary>
    public string? Replace(string name, ReadOnlySpan<byte> content, out bool isUnwritten, FileRights? rights = null) =>
        WholeFile.Replace(Descriptor, name, content, out isUnwritten, rights);

    /// <summary>Moves a file within this directory, also in the place of another one. Returns null, or what went wrong.</summary>
    public string? Rename(string name, string newName) =>
        Libc.renameat(Descriptor, name, Descriptor, newName) == 0 ? null : Libc.LastError;

    /// <summary>Deletes a file. Returns null, or what went wrong.</summary>
    public string? Delete(string name) => Libc.unlinkat(Descriptor, name, 0) == 0 ? null : Libc.LastError;

    public void Dispose() => _handle.Dispose();

    private static TreeDirectory? Adopt(int descriptor, out Problem problem)
    {
        problem = descriptor < 0 ? Problem.Last() : default;
        return descriptor < 0 ? null : new TreeDirectory(new SafeFileHandle(descriptor, ownsHandle: true));
    }
}
