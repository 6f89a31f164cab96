// Files of the system, below a root that is handed in: tests have one of their own.

using ApiFunc.Platform;

namespace ApiFunc.Host;

internal static class SystemFile
{
    /// <summary>The file's first bytes, at most <paramref name="limit"/>; none if it cannot be read.</summary>
    public static byte[] ReadStart(string root, string path, int limit)
    {
        using var file = SafeFile.OpenRead(Path.Join(root, path), out _);
        return file?.ReadStart(limit) ?? [];
    }
}
