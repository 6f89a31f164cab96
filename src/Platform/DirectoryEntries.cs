// What is in a directory, as getdents64(2) says it.

using System.Runtime.InteropServices;
using System.Text;

namespace ApiFunc.Platform;

/// <summary>An entry of a directory.</summary>
/// <param name="Name">Its name; what is not UTF-8 in it becomes U+FFFD.</param>
/// <param name="Kind">What it is, as far as the file system says so without being asked about the entry itself.</param>
internal readonly record struct DirectoryEntry(string Name, EntryKind Kind);

/// <summary>The types of dirent.h that make a difference.</summary>
internal enum EntryKind : byte
{
    Unknown = 0, // DT_UNKNOWN
    Directory = 4, // DT_DIR
    File = 8, // DT_REG
    Link = 10, // DT_LNK
}

internal static class DirectoryEntries
{
    /// <summary>All entries of an open directory but <c>.</c> and <c>..</c>, in no order.</summary>
    public static unsafe List<DirectoryEntry> Read(int directory)
    {
        const int lengthOffset = 16;
        const int typeOffset = 18;
        const int nameOffset = 19;
        const int size = 4096;
        var entries = new List<DirectoryEntry>();
        var buffer = stackalloc byte[size];
        _ = Libc.lseek(directory, 0, 0);
        nint count;
        while ((count = Libc.getdents64(directory, buffer, size)) > 0)
        {
            for (nint at = 0; at < count; at += *(ushort*)(buffer + at + lengthOffset))
            {
                var name = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer + at + nameOffset));
                if (name is not ("." or ".."))
                    entries.Add(new DirectoryEntry(name, (EntryKind)(*(buffer + at + typeOffset))));
            }
        }

        return entries;
    }
}
