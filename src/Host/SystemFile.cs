// Files of the system below a root that tests may choose.

using ApiFunc.Platform;

namespace ApiFunc.Host;

internal static class SystemFile
{
    /// <summary>The file's first bytes, at most <paramref name="limit"/>; none where it cannot be read.</summary>
    public static byte[] ReadStart(string root, string path, int limit)
    {
        using var file = SafeFile.OpenRead(Path.Join(root, path), out _);
        return file?.ReadStart(limit) ?? [];
    }
}
