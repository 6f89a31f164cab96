// The file in which the scripts keep the user's answer to the question for diagnostics.

using System.Text;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Consent;

internal static class ConsentFile
{
    private const int LargestFile = 64 * 1024;

    /// <summary>
    /// The value of the last line that starts with <c>DIAGNOSTICS=</c>, in any case, without blanks and quotes around it.
    /// Empty, which means no, if no line does or the file cannot be read; null if there is no file.
    /// </summary>
    public static string? Read(string path = ScriptPaths.Consent)
    {
        if (!File.Exists(path))
            return null;

        var answer = "";
        foreach (var line in ReadLines(path))
        {
            if (line.StartsWith($"{Variables.Diagnostics}=", StringComparison.OrdinalIgnoreCase))
                answer = line[(Variables.Diagnostics.Length + 1)..].Trim(" \t\r\v\f\"'".ToCharArray());
        }

        return answer;
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
