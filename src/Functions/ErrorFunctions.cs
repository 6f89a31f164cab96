// The functions about failures: what exit codes mean, capture files, logs.

using System.Text;
using ApiFunc.Failures;
using ApiFunc.Platform;
using ApiFunc.Redaction;

namespace ApiFunc.Functions;

internal static class ErrorFunctions
{
    private const int BytesOfFullLog = 122_880;

    /// <summary>Prints the meaning of an exit code to classic reports, one line.</summary>
    public static int GetErrorDescription(FunctionCall call) => Print(ExitCodes.Describe(call.Arguments.Get(1)) + "\n");

    /// <summary>Prints the meaning of an exit code to telemetry reports, one line.</summary>
    public static int ExplainExitCode(FunctionCall call) => Print(ExitCodes.Explain(call.Arguments.Get(1)) + "\n");

    /// <summary>Prints the category of an exit code, one line.</summary>
    public static int CategorizeError(FunctionCall call) => Print(ErrorText.Category(call.Script, call.Arguments.Get(1)) + "\n");

    /// <summary>Prints what a report says about a failure, without a newline at its end.</summary>
    public static int BuildErrorString(FunctionCall call) =>
        Print(ErrorText.Build(call.Script, call.Redactor, call.Arguments.Get(1, "1"), call.Arguments.Get(2)));

    /// <summary>Writes standard input, cleaned, into a capture file.</summary>
    public static int WriteErrinfo(FunctionCall call)
    {
        var lines = new LineRedactor(call.Redactor);
        var limit = ErrorLimits.Lines(call.Script);
        var last = new Queue<string>();
        foreach (var line in StandardInput.Lines())
        {
            if (LogCleaner.Clean(line, lines) is not { } cleaned)
                continue;
            if (last.Count == limit)
                last.Dequeue();
            last.Enqueue(cleaned);
        }

        // Not before all of it is read: whoever writes it would be told of a broken pipe.
        if (call.Arguments.Get(1).Length == 0)
            return 0;

        var output = Utf8.Cut(string.Concat(last.Select(line => line + "\n")), ErrorLimits.Bytes(call.Script));
        new CaptureFile(call.Arguments.Get(2), call.Arguments.Get(3), call.Arguments.Get(4), output)
            .Write(Encoding.UTF8.GetBytes(call.Arguments.Get(1)), call.Redactor);
        return 0;
    }

    /// <summary>Prints the path of the capture file. Returns 1 if there is none.</summary>
    public static int FindErrinfo(FunctionCall call) => PrintPath(CaptureFile.Find(call.Script)) ? 0 : 1;

    /// <summary>Prints the path of the log, if there is one.</summary>
    public static int PickLogfile(FunctionCall call)
    {
        PrintPath(LogFile.Pick(call.Script));
        return 0;
    }

    /// <summary>Prints the log's last cleaned lines, as many as the argument says.</summary>
    public static int GetErrorLog(FunctionCall call, int lines)
    {
        var text = ErrorText.FromLog(call.Script, call.Redactor, ErrorLimits.Number(call.Arguments.Get(1), lines));
        return text.Length > 0 ? Print(text + "\n") : 0;
    }

    /// <summary>Prints the log's beginning, as many bytes as the argument says.</summary>
    public static int GetFullLog(FunctionCall call) =>
        Print(LogFile.Start(call.Script, call.Redactor, ErrorLimits.Number(call.Arguments.Get(1), BytesOfFullLog)));

    /// <summary>Prints the lines of standard input that survive cleaning.</summary>
    public static int CleanLog(FunctionCall call)
    {
        var redactor = new LineRedactor(call.Redactor);
        foreach (var line in StandardInput.Lines())
        {
            if (LogCleaner.Clean(line, redactor) is { } cleaned)
                Output.Write(cleaned + "\n");
        }

        return 0;
    }

    /// <summary>Prints text as the inside of a JSON string (RFC 8259, section 7), one line.</summary>
    public static int JsonEscape(FunctionCall call)
    {
        var escaped = new StringBuilder();
        foreach (var character in TerminalText.Written(call.Arguments.Get(1)))
        {
            _ = character switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\n' => escaped.Append("\\n"),
                '\t' => escaped.Append("\\t"),
                _ => escaped.Append(character),
            };
        }

        return Print(escaped.Append('\n').ToString());
    }

    private static int Print(string text)
    {
        Output.Write(text);
        return 0;
    }

    private static bool PrintPath(byte[]? path)
    {
        if (path is null)
            return false;

        Output.Write([.. path, (byte)'\n']);
        return true;
    }
}
