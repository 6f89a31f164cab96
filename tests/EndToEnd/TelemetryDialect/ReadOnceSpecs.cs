// What a process reads, it reads once: the machine, the configuration, the capture file, the log.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed partial class ReadOnceSpecs
{
    private const string Configuration = "/usr/local/community-scripts/api-func.conf";

    [Fact]
    public async Task Pveversion_is_asked_once_a_report()
    {
        using var directory = new TemporaryDirectory();
        directory.Command("pveversion", $"echo run >>{directory.File("runs")}; echo pve-manager/8.2.4/x");
        using var files = new PrivateFiles(("/usr/share/perl5/PVE/other", ""));
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(500));

        var outcome = await Telemetry.Run(
            files.Around(), "bash",
            $"PATH={directory.Path}:$PATH DIAGNOSTICS=yes RANDOM_UUID=id FAILED_COMMAND=x\npost_progress_to_api\n"
                + "post_update_to_api failed 100\npost_tool_to_api x failed 1\npost_preflight_to_api\n",
            [server.AsTelemetryEndpoint(), ("API_FUNC_OUTBOX", "off")]);

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.All(server.Requests, request => Assert.Equal("8.2.4", request.Field("pve_version")));
        Assert.Equal(4, File.ReadAllLines(directory.File("runs")).Length);
    }

    [Theory]
    [InlineData("post_to_api")]
    [InlineData("post_progress_to_api")]
    [InlineData("post_update_to_api failed 100")]
    [InlineData("post_update_to_api failed 101")]
    [InlineData("post_update_to_api aborted 130")]
    [InlineData("post_preflight_to_api")]
    [InlineData("post_tool_to_api x failed 100")]
    [InlineData("post_addon_to_api x failed 101")]
    [InlineData("telemetry_collect_sysinfo")]
    public async Task No_file_of_the_host_is_opened_twice(string function)
    {
        using var directory = new TemporaryDirectory();
        var (capture, log, trace) = (directory.Write(
            "capture",
            "EXIT_CODE=100\nLINE=1\nCOMMAND=x\n--- OUTPUT ---\noutput\n"), directory.Write("log", "line\n"), directory.File("trace"));
        using var files = new PrivateFiles(
            (Configuration, "# empty\n"), ("/usr/share/perl5/PVE/pvecfg.pm", "sub version { return '8.2.4'; }"));
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(500));

        var outcome = await Shell.Run(
            [
                .. files.Around(), "strace", "-f", "-qq", "-s", "300", "-e", "trace=open,openat", "-e", "signal=none", "-o", trace,
                Repository.Binary], ["call", .. function.Split(' ')],
            [
                .. Direct.Installation, Telemetry.OwnSession(), server.AsTelemetryEndpoint(), ("API_FUNC_DIALECT", "telemetry"),
                ("FAILED_COMMAND", "x"),
                ("TELEMETRY_ERRINFO", capture), ("BUILD_LOG", log),
            ]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));

        // The runtime itself reads some of /proc and /sys before.
        var opened = Opened()
            .Matches((await File.ReadAllTextAsync(trace)).Split(Configuration, 2)[^1]).Select(match => match.Groups["path"].Value).ToList();
        var facts = opened.Where(path => path is "/proc/cpuinfo"
            or "/sys/firmware/dmi/tables/DMI" or "/usr/share/perl5/PVE/pvecfg.pm" or "/sys/bus/pci/devices" or "/etc/os-release"
            or Configuration or "capture" or "log" || path.StartsWith("/sys/bus/pci/devices/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(facts);
        Assert.Equal(facts.Distinct(), facts);
    }

    [GeneratedRegex("""openat?\((?:AT_FDCWD|\d+), "(?<path>[^"]*)""")]
    private static partial Regex Opened();
}
