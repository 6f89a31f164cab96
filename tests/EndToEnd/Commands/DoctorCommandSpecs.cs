// `apifunc doctor`: everything that a report needs, in front of servers of all kinds.

using System.Net;
using System.Text.Json;
using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Commands;

public sealed class DoctorCommandSpecs
{
    private const string Configuration = "/usr/local/community-scripts/api-func.conf";
    private const string Shim = "/usr/local/lib/api-func/api.func";

    private sealed record Found(string Name, string Result, string Text, string? Advice);

    [Fact]
    public async Task A_host_that_reports_has_nothing_but_good_marks()
    {
        await using var server = await RecordingServer.Start(answer: Status(405));
        using var host = new Host((Host.ConsentFile, "DIAGNOSTICS=yes\n"), (Configuration, $"TELEMETRY_URL={server.Url}/telemetry\n"));

        var outcome = await host.RunWithShim(
            "dash", $"mkdir -p {Path.GetDirectoryName(Shim)}\n" +
            $"\"$API_FUNC_BIN\" shim --dialect telemetry -o {Shim}\n\"$API_FUNC_BIN\" doctor");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.DoesNotMatch("(?m)^✗", outcome.Output);
        Assert.Matches($"(?m)^✓ shim +{Shim}: telemetry,", outcome.Output);
        Assert.Matches($"(?m)^✓ telemetry answer +127.0.0.1:{server.Port} answers a GET with 405", outcome.Output);
        Assert.Matches("(?m)^✓ consent +yes: DIAGNOSTICS=yes in$", outcome.Output);
        Assert.Matches("(?m)^✓ outbox +nothing waits$", outcome.Output);
        Assert.DoesNotContain("classic", outcome.Output, StringComparison.Ordinal);
        Assert.All(outcome.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Equal("GET", Assert.Single(server.Requests).Method);
    }

    [Theory]
    [InlineData(201, "ok")]
    [InlineData(404, "ok")]
    [InlineData(405, "ok")]
    [InlineData(429, "warning")]
    [InlineData(502, "failed")]
    public async Task An_answer_is_good_unless_the_server_has_a_problem(int status, string result)
    {
        await using var server = await RecordingServer.Start(answer: Status(status));

        var (code, checks) = await Diagnose(("TELEMETRY_URL", $"{server.Url}/telemetry"));

        Assert.Equal(result == "failed" ? 1 : 0, code);
        Assert.Equal(result, checks.Single(check => check.Name == "telemetry answer").Result);
        Assert.DoesNotContain(server.Requests, request => request.Method != "GET");
    }

    [Fact]
    public async Task A_trusted_certificate_is_shown_with_its_issuer_and_its_days()
    {
        using var authority = new CertificateAuthority();
        using var directory = new TemporaryDirectory();
        await using var server = await RecordingServer.Start(authority.Issue());

        var (_, checks) = await Diagnose(
            ("TELEMETRY_URL", $"{server.Url}/telemetry"), ("SSL_CERT_FILE", directory.Write("ca.pem", authority.Pem)));

        Assert.Matches(
            @"^trusted, issued by Loopback test CA, valid for \d+ more days$",
            checks.Single(check => check.Name == "telemetry certificate").Text);
        Assert.Equal("ok", checks.Single(check => check.Name == "telemetry answer").Result);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_ends_the_checks_of_its_server()
    {
        using var authority = new CertificateAuthority();
        await using var server = await RecordingServer.Start(authority.Issue());

        var (code, checks) = await Diagnose(("TELEMETRY_URL", $"{server.Url}/telemetry"), ("SSL_CERT_FILE", "/nonexistent"));

        Assert.Equal(1, code);
        var failed = checks.Single(check => check.Name == "telemetry certificate");
        Assert.Equal("failed", failed.Result);
        Assert.Contains("certificate verification failed", failed.Text, StringComparison.Ordinal);
        Assert.NotNull(failed.Advice);
        Assert.Equal("skipped", checks.Single(check => check.Name == "telemetry").Result);
        Assert.DoesNotContain(checks, check => check.Name == "telemetry answer");
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_at_is_a_failed_connection()
    {
        var (code, checks) = await Diagnose(("TELEMETRY_URL", "http://127.0.0.1:1/telemetry"));

        Assert.Equal(1, code);
        Assert.Equal("ok", checks.Single(check => check.Name == "telemetry name").Result);
        Assert.Matches("^127.0.0.1:1: .*refused", checks.Single(check => check.Name == "telemetry connection").Text);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_said_to_be_the_reason()
    {
        var (code, checks) = await Diagnose(("TELEMETRY_URL", "https://nobody.invalid/telemetry"));

        Assert.Equal(1, code);
        var failed = checks.Single(check => check.Name == "telemetry name");
        Assert.Equal("failed", failed.Result);
        Assert.Contains("nobody.invalid", failed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_that_say_nothing_are_waited_for_within_one_limit()
    {
        using var dead = new DeadAddress(IPAddress.Loopback);

        var (code, checks) = await Diagnose(
            ("TELEMETRY_URL", $"http://127.0.0.1:{dead.Port}/"), ("API_FUNC_URL", $"http://127.0.0.1:{dead.Port}/"));

        Assert.Equal(1, code);
        Assert.All(
            ["telemetry connection", "classic connection"],
            name => Assert.EndsWith(": timed out", checks.Single(check => check.Name == name).Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_is_asked_through_the_proxy()
    {
        await using var server = await RecordingServer.Start(answer: Status(405));
        await using var proxy = ProxyServer.Http();

        var (_, checks) = await Diagnose(
            ("TELEMETRY_URL", $"http://upload.test:{server.Port}/telemetry"), ("http_proxy", $"http://me:geheim@{proxy.Address}"));

        Assert.EndsWith($"through the proxy {proxy.Address}", checks.Single(check => check.Name == "telemetry connection").Text);
        Assert.Equal("ok", checks.Single(check => check.Name == "telemetry answer").Result);
        Assert.Contains(checks, check => check.Text.Contains("http_proxy=http://***@", StringComparison.Ordinal));
        Assert.DoesNotContain(checks, check => check.Text.Contains("geheim", StringComparison.Ordinal));
        Assert.StartsWith("GET http://upload.test", Assert.Single(proxy.Asked), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_said_to_be_the_reason()
    {
        await using var proxy = ProxyServer.Http(refusal: "403 Forbidden");

        var (code, checks) = await Diagnose(
            ("TELEMETRY_URL", "https://upload.test/telemetry"), ("https_proxy", $"http://{proxy.Address}"));

        Assert.Equal(1, code);
        Assert.EndsWith("refused CONNECT with 403", checks.Single(check => check.Name == "telemetry connection").Text);
    }

    [Theory]
    [InlineData("DIAGNOSTICS=no", null)]
    [InlineData("DIAGNOSTICS=yes", "1")]
    public async Task Who_has_refused_is_not_made_to_contact_a_server(string answer, string? doNotTrack)
    {
        await using var server = await RecordingServer.Start();
        using var host = new Host((Host.ConsentFile, answer));

        var (code, checks) = Parse(await host.RunBinary(
            ["doctor", "--json"], ("TELEMETRY_URL", $"{server.Url}/telemetry"), ("DO_NOT_TRACK", doNotTrack)));

        Assert.Equal(0, code);
        Assert.Equal("skipped", checks.Single(check => check.Name == "network").Result);
        Assert.StartsWith("no, nothing is sent", checks.Single(check => check.Name == "consent").Text, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("classic", "failed", 1)]
    [InlineData(null, "skipped", 0)]
    public async Task The_default_of_the_classic_dialect_matters_if_something_speaks_it(string? dialect, string result, int code)
    {
        using var directory = new TemporaryDirectory();

        var (exitCode, checks) = await Diagnose(
            ("API_FUNC_DIALECT", dialect), ("TELEMETRY_URL", $"file://{directory.File("reports")}"));

        Assert.Equal(code, exitCode);
        var classic = checks.Single(check => check.Name == "classic");
        Assert.Equal(result, classic.Result);
        Assert.Contains("February 2026", classic.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_reports_go_to_is_neither_made_nor_written()
    {
        using var directory = new TemporaryDirectory();
        var missing = directory.File("missing");
        var there = directory.Write("there", "before");

        var (code, checks) = await Diagnose(("TELEMETRY_URL", $"file://{missing}"), ("API_FUNC_URL", $"file://{there}"));
        var (wrongCode, wrong) = await Diagnose(("TELEMETRY_URL", "file:///nonexistent/reports"), ("API_FUNC_URL", "file:///tmp"));

        Assert.Equal(0, code);
        Assert.Equal(["ok", "ok"], checks.Where(check => check.Name is "telemetry" or "classic").Select(check => check.Result));
        Assert.Equal((false, "before"), (File.Exists(missing), File.ReadAllText(there)));
        Assert.Equal(1, wrongCode);
        Assert.Equal("failed", wrong.Single(check => check.Name == "telemetry").Result);
    }

    [Fact]
    public async Task Lines_and_values_that_do_not_count_are_named()
    {
        using var host = new Host((Host.ConsentFile, "DIAGNOSTICS=no\n"), (Configuration, "API_FUNC_URI=x\nAPI_FUNC_OUTBOX=perhaps\n"));

        var (code, checks) = Parse(await host.RunBinary(["doctor", "--json"], ("TELEMETRY_URL", "nonsense")));

        Assert.Equal(1, code);
        Assert.Equal(["warning", "warning"], checks.Where(check => check.Name == "configuration").Select(check => check.Result));
        var setting = checks.Single(check => check is { Name: "setting", Result: "failed" });
        Assert.StartsWith("environment: TELEMETRY_URL takes a URL", setting.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_and_whom_nobody_asks_is_shown()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");

        var (code, checks) = await Diagnose([.. scene.Variables, ("TELEMETRY_URL", $"file://{scene.State}")]);

        Assert.Equal(1, code);
        var outbox = checks.Single(check => check.Name == "outbox");
        Assert.Equal("warning", outbox.Result);
        Assert.Matches(@"^1 report waiting, the oldest for \d+ s: 127\.[\d.]+:8080: .*refused", outbox.Text);
        var server = checks.Single(check => check.Name == "server");
        Assert.Matches(@"^127\.[\d.]+:8080 is left alone for \d+ s more: it did not answer$", server.Text);
    }

    [Fact]
    public async Task A_report_that_was_refused_is_shown()
    {
        await using var scene = new OutboxScene(Status(422));
        await scene.Server.Up();
        await scene.CallTelemetry("post_to_api");

        var (_, checks) = await Diagnose(scene.Variables);

        Assert.Equal("1 report refused for good, the last one with 422", checks.Single(check => check.Name == "refused").Text);
    }

    [Fact]
    public async Task A_state_directory_that_others_may_write_to_is_a_failure()
    {
        using var directory = new TemporaryDirectory();
        var state = directory.File("state");
        Directory.CreateDirectory(state);
        File.SetUnixFileMode(state, (UnixFileMode)0b111_111_111);

        var (code, checks) = await Diagnose(("API_FUNC_STATE_DIR", state), ("TELEMETRY_URL", "file:///tmp/x"));

        Assert.Equal(1, code);
        Assert.Contains("others may write to it", checks.Single(check => check.Name == "outbox").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_binary_that_shims_run_is_found_as_they_find_it()
    {
        using var directory = new TemporaryDirectory();
        var other = FakeProgram(directory, "other", "echo 'apifunc 0.0.1'");
        var stranger = FakeProgram(directory, "stranger", "echo hello");

        var same = await Binary(("API_FUNC_BIN", Repository.Binary));
        var older = await Binary(("API_FUNC_BIN", other));
        var none = await Binary(("API_FUNC_BIN", "/nonexistent/apifunc"));
        var wrong = await Binary(("API_FUNC_BIN", stranger));

        Assert.Equal(["ok", "warning", "failed", "failed"], new[] { same, older, none, wrong }.Select(check => check.Result));
        Assert.EndsWith($"shims run {other}, which is apifunc 0.0.1", older.Text, StringComparison.Ordinal);
        Assert.EndsWith("which is no apifunc", wrong.Text, StringComparison.Ordinal);

        static async Task<Found> Binary((string, string?) variable) =>
            (await Diagnose(variable, ("DO_NOT_TRACK", "1"))).Checks.Single(check => check.Name == "binary");
    }

    [Fact]
    public async Task A_binary_that_a_shim_has_fetched_is_found_in_its_cache()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.File("sum"));
        directory.Write("sum/apifunc", "");
        var cache = Path.GetDirectoryName(directory.File("sum"))!;

        var (_, fetched) = await Diagnose(("API_FUNC_BIN", "apifunc-nowhere"), ("API_FUNC_CACHE", cache), ("DO_NOT_TRACK", "1"));
        var (_, none) = await Diagnose(("API_FUNC_BIN", "apifunc-nowhere"), ("API_FUNC_CACHE", "/nonexistent"), ("DO_NOT_TRACK", "1"));

        var (found, missing) = (fetched.Single(check => check.Name == "binary"), none.Single(check => check.Name == "binary"));
        Assert.Equal(("ok", "failed"), (found.Result, missing.Result));
        Assert.EndsWith($"a shim that fetches its binary has it in {cache}", found.Text, StringComparison.Ordinal);
        Assert.Equal($"'{Repository.Binary} install' puts it where they look for it", missing.Advice);
    }

    [Fact]
    public async Task Shims_are_looked_at_where_installations_have_them()
    {
        using var host = new Host((Shim, "#!/bin/sh\n"), (Host.ConsentFile, "DIAGNOSTICS=no"));

        var (code, checks) = Parse(await host.RunBinary(["doctor", "--json"]));

        Assert.Equal(1, code);
        var shim = checks.Single(check => check.Name == "shim");
        Assert.Equal(("failed", $"{Shim} is no shim of apifunc"), (shim.Result, shim.Text));
    }

    [Theory]
    [InlineData("", "skipped")]
    [InlineData("mkdir -p $u", "warning")]
    [InlineData("mkdir -p $u; : >$u/apifunc-flush.timer", "warning")]
    [InlineData("mkdir -p $u/timers.target.wants; : >$u/apifunc-flush.timer; ln -s x $u/timers.target.wants/apifunc-flush.timer", "ok")]
    public async Task The_timer_counts_if_it_is_enabled(string units, string result)
    {
        using var directory = new TemporaryDirectory();
        var script = directory.Write("script", $"mount -t tmpfs none /run\nu=/run/systemd/system\n{units}\nexec \"$@\"");

        var (_, checks) = Parse(await Shell.Run(
            ["unshare", "--mount", "sh", script, Repository.Binary], ["doctor", "--json"], ("DO_NOT_TRACK", "1")));

        Assert.Equal(result, checks.Single(check => check.Name == "timer").Result);
    }

    [Fact]
    public async Task Nothing_is_written_anywhere()
    {
        using var directory = new TemporaryDirectory();
        var trace = directory.File("trace");

        await Shell.Run(
            ["strace", "-f", "-e", "trace=%file", "-o", trace, Repository.Binary],
            ["doctor"], ("TELEMETRY_URL", "http://127.0.0.1:1/"), ("API_FUNC_STATE_DIR", directory.File("state")));

        var calls = File.ReadAllLines(trace);
        Assert.Contains(calls, call => call.Contains("api-func.conf", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call =>
            call.Contains("O_WRONLY", StringComparison.Ordinal) || call.Contains("O_RDWR", StringComparison.Ordinal)
            || call.Contains("O_CREAT", StringComparison.Ordinal) || call.Contains("mkdir", StringComparison.Ordinal)
            || call.Contains("unlink", StringComparison.Ordinal) || call.Contains("rename", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("C.UTF-8", null, "\u001b[32m✓\u001b[0m consent")]
    [InlineData("C.UTF-8", "1", "✓ consent")]
    [InlineData("C", "1", "ok   consent")]
    public async Task A_terminal_gets_the_marks_and_colours_that_it_has(string locale, string? noColor, string expected)
    {
        var outcome = await Shell.Run(
            ["script", "--quiet", "--return", "--command"], [$"stty cols 60; {Shell.Quote(Repository.Binary)} doctor", "/dev/null"],
            ("LC_ALL", locale), ("NO_COLOR", noColor), ("TERM", "xterm"), ("DO_NOT_TRACK", "1"));

        Assert.Contains(expected, outcome.Output, StringComparison.Ordinal);
        Assert.Equal(noColor is null, outcome.Output.Contains('\u001b'));
        if (noColor is not null)
            Assert.All(outcome.Output.ReplaceLineEndings("\n").Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        if (locale == "C")
            Assert.All(outcome.Output, character => Assert.True(char.IsAscii(character)));
    }

    [Fact]
    public async Task Nobody_who_reads_is_no_news()
    {
        var outcome = await Shell.Run(
            ["bash", "-c"], [$"{Shell.Quote(Repository.Binary)} doctor | true; echo ${{PIPESTATUS[0]}}"], ("DO_NOT_TRACK", "1"));

        Assert.Equal(("", true), (outcome.Error, outcome.Output is "141\n" or "0\n" or "1\n"));
    }

    private static Func<RecordedRequest, HttpContext, Task> Status(int status) => (_, context) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static string FakeProgram(TemporaryDirectory directory, string name, string script)
    {
        var path = directory.Write(name, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private static async Task<(int ExitCode, IReadOnlyList<Found> Checks)> Diagnose(params (string Name, string? Value)[] variables) =>
        Parse(await Shell.RunBinary(["doctor", "--json"], variables));

    private static (int ExitCode, IReadOnlyList<Found> Checks) Parse(Outcome outcome)
    {
        Assert.Equal("", outcome.Error);
        var json = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(outcome.ExitCode == 0, json.GetProperty("ok").GetBoolean());
        return (outcome.ExitCode,
        [
            .. json.GetProperty("checks").EnumerateArray().Select(check => new Found(
                check.Text("name"), check.Text("result"), check.Text("text"),
                check.TryGetProperty("advice", out var advice) ? advice.GetString() : null)),
        ]);
    }
}
