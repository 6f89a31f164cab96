// The file that keeps the user's answer to the question for diagnostics.

using System.Text;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Consent;

internal static class ConsentFile
{
    public const string Path = "/usr/local/community-scripts/diagnostics";

    private const int LargestFile = 64 * 1024;

    /// <summary>
    /// The value of the last line that starts with <c>DIAGNOSTICS=</c>, in any case, without blanks and quotes around
    /// it. Empty, which means no, where no line does or the file cannot be read; null where there is no file.
    /// </summary>
    public static string? Read(string path = Path)
    {
        if (!File.Exists(path))
            return null;

        var consent = "";
        foreach (var line in ReadLines(path))
        {
            if (line.StartsWith($"{Variables.Diagnostics}=", StringComparison.OrdinalIgnoreCase))
                consent = line[(Variables.Diagnostics.Length + 1)..].Trim(" \t\r\v\f\"'".ToCharArray());
        }

        return consent;
    }

    /// <summary>A link is followed here: the file is the administrator's, and the shim's shell follows it, too.</summary>
    private static string[] ReadLines(string path)
    {
        using var file = SafeFile.OpenRead(path, out var problem, throughLinks: true);
        if (file is not null)
            return Encoding.UTF8.GetString(file.ReadStart(LargestFile)).Split('\n');

        DebugLog.Write($"{path} is not read: {problem}");
        return [];
    }
}
