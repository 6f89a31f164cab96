// The fixed list of names: every variable that a function reads from the script, and every one that it may set there.

namespace ApiFunc.Script;

internal static class Variables
{
    public const string ApplicationVersion = "APPLICATION_VERSION";
    public const string App = "app";
    public const string AppTitle = "APP";
    public const string BuildLog = "BUILD_LOG";
    public const string CombinedLog = "combined_log";
    public const string CommunityScriptsUrl = "COMMUNITY_SCRIPTS_URL";
    public const string CoreCount = "CORE_COUNT";
    public const string CpuModel = "CPU_MODEL";
    public const string CpuVendor = "CPU_VENDOR";
    public const string CtId = "CTID";
    public const string CtType = "CT_TYPE";
    public const string DevMode = "DEV_MODE";
    public const string Diagnostics = "DIAGNOSTICS";
    public const string DisableIp6 = "DISABLEIP6";
    public const string DiskSize = "DISK_SIZE";
    public const string DiskSizeApi = "DISK_SIZE_API";
    public const string DoNotTrack = "DO_NOT_TRACK";
    public const string EnableGpu = "ENABLE_GPU";
    public const string ErrorCategoryOverride = "ERROR_CATEGORY_OVERRIDE";
    public const string ExecutionId = "EXECUTION_ID";
    public const string FailedCommand = "FAILED_COMMAND";
    public const string FailedLine = "FAILED_LINE";
    public const string GpuModel = "GPU_MODEL";
    public const string GpuPassthrough = "GPU_PASSTHROUGH";
    public const string GpuVendor = "GPU_VENDOR";
    public const string HasArm = "HAS_ARM";
    public const string InstallLog = "INSTALL_LOG";
    public const string InstallStartTime = "INSTALL_START_TIME";
    public const string JsonPayload = "JSON_PAYLOAD";
    public const string KernelVersion = "KERNEL_VERSION";
    public const string Method = "METHOD";
    public const string NsApp = "NSAPP";
    public const string OsType = "var_os";
    public const string OsVersion = "var_version";
    public const string Path = "PATH";
    public const string PostToApiDone = "POST_TO_API_DONE";
    public const string PostUpdateDone = "POST_UPDATE_DONE";
    public const string PreflightExitCode = "PREFLIGHT_EXIT_CODE";
    public const string PreflightFailures = "PREFLIGHT_FAILURES";
    public const string RamSize = "RAM_SIZE";
    public const string RamSpeed = "RAM_SPEED";
    public const string RandomUuid = "RANDOM_UUID";
    public const string RepoSlug = "REPO_SLUG";
    public const string RepoSource = "REPO_SOURCE";
    public const string Response = "RESPONSE";
    public const string SessionId = "SESSION_ID";
    public const string SilentLogfile = "SILENT_LOGFILE";
    public const string StatusTimeout = "STATUS_TIMEOUT";
    public const string SysinfoDone = "_TM_SYSINFO_DONE";
    public const string TelemetryErrinfo = "TELEMETRY_ERRINFO";
    public const string TelemetryErrorMaxBytes = "TELEMETRY_ERROR_MAX_BYTES";
    public const string TelemetryErrorMaxLines = "TELEMETRY_ERROR_MAX_LINES";
    public const string TelemetryPlatform = "TELEMETRY_PLATFORM";
    public const string TelemetryTimeout = "TELEMETRY_TIMEOUT";
    public const string TelemetryToolName = "TELEMETRY_TOOL_NAME";
    public const string TelemetryToolType = "TELEMETRY_TOOL_TYPE";
    public const string TelemetryType = "TELEMETRY_TYPE";
    public const string TmArch = "TM_ARCH";
    public const string TmPlatform = "TM_PLATFORM";
    public const string TmPveVersion = "TM_PVE_VERSION";
    public const string VarAppVersion = "var_appversion";
    public const string VarGpu = "var_gpu";

    /// <summary>What a script says of its installation and of a failure: a call outside of a script has none of it.</summary>
    public static IReadOnlyList<string> OfInstallation { get; } =
    [
        RandomUuid, NsApp, OsType, OsVersion, CtType, CoreCount, RamSize, DiskSize, Method, DisableIp6, FailedCommand, FailedLine,
    ];

    /// <summary>
    /// What the shim passes to the binary, whether the script has exported it or not. PATH is not among it (no program
    /// would be found if it were not exported), nor is what only the shim itself looks at, nor PREFLIGHT_FAILURES, which is
    /// an array: no shell can export that, and the shim passes its elements as arguments.
    /// </summary>
    public static IEnumerable<string> Passed =>
    [
        ApplicationVersion, App, AppTitle, BuildLog, CombinedLog, CommunityScriptsUrl, CoreCount, CpuModel, CpuVendor, CtId,
        CtType, DevMode, Diagnostics, DisableIp6, DiskSize, DoNotTrack, EnableGpu, ErrorCategoryOverride, ExecutionId,
        FailedCommand, FailedLine, GpuModel, GpuVendor, HasArm, InstallLog, InstallStartTime, KernelVersion, Method, NsApp,
        OsType, OsVersion, PreflightExitCode, RamSize, RamSpeed, RandomUuid, RepoSlug, RepoSource, SessionId, SilentLogfile,
        StatusTimeout, SysinfoDone, TelemetryErrinfo, TelemetryErrorMaxBytes, TelemetryErrorMaxLines, TelemetryPlatform, TelemetryTimeout,
        TelemetryToolName, TelemetryToolType, TelemetryType, TmArch, TmPlatform, TmPveVersion, VarAppVersion, VarGpu,
        .. Settings.Names,
    ];

    /// <summary>What the binary may have the shim set: no other name is ever printed to be evaluated.</summary>
    public static IReadOnlyList<string> Assigned { get; } =
    [
        CpuModel, CpuVendor, ErrorCategoryOverride, ExecutionId, GpuModel, GpuPassthrough, GpuVendor, HasArm, InstallStartTime,
        JsonPayload, PostToApiDone, PostUpdateDone, RamSpeed, RepoSlug, RepoSource, Response, SysinfoDone, TelemetryType, TmArch,
        TmPlatform, TmPveVersion,
    ];

    /// <summary>What the shim sets to a text of any length.</summary>
    public static IEnumerable<string> Results => [DiskSizeApi, JsonPayload, Response];
}
