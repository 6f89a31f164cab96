// Standard input, line by line.

using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ApiFunc.Platform;

internal static class StandardInput
{
    // The rest of a longer line is dropped: a stream without newlines must not fill the memory.
    private const int LongestLine = 1024 * 1024;

    /// <summary>All bytes as text.</summary>
    public static string Text()
    {
        using var reader = Read(Open());
        return reader.ReadToEnd();
    }

    /// <summary>The lines, without their newlines, as they arrive.</summary>
    public static IEnumerable<string> Lines() => Lines(Open());

    /// <summary>The lines of a stream, which is closed after the last one.</summary>
    internal static IEnumerable<string> Lines(Stream stream)
    {
        using var reader = Read(stream);
        var line = new StringBuilder();
        var buffer = new char[4096];
        for (int count; (count = reader.Read(buffer)) > 0;)
        {
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, '\n', start, count - start)) >= 0; start = end + 1)
            {
                yield return Take(line, buffer.AsSpan(start, end - start));
            }

            Append(line, buffer.AsSpan(start, count - start));
        }

        if (line.Length > 0)
            yield return Take(line, []);
    }

    private static string Take(StringBuilder line, ReadOnlySpan<char> rest)
    {
        Append(line, rest);
        var text = line.ToString();
        line.Clear();
        return text;
    }

    private static void Append(StringBuilder line, ReadOnlySpan<char> text) =>
        line.Append(text[..Math.Min(text.Length, LongestLine - line.Length)]);

    /// <summary>As UTF-8, whatever the first bytes look like.</summary>
    private static StreamReader Read(Stream stream) => new(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);

    private static FileStream Open() => new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
}
