// The reports that an installation begins and goes on: what is sent, and what the script is told.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class InstallationSpecs
{
    private const string Consent = "/usr/local/community-scripts/diagnostics";

    // A clock that is ahead: the duration is 0, however long the test takes.
    private const string Ahead = "INSTALL_START_TIME=99999999999\n";

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Post_to_api_sends_the_whole_body(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(
            shell, Telemetry.Variables + Ahead + "post_to_api surplus arguments\n", server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        var request = Assert.Single(server.Requests);
        Assert.Equal(Telemetry.Body("installing"), request.Text);
        Assert.Equal(("POST", "/telemetry"), (request.Method, request.Path));
        Assert.Equal("application/json", request.Headers.ContentType);
        Assert.Equal("community-scripts-core/2", request.Headers.UserAgent);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Post_to_api_starts_the_clock_and_says_that_it_was_delivered(string shell)
    {
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(202));

        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var call = await Telemetry.Watch(shell, Telemetry.Variables, "post_to_api", server.AsTelemetryEndpoint());
        var after = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        var clock = call.Changes[0].Split('=');
        Assert.Equal("export INSTALL_START_TIME", clock[0]);
        Assert.InRange(long.Parse(clock[1]), before, after);
        Assert.Equal(["POST_TO_API_DONE=true", "TELEMETRY_TYPE=lxc"], call.Changes[1..]);
        Assert.Single(server.Requests);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_type_and_a_running_clock_are_left_alone(string shell)
    {
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(
            shell, Telemetry.Variables + "TELEMETRY_TYPE=turnkey INSTALL_START_TIME=12345 POST_TO_API_DONE=false", "post_to_api",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["POST_TO_API_DONE=true"], call.Changes);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("turnkey", "86400"), (request.Field("type"), request.Field("install_duration")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Everything_but_the_gate_may_be_unset_or_empty(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(shell, """
            DIAGNOSTICS=YES RANDOM_UUID=id
            post_to_api
            POST_TO_API_DONE= TELEMETRY_TYPE= EXECUTION_ID= NSAPP= app=other METHOD= CT_TYPE= DISK_SIZE= CPU_VENDOR= GPU_VENDOR=
            TM_PLATFORM= REPO_SOURCE= REPO_SLUG= var_gpu= ENABLE_GPU=yes KERNEL_VERSION= APPLICATION_VERSION= var_appversion=2 FAILED_LINE=
            post_to_api
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(["unknown", "other"], server.Requests.Select(request => request.Field("nsapp")));
        Assert.Equal(["no", "yes"], server.Requests.Select(request => request.Field("gpu_passthrough")));
        Assert.Equal(["", "2"], server.Requests.Select(request => request.Field("app_version")));
        Assert.All(server.Requests, request => Assert.Equal(
            ("id", "id", "lxc", "1", "0", "0", "default", "ProxmoxVE", "community-scripts/ProxmoxVE"),
            (
                request.Field("random_id"), request.Field("execution_id"), request.Field("type"), request.Field("ct_type"),
                request.Field("disk_size"),
                request.Field("core_count"), request.Field("method"), request.Field("repo_source"), request.Field("repo_slug"))));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task What_a_report_finds_out_about_the_machine_stays_inside(string shell)
    {
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(
            shell, "DIAGNOSTICS=yes RANDOM_UUID=id INSTALL_START_TIME=1 TELEMETRY_TYPE=lxc",
            "post_to_api; post_progress_to_api; post_tool_to_api; post_addon_to_api", server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["POST_TO_API_DONE=true"], call.Changes);
        Assert.NotEqual("", server.Requests[0].Field("arch"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task What_was_delivered_is_not_sent_again(string shell)
    {
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(
            shell, Telemetry.Variables + "POST_TO_API_DONE=true",
            "post_to_api; post_to_api_vm; DIAGNOSTICS=no; post_to_api_vm; DIAGNOSTICS=yes", server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Empty(call.Changes);
        Assert.Empty(server.Requests);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Post_to_api_vm_asks_the_file_for_consent_and_reports_a_vm(string shell)
    {
        using var files = new PrivateFiles((Consent, "OTHER=1\nDIAGNOSTICS=no\ndiagnostics= 'yes' \n"));
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(
            files.Around(), shell, Telemetry.Variables + Ahead + "DIAGNOSTICS=no TELEMETRY_TYPE=lxc", "post_to_api_vm",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["CT_TYPE=2", "DIAGNOSTICS=yes", "POST_TO_API_DONE=true", "TELEMETRY_TYPE=vm"], call.Changes);
        var request = Assert.Single(server.Requests);
        Assert.Equal(
            ("vm", "2", "installing", "8"),
            (request.Field("type"), request.Field("ct_type"), request.Field("status"), request.Field("disk_size")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Without_the_file_post_to_api_vm_asks_the_variable(string shell)
    {
        using var files = new PrivateFiles(("/usr/local/community-scripts/other", ""));
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(
            files.Around(), shell, Telemetry.Variables + Ahead, "post_to_api_vm", server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["CT_TYPE=2", "POST_TO_API_DONE=true", "TELEMETRY_TYPE=vm"], call.Changes);
        Assert.Single(server.Requests);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_closed_gate_leaves_the_caller_what_post_to_api_vm_always_sets(string shell)
    {
        using var files = new PrivateFiles((Consent, "# nobody has answered yet\n"));
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(files.Around(), shell, Telemetry.Variables, "post_to_api_vm", server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["CT_TYPE=2", "DIAGNOSTICS=", "TELEMETRY_TYPE=vm"], call.Changes);
        Assert.Empty(server.Requests);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_ping_carries_its_status_and_changes_nothing(string shell)
    {
        await using var server = await RecordingServer.Start();

        var call = await Telemetry.Watch(
            shell, Telemetry.Variables + "POST_TO_API_DONE=true POST_UPDATE_DONE=true TELEMETRY_TYPE=vm",
            "post_progress_to_api; post_progress_to_api ''; post_progress_to_api validation 1 2; post_progress_to_api --help",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Empty(call.Changes);
        Assert.Equal(["configuring", "configuring", "validation", "--help"], server.Statuses());
        Assert.All(
            server.Requests,
            request => Assert.Equal(("0", "", "vm"), (request.Field("exit_code"), request.Field("error"), request.Field("type"))));
    }
}
