// Whether a call is going to read the installation's log: the shim asks, before it has the script fetch that.

using ApiFunc.Failures;

namespace ApiFunc.Functions;

internal static class LogNeed
{
    /// <summary>Of <c>post_update_to_api [status] [exit_code]</c>.</summary>
    public static bool OfInstallation(FunctionCall call)
    {
        var end = InstallationEnd.Of(call.Arguments);
        return end.IsFailure && OfReport(call, end.Code);
    }

    /// <summary>Of <c>post_tool_to_api</c> and <c>post_addon_to_api [name] [status] [exit_code]</c>.</summary>
    public static bool OfRun(FunctionCall call) =>
        call.Arguments.Get(2) == InstallationEnd.Failed && OfReport(call, InstallationEnd.ExitCode(call.Arguments.Get(3, "0")));

    /// <summary>Of <c>_telemetry_report_exit exit_code</c>.</summary>
    public static bool OfExit(FunctionCall call)
    {
        var code = InstallationEnd.ExitCode(call.Arguments.Get(1, "0"));
        return !code.All(digit => digit == '0') && OfReport(call, code);
    }

    /// <summary>Of <c>build_error_string [exit_code] [output]</c>.</summary>
    public static bool OfErrorString(FunctionCall call) =>
        call.Arguments.Get(2).Length == 0 && !IsCaptured(call, call.Arguments.Get(1, "1"));

    /// <summary>The report of a failure, unless the configuration forbids it.</summary>
    private static bool OfReport(FunctionCall call, string code) =>
        call.Settings.Configuration.Objection is null && !IsCaptured(call, code);

    /// <summary>Whether the output is in the capture file.</summary>
    private static bool IsCaptured(FunctionCall call, string code) => CaptureFile.Read(call.Script, code) is { Output.Length: > 0 };
}
