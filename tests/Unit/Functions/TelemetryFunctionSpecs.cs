// The functions of the telemetry dialect that report: what they send, and what they set in the script.

using System.Text.Json;
using ApiFunc.Functions;
using ApiFunc.Script;
using EndToEnd.Harness;
using Unit.Harness;

namespace Unit;

public sealed class TelemetryFunctionSpecs : IDisposable
{
    private const string StartTime = "1700000000";

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void The_begin_of_an_installation_is_reported_and_the_clock_started()
    {
        var script = Call("post_to_api", []);

        Assert.Equal("TELEMETRY_TYPE='lxc'", script.Told()[0]);
        Assert.Matches("^export INSTALL_START_TIME='[0-9]{10}'$", script.Told()[1]);
        Assert.Equal(["POST_TO_API_DONE='true'"], script.Told()[2..]);
        var body = Assert.Single(Sent());
        Assert.Equal(
            ("installing", "lxc", 1, 0), (body.Text("status"), body.Text("type"), body.Number("ct_type"), body.Number("exit_code")));
    }

    [Fact]
    public void A_type_and_a_clock_that_are_set_stay()
    {
        var script = Call("post_to_api", [], ("TELEMETRY_TYPE", "turnkey"), ("INSTALL_START_TIME", StartTime));

        Assert.Equal(["TELEMETRY_TYPE='turnkey'", "POST_TO_API_DONE='true'"], script.Told());
        Assert.Equal("turnkey", Assert.Single(Sent()).Text("type"));
    }

    [Fact]
    public void A_VM_begins_as_a_VM()
    {
        var script = Call("post_to_api_vm", [], ("TELEMETRY_TYPE", "lxc"), ("CT_TYPE", "1"), ("INSTALL_START_TIME", StartTime));

        Assert.Equal(["TELEMETRY_TYPE='vm'", "POST_TO_API_DONE='true'"], script.Told());
        var body = Assert.Single(Sent());
        Assert.Equal(("installing", "vm", 2), (body.Text("status"), body.Text("type"), body.Number("ct_type")));
    }

    [Fact]
    public void The_facts_that_a_report_collects_stay_inside()
    {
        var script = Call("post_to_api", [], ("_TM_SYSINFO_DONE", ""), ("INSTALL_START_TIME", StartTime));

        Assert.Equal(["TELEMETRY_TYPE='lxc'", "POST_TO_API_DONE='true'"], script.Told());
    }

    [Theory]
    [InlineData("post_to_api")]
    [InlineData("post_to_api_vm")]
    [InlineData("post_progress_to_api")]
    [InlineData("post_update_to_api")]
    public void Behind_a_closed_gate_nothing_is_sent_or_set(string function)
    {
        (string, string)[][] closed =
        [
            [("DIAGNOSTICS", "no")], [("DIAGNOSTICS", "")], [("DIAGNOSTICS", "yes ")], [("DO_NOT_TRACK", "1")], [("RANDOM_UUID", "")],
        ];

        Assert.All(closed, variables => Assert.Empty(Call(function, [], variables).Told()));
        Assert.Empty(Sent());
    }

    [Theory]
    [InlineData("post_tool_to_api")]
    [InlineData("post_addon_to_api")]
    [InlineData("_telemetry_report_exit")]
    public void Tools_and_addons_need_consent_and_no_execution(string function)
    {
        (string, string)[][] closed = [[("DIAGNOSTICS", "no")], [("DIAGNOSTICS", "")], [("DO_NOT_TRACK", "1")]];

        Assert.All(closed, variables => Assert.Empty(Call(function, [], variables).Told()));
        Assert.Empty(Sent());

        Call(function, [], ("RANDOM_UUID", ""), ("DIAGNOSTICS", "YES"), ("DO_NOT_TRACK", "0"));
        Assert.Single(Sent());
    }

