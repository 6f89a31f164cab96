// The bodies of the telemetry dialect; the fields stand in the order in which they are sent.

using System.Text.Json.Serialization;

namespace ApiFunc.Reports;

/// <summary>An installation: it begins, goes on, or ended.</summary>
internal sealed record TelemetryReport(
    int PayloadVersion,
    string RandomId,
    string ExecutionId,
    string Type,
    string Nsapp,
    string Status,
    long CtType,
    long DiskSize, // in GB
    long CoreCount,
    long RamSize, // in MiB
    string OsType,
    string OsVersion,
    string PveVersion,
    string Method,
    int ExitCode,
    string Error,
    string ErrorCategory,
    long InstallDuration, // in seconds
    string CpuVendor,
    string CpuModel,
    string GpuVendor,
    string GpuModel,
    string GpuPassthrough, // whether the container is to have the adapter: yes or no
    string RamSpeed, // in MT/s, empty if it is not known
    string Arch,
    string Platform,
    bool HasArm,
    string KernelVersion,
    string AppVersion,
    string FailedCommand,
    long FailedLine,
    string RepoSource,
    string RepoSlug);

/// <summary>A tool ran on the host, or an addon inside of a container.</summary>
internal sealed record ToolReport(
    int PayloadVersion,
    string RandomId,
    string ExecutionId,
    string Type,
    string Nsapp,
    string Status,
    int ExitCode,
    string Error,
    string ErrorCategory,
    long InstallDuration, // in seconds
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PveVersion, // of tools only
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OsType, // of addons only
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OsVersion, // of addons only
    string Platform,
    string RepoSource,
    string RepoSlug);
