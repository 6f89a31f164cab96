// Scripts in the shape of those that people run, from their first report to the last.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class HelperScriptSpecs
{
    [Fact]
    public async Task A_container_is_reported_from_its_beginning_to_its_end()
    {
        var run = await Run("container.sh");

        Assert.Equal(new Outcome(0, "Nginx is ready\n", "exit: 0\n"), run.Outcome);
        Assert.Equal([("installing", "0", ""), ("configuring", "0", ""), ("validation", "0", ""), ("success", "0", "")], run.Told);
        Assert.All(run.Reports, report => Assert.Equal(
            ("lxc", "nginx", "debian", "2", "512"),
            (report.Field("type"), report.Field("nsapp"), report.Field("os_type"), report.Field("disk_size"), report.Field("ram_size"))));
        Assert.Single(run.Reports.Select(report => (report.Field("random_id"), report.Field("execution_id"))).Distinct());
    }

    [Fact]
    public async Task A_container_that_cannot_be_installed_is_reported_with_its_log()
    {
        var run = await Run("container.sh", ("INSTALL_CODES", "100"));

        Assert.Equal(new Outcome(100, "", "exit: 100\n"), run.Outcome);
        Assert.Equal(
            [
                ("installing", "0", ""), ("configuring", "0", ""),
                ("failed", "100", "exit_code=100 | APT: packages are broken, or dependencies unmet | command: lxc-attach -n 101 -- install "
                    + "nginx\n---\ninstalling nginx\nE: ends with 100"),
            ],
            run.Told);
        Assert.Equal(["container.log", "install.log"], run.Files);
    }

    [Fact]
    public async Task A_container_whose_script_fails_is_reported_by_the_err_trap()
    {
        // The server of the stages is not there.
        var run = await Run("container.sh", ("STAGES", "http://127.0.0.1:1"));

        Assert.Equal((7, ""), (run.Outcome.ExitCode, run.Outcome.Output));
        Assert.Equal(["installing", "failed"], run.Told.Select(told => told.Status));
        var end = run.Reports[^1];
        Assert.Equal(("7", "network"), (end.Field("exit_code"), end.Field("error_category")));
        Assert.StartsWith(
            "exit_code=7 | curl: cannot connect, host or network is down | at line ", end.Field("error"), StringComparison.Ordinal);
        Assert.StartsWith("curl -fsS", end.Field("failed_command"), StringComparison.Ordinal);
        Assert.EndsWith("exit: 7\n", run.Outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100 0", 0, "success", "Nginx is ready\n")]
    [InlineData("100 28", 28, "failed", "")]
    public async Task Every_try_of_a_recovery_is_an_execution_with_an_end_of_its_own(string codes, int code, string status, string output)
    {
        var run = await Run("container.sh", ("INSTALL_CODES", codes), ("RETRIES", "1"));

        Assert.Equal(new Outcome(code, output, $"try again\nexit: {code}\n"), run.Outcome);
        var executions = run.Reports.GroupBy(report => report.Field("execution_id")).Select(execution => execution.ToList()).ToList();
        Assert.Equal(2, executions.Count);
        Assert.Single(run.Reports.Select(report => report.Field("random_id")).Distinct());
        Assert.Equal(["installing", "configuring", "failed"], executions[0].Select(report => report.Field("status")));
        Assert.Equal(["installing", "configuring"], executions[1].Take(2).Select(report => report.Field("status")));
        Assert.Equal((status, $"{code}"), (executions[1][^1].Field("status"), executions[1][^1].Field("exit_code")));
        Assert.Equal("", executions[1][0].Field("failed_command"));
        Assert.Single(executions[1], report => report.Field("status") is "success" or "failed" or "aborted");
    }

    [Theory]
    [InlineData("turnkey.sh", "turnkey", "turnkey-wiki")]
    [InlineData("vm.sh", "vm", "debian12vm")]
    public async Task Another_host_script_is_reported_with_its_type(string script, string type, string application)
    {
        var success = await Run(script);
        var failure = await Run(script, ("INSTALL_CODES", "127"));

        Assert.Equal((0, ""), (success.Outcome.ExitCode, success.Outcome.Output));
        Assert.Equal([("installing", "0", ""), ("success", "0", "")], success.Told);
        Assert.Equal((127, ""), (failure.Outcome.ExitCode, failure.Outcome.Output));
        Assert.Equal([("installing", "0", ""), ("failed", "127", "exit_code=127 | Command not found")], failure.Told);
        Assert.All(
            [.. success.Reports, .. failure.Reports],
            report => Assert.Equal((type, application), (report.Field("type"), report.Field("nsapp"))));
        Assert.Empty(success.Files);
        Assert.Empty(failure.Files);
    }

    [Theory]
    [InlineData("tool.sh", "pve", "clean-lxcs", "")]
    [InlineData("addon.sh", "addon", "Glances", "cleaned up: {0}\n")]
    public async Task A_tool_and_an_addon_are_reported_when_they_exit_with_the_status_they_exit_with(
        string script, string type, string name, string error)
    {
        foreach (var code in new[] { 0, 3 })
        {
            var run = await Run(script, ("INSTALL_CODES", $"{code}"));

            Assert.Equal(new Outcome(code, "", string.Format(error, code)), run.Outcome);
            var report = Assert.Single(run.Reports);
            Assert.Equal(
                (type, name, code == 0 ? "success" : "failed", $"{code}"),
                (report.Field("type"), report.Field("nsapp"), report.Field("status"), report.Field("exit_code")));
            Assert.Empty(run.Files);
        }
    }

    private sealed record ScriptRun(Outcome Outcome, IReadOnlyList<RecordedRequest> Reports, string[] Files)
    {
        public IEnumerable<(string Status, string Code, string Error)> Told =>
            Reports.Select(report => (report.Field("status"), report.Field("exit_code"), report.Field("error")));
    }

    private static async Task<ScriptRun> Run(string name, params (string Name, string? Value)[] variables)
    {
        using var work = new TemporaryDirectory();
        await using var server = await HoldingServer.Start(heldStage: null);
        using var script = HelperScript.Start(name, server, work, [("INSTALL_CODES", "0"), .. variables]);
        var outcome = await script.Outcome;
        return new ScriptRun(
            outcome, server.Reports,
            [.. Directory.GetFileSystemEntries(work.Path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)]);
    }
}
