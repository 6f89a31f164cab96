// The bodies of the telemetry dialect; the fields stand in the order in which they are sent.

using System.Text.Json.Serialization;

namespace ApiFunc.Reports;

/// <summary>An installation: it begins, goes on, or ended.</summary>
internal sealed record TelemetryReport
{
    public int PayloadVersion { get; } = TelemetryDialect.PayloadVersion;

    public required string RandomId { get; init; }

    public required string ExecutionId { get; init; }

    public required string Type { get; init; }

    public required string Nsapp { get; init; }

    public required string Status { get; init; }

    public required long CtType { get; init; }

    /// <summary>In GB.</summary>
    public required long DiskSize { get; init; }

    public required long CoreCount { get; init; }

    /// <summary>In MiB.</summary>
    public required long RamSize { get; init; }

    public required string OsType { get; init; }

    public required string OsVersion { get; init; }

    public required string PveVersion { get; init; }

    public required string Method { get; init; }

    public required int ExitCode { get; init; }

    public required string Error { get; init; }

    public required string ErrorCategory { get; init; }

    /// <summary>In seconds.</summary>
    public required long InstallDuration { get; init; }

    public required string CpuVendor { get; init; }

    public required string CpuModel { get; init; }

    public required string GpuVendor { get; init; }

    public required string GpuModel { get; init; }

    /// <summary>Whether the user wants the adapter in the container: <c>yes</c> or <c>no</c>.</summary>
    public required string GpuPassthrough { get; init; }

    /// <summary>In MT/s, empty if it is not known.</summary>
    public required string RamSpeed { get; init; }

    public required string Arch { get; init; }

    public required string Platform { get; init; }

    public required bool HasArm { get; init; }

    public required string KernelVersion { get; init; }

    public required string AppVersion { get; init; }

    public required string FailedCommand { get; init; }

    public required long FailedLine { get; init; }

    public required string RepoSource { get; init; }

    public required string RepoSlug { get; init; }
}

/// <summary>A tool ran on the host, or an addon inside of a container.</summary>
internal sealed record ToolReport
{
    public int PayloadVersion { get; } = TelemetryDialect.PayloadVersion;

    public required string RandomId { get; init; }

    public required string ExecutionId { get; init; }

    public required string Type { get; init; }

    public required string Nsapp { get; init; }

    public required string Status { get; init; }

    public required int ExitCode { get; init; }

    public required string Error { get; init; }

    public required string ErrorCategory { get; init; }

    /// <summary>In seconds.</summary>
    public required long InstallDuration { get; init; }

    /// <summary>For tools only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PveVersion { get; init; }

    /// <summary>For addons only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OsType { get; init; }

    /// <summary>For addons only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OsVersion { get; init; }

    public required string Platform { get; init; }

    public required string RepoSource { get; init; }

    public required string RepoSlug { get; init; }
}
