// The file in which the scripts keep the user's answer to the question for diagnostics.

using System.Buffers;
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

    /// <summary>
    /// Writes an answer as the scripts do: a line that they and <see cref="Read"/> understand, in the place of those that were there.
    /// All other lines stay. A missing file, and its directory, is made for everybody to read.
    /// </summary>
    /// <returns>Null, or what went wrong, one line for a person; then the file is as it was.</returns>
    public static string? Write(bool consents, string path = ScriptPaths.Consent)
    {
        var line = Encoding.ASCII.GetBytes($"{Variables.Diagnostics}={(consents ? "yes" : "no")}\n");
        byte[] content;
        bool isMissing;
        using (var file = SafeFile.OpenRead(path, out var problem, out isMissing))
        {
            if (file is null && !isMissing)
                return problem;
            if (file?.Length > LargestFile)
                return $"it is larger than {LargestFile / 1024} KiB";
            content = file is null ? [.. line, .. "\n"u8, .. Explanation] : WithAnswer(file.ReadStart(LargestFile), line);
        }

        return (isMissing ? VisibleDirectory.Make(Path.GetDirectoryName(path)!) : null)
            ?? WholeFile.Replace(path, content, out _, isMissing ? FileRights.OfOwnText : null);
    }

    /// <summary>What a new file says of itself.</summary>
    private static ReadOnlySpan<byte> Explanation => """
        # Whether the helper scripts on this host report what they install, and how it ended.
        #
        #   DIAGNOSTICS=yes   reports are sent
        #   DIAGNOSTICS=no    nothing is sent
        #
        # 'apifunc consent yes' and 'apifunc consent no' change the line above.

        """u8;

    private static byte[] WithAnswer(ReadOnlySpan<byte> content, ReadOnlySpan<byte> answer)
    {
        var changed = new ArrayBufferWriter<byte>();
        var isWritten = false;
        while (!content.IsEmpty)
        {
            var end = content.IndexOf((byte)'\n');
            var line = end < 0 ? content : content[..(end + 1)];
            content = content[line.Length..];
            if (!IsAnswer(line))
                changed.Write(line);
            else if (!isWritten)
                changed.Write(answer);
            isWritten |= IsAnswer(line);
            if (end < 0 && !IsAnswer(line))
                changed.Write("\n"u8);
        }

        return isWritten ? changed.WrittenSpan.ToArray() : [.. answer, .. changed.WrittenSpan];
    }

    private static bool IsAnswer(ReadOnlySpan<byte> line)
    {
        var name = Encoding.ASCII.GetBytes($"{Variables.Diagnostics}=");
        return line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
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
