// The functions about failures: what exit codes mean, capture files, logs.

using System.Text;
using ApiFunc.Script;
using ApiFunc.Failures;
using ApiFunc.Platform;
using ApiFunc.Redaction;

namespace ApiFunc.Functions;

internal static class ErrorFunctions
{
    private const int BytesOfFullLog = 122_880;

    /// <summary>Prints the meaning of an exit code to classic reports, one line.</summary>
    public static int GetErrorDescription(ScriptVariables script, Arguments args) => Print(ExitCodes.Describe(args.Get(1)) + "\n");

    /// <summary>Prints the meaning of an exit code to telemetry reports, one line.</summary>
    public static int ExplainExitCode(ScriptVariables script, Arguments args) => Print(ExitCodes.Explain(args.Get(1)) + "\n");

    /// <summary>Prints the category of an exit code, one line.</summary>
    public static int CategorizeError(ScriptVariables script, Arguments args) => Print(ErrorText.Category(script, args.Get(1)) + "\n");

    /// <summary>Prints what a report says about a failure, without a newline at its end.</summary>
    public static int BuildErrorString(ScriptVariables script, Arguments args) => Print(ErrorText.Build(script, args.Get(1, "1"), args.Get(2)));

    /// <summary>Writes standard input, cleaned, into a capture file.</summary>
    public static int WriteErrinfo(ScriptVariables script, Arguments args)
    {
        var redactor = Redactor.For(script);
        var lines = new LineRedactor(redactor);
        var limit = Limits.ErrorLines(script);
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
        if (args.Get(1).Length == 0)
            return 0;

        var output = Utf8.Cut(string.Concat(last.Select(line => line + "\n")), Limits.ErrorBytes(script));
        new CaptureFile(args.Get(2), args.Get(3), args.Get(4), output).Write(Encoding.UTF8.GetBytes(args.Get(1)), redactor);
        return 0;
    }

    /// <summary>Prints the path of the capture file. Returns 1 where there is none.</summary>
    public static int FindErrinfo(ScriptVariables script, Arguments args) => PrintPath(CaptureFile.Find(script)) ? 0 : 1;

    /// <summary>Prints the path of the log, if there is one.</summary>
    public static int PickLogfile(ScriptVariables script, Arguments args)
    {
        PrintPath(LogFile.Pick(script));
        return 0;
    }

    /// <summary>Prints the log's last cleaned lines, as many as the argument says.</summary>
    public static int GetErrorLog(ScriptVariables script, Arguments args, int lines)
    {
        var text = ErrorText.FromLog(script, Limits.Number(args.Get(1), lines));
        return text.Length > 0 ? Print(text + "\n") : 0;
    }

    /// <summary>Prints the log's beginning, as many bytes as the argument says.</summary>
    public static int GetFullLog(ScriptVariables script, Arguments args) =>
        Print(LogFile.Start(script, Limits.Number(args.Get(1), BytesOfFullLog)));

    /// <summary>Prints the lines of standard input that survive cleaning.</summary>
    public static int CleanLog(ScriptVariables script, Arguments args)
    {
        var redactor = new LineRedactor(Redactor.For(script));
        foreach (var line in StandardInput.Lines())
        {
            if (LogCleaner.Clean(line, redactor) is { } cleaned)
                Output.Write(cleaned + "\n");
        }

        return 0;
    }

    /// <summary>Prints text as the inside of a JSON string (RFC 8259, section 7), one line.</summary>
    public static int JsonEscape(ScriptVariables script, Arguments args)
    {
        var escaped = new StringBuilder();
        foreach (var character in TerminalText.Written(args.Get(1)))
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
