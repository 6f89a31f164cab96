// Files that scripts leave for reports, mostly in /tmp: what others have put there counts as missing.

using ApiFunc.Platform;

namespace ApiFunc.Failures;

internal static class ScriptFile
{
    /// <summary>
    /// Opens the first regular file of root or the caller that can be read and is not empty; null if there is none.
    /// </summary>
    /// <param name="candidates">Paths; one that is null or empty is passed over.</param>
    /// <param name="path">The path of the file; empty if there is none.</param>
    public static SafeFile? OpenFirst(IEnumerable<byte[]?> candidates, out byte[] path)
    {
        foreach (var candidate in candidates)
        {
            if (candidate is not { Length: > 0 })
                continue;

            var file = SafeFile.OpenOwn(candidate, Libc.O_RDONLY, out _);
            if (file is { Length: > 0 })
            {
                path = candidate;
                return file;
            }

            file?.Dispose();
        }

        path = [];
        return null;
    }

    /// <summary>The path of the file that <see cref="OpenFirst"/> would open; null if there is none.</summary>
    public static byte[]? First(IEnumerable<byte[]?> candidates)
    {
        using var file = OpenFirst(candidates, out var path);
        return file is null ? null : path;
    }
}
