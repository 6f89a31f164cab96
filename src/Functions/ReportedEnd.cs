// How an installation, a tool or an addon ended, as reports say it, and whether that takes a look at the log.

using ApiFunc.Failures;
using ApiFunc.Script;

namespace ApiFunc.Functions;

/// <summary>The end of what is reported.</summary>
/// <param name="Status">The status that is sent.</param>
/// <param name="ExitCode">The exit code: digits.</param>
/// <param name="HasOutput">Whether the report shows the output that led there.</param>
internal readonly record struct ReportedEnd(string Status, string ExitCode, bool HasOutput)
{
    public const string Aborted = "aborted";
    public const string Failed = "failed";
    public const string Success = "success";
    public const string Done = "done";

    /// <summary>Of the arguments of <c>post_update_to_api</c>: <c>[status] [exit_code]</c>.</summary>
    public static ReportedEnd OfInstallation(Arguments args)
    {
        var code = ParseCode(args.Get(2, "1"));
        return args.Get(1, Failed) switch
        {
            Done or Success => new(Success, "0", false),
            Aborted => new(Aborted, code, false),
            Failed => code is "129" or "130" or "143" ? new(Aborted, code, false) : new(Failed, code, true), // SIGHUP, SIGINT, SIGTERM
            _ => new("unknown", code, true),
        };
    }

    /// <summary>Of the arguments of <c>post_tool_to_api</c> and <c>post_addon_to_api</c>: <c>[name] [status] [exit_code]</c>.</summary>
    public static ReportedEnd OfRun(Arguments args)
    {
        var status = args.Get(2, Success);
        return new(status == Done ? Success : status, ParseCode(args.Get(3, "0")), status == Failed);
    }

    /// <summary>Of the argument of <c>_telemetry_report_exit</c>: the exit code.</summary>
    public static ReportedEnd OfExit(Arguments args)
    {
        var code = ParseCode(args.Get(1, "0"));
        return code.All(digit => digit == '0') ? new(Success, code, false) : new(Failed, code, true);
    }

    /// <summary>An exit code as scripts give it: digits as they are, <c>none</c> is 0, and anything else 1.</summary>
    public static string ParseCode(string text) =>
        text == "none" ? "0" : text.Length > 0 && text.All(char.IsAsciiDigit) ? text : "1";

    /// <summary>
    /// Whether its report is going to read the log: the configuration permits the report, and no capture file has the output.
    /// </summary>
    public bool NeedsLog(ScriptVariables script) =>
        HasOutput && !script.Settings.Configuration.IsInTheWay && !IsCaptured(script, ExitCode);

    /// <summary>The same for <c>build_error_string</c>: <c>[exit_code] [output]</c>.</summary>
    public static bool ErrorStringNeedsLog(ScriptVariables script, Arguments args) =>
        args.Get(2).Length == 0 && !IsCaptured(script, args.Get(1, "1"));

    private static bool IsCaptured(ScriptVariables script, string code) => CaptureFile.Read(script, code) is { Output.Length: > 0 };
}
