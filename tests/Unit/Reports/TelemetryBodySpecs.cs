// The bodies of telemetry reports: where each field comes from, its default, and the limits of the server.

using System.Text;
using System.Text.Json;
using ApiFunc.Host;
using ApiFunc.Reports;
using ApiFunc.Script;
using Unit.Harness;

namespace Unit;

public sealed class TelemetryBodySpecs
{
    private const string RunId = "2f1c9a52-6d3b-4f0e-8a7d-90b1c2d3e4f5";

    [Fact]
    public void The_fields_of_an_installation_come_in_the_contract_s_order()
    {
        Assert.Equal(
            [
                "payload_version", "random_id", "execution_id", "type", "nsapp", "status", "ct_type", "disk_size", "core_count", "ram_size",
                "os_type",
                "os_version", "pve_version", "method", "exit_code", "error", "error_category", "install_duration", "cpu_vendor",
                "cpu_model", "gpu_vendor",
                "gpu_model", "gpu_passthrough", "ram_speed", "arch", "platform", "has_arm", "kernel_version", "app_version",
                "failed_command",
                "failed_line", "repo_source", "repo_slug",
            ],
            Body().EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public void An_installation_is_what_the_script_says()
    {
        var body = Raw(
            Script(
                ("RANDOM_UUID", "uuid"), ("EXECUTION_ID", "execution"), ("TELEMETRY_TYPE", "turnkey"), ("NSAPP", "nginx"), ("CT_TYPE", "0"),
                ("DISK_SIZE", "8G"),
                ("CORE_COUNT", "2"), ("RAM_SIZE", "1024"), ("var_os", "debian"), ("var_version", "12"), ("TM_PVE_VERSION", "8.2.4"),
                ("METHOD", "advanced"),
                ("CPU_VENDOR", "intel"), ("CPU_MODEL", "Intel Xeon"), ("GPU_VENDOR", "nvidia"), ("GPU_MODEL", "Tesla T4"),
                ("var_gpu", "yes"),
                ("RAM_SPEED", "2933"), ("TM_ARCH", "arm64"), ("TM_PLATFORM", "pve"), ("HAS_ARM", "true"), ("KERNEL_VERSION", "6.8.8-2-pve"),
                ("APPLICATION_VERSION", "1.2.3"), ("FAILED_COMMAND", "apt-get install x"), ("FAILED_LINE", "42"),
                ("REPO_SOURCE", "external"), ("REPO_SLUG", "by/fork")),
            "failed", "100", "text");

        Assert.Equal(
            """
            {"payload_version":2,"random_id":"uuid","execution_id":"execution","type":"turnkey","nsapp":"nginx",
            "status":"failed","ct_type":0,"disk_size":8,"core_count":2,"ram_size":1024,"os_type":"debian","os_version":"12",
            "pve_version":"8.2.4","method":"advanced","exit_code":100,"error":"text","error_category":"dependency",
            "install_duration":0,"cpu_vendor":"intel","cpu_model":"Intel Xeon","gpu_vendor":"nvidia","gpu_model":"Tesla T4",
            "gpu_passthrough":"yes","ram_speed":"2933","arch":"arm64","platform":"pve","has_arm":true,
            "kernel_version":"6.8.8-2-pve","app_version":"1.2.3","failed_command":"apt-get install x","failed_line":42,
            "repo_source":"external","repo_slug":"by/fork"}
            """.Replace("\n", ""),
            body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_script_does_not_say_has_its_default(bool isEmpty)
    {
        var variables = Variables.Passed.Where(name => isEmpty && name != Variables.SysinfoDone).Select(name => (name, ""));

        Assert.Equal(
            $$"""
            {"payload_version":2,"random_id":"","execution_id":"","type":"lxc","nsapp":"unknown","status":"installing",
            "ct_type":1,"disk_size":0,"core_count":0,"ram_size":0,"os_type":"","os_version":"","pve_version":"",
            "method":"default","exit_code":0,"error":"","error_category":"","install_duration":0,"cpu_vendor":"unknown",
            "cpu_model":"","gpu_vendor":"unknown","gpu_model":"","gpu_passthrough":"no","ram_speed":"","arch":"amd64",
            "platform":"","has_arm":false,"kernel_version":"{{Kernel.Read().Release}}","app_version":"","failed_command":"",
            "failed_line":0,"repo_source":"ProxmoxVE","repo_slug":"community-scripts/ProxmoxVE"}
            """.Replace("\n", ""),
            Raw(Script([.. variables]), "installing", "0", ""));
    }

    [Fact]
    public void Some_fields_have_a_second_source()
    {
        Assert.Equal("uuid", Field("execution_id", ("RANDOM_UUID", "uuid")));
        Assert.Equal("app", Field("nsapp", ("app", "app")));
        Assert.Equal("nsapp", Field("nsapp", ("app", "app"), ("NSAPP", "nsapp")));
        Assert.Equal("0.9", Field("app_version", ("var_appversion", "0.9")));
        Assert.Equal("cloud", Field("platform", ("TM_PLATFORM", "pve"), ("TELEMETRY_PLATFORM", "cloud")));
    }

    [Theory]
    [InlineData("lxc", "lxc")]
    [InlineData("vm", "vm")]
    [InlineData("turnkey", "turnkey")]
    [InlineData("pve", "pve")]
    [InlineData("addon", "addon")]
    [InlineData("tool", "tool")]
    [InlineData("LXC", "lxc")]
    [InlineData("docker", "lxc")]
    [InlineData("vm ", "lxc")]
    public void A_type_that_the_server_does_not_know_is_lxc(string given, string sent)
    {
        Assert.Equal(sent, Field("type", ("TELEMETRY_TYPE", given)));
        Assert.Equal(sent, Tool(Script(("TELEMETRY_TOOL_TYPE", given))).GetProperty("type").GetString());
    }

    [Fact]
    public void A_VM_is_one_whatever_the_script_says()
    {
        var script = Script(("TELEMETRY_TYPE", "lxc"), ("CT_TYPE", "1"));

        var body = JsonDocument.Parse(script.Telemetry().InstallationBody(InstallationSubject.Vm, "installing", new Failure("0", "", "")))
            .RootElement;

        Assert.Equal(("vm", 2), (body.GetProperty("type").GetString(), body.GetProperty("ct_type").GetInt32()));
    }

    [Theory]
    [InlineData("DISK_SIZE", "disk_size", 100_000)]
    [InlineData("CORE_COUNT", "core_count", 256)]
    [InlineData("RAM_SIZE", "ram_size", 1_048_576)]
    public void Sizes_are_whole_numbers_up_to_the_server_s_limit(string variable, string field, int highest)
    {
        Assert.Equal(
            [7, 7, highest, highest, highest, highest, 0, 0, 0, 0, 0, 0, 0],
            new[]
            {
                "7", "0000000000000000000000000007", $"{highest}", $"{highest + 1}", "999999999999999999", "99999999999999999999999999",
                "0", "-1", "+1", "1.5",
                "1e3", " 1", "٣",
            }.Select(value => Body((variable, value)).GetProperty(field).GetInt64()));
    }

    [Theory]
    [InlineData("8G", 8)]
    [InlineData("8", 8)]
    [InlineData("100001G", 100_000)]
    [InlineData("8GG", 0)]
    [InlineData("8M", 0)]
    [InlineData("0.5G", 0)]
    [InlineData("G", 0)]
    public void A_disk_s_size_loses_its_unit(string given, int sent)
    {
        Assert.Equal(sent, Body(("DISK_SIZE", given)).GetProperty("disk_size").GetInt32());
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("2", 2)]
    [InlineData("", 1)]
    [InlineData("-1", 1)]
    [InlineData("3", 1)]
    [InlineData("99999999999", 1)]
    [InlineData("privileged", 1)]
    public void A_container_s_type_that_the_server_does_not_know_is_1(string given, int sent)
    {
        Assert.Equal(sent, Body(("CT_TYPE", given)).GetProperty("ct_type").GetInt32());
        Assert.Equal(sent, Body(("CT_TYPE", given), ("TELEMETRY_TYPE", "vm")).GetProperty("ct_type").GetInt32());
    }

    [Theory]
    [InlineData("debian"), InlineData("ubuntu"), InlineData("alpine"), InlineData("devuan"), InlineData("fedora"), InlineData("rocky")]
    [InlineData("alma")]
    [InlineData("centos"), InlineData("opensuse"), InlineData("gentoo"), InlineData("openeuler"), InlineData("homeassistant")]
    [InlineData("opnsense")]
    [InlineData("openwrt"), InlineData("mikrotik"), InlineData("umbrel-os"), InlineData("pimox-haos"), InlineData("owncloud")]
    [InlineData("turnkey-nextcloud"), InlineData("arch-linux")]
    public void The_server_s_words_for_operating_systems_are_sent_as_they_are(string word)
    {
        Assert.Equal(word, Field("os_type", ("var_os", word)));
        Assert.Equal(word, Field("os_type", ("var_os", word.ToUpperInvariant())));
        Assert.Null(Request(("var_os", word)).ShorterBody);
    }

    [Theory]
    [InlineData("almalinux", "alma")]
    [InlineData("AlmaLinux", "alma")]
    [InlineData("rockylinux", "rocky")]
    [InlineData("Rocky Linux", "rocky")]
    [InlineData("archlinux", "arch-linux")]
    [InlineData("arch", "arch-linux")]
    [InlineData("Arch_Linux", "arch-linux")]
    [InlineData("opensuse-leap", "opensuse")]
    [InlineData("openSUSE Tumbleweed", "opensuse")]
    [InlineData("home assistant", "homeassistant")]
    [InlineData("haos", "homeassistant")]
    [InlineData("centos-stream", "centos")]
    [InlineData("umbrelos", "umbrel-os")]
    [InlineData(" Debian\n", "debian")]
    public void Other_spellings_of_an_operating_system_are_sent_in_the_server_s(string given, string sent)
    {
        Assert.Equal(sent, Field("os_type", ("var_os", given)));
        Assert.Null(Request(("var_os", given)).ShorterBody);
    }

    [Theory]
    [InlineData("lxc", "NixOS", "")]
    [InlineData("vm", "NixOS", "")]
    [InlineData("what is this", "debianish", "")]
    [InlineData("turnkey", "NixOS", "NixOS")]
    public void An_operating_system_that_the_server_may_not_know_is_sent_first_and_left_out_then(string type, string given, string second)
    {
        var request = Request(("TELEMETRY_TYPE", type), ("var_os", given));

        Assert.Equal(given, OsOf(request.Body));
        Assert.Equal(second, OsOf(request.ShorterBody ?? request.Body));
    }

    [Fact]
    public void The_second_body_differs_in_what_the_server_may_have_refused_and_nothing_else()
    {
        var request = Request(("var_os", "NixOS"), ("FAILED_COMMAND", "make"));

        Assert.Equal(
            Encoding.UTF8.GetString(request.Body).Replace("NixOS", "").Replace("a long story", "a story"),
            Encoding.UTF8.GetString(request.ShorterBody!));
    }

    [Fact]
    public void Without_anything_to_leave_out_there_is_no_second_body()
    {
        var script = Script(("var_os", "debian"));

        Assert.Null(script.Telemetry().Installation(
            InstallationSubject.Of(script), "success", new Failure("0", "", ""), TimeSpan.FromSeconds(1)).ShorterBody);
        Assert.Null(script.Telemetry().Installation(
            InstallationSubject.Of(script), "failed", new Failure("1", "a story", "a story"), TimeSpan.FromSeconds(1)).ShorterBody);
    }

    /// <summary>The report of a failure if the script says how it failed, else that of a beginning.</summary>
    private static OutgoingReport Request(params (string Name, string Value)[] variables)
    {
        var script = Script(variables);
        var hasFailed = variables.Any(variable => variable.Name == "FAILED_COMMAND");
        return script.Telemetry().Installation(
            InstallationSubject.Of(script), hasFailed ? "failed" : "installing",
            new Failure(hasFailed ? "1" : "0", hasFailed ? "a long story" : "", hasFailed ? "a story" : ""), TimeSpan.FromSeconds(1));
    }

    private static string OsOf(byte[] body) => JsonDocument.Parse(body).RootElement.GetProperty("os_type").GetString()!;

    [Theory]
    [InlineData("42", 42)]
    [InlineData("", 0)]
    [InlineData("?", 0)]
    [InlineData("-1", 0)]
    public void A_line_that_is_no_number_is_0(string given, int sent)
    {
        Assert.Equal(sent, Body(("FAILED_LINE", given)).GetProperty("failed_line").GetInt32());
    }

    [Theory]
    [InlineData("yes", "", "yes")]
    [InlineData("", "yes", "yes")]
    [InlineData("no", "yes", "yes")]
    [InlineData("yes", "no", "yes")]
    [InlineData("no", "no", "no")]
    [InlineData("YES", "", "yes")]
    [InlineData("", "1", "yes")]
    [InlineData("maybe", "0", "no")]
    public void The_adapter_is_passed_through_where_either_variable_says_so(string varGpu, string enableGpu, string sent)
    {
        Assert.Equal(sent, Field("gpu_passthrough", ("var_gpu", varGpu), ("ENABLE_GPU", enableGpu)));
    }

    [Theory]
    [InlineData("RANDOM_UUID", "random_id", 64)]
    [InlineData("EXECUTION_ID", "execution_id", 64)]
    [InlineData("NSAPP", "nsapp", 64)]
    [InlineData("var_os", "os_type", 32)]
    [InlineData("var_version", "os_version", 32)]
    [InlineData("TM_PVE_VERSION", "pve_version", 32)]
    [InlineData("METHOD", "method", 32)]
    [InlineData("ERROR_CATEGORY_OVERRIDE", "error_category", 32)]
    [InlineData("CPU_VENDOR", "cpu_vendor", 16)]
    [InlineData("CPU_MODEL", "cpu_model", 64)]
    [InlineData("GPU_VENDOR", "gpu_vendor", 16)]
    [InlineData("GPU_MODEL", "gpu_model", 64)]
    [InlineData("RAM_SPEED", "ram_speed", 64)]
    [InlineData("TM_ARCH", "arch", 64)]
    [InlineData("TM_PLATFORM", "platform", 64)]
    [InlineData("KERNEL_VERSION", "kernel_version", 64)]
    [InlineData("APPLICATION_VERSION", "app_version", 64)]
    [InlineData("FAILED_COMMAND", "failed_command", 4096)]
    [InlineData("REPO_SLUG", "repo_slug", 128)]
    public void Text_is_cut_at_the_server_s_limit_between_two_characters(string variable, string field, int limit)
    {
        var fitting = new string('x', limit - 2) + "é";

        Assert.Equal(fitting, Field(field, (variable, fitting + "x")));
        Assert.Equal(new string('x', limit - 1), Field(field, (variable, new string('x', limit - 1) + "é")));
    }

    [Fact]
    public void A_status_is_cut_too()
    {
        Assert.Equal(
            "0123456789abcdef",
            JsonDocument.Parse(Raw(Script(), "0123456789abcdefg", "0", "")).RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        var script = Harness.Script.WithBytes(("NSAPP", [(byte)'a', 0xFF, (byte)'b']), ("_TM_SYSINFO_DONE", "true"u8.ToArray()));

        Assert.Equal("a\uFFFDb", JsonDocument.Parse(Raw(script, "installing", "0", "")).RootElement.GetProperty("nsapp").GetString());
    }

    [Theory]
    [InlineData("ProxmoxVE", "", "ProxmoxVE", "community-scripts/ProxmoxVE")]
    [InlineData("ProxmoxVED", "", "ProxmoxVED", "community-scripts/ProxmoxVED")]
    [InlineData("ProxmoxVED", "by/fork", "ProxmoxVED", "by/fork")]
    [InlineData("external", "", "external", "")]
    [InlineData("external", "by/fork", "external", "by/fork")]
    [InlineData("proxmoxve", "by/fork", "external", "by/fork")]
    [InlineData("", "by/fork", "ProxmoxVE", "by/fork")]
    public void A_source_that_the_server_does_not_know_is_external(string source, string slug, string sentSource, string sentSlug)
    {
        var body = Body(("REPO_SOURCE", source), ("REPO_SLUG", slug));

        Assert.Equal((sentSource, sentSlug), (body.GetProperty("repo_source").GetString(), body.GetProperty("repo_slug").GetString()));
    }

    [Theory]
    [InlineData("0", 0, "unknown")]
    [InlineData("100", 100, "dependency")]
    [InlineData("0100", 100, "dependency")]
    [InlineData("255", 255, "dependency")]
    [InlineData("256", 255, "dependency")]
    [InlineData("99999999999999999999999", 255, "dependency")]
    public void Exit_code_and_category_are_those_of_at_most_255(string code, int sent, string category)
    {
        var body = JsonDocument.Parse(Raw(Script(), "failed", code, "text")).RootElement;

        Assert.Equal((sent, category), (body.GetProperty("exit_code").GetInt32(), body.GetProperty("error_category").GetString()));
    }

    [Fact]
    public void Without_an_error_there_is_no_category()
    {
        var script = Script(("ERROR_CATEGORY_OVERRIDE", "mine"));

        Assert.Equal("", JsonDocument.Parse(Raw(script, "failed", "100", "")).RootElement.GetProperty("error_category").GetString());
        Assert.Equal(
            "mine", JsonDocument.Parse(Raw(script, "failed", "100", "text")).RootElement.GetProperty("error_category").GetString());
    }

    [Fact]
    public void The_duration_is_the_clock_s_between_none_and_a_day()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        Assert.InRange(Duration($"{now - 1000}"), 1000, 2000);
        Assert.Equal(
            [86_400, 86_400, 0, 0, 0, 0, 0, 0],
            new[] { $"{now - 90_000}", "1", $"{now + 1000}", "999999999999999999", "", "yesterday", "-5", "9999999999999999999999" }
                .Select(Duration));
    }

    [Fact]
    public void The_duration_that_a_script_asks_for_may_be_longer_than_a_day()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        Assert.InRange(TelemetryDialect.Duration(Script(("INSTALL_START_TIME", $"{now - 200_000}"))), 200_000, 201_000);
        Assert.Equal(0, TelemetryDialect.Duration(Script(("INSTALL_START_TIME", $"{now + 1000}"))));
        Assert.Equal(0, TelemetryDialect.Duration(Script()));
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("0.25", 0.25)]
    [InlineData(".5", 0.5)]
    [InlineData("007", 7)]
    [InlineData("3600", 3600)]
    [InlineData("86400", 3600)]
    [InlineData("0.0000000001", 0.001)]
    [InlineData("", 42)]
    [InlineData("0", 42)]
    [InlineData("0.0", 42)]
    [InlineData("-5", 42)]
    [InlineData("5s", 42)]
    [InlineData(" 5", 42)]
    [InlineData("5,5", 42)]
    [InlineData("1e3", 42)]
    [InlineData("NaN", 42)]
    [InlineData("Infinity", 42)]
    public void A_time_limit_is_a_number_of_seconds(string text, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), TelemetryDialect.Seconds(text, otherwise: 42));
    }

    [Fact]
    public void A_time_limit_of_hundreds_of_digits_is_no_number()
    {
        Assert.Equal(TimeSpan.FromSeconds(42), TelemetryDialect.Seconds(new string('9', 400), otherwise: 42));
    }

    [Fact]
    public void Time_limits_have_their_defaults()
    {
        Assert.Equal((5, 10), (Script().Telemetry().Timeout.TotalSeconds, Script().Telemetry().StatusTimeout.TotalSeconds));
        var script = Script(("TELEMETRY_TIMEOUT", "1"), ("STATUS_TIMEOUT", "2"));
        Assert.Equal((1, 2), (script.Telemetry().Timeout.TotalSeconds, script.Telemetry().StatusTimeout.TotalSeconds));
    }

    [Fact]
    public void A_request_goes_to_the_endpoint_and_tells_the_version_of_the_payload()
    {
        var request = Script().Telemetry().Report([1], TimeSpan.FromSeconds(3));

        Assert.Equal("https://telemetry.community-scripts.org/telemetry", Encoding.UTF8.GetString(request.Url));
        Assert.Equal(
            ("community-scripts-core/2", "telemetry", false, (string?)null),
            (request.UserAgent, request.Endpoint, request.FollowsRedirects, request.PathSuffix));
        Assert.Equal("http://x/y", Encoding.UTF8.GetString(Script(("TELEMETRY_URL", "http://x/y")).Telemetry().Report([1], default).Url));
    }

    [Fact]
    public void A_tool_s_report_has_fewer_fields()
    {
        var body = Tool(
            Script(
                ("TM_PVE_VERSION", "8.2.4"), ("TM_PLATFORM", "pve"), ("REPO_SOURCE", "ProxmoxVED"), ("RANDOM_UUID", "not this"),
                ("EXECUTION_ID", "nor this")),
            new string('n', 65), "failed", "100", "text");

        Assert.Equal(
            [
                "payload_version", "random_id", "execution_id", "type", "nsapp", "status", "exit_code", "error", "error_category",
                "install_duration",
                "pve_version", "platform", "repo_source", "repo_slug",
            ],
            body.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            $$"""
            {"payload_version":2,"random_id":"{{RunId}}","execution_id":"{{RunId}}","type":"pve",
            "nsapp":"{{new string('n', 64)}}","status":"failed","exit_code":100,"error":"text","error_category":"dependency",
            "install_duration":0,"pve_version":"8.2.4","platform":"pve","repo_source":"ProxmoxVED",
            "repo_slug":"community-scripts/ProxmoxVED"}
            """.Replace("\n", ""),
            body.GetRawText());
    }

    [Fact]
    public void An_addon_s_report_names_the_distribution_in_the_place_of_the_host()
    {
        var distribution = OsRelease.Read("/");

        var body = JsonDocument.Parse(
            Script(("TM_PVE_VERSION", "8.2.4"), ("TELEMETRY_TOOL_TYPE", "pve"), ("TM_PLATFORM", "incus"))
                .Telemetry().Addon(new ToolRun(RunId, "addon", "success", "0", "")).Body).RootElement;

        Assert.Equal(
            $$"""
            {"payload_version":2,"random_id":"{{RunId}}","execution_id":"{{RunId}}","type":"addon","nsapp":"addon",
            "status":"success","exit_code":0,"error":"","error_category":"","install_duration":0,
            "os_type":"{{distribution.Id}}","os_version":"{{distribution.VersionId}}","platform":"incus",
            "repo_source":"ProxmoxVE","repo_slug":"community-scripts/ProxmoxVE"}
            """.Replace("\n", ""),
            body.GetRawText());
    }

    /// <summary>A script that has collected the facts about the machine, so that this one does not matter.</summary>
    private static ScriptVariables Script(params IEnumerable<(string, string)> variables) =>
        Harness.Script.With([("_TM_SYSINFO_DONE", "true"), .. variables]);

    private static string Raw(ScriptVariables script, string status, string code, string error) =>
        Encoding.UTF8.GetString(script.Installation(status, code, error));

    private static JsonElement Body(params IEnumerable<(string, string)> variables) =>
        JsonDocument.Parse(Raw(Script(variables), "failed", "1", "text")).RootElement;

    private static string? Field(string name, params IEnumerable<(string, string)> variables) =>
        Body(variables).GetProperty(name).GetString();

    private static long Duration(string start) => Body(("INSTALL_START_TIME", start)).GetProperty("install_duration").GetInt64();

    private static JsonElement Tool(
        ScriptVariables script, string name = "tool", string status = "success", string code = "0", string error = "") =>
        JsonDocument.Parse(script.Telemetry().Tool(new ToolRun(RunId, name, status, code, error)).Body).RootElement;
}
