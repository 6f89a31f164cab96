// The file in which a script keeps the output of the command that failed, so that a report can show it.

using System.Text;
using ApiFunc.Platform;
using ApiFunc.Redaction;
using ApiFunc.Script;

namespace ApiFunc.Failures;

/// <summary>
/// <c>EXIT_CODE=N</c>, <c>LINE=N</c>, <c>COMMAND=…</c> and <c>--- OUTPUT ---</c>, one a line, then the command's output.
/// </summary>
internal sealed record CaptureFile(string ExitCode, string Line, string Command, string Output)
{
    private const string OutputMark = "--- OUTPUT ---";
    private const int LongestCommand = 300;
    private const int LargestFile = 256 * 1024;

    // As [[:space:]] in a shell.
    private const string Blanks = " \t\n\v\f\r";

    /// <summary>The path of the first capture file that exists and is not empty; null if there is none.</summary>
    public static byte[]? Find(ScriptVariables script) => ScriptFile.First(Candidates(script));

    /// <summary>
    /// Reads the capture file, if it is about this failure: it holds the same code, or the reported code is 1 or 255, which
    /// scripts use for any failure. Null otherwise.
    /// </summary>
    public static CaptureFile? Read(ScriptVariables script, string code)
    {
        using var file = ScriptFile.OpenFirst(Candidates(script), out _);
        if (file is null)
            return null;

        var captured = Parse(Encoding.UTF8.GetString(file.ReadStart(LargestFile)));
        var isCode = captured.ExitCode.Length > 0 && captured.ExitCode.All(char.IsAsciiDigit);
        var isTrusted = isCode && (captured.ExitCode == code || code is "1" or "255");
        return isTrusted ? captured : null;
    }

    /// <summary>Takes a file apart. What it does not say is empty.</summary>
    public static CaptureFile Parse(string text)
    {
        var capture = new CaptureFile("", "", "", "");
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('\n');
            var line = (end < 0 ? rest : rest[..end]).TrimEnd('\r');
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (line.TrimEnd(Blanks).SequenceEqual(OutputMark))
                return capture with { Output = rest.Trim(Blanks).IsEmpty ? "" : rest.TrimEnd('\n').ToString() };

            if (line.StartsWith("EXIT_CODE="))
                capture = capture with { ExitCode = line[10..].Trim(Blanks).ToString() };
            else if (line.StartsWith("LINE="))
                capture = capture with { Line = line[5..].Trim(Blanks).ToString() };
            else if (line.StartsWith("COMMAND="))
                capture = capture with { Command = line[8..].ToString() };
        }

        return capture;
    }

    /// <summary>
    /// Writes a capture file. Code, line and command are masked and put on one line each, and the command is cut; the
    /// output is written as it is. Returns false if the file cannot be written.
    /// </summary>
    /// <param name="path">The file. See <see cref="SafeFile.OpenOwn"/> for what is not written to.</param>
    /// <param name="redactor">What masks code, line and command.</param>
    public bool Write(ReadOnlySpan<byte> path, Redactor redactor)
    {
        var command = Utf8.Cut(OnOneLine(Command, redactor), LongestCommand);
        var text = $"""
            EXIT_CODE={OnOneLine(ExitCode, redactor)}
            LINE={OnOneLine(Line, redactor)}
            COMMAND={command}
            {OutputMark}
            {Output}
            """;
        using var file = SafeFile.OpenOwn(path, Libc.O_WRONLY | Libc.O_CREAT, out var problem);
        if (file is not null)
            return file.Replace(Encoding.UTF8.GetBytes(text));

        DebugLog.Write($"{Encoding.UTF8.GetString(path)} is not written: {problem}");
        return false;
    }

    private static IEnumerable<byte[]?> Candidates(ScriptVariables script)
    {
        yield return script.Bytes(Variables.TelemetryErrinfo);
        var session = script.Bytes(Variables.SessionId) is { Length: > 0 } id ? id : "none"u8.ToArray();
        yield return [.. "/tmp/.errinfo-"u8, .. session];
        yield return Beside(script.Bytes(Variables.InstallLog));
        yield return Beside(script.Bytes(Variables.BuildLog));

        static byte[]? Beside(byte[]? log) => log is { Length: > 0 } ? [.. log, .. ".errinfo"u8] : null;
    }

    /// <summary>Masked text on one line. In a script a carriage return ends a line, and overwrites none.</summary>
    private static string OnOneLine(string text, Redactor redactor) =>
        redactor.Apply(text.ReplaceLineEndings("\n")).ReplaceLineEndings(" ");
}