    [Theory]
    [InlineData("yes", "", "id", 0)]
    [InlineData("Yes", "0", "id", 0)]
    [InlineData("no", "", "id", 1)]
    [InlineData("yes", "1", "id", 1)]
    [InlineData("yes", "false", "id", 1)]
    [InlineData("yes", "", "", 1)]
    public void The_gate_says_whether_it_is_open(string diagnostics, string doNotTrack, string uuid, int code)
    {
        Assert.Equal(
            code, Run("_tm_enabled", [], Script(("DIAGNOSTICS", diagnostics), ("DO_NOT_TRACK", doNotTrack), ("RANDOM_UUID", uuid))));
    }

    [Theory]
    [InlineData(new string[0], "configuring")]
    [InlineData(new[] { "" }, "configuring")]
    [InlineData(new[] { "validation" }, "validation")]
    [InlineData(new[] { "a status of its own" }, "a status of its ")]
    [InlineData(new[] { "installing", "surplus", "3" }, "installing")]
    public void Progress_is_sent_as_it_is_given(string[] arguments, string status)
    {
        var script = Call("post_progress_to_api", arguments);

        Assert.Empty(script.Told());
        var body = Assert.Single(Sent());
        Assert.Equal((status, 0, ""), (body.Text("status"), body.Number("exit_code"), body.Text("error")));
    }

    [Theory]
    [InlineData(new string[0], "failed", 1, "exit_code=1 | General error, or operation not permitted", "shell")]
    [InlineData(new[] { "", "" }, "failed", 1, "exit_code=1 | General error, or operation not permitted", "shell")]
    [InlineData(new[] { "failed", "100" }, "failed", 100, "exit_code=100 | APT: packages are broken, or dependencies unmet", "dependency")]
    [InlineData(new[] { "failed", "INTERRUPTED" }, "failed", 1, "exit_code=1 | General error, or operation not permitted", "shell")]
    [InlineData(new[] { "failed", "none" }, "failed", 0, "exit_code=0 | Unknown error", "unknown")]
    [InlineData(new[] { "failed", "300" }, "failed", 255, "exit_code=300 | Unknown error", "dependency")]
    [InlineData(new[] { "done" }, "success", 0, "", "")]
    [InlineData(new[] { "done", "none" }, "success", 0, "", "")]
    [InlineData(new[] { "success", "100" }, "success", 0, "", "")]
    [InlineData(new[] { "aborted", "130" }, "aborted", 130, "exit_code=130 | SIGINT: aborted by the user", "user_aborted")]
    [InlineData(
        new[] { "aborted", "100" }, "aborted", 100, "exit_code=100 | APT: packages are broken, or dependencies unmet", "user_aborted")]
    [InlineData(new[] { "aborted" }, "aborted", 1, "exit_code=1 | General error, or operation not permitted", "user_aborted")]
    [InlineData(new[] { "failed", "129" }, "aborted", 129, "exit_code=129 | SIGHUP: the terminal was closed", "user_aborted")]
    [InlineData(new[] { "failed", "130" }, "aborted", 130, "exit_code=130 | SIGINT: aborted by the user", "user_aborted")]
    [InlineData(new[] { "failed", "143" }, "aborted", 143, "exit_code=143 | SIGTERM: terminated on request", "user_aborted")]
    [InlineData(new[] { "failed", "137" }, "failed", 137, "exit_code=137 | SIGKILL: killed, often out of memory", "resource")]
    [InlineData(new[] { "Failed", "130" }, "unknown", 130, "exit_code=130 | SIGINT: aborted by the user", "user_aborted")]
    [InlineData(new[] { "weird", "2" }, "unknown", 2, "exit_code=2 | Misuse of a shell builtin, such as a syntax error", "shell")]
    public void How_it_ended_is_told_by_status_and_exit_code(string[] arguments, string status, int code, string error, string category)
    {
        var script = Call("post_update_to_api", arguments);

        var body = Assert.Single(Sent());
        Assert.Equal(
            (status, code, error, category),
            (body.Text("status"), body.Number("exit_code"), body.Text("error"), body.Text("error_category")));
        Assert.Equal(
            status == "aborted" ? ["ERROR_CATEGORY_OVERRIDE='user_aborted'", "POST_UPDATE_DONE='true'"] : ["POST_UPDATE_DONE='true'"],
            script.Told());
    }

