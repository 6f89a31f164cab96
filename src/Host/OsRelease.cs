// The distribution, from /etc/os-release (os-release(5)).

using System.Text;

namespace ApiFunc.Host;

/// <param name="Id">Such as <c>debian</c>; empty if the file does not say.</param>
/// <param name="VersionId">Such as <c>12</c>; empty if the file does not say.</param>
internal readonly record struct OsRelease(string Id, string VersionId)
{
    /// <summary>Reads /etc/os-release or, if that is empty or not there, /usr/lib/os-release.</summary>
    /// <param name="root">The root of the file system to look at.</param>
    public static OsRelease Read(string root)
    {
        // The first is usually a link to the second, and links are not followed here.
        var content = SystemFile.ReadStart(root, "etc/os-release", 64 * 1024);
        if (content.Length == 0)
            content = SystemFile.ReadStart(root, "usr/lib/os-release", 64 * 1024);

        var release = new OsRelease("", "");
        foreach (var line in Encoding.UTF8.GetString(content).AsSpan().EnumerateLines())
        {
            if (line.StartsWith("ID="))
                release = release with { Id = Value(line) };
            else if (line.StartsWith("VERSION_ID="))
                release = release with { VersionId = Value(line) };
        }

        return release;
    }

    private static string Value(ReadOnlySpan<char> line) => line[(line.IndexOf('=') + 1)..].Trim().Trim("\"'").ToString();
}
