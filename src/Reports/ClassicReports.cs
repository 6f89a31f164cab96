// The bodies of the classic dialect; the fields stand in the order in which they are sent.

using System.Text.Json.Serialization;

namespace ApiFunc.Reports;

/// <summary>The installation of a container or a VM begins.</summary>
internal sealed record InstallationReport
{
    /// <summary>1 for an unprivileged container, 0 for a privileged one, 2 for a VM.</summary>
    public required long CtType { get; init; }

    /// <summary><c>lxc</c> or <c>vm</c>.</summary>
    public required string Type { get; init; }

    /// <summary>In GB.</summary>
    public required decimal DiskSize { get; init; }

    public required long CoreCount { get; init; }

    /// <summary>In MiB.</summary>
    public required long RamSize { get; init; }

    public required string OsType { get; init; }

    public required string OsVersion { get; init; }

    [JsonPropertyName("disableip6")]
    public required string DisableIp6 { get; init; }

    public required string Nsapp { get; init; }

    public required string Method { get; init; }

    public required string PveVersion { get; init; }

    public required string Status { get; init; }

    public required string RandomId { get; init; }
}

/// <summary>An installation ended.</summary>
internal sealed record StatusReport
{
    public required string Status { get; init; }

    /// <summary>What the exit code means, one line.</summary>
    public required string Error { get; init; }

    public required string RandomId { get; init; }
}