    [Fact]
    public void A_category_that_the_script_has_chosen_stays()
    {
        var script = Call("post_update_to_api", ["aborted", "130"], ("ERROR_CATEGORY_OVERRIDE", "mine"));

        Assert.Equal(["POST_UPDATE_DONE='true'"], script.Told());
        Assert.Equal("mine", Assert.Single(Sent()).Text("error_category"));
    }

    [Fact]
    public void A_failure_carries_the_whole_error_text()
    {
        var capture = _directory.Write("errinfo", "EXIT_CODE=100\nLINE=42\nCOMMAND=apt\n--- OUTPUT ---\nE: broken\n");

        Call("post_update_to_api", ["failed", "1"], ("TELEMETRY_ERRINFO", capture));

        var body = Assert.Single(Sent());
        Assert.Equal(
            "exit_code=100 | APT: packages are broken, or dependencies unmet | at line 42: apt\n---\nE: broken", body.Text("error"));
        Assert.Equal((1, "shell"), (body.Number("exit_code"), body.Text("error_category")));
    }

    [Theory]
    [InlineData("post_tool_to_api", "pve")]
    [InlineData("post_addon_to_api", "addon")]
    public void Tools_and_addons_have_defaults(string function, string type)
    {
        var script = Call(function, []);

        Assert.Empty(script.Told());
        var body = Assert.Single(Sent());
        Assert.Equal(
            ("unknown", "success", 0, type), (body.Text("nsapp"), body.Text("status"), body.Number("exit_code"), body.Text("type")));
        Assert.Equal(("", ""), (body.Text("error"), body.Text("error_category")));
    }

    [Theory]
    [InlineData("done", "none", "success", 0, "")]
    [InlineData("success", "5", "success", 5, "")]
    [InlineData("failed", "100", "failed", 100, "exit_code=100 | APT: packages are broken, or dependencies unmet")]
    [InlineData("failed", "what", "failed", 1, "exit_code=1 | General error, or operation not permitted")]
    [InlineData("skipped", "100", "skipped", 100, "")]
    public void Only_the_failure_of_a_tool_has_an_error(string status, string code, string sentStatus, int sentCode, string error)
    {
        Call("post_tool_to_api", ["tool", status, code]);
        Call("post_addon_to_api", ["addon", status, code]);

        Assert.Equal(["tool", "addon"], Sent().Select(body => body.Text("nsapp")));
        Assert.All(
            Sent(),
            body => Assert.Equal((sentStatus, sentCode, error), (body.Text("status"), body.Number("exit_code"), body.Text("error"))));
    }

    [Theory]
    [InlineData("0", "success", 0)]
    [InlineData("000", "success", 0)]
    [InlineData("3", "failed", 3)]
    [InlineData("what", "failed", 1)]
    public void The_exit_of_a_tool_is_told_by_its_code(string code, string status, int sentCode)
    {
        Call("_telemetry_report_exit", [code], ("TELEMETRY_TOOL_NAME", "name"), ("APP", "title"));

        var body = Assert.Single(Sent());
        Assert.Equal(
            ("name", "pve", status, sentCode), (body.Text("nsapp"), body.Text("type"), body.Text("status"), body.Number("exit_code")));
    }

    [Fact]
    public void The_exit_of_an_addon_is_an_addon_s_report()
    {
        Call("_telemetry_report_exit", ["0"], ("TELEMETRY_TOOL_TYPE", "addon"), ("APP", "title"));
        Call("_telemetry_report_exit", ["0"], ("TELEMETRY_TOOL_TYPE", "tool"));

        Assert.Equal(
            [("title", "addon", true), ("unknown", "tool", false)],
            Sent().Select(body => (body.Text("nsapp"), body.Text("type"), body.TryGetProperty("os_type", out _))));
    }

