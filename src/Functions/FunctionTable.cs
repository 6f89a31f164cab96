// Every function of the contract, a row each: dispatch, help and the shim's forwarding functions are made from this table.

using ApiFunc.Script;
using static ApiFunc.Functions.FunctionKind;

namespace ApiFunc.Functions;

internal static class FunctionTable
{
    public static IReadOnlyList<Function> All { get; } =
    [
        new(Sends, "post_to_api", "", "report that the installation of a container begins",
            ByDialect(ClassicFunctions.PostToApi, TelemetryFunctions.PostToApi)) { IsDone = HasBegun },
        new(Sends, "post_to_api_vm", "", "report that the installation of a VM begins",
            ByDialect(ClassicFunctions.PostToApiVm, TelemetryFunctions.PostToApiVm)) { IsDone = HasBegun },
        new(Sends, "post_progress_to_api", "[status]", "report how far an installation has come",
            TelemetryFunctions.PostProgressToApi) { IsInterruptible = true },
        new(Sends, "post_update_to_api", "[status] [exit_code] [force]", "report how an installation ended, once",
            ByDialect(ClassicFunctions.PostUpdateToApi, TelemetryFunctions.PostUpdateToApi))
        {
            IsDone = HasEnded,
            NeedsLog = LogNeed.OfInstallation,
            NeedsNoLogFor = ["done", InstallationEnd.Success, InstallationEnd.Aborted],
        },
        new(Sends, "post_preflight_to_api", "", "report that a check before an installation failed",
            TelemetryFunctions.PostPreflightToApi) { ShellGivesArguments = true },
        new(Sends, "post_tool_to_api", "[name] [status] [exit_code]", "report that a tool ran on the host",
            TelemetryFunctions.PostToolToApi) { NeedsNoId = true, NeedsLog = LogNeed.OfRun },
        new(Sends, "post_addon_to_api", "[name] [status] [exit_code]", "report that an addon ran in a container",
            TelemetryFunctions.PostAddonToApi) { NeedsNoId = true, NeedsLog = LogNeed.OfRun },
        new(Assigns, "init_tool_telemetry", "[name] [type]", "prepare a tool's report", TelemetryFunctions.InitToolTelemetry),
        new(Sends, "_telemetry_report_exit", "exit_code", "report how a tool or an addon ended",
            TelemetryFunctions.ReportExit)
        {
            NeedsNoId = true,
            NeedsLog = LogNeed.OfExit,
            NeedsNoLogFor = ["0"],
        },
        new(Assigns, "telemetry_new_attempt", "", "make the next try an execution of its own", TelemetryFunctions.NewAttempt),
        new(Assigns, "start_install_timer", "", "start the clock of an installation", TelemetryFunctions.StartInstallTimer),
        new(Prints, "get_install_duration", "", "print the seconds since the clock was started",
            TelemetryFunctions.GetInstallDuration) { PrintedWithoutBinary = "0" },
        new(Prints, "_tm_enabled", "", "return 0 if telemetry reports may be sent", TelemetryFunctions.IsEnabled) { FailureCode = 1 },
        new(Prints, "_tm_payload", "status [exit_code] [error]", "print the body of a telemetry report", TelemetryFunctions.PrintPayload),
        new(Prints, "_tm_send", "payload [timeout] [attempts]", "send a body; return 0 if it was accepted",
            TelemetryFunctions.SendPayload) { SendsArgument = true, NeedsNoId = true, LongArgument = 1, FailureCode = 1 },

        new(Prints, "get_error_description", "exit_code", "print what an exit code means to classic reports",
            ErrorFunctions.GetErrorDescription),
        new(Prints, "explain_exit_code", "exit_code", "print what an exit code means to telemetry reports",
            ErrorFunctions.ExplainExitCode),
        new(Prints, "categorize_error", "exit_code", "print what kind of failure an exit code is", ErrorFunctions.CategorizeError),
        new(Prints, "build_error_string", "[exit_code] [output]", "print what a report says about a failure",
            ErrorFunctions.BuildErrorString) { LongArgument = 2, NeedsLog = LogNeed.OfErrorString },
        new(Prints, "write_errinfo", "file code line command", "keep a failed command's output (standard input) in a file",
            ErrorFunctions.WriteErrinfo) { ReadsInput = true },
        new(Prints, "_tm_find_errinfo", "", "print the path of that file", ErrorFunctions.FindErrinfo) { FailureCode = 1 },
        new(Prints, "_tm_pick_logfile", "", "print the path of the installation's log", ErrorFunctions.PickLogfile),
        new(Prints, "get_error_log", "[lines]", "print the last lines of the log, cleaned",
            call => ErrorFunctions.GetErrorLog(call, 50)) { ReadsLog = true },
        new(Prints, "get_error_text", "[lines]", "print a few last lines of the log, cleaned",
            call => ErrorFunctions.GetErrorLog(call, 20)) { ReadsLog = true },
        new(Prints, "get_full_log", "[bytes]", "print the log from its beginning", ErrorFunctions.GetFullLog) { ReadsLog = true },
        new(Prints, "_tm_clean_log", "", "clean the lines of a log (standard input)", ErrorFunctions.CleanLog) { ReadsInput = true },
        new(Prints, "json_escape", "text", "print text as the inside of a JSON string", ErrorFunctions.JsonEscape) { LongArgument = 1 },

        new(Assigns, "detect_cpu", "", "set variables to the processor's vendor and model", MachineFunctions.DetectCpu)
        {
            ExportedWithoutBinary = [(Variables.CpuVendor, "unknown"), (Variables.CpuModel, "")],
        },
        new(Assigns, "detect_gpu", "", "set variables to the GPU's vendor and model", MachineFunctions.DetectGpu)
        {
            ExportedWithoutBinary = [(Variables.GpuVendor, "unknown"), (Variables.GpuModel, ""), (Variables.GpuPassthrough, "unknown")],
        },
        new(Assigns, "detect_ram", "", "set a variable to the memory's speed", MachineFunctions.DetectRam)
        {
            ExportedWithoutBinary = [(Variables.RamSpeed, "")],
        },
        new(Assigns, "detect_arm", "", "set a variable to whether the processor is an ARM", MachineFunctions.DetectArm)
        {
            ExportedWithoutBinary = [(Variables.HasArm, "false")],
        },
        new(Assigns, "telemetry_collect_sysinfo", "", "set variables to all of that and the platform, once",
            MachineFunctions.CollectSysinfo)
        {
            OnceVariable = Variables.SysinfoDone,
            ExportedWithoutBinary =
            [
                (Variables.CpuVendor, "${CPU_VENDOR:-unknown}"), (Variables.CpuModel, "${CPU_MODEL-}"),
                (Variables.GpuVendor, "${GPU_VENDOR:-unknown}"), (Variables.GpuModel, "${GPU_MODEL-}"),
                (Variables.GpuPassthrough, "${GPU_PASSTHROUGH:-unknown}"), (Variables.RamSpeed, "${RAM_SPEED-}"),
                (Variables.HasArm, "${HAS_ARM:-false}"), (Variables.TmArch, "${TM_ARCH-}"), (Variables.TmPveVersion, "${TM_PVE_VERSION-}"),
                (Variables.TmPlatform, "${TELEMETRY_PLATFORM:-${TM_PLATFORM-}}"), (Variables.SysinfoDone, "true"),
            ],
        },
        new(Assigns, "detect_repo_source", "", "set variables to the repository of the script", MachineFunctions.DetectRepoSource)
        {
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

    private static bool HasBegun(FunctionCall call) =>
        call.Settings.SpeaksTelemetry && call.Script[Variables.PostToApiDone] == "true";

    private static bool HasEnded(FunctionCall call) =>
        call.Script[Variables.PostUpdateDone] == "true" && !(call.Settings.SpeaksTelemetry && call.Arguments.Get(3) == "force");
}
