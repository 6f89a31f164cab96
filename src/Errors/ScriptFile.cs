// Files that scripts leave for reports, mostly in /tmp: what others have put there counts as missing.

using ApiFunc.Platform;

namespace ApiFunc.Errors;

internal static class ScriptFile
{
    /// <summary>
    /// The first path of a regular file of root or the caller that can be read and is not empty; null where there is none.
    /// </summary>
    public static byte[]? First(IEnumerable<byte[]?> candidates)
    {
        foreach (var path in candidates)
        {
            if (path is not { Length: > 0 })
                continue;

            using var file = SafeFile.OpenOwn(path, Native.ReadOnly, out _);
            if (file is { Length: > 0 })
                return path;
        }

        return null;
    }
}