    [Fact]
    public void Proxmox_VE_which_takes_its_time_is_asked_once_for_a_report()
    {
        using var machine = new RecordedMachine();
        var path = machine.WithCommand("pveversion", $"echo asked >>'{_directory.Path}/asked'; echo pve-manager/8.2.4/x");

        Call("post_tool_to_api", [], ("_TM_SYSINFO_DONE", ""), ("PATH", path));

        // On a host of Proxmox VE itself, a file says it.
        var body = Assert.Single(Sent());
        Assert.Equal("pve", body.Text("platform"));
        Assert.True(!File.Exists(_directory.File("asked")) || File.ReadAllText(_directory.File("asked")) == "asked\n");
    }

    [Fact]
    public void A_body_is_sent_as_it_is_given()
    {
        Assert.Equal(0, Run("_tm_send", ["""{"status":"é"}"""], Script(("DIAGNOSTICS", "yes"))));
        Assert.Equal(0, Run("_tm_send", ["""{"status":"two"}""", "what", "what"], Script(("DIAGNOSTICS", "yes"))));
        Assert.Equal(1, Run(
            "_tm_send", ["{}", "1", "1"], Script(("DIAGNOSTICS", "yes"), ("TELEMETRY_URL", $"file://{_directory.Path}/missing/reports"))));
        Assert.Equal(1, Run("_tm_send", ["{}"], Script(("DIAGNOSTICS", "yes"), ("TELEMETRY_URL", "no URL"))));

        Assert.Equal(["é", "two"], Sent().Select(body => body.Text("status")));
    }

    [Fact]
    public void A_new_attempt_is_a_new_execution()
    {
        var first = Call("telemetry_new_attempt", [], ("EXECUTION_ID", "old")).Told();
        var second = Call("telemetry_new_attempt", [], ("EXECUTION_ID", "old")).Told();

        Assert.Matches("^export EXECUTION_ID='[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'$", Assert.Single(first));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_clock_that_runs_is_left_alone()
    {
        Assert.Matches("^export INSTALL_START_TIME='[0-9]{10}'$", Assert.Single(Call("start_install_timer", []).Told()));
        Assert.Matches(
            "^export INSTALL_START_TIME='[0-9]{10}'$", Assert.Single(Call("start_install_timer", [], ("INSTALL_START_TIME", "")).Told()));
        Assert.Empty(Call("start_install_timer", [], ("INSTALL_START_TIME", StartTime)).Told());
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>A script that consents, has collected the facts about the machine, and whose reports go into a file.</summary>
    private ScriptVariables Script(params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string>
        {
            ["API_FUNC_DIALECT"] = "telemetry",
            ["TELEMETRY_URL"] = $"file://{_directory.Path}/reports",
            ["DIAGNOSTICS"] = "yes",
            ["RANDOM_UUID"] = "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11",
            ["SESSION_ID"] = "no-such-session-of-these-tests",
            ["_TM_SYSINFO_DONE"] = "true",
        };
        foreach (var (name, value) in variables)
            all[name] = value;
        return Harness.Script.With(all.Select(variable => (variable.Key, variable.Value)));
    }

    private static int Run(string function, string[] arguments, ScriptVariables script) =>
        FunctionTable.Find(function)!.Run(new FunctionCall(script, new Arguments(arguments)));

    /// <summary>Calls a function, which returns 0, and gives back what it sets.</summary>
    private Assignments Call(string function, string[] arguments, params (string Name, string Value)[] variables)
    {
        var call = new FunctionCall(Script(variables), new Arguments(arguments));
        Assert.Equal(0, FunctionTable.Find(function)!.Run(call));
        return call.Assignments;
    }

    /// <summary>The bodies that were sent, one after the other.</summary>
    private JsonElement[] Sent()
    {
        var reports = _directory.File("reports");
        return File.Exists(reports)
            ? [.. File.ReadLines(reports).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("report"))] : [];
    }
}
