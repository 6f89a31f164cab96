// Every function of the contract, by name: dispatch, help and the shim are made from this one table.

using ApiFunc.Script;

namespace ApiFunc.Functions;

internal static class FunctionTable
{
    public static IReadOnlyList<Function> All { get; } =
    [
        new("post_to_api", "", "report that the installation of a container begins", ByDialect(ClassicFunctions.PostToApi, TelemetryFunctions.PostToApi))
        {
            SetsVariables = true,
            IsDone = call => call.Settings.SpeaksTelemetry && call.Script[Variables.PostToApiDone] == "true",
        },
        new("post_to_api_vm", "", "report that the installation of a VM begins", ByDialect(ClassicFunctions.PostToApiVm, TelemetryFunctions.PostToApiVm))
        {
            SetsVariables = true,
            IsDone = call => call.Settings.SpeaksTelemetry && call.Script[Variables.PostToApiDone] == "true",
        },
        new("post_progress_to_api", "[status]", "report how far an installation has come", TelemetryFunctions.PostProgressToApi),
        new("post_update_to_api", "[status] [exit_code] [force]", "report how an installation ended, once", ByDialect(ClassicFunctions.PostUpdateToApi, TelemetryFunctions.PostUpdateToApi))
        {
            SetsVariables = true,
            IsDone = call => call.Script[Variables.PostUpdateDone] == "true" && !(call.Settings.SpeaksTelemetry && call.Arguments.Get(3) == "force"),
        },
        new("post_preflight_to_api", "", "report that a check before an installation failed", TelemetryFunctions.PostPreflightToApi)
        {
            SetsVariables = true,
            ShellGivesArguments = true,
        },
        new("post_tool_to_api", "[name] [status] [exit_code]", "report that a tool ran on the host", TelemetryFunctions.PostToolToApi),
        new("post_addon_to_api", "[name] [status] [exit_code]", "report that an addon ran in a container", TelemetryFunctions.PostAddonToApi),
        new("init_tool_telemetry", "[name] [type]", "prepare a tool's report (in the shim)", TelemetryFunctions.InitToolTelemetry) { OnlySetsVariables = true },
        new("_telemetry_report_exit", "exit_code", "report how a tool or an addon ended", TelemetryFunctions.ReportExit),
        new("telemetry_new_attempt", "", "make the next try an execution of its own (in the shim)", TelemetryFunctions.NewAttempt) { SetsVariables = true, OnlySetsVariables = true },
        new("start_install_timer", "", "start the clock of an installation (in the shim)", TelemetryFunctions.StartInstallTimer) { SetsVariables = true, OnlySetsVariables = true },
        new("get_install_duration", "", "print the seconds since the clock was started", TelemetryFunctions.GetInstallDuration),
        new("_tm_enabled", "", "return 0 where telemetry reports may be sent", TelemetryFunctions.IsEnabled) { FailureCode = 1 },
        new("_tm_payload", "status [exit_code] [error]", "print the body of a telemetry report", TelemetryFunctions.PrintPayload),
        new("_tm_send", "payload [timeout] [attempts]", "send a body; return 0 where it was accepted", TelemetryFunctions.SendPayload) { FailureCode = 1 },

        new("get_error_description", "exit_code", "print what an exit code means to classic reports", ErrorFunctions.GetErrorDescription),
        new("explain_exit_code", "exit_code", "print what an exit code means to telemetry reports", ErrorFunctions.ExplainExitCode),
        new("categorize_error", "exit_code", "print what kind of failure an exit code is", ErrorFunctions.CategorizeError),
        new("build_error_string", "[exit_code] [output]", "print what a report says about a failure", ErrorFunctions.BuildErrorString),
        new("write_errinfo", "file code line command", "keep a failed command's output (standard input) in a file", ErrorFunctions.WriteErrinfo),
        new("_tm_find_errinfo", "", "print the path of that file", ErrorFunctions.FindErrinfo) { FailureCode = 1 },
        new("_tm_pick_logfile", "", "print the path of the installation's log", ErrorFunctions.PickLogfile),
        new("get_error_log", "[lines]", "print the last lines of the log, cleaned", call => ErrorFunctions.GetErrorLog(call, 50)),
        new("get_error_text", "[lines]", "print a few last lines of the log, cleaned", call => ErrorFunctions.GetErrorLog(call, 20)),
        new("get_full_log", "[bytes]", "print the log from its beginning", ErrorFunctions.GetFullLog),
        new("_tm_clean_log", "", "clean the lines of a log (standard input)", ErrorFunctions.CleanLog),
        new("json_escape", "text", "print text as the inside of a JSON string", ErrorFunctions.JsonEscape),

        new("detect_cpu", "", "set variables to the processor's vendor and model (in the shim)", MachineFunctions.DetectCpu) { SetsVariables = true, OnlySetsVariables = true },
        new("detect_gpu", "", "set variables to the GPU's vendor and model (in the shim)", MachineFunctions.DetectGpu) { SetsVariables = true, OnlySetsVariables = true },
        new("detect_ram", "", "set a variable to the memory's speed (in the shim)", MachineFunctions.DetectRam) { SetsVariables = true, OnlySetsVariables = true },
        new("detect_arm", "", "set a variable to whether the processor is an ARM (in the shim)", MachineFunctions.DetectArm) { SetsVariables = true, OnlySetsVariables = true },
        new("telemetry_collect_sysinfo", "", "set variables to all of that and the platform, once (in the shim)", MachineFunctions.CollectSysinfo)
        {
            SetsVariables = true,
            OnlySetsVariables = true,
            IsDone = call => call.Script[Variables.SysinfoDone] == "true",
        },
        new("detect_repo_source", "", "set variables to the repository of the script (in the shim)", MachineFunctions.DetectRepoSource)
        {
            SetsVariables = true,
            OnlySetsVariables = true,
            ShellGivesArguments = true,
        },
    ];

    /// <summary>The function of that name, or null.</summary>
    public static Function? Find(string name)
    {
        foreach (var function in All)
        {
            if (function.Name == name)
                return function;
        }

        return null;
    }

    private static FunctionBody ByDialect(FunctionBody classic, FunctionBody telemetry) =>
        call => call.Settings.SpeaksTelemetry ? telemetry(call) : classic(call);
}
