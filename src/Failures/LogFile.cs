// The log of an installation: which file it is, and reading what is needed of it.

using System.Text;
using ApiFunc.Platform;
using ApiFunc.Redaction;
using ApiFunc.Script;

namespace ApiFunc.Failures;

internal static class LogFile
{
    // However large a log is, and however long its lines are: this much of its end is looked at, in bytes.
    private const int LargestEnd = 1024 * 1024;
    private const int FirstEnd = 64 * 1024;

    // Removing what steers a terminal shortens a log; this much is read for its beginning.
    private const int LargestStart = 16 * 1024 * 1024;

    // No secret and no escape sequence is longer: this much next to a cut is dropped.
    private const int LongestUnit = 4096;

    /// <summary>The path of the first log that exists and is not empty; null if there is none.</summary>
    public static byte[]? Pick(ScriptVariables script) => ScriptFile.First(Candidates(script));

    /// <summary>The last lines that survive cleaning, at most <paramref name="count"/>; empty if there is no log.</summary>
    public static IReadOnlyList<string> LastLines(ScriptVariables script, Redactor redactor, int count)
    {
        if (count <= 0)
            return [];

        using var file = ScriptFile.OpenFirst(Candidates(script), out _);
        for (var size = FirstEnd; file is not null; size *= 4)
        {
            var end = file.ReadEnd(Math.Min(size, LargestEnd));
            var isWhole = end.Length >= file.Length;
            var lines = Encoding.UTF8.GetString(end).Split('\n');

            // A log that was emptied while it was written to begins with a hole, which reads as NUL bytes.
            var hole = lines[0].LastIndexOf('\0');
            lines[0] = lines[0][(hole + 1)..];

            // The first line may be incomplete: it is used only if there is no other, and without its first 4 KiB.
            var start = redactor.Counter?.Position ?? 0;
            var cleaned = Clean(isWhole || hole >= 0 ? lines : lines.AsSpan(1), redactor, out var positions);
            if (cleaned.Count >= count + LineRedactor.MaxContextLines || isWhole)
            {
                if (cleaned.Count <= count)
                    return cleaned;
                redactor.Counter?.Forget(start, positions[^count]);
                return cleaned.GetRange(cleaned.Count - count, count);
            }

            redactor.Counter?.Forget(start, redactor.Counter.Position);
            if (size >= LargestEnd)
                return cleaned.Count > 0 ? cleaned : [.. Clean([lines[0]], redactor, out _).Select(WithoutBeginning)];
        }

        return [];
    }

    /// <summary>
    /// The log's beginning, the last state of each line on a terminal, masked, at most <paramref name="limit"/> bytes; empty
    /// if there is no log.
    /// </summary>
    public static string Start(ScriptVariables script, Redactor redactor, int limit)
    {
        using var file = ScriptFile.OpenFirst(Candidates(script), out _);
        for (var size = Math.Max(limit + LongestUnit, FirstEnd); file is not null; size *= 4)
        {
            var bytes = file.ReadStart(Math.Min(size, LargestStart));
            var start = redactor.Apply(Encoding.UTF8.GetString(bytes));
            if (bytes.Length >= file.Length)
                return Utf8.Cut(start, limit);

            // What the end may have cut in two is not shown.
            var shown = Encoding.UTF8.GetByteCount(start) - LongestUnit;
            if (size >= LargestStart || shown >= limit)
                return Utf8.Cut(start, Math.Clamp(shown, 0, limit));
        }

        return "";
    }

    private static string WithoutBeginning(string line) => line[Math.Min(LongestUnit, line.Length)..].TrimStart('\uFFFD');

    private static IEnumerable<byte[]?> Candidates(ScriptVariables script)
    {
        yield return script.Bytes(Variables.CombinedLog);
        if (script.Bytes(Variables.SessionId) is { Length: > 0 } session)
        {
            yield return [.. "/tmp/install-"u8, .. session, .. "-combined.log"u8];
            var application = script.Bytes(Variables.NsApp) is { Length: > 0 } name ? name : "lxc"u8.ToArray();
            var container = script.Bytes(Variables.CtId) ?? [];
            yield return [.. "/tmp/"u8, .. application, (byte)'-', .. container, (byte)'-', .. session, .. ".log"u8];
        }

        yield return script.Bytes(Variables.InstallLog);
        yield return script.Bytes(Variables.BuildLog);
        yield return script.Bytes(Variables.SilentLogfile);
    }

    /// <summary>Cleans lines, and says for each that is left what the redactor had counted before it.</summary>
    private static List<string> Clean(ReadOnlySpan<string> lines, Redactor redactor, out List<int> positions)
    {
        var keys = new LineRedactor(redactor);
        var cleaned = new List<string>();
        positions = [];
        foreach (var line in lines)
        {
            var position = redactor.Counter?.Position ?? 0;
            if (LogCleaner.Clean(line, keys) is not { } text)
                continue;
            cleaned.Add(text);
            positions.Add(position);
        }

        return cleaned;
    }
}
