// Reports as JSON: compact, and in ASCII only, so that no shell and no terminal on the way can spoil it.

using System.Buffers;
using System.Text.Json;

namespace ApiFunc.Reports;

/// <summary>
/// Writes the fields of the reports, in the order in which they are sent. They are named here and not in attributes: what
/// the serializer would have to know about types is more than all reports together.
/// </summary>
internal static class ReportJson
{
    /// <summary>The body of a classic installation.</summary>
    public static byte[] Serialize(InstallationReport report) => Write(json =>
    {
        json.WriteNumber("ct_type"u8, report.CtType);
        json.WriteString("type"u8, report.Type);
        json.WriteNumber("disk_size"u8, report.DiskSize);
        json.WriteNumber("core_count"u8, report.CoreCount);
        json.WriteNumber("ram_size"u8, report.RamSize);
        json.WriteString("os_type"u8, report.OsType);
        json.WriteString("os_version"u8, report.OsVersion);
        json.WriteString("disableip6"u8, report.DisableIp6);
        json.WriteString("nsapp"u8, report.Nsapp);
        json.WriteString("method"u8, report.Method);
        json.WriteString("pve_version"u8, report.PveVersion);
        json.WriteString("status"u8, report.Status);
        json.WriteString("random_id"u8, report.RandomId);
    });

    /// <summary>The body of a classic status update.</summary>
    public static byte[] Serialize(StatusReport report) => Write(json =>
    {
        json.WriteString("status"u8, report.Status);
        json.WriteString("error"u8, report.Error);
        json.WriteString("random_id"u8, report.RandomId);
    });

    /// <summary>The body of a telemetry report about an installation.</summary>
    public static byte[] Serialize(TelemetryReport report) => Write(json =>
    {
        json.WriteNumber("payload_version"u8, report.PayloadVersion);
        json.WriteString("random_id"u8, report.RandomId);
        json.WriteString("execution_id"u8, report.ExecutionId);
        json.WriteString("type"u8, report.Type);
        json.WriteString("nsapp"u8, report.Nsapp);
        json.WriteString("status"u8, report.Status);
        json.WriteNumber("ct_type"u8, report.CtType);
        json.WriteNumber("disk_size"u8, report.DiskSize);
        json.WriteNumber("core_count"u8, report.CoreCount);
        json.WriteNumber("ram_size"u8, report.RamSize);
        json.WriteString("os_type"u8, report.OsType);
        json.WriteString("os_version"u8, report.OsVersion);
        json.WriteString("pve_version"u8, report.PveVersion);
        json.WriteString("method"u8, report.Method);
        json.WriteNumber("exit_code"u8, report.ExitCode);
        json.WriteString("error"u8, report.Error);
        json.WriteString("error_category"u8, report.ErrorCategory);
        json.WriteNumber("install_duration"u8, report.InstallDuration);
        json.WriteString("cpu_vendor"u8, report.CpuVendor);
        json.WriteString("cpu_model"u8, report.CpuModel);
        json.WriteString("gpu_vendor"u8, report.GpuVendor);
        json.WriteString("gpu_model"u8, report.GpuModel);
        json.WriteString("gpu_passthrough"u8, report.GpuPassthrough);
        json.WriteString("ram_speed"u8, report.RamSpeed);
        json.WriteString("arch"u8, report.Arch);
        json.WriteString("platform"u8, report.Platform);
        json.WriteBoolean("has_arm"u8, report.HasArm);
        json.WriteString("kernel_version"u8, report.KernelVersion);
        json.WriteString("app_version"u8, report.AppVersion);
        json.WriteString("failed_command"u8, report.FailedCommand);
        json.WriteNumber("failed_line"u8, report.FailedLine);
        json.WriteString("repo_source"u8, report.RepoSource);
        json.WriteString("repo_slug"u8, report.RepoSlug);
    });

    /// <summary>The body of a telemetry report about a tool or an addon.</summary>
    public static byte[] Serialize(ToolReport report) => Write(json =>
    {
        json.WriteNumber("payload_version"u8, report.PayloadVersion);
        json.WriteString("random_id"u8, report.RandomId);
        json.WriteString("execution_id"u8, report.ExecutionId);
        json.WriteString("type"u8, report.Type);
        json.WriteString("nsapp"u8, report.Nsapp);
        json.WriteString("status"u8, report.Status);
        json.WriteNumber("exit_code"u8, report.ExitCode);
        json.WriteString("error"u8, report.Error);
        json.WriteString("error_category"u8, report.ErrorCategory);
        json.WriteNumber("install_duration"u8, report.InstallDuration);
        if (report.PveVersion is not null)
            json.WriteString("pve_version"u8, report.PveVersion);
        if (report.OsType is not null)
            json.WriteString("os_type"u8, report.OsType);
        if (report.OsVersion is not null)
            json.WriteString("os_version"u8, report.OsVersion);
        json.WriteString("platform"u8, report.Platform);
        json.WriteString("repo_source"u8, report.RepoSource);
        json.WriteString("repo_slug"u8, report.RepoSlug);
    });

    private static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = AsciiJsonEncoder.Instance }))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
