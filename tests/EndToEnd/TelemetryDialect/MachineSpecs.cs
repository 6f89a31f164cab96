// What the functions about the machine set, on a machine of the test's own, and without the binary.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class MachineSpecs : IClassFixture<Machine>
{
    private const string Forget =
        "unset CPU_VENDOR CPU_MODEL GPU_VENDOR GPU_MODEL GPU_PASSTHROUGH RAM_SPEED HAS_ARM TM_ARCH TM_PVE_VERSION TM_PLATFORM "
            + "_TM_SYSINFO_DONE\n";

    private readonly Machine _machine;

    public MachineSpecs(Machine machine) => _machine = machine;

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Each_function_exports_what_it_finds_in_the_place_of_what_was_there(string shell)
    {
        var call = await Telemetry.Watch(
            _machine.Enter, shell, Telemetry.Variables
                + "CPU_VENDOR=wrong CPU_MODEL=wrong GPU_VENDOR=wrong GPU_MODEL=wrong RAM_SPEED=wrong HAS_ARM=wrong",
            "detect_cpu surplus; detect_gpu; detect_ram; detect_arm");

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(
            [
                "export CPU_MODEL=Intel Core i5-8500T CPU @ 2.10GHz", "export CPU_VENDOR=intel",
                "export GPU_MODEL=Intel Corporation UHD Graphics 630",
                "export GPU_PASSTHROUGH=igpu", "export GPU_VENDOR=intel", $"export HAS_ARM={Machine.HasArm}", "export RAM_SPEED=2667",
            ],
            call.Changes);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Telemetry_collect_sysinfo_exports_all_of_it_once(string shell)
    {
        var call = await Telemetry.Watch(
            _machine.Enter, shell, Forget, "telemetry_collect_sysinfo; CPU_VENDOR=mine; unset TM_ARCH; telemetry_collect_sysinfo");

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(
            [
                "export CPU_MODEL=Intel Core i5-8500T CPU @ 2.10GHz", "export CPU_VENDOR=mine",
                "export GPU_MODEL=Intel Corporation UHD Graphics 630",
                "export GPU_PASSTHROUGH=igpu", "export GPU_VENDOR=intel", $"export HAS_ARM={Machine.HasArm}", "export RAM_SPEED=2667",
                "export TM_PLATFORM=pve", "export TM_PVE_VERSION=8.2.4", "export _TM_SYSINFO_DONE=true",
            ],
            call.Changes);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Telemetry_collect_sysinfo_leaves_alone_what_the_script_knows(string shell)
    {
        // An empty RAM_SPEED says that it was looked for; everything else that is empty counts as unset.
        var call = await Telemetry.Watch(
            _machine.Enter, shell, Forget + "CPU_VENDOR=amd CPU_MODEL=mine GPU_VENDOR= RAM_SPEED= HAS_ARM=maybe TELEMETRY_PLATFORM=mine",
            "telemetry_collect_sysinfo");

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(
            [
                "export GPU_MODEL=Intel Corporation UHD Graphics 630", "export GPU_PASSTHROUGH=igpu", "export GPU_VENDOR=intel",
                "export TM_ARCH=" + Repository.Architecture, "export TM_PLATFORM=mine", "export TM_PVE_VERSION=8.2.4",
                "export _TM_SYSINFO_DONE=true",
            ],
            call.Changes);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_report_knows_the_machine_without_them(string shell)
    {
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(
            _machine.Enter, shell, Forget + "DIAGNOSTICS=yes RANDOM_UUID=id INSTALL_START_TIME=1 TELEMETRY_TYPE=lxc", "post_to_api",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["POST_TO_API_DONE=true"], call.Changes);
        var request = Assert.Single(server.Requests);
        Assert.Equal(
            ("intel", "Intel Core i5-8500T CPU @ 2.10GHz", "intel", "Intel Corporation UHD Graphics 630", "2667", "8.2.4", "pve", "no"),
            (
                request.Field("cpu_vendor"), request.Field("cpu_model"), request.Field("gpu_vendor"), request.Field("gpu_model"),
                request.Field("ram_speed"),
                request.Field("pve_version"), request.Field("platform"), request.Field("gpu_passthrough")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Without_the_binary_they_are_set_all_the_same(string shell)
    {
        foreach (var binary in new[] { "/no/such/binary", "/dev/null", "/bin/false" })
        {
            var each = await Telemetry.Watch(
                shell, Forget + "REPO_SOURCE= REPO_SLUG=", "detect_cpu; detect_gpu; detect_ram; detect_arm; detect_repo_source",
                ("API_FUNC_BIN", binary));
            var all = await Telemetry.Watch(
                shell, Forget + "GPU_VENDOR=nvidia TELEMETRY_PLATFORM=mine", "telemetry_collect_sysinfo", ("API_FUNC_BIN", binary));

            Assert.Equal(new Outcome(0, "", ""), each.Outcome);
            Assert.Equal(
                [
                    "export CPU_MODEL=", "export CPU_VENDOR=unknown", "export GPU_MODEL=", "export GPU_PASSTHROUGH=unknown",
                    "export GPU_VENDOR=unknown",
                    "export HAS_ARM=false", "export RAM_SPEED=", "export REPO_SLUG=community-scripts/ProxmoxVE",
                    "export REPO_SOURCE=ProxmoxVE",
                ],
                each.Changes);
            Assert.Equal(new Outcome(0, "", ""), all.Outcome);
            Assert.Equal(
                [
                    "export CPU_MODEL=", "export CPU_VENDOR=unknown", "export GPU_MODEL=", "export GPU_PASSTHROUGH=unknown",
                    "export GPU_VENDOR=nvidia",
                    "export HAS_ARM=false", "export RAM_SPEED=", "export TM_ARCH=", "export TM_PLATFORM=mine", "export TM_PVE_VERSION=",
                    "export _TM_SYSINFO_DONE=true",
                ],
                all.Changes);
        }
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Without_the_binary_attempts_clocks_and_guards_work_all_the_same(string shell)
    {
        var call = await Telemetry.Watch(shell, "DIAGNOSTICS=yes RANDOM_UUID=id FAILED_LINE=1", """
            telemetry_new_attempt
            post_to_api
            post_progress_to_api
            post_update_to_api failed 1
            post_tool_to_api; post_addon_to_api; _telemetry_report_exit 1
            [ -n "$EXECUTION_ID" ] && [ -n "$INSTALL_START_TIME" ] && EXECUTION_ID=set INSTALL_START_TIME=set
            _tm_send x || printf '%s ' "$?"
            _tm_find_errinfo || printf '%s ' "$?"
            get_install_duration; get_error_log; get_error_text; get_full_log; _tm_pick_logfile; build_error_string; _tm_payload
            json_escape x
            echo x | _tm_clean_log
            echo x | write_errinfo /no/such/place 1 2 x
            """, ("API_FUNC_BIN", "/no/such/binary"));

        Assert.Equal(new Outcome(0, "1 1 0\n", ""), call.Outcome);
        Assert.Equal(
            [
                "export EXECUTION_ID=set", "unset FAILED_LINE", "export INSTALL_START_TIME=set", "POST_TO_API_DONE=false",
                "POST_UPDATE_DONE=false", "TELEMETRY_TYPE=lxc"],
            call.Changes);
    }

    // Who writes more than a pipe holds is not told of a broken one.
    [Theory, MemberData(nameof(Shells))]
    public async Task Without_the_binary_filters_read_their_input_all_the_same(string shell)
    {
        using var directory = new TemporaryDirectory();
        var log = directory.Write("log", string.Concat(Enumerable.Repeat("a line of a log\n", 8000)) + "no newline at the end");
        foreach (var binary in new[] { "/no/such/binary", "/dev/null" })
        {
            foreach (var filter in new[] { "_tm_clean_log", "write_errinfo /no/such/place 1 2 x", "write_errinfo" })
            {
                var outcome = await Telemetry.Run(
                    shell, $"{{ cat {log} && echo read >&2; }} | {filter}\n{{ :; }} | {filter}\n{filter} <&-\necho done\n",
                    ("API_FUNC_BIN", binary));

                Assert.Equal(new Outcome(0, "done\n", "read\n"), outcome);
            }
        }
    }

    [Fact]
    public async Task A_file_without_a_name_is_not_written_and_its_input_is_read()
    {
        using var directory = new TemporaryDirectory();
        var log = directory.Write("log", new string('x', 200_000));

        var outcome = await Telemetry.Run("bash", $"set -o pipefail\ncat {log} | write_errinfo\ncat {log} | write_errinfo ''\n");

        Assert.Equal(new Outcome(0, "", ""), outcome);
    }
}

/// <summary>A machine as its files describe it: a desktop with an Intel processor, on Proxmox VE.</summary>
public sealed class Machine : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly PrivateFiles _files;

    public Machine()
    {
        var cpu = _directory.Write(
            "cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Core(TM) i5-8500T CPU @  2.10GHz\n");

        // Two memory devices: an empty slot, and one that runs at 2667 MT/s though it could do more.
        byte[] slot = [17, 40, 0, 0, .. new byte[36], 0, 0];
        byte[] module = [17, 40, 1, 0, .. new byte[8], 0, 32, .. new byte[7], 0x80, 0x0c, .. new byte[9], 0x6b, 0x0a, .. new byte[6], 0, 0];
        var tables = _directory.Write("DMI", [.. slot, .. module, 127, 4, 2, 0, 0, 0]);
        _files = new PrivateFiles(
            $"""
            mount --bind {cpu} /proc/cpuinfo
            mount -t tmpfs none /sys
            mkdir -p /sys/bus/pci/devices/0000:00:00.0 /sys/bus/pci/devices/0000:00:02.0 /sys/firmware/dmi/tables
            cd /sys/bus/pci/devices/0000:00:00.0; echo 0x060000 >class; echo 0x8086 >vendor; echo 0x3ec2 >device
            cd ../0000:00:02.0; echo 0x030000 >class; echo 0x8086 >vendor; echo 0x3e92 >device
            cp {tables} /sys/firmware/dmi/tables/DMI
            cd /
            """,
            (
                "/usr/share/misc/pci.ids",
                "1002  Advanced Micro Devices\n8086  Intel Corporation\n\t3e92  UHD Graphics 630\n\t3ec2  Host Bridge\n"),
            ("/usr/share/perl5/PVE/pvecfg.pm", "package PVE::pvecfg;\nsub version {\n    return '8.2.4';\n}\n"));
    }

    /// <summary>Whether the kernel says that the processor is an ARM: nothing can hide that.</summary>
    public static string HasArm { get; } = Repository.Architecture.StartsWith("arm", StringComparison.Ordinal) ? "true" : "false";

    /// <summary>The command behind which a command runs on this machine.</summary>
    internal string[] Enter => _files.Around();

    public void Dispose()
    {
        _files.Dispose();
        _directory.Dispose();
    }
}
