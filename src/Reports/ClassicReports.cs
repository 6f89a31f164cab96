// The bodies of the classic dialect; the fields stand in the order in which they are sent.

using System.Text.Json.Serialization;

namespace ApiFunc.Reports;

/// <summary>The installation of a container or a VM begins.</summary>
internal sealed record InstallationReport(
    long CtType, // 1 for an unprivileged container, 0 for a privileged one, 2 for a VM
    string Type, // lxc or vm
    decimal DiskSize, // in GB
    long CoreCount,
    long RamSize, // in MiB
    string OsType,
    string OsVersion,
    [property: JsonPropertyName("disableip6")] string DisableIp6,
    string Nsapp,
    string Method,
    string PveVersion,
    string Status,
    string RandomId);

/// <summary>An installation ended.</summary>
internal sealed record StatusReport(
    string Status,
    string Error, // what the exit code means, one line
    string RandomId);
