// Bodies: whatever bytes the variables and arguments hold, a report is JSON within the limits of the server.

using System.Text;
using System.Text.Json;
using ApiFunc.Reports;
using ApiFunc.Script;
using Unit.Harness;

namespace Fuzz.Targets;

internal sealed class BodyTarget : Target
{
    private const byte Separator = (byte)'\x1f';

    private static readonly string[] s_names =
    [
        Variables.NsApp, Variables.OsType, Variables.OsVersion, Variables.RandomUuid, Variables.ExecutionId, Variables.CtType,
        Variables.DiskSize, Variables.CoreCount, Variables.RamSize,
        Variables.Method, Variables.DisableIp6, Variables.TelemetryType, Variables.CpuVendor, Variables.CpuModel, Variables.GpuVendor,
        Variables.GpuModel, Variables.RamSpeed, Variables.TmArch,
        Variables.TmPlatform, Variables.TmPveVersion, Variables.HasArm, Variables.KernelVersion, Variables.ApplicationVersion,
        Variables.FailedCommand, Variables.FailedLine, Variables.RepoSource,
        Variables.RepoSlug, Variables.InstallStartTime,
    ];

    public override IReadOnlyList<byte[]> Seeds { get; } = Each(
        Installation("nginx", "debian", "12", "success", "0", ""),
        Installation("redis", "alpine", "3.20", "failed", "100",
            "exit_code=100 | APT | at line 61: apt_get install redis\n---\nE: Unable to locate package"),
        Installation("a\"\\\xc3\xa9\xf0\x9f\x98\x80\x01", "x", "1.2.3.4", "aborted", "999", "\e[31mred\e[0m \xff"));

    public override IReadOnlyList<byte[]> Words { get; } = Each(
        "\x1f", "\x1f\x1f", "\"", "\\", "\\u0000", "\x01", "\x7f", "\xff", "\xc3\xa9", "\xf0\x9f\x98\x80", "\xe2\x80\xa8", "</", "-1",
        "1e9", "8G", "true", "null", "{", "}", "external", "vm",
        "99999999999999999999", "192.168.1.1");

    public override void Check(byte[] input)
    {
        List<byte[]> values = [.. Split(input, Separator).Select(value => value.Where(b => b != 0).ToArray())];
        string Argument(int index) => index < values.Count ? Encoding.UTF8.GetString(values[index]) : "";

        // The first ones are arguments; the rest is set, and what is missing is not.
        var (status, code, error) = (Argument(0), Argument(1), Argument(2));
        (string, byte[])[] fixedValues = [("_TM_SYSINFO_DONE", "true"u8.ToArray()), ("PATH", "/nonexistent"u8.ToArray())];
        var script = Script.WithBytes([.. s_names.Zip(values.Skip(3)), .. fixedValues]);
        TelemetryLimits.AssertHold(script.Installation(status, code, error));
        TelemetryLimits.AssertHold(script.Telemetry().Tool(new ToolRun("id", Argument(3), status, code, error)).Body);
        TelemetryLimits.AssertHold(script.Telemetry().Addon(new ToolRun("id", Argument(3), status, code, error)).Body);
        OutgoingReport[] reports = [script.Classic().ContainerBegins(), script.Classic().VmBegins(), script.Classic().Ends(status, code)];
        foreach (var body in reports.Select(report => report.Body))
        {
            Assert.True(Ascii.IsValid(body));
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(body).RootElement.ValueKind);
        }
    }

    private static string Installation(string application, string system, string version, string status, string code, string error) =>
        string.Join(
            (char)Separator, status, code, error, application, system, version, "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11",
            "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a12", "1", "8G", "2", "1024",
            "default", "no", "lxc", "intel", "Intel Core i7", "amd", "Radeon", "3200", "amd64", "pve", "8.2.4", "false", "6.8.8-2-pve",
            "1.2.3", "apt-get install x", "61", "external", "me/fork", "1700000000");
}
