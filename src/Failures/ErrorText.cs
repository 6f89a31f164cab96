// What a report says about a failure.

using ApiFunc.Platform;
using ApiFunc.Redaction;
using ApiFunc.Script;

namespace ApiFunc.Failures;

internal static class ErrorText
{
    private const int LinesOfLog = 40;
    private const int LongestShortCommand = 200;

    /// <summary>
    /// The whole text: the exit code and its meaning, line and command, and the output that led there, from the capture
    /// file, else from the script's variables and its log. It is masked.
    /// </summary>
    /// <param name="script">The script.</param>
    /// <param name="redactor">What masks the text.</param>
    /// <param name="code">The exit code.</param>
    /// <param name="output">The output, if the script has it; empty to look for it.</param>
    public static string Build(ScriptVariables script, Redactor redactor, string code, string output = "")
    {
        var capture = CaptureFile.Read(script, code);
        var line = capture?.Line is { Length: > 0 } capturedLine ? capturedLine : script.Get(Variables.FailedLine);

        // Shown by itself: it must not overwrite what stands in front of it. In a script a carriage return ends a line.
        var command = capture?.Command is { Length: > 0 } captured ? captured : script.Get(Variables.FailedCommand);
        command = TerminalText.Shown(command.ReplaceLineEndings("\n"));
        if (output.Length == 0)
            output = capture?.Output is { Length: > 0 } inFile ? inFile : FromLog(script, redactor, LinesOfLog);

        var where = command.Length == 0 ? ""
            : IsNumber(line) ? $" | at line {line}: {command}"
            : $" | command: {command}";
        output = output.TrimEnd('\n');
        return redactor.Apply(Explain(capture?.ExitCode ?? code) + where + (output.Length > 0 ? $"\n---\n{output}" : ""));
    }

    /// <summary>
    /// A short text, for a server that refuses the whole one: code, meaning, line, and the beginning of the command. It is
    /// masked.
    /// </summary>
    public static string BuildShort(ScriptVariables script, Redactor redactor, string code)
    {
        var command = script.Get(Variables.FailedCommand);
        if (command.Length == 0)
            return Explain(code);

        var line = script.Get(Variables.FailedLine);
        command = Utf8.Cut(redactor.Apply(command), LongestShortCommand);
        return $"{Explain(code)} | at line {(IsNumber(line) ? line : "?")}: {command}";
    }

    /// <summary>The exit code and its meaning.</summary>
    public static string Explain(string code) => $"exit_code={code} | {ExitCodes.Explain(code)}";

    /// <summary>A check that failed before an installation, <c>CODE|TEXT</c>, as one line of an error.</summary>
    public static string Preflight(string failure)
    {
        var text = failure.ReplaceLineEndings(" ");
        var bar = text.IndexOf('|');
        return bar < 0 ? text : $"[{text[..bar]}] {text[(bar + 1)..]}";
    }

    /// <summary>The category that the script has chosen, else that of the code.</summary>
    public static string Category(ScriptVariables script, string code) =>
        script.Get(Variables.ErrorCategoryOverride) is { Length: > 0 } chosen ? chosen : ExitCodes.Categorize(code);

    /// <summary>The log's last lines, masked, with newlines between them, cut to the bytes that an error may take.</summary>
    public static string FromLog(ScriptVariables script, Redactor redactor, int lines) =>
        Utf8.Cut(string.Join('\n', LogFile.LastLines(script, redactor, lines)), ErrorLimits.Bytes(script));

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
