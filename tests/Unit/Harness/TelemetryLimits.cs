// What the server takes of a telemetry report.

using System.Text;
using System.Text.Json;

namespace Unit.Harness;

internal static class TelemetryLimits
{
    /// <summary>Of a whole body, in bytes.</summary>
    public const int LargestBody = 262_144;

    /// <summary>Of the error's text, in bytes before they are escaped.</summary>
    public const int LongestError = 131_072;

    /// <summary>Fails unless a body is JSON in ASCII that the server takes.</summary>
    public static void AssertHold(byte[] body)
    {
        Assert.InRange(body.Length, 1, LargestBody);
        Assert.True(Ascii.IsValid(body));
        var fields = JsonDocument.Parse(body).RootElement.EnumerateObject().ToList();
        Assert.All(
            fields.Where(field => field.Value.ValueKind == JsonValueKind.String),
            field => Assert.InRange(Encoding.UTF8.GetByteCount(field.Value.GetString()!), 0, LongestText(field.Name)));
        Assert.All(
            fields.Where(field => field.Value.ValueKind == JsonValueKind.Number),
            field => Assert.InRange(field.Value.GetInt64(), 0, HighestNumber(field.Name)));
        Assert.Contains(
            fields.Single(field => field.Name == "repo_source").Value.GetString(),
            (string[])["ProxmoxVE", "ProxmoxVED", "external"]);
        Assert.Contains(
            fields.Single(field => field.Name == "type").Value.GetString(),
            (string[])["lxc", "vm", "turnkey", "pve", "addon", "tool"]);
    }

    /// <summary>Fails if a body has words that the server refuses: what is sent as a second chance must not.</summary>
    public static void AssertKnownWords(byte[] body)
    {
        string[] known =
        [
            "", "debian", "ubuntu", "alpine", "devuan", "fedora", "rocky", "alma", "centos", "opensuse", "gentoo", "openeuler",
            "homeassistant",
            "opnsense", "openwrt", "mikrotik", "umbrel-os", "pimox-haos", "owncloud", "turnkey-nextcloud", "arch-linux",
        ];
        var report = JsonDocument.Parse(body).RootElement;
        if (report.GetProperty("type").GetString() is not ("lxc" or "vm"))
            return;

        Assert.Contains(report.GetProperty("os_type").GetString(), known);
        Assert.InRange(report.GetProperty("ct_type").GetInt64(), 0, 2);
    }

    private static int LongestText(string field) => field switch
    {
        "type" => 8,
        "status" or "cpu_vendor" or "gpu_vendor" => 16,
        "os_type" or "os_version" or "pve_version" or "method" or "error_category" => 32,
        "repo_slug" => 128,
        "failed_command" => 4096,
        "error" => LongestError,
        _ => 64,
    };

    private static long HighestNumber(string field) => field switch
    {
        "payload_version" => 2,
        "disk_size" => 100_000,
        "core_count" => 256,
        "ram_size" => 1_048_576,
        "exit_code" => 255,
        "install_duration" => 86_400,
        _ => long.MaxValue,
    };
}
