// apifunc preview: what a function would send, from the code that sends it, and nothing else happens.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed partial class PreviewSpecs
{
    private const string Secret = "curl -u me:hunter2 https://x:y@host.test/ --password=hunter3";

    // Calls whose body is the same each time, with variables of their own.
    public static TheoryData<string, (string Name, string? Value)[]> Calls => new()
    {
        { "post_to_api", [] },
        { "post_to_api", [("NSAPP", "a\tb\u001b[31m\"\\ü"), ("DISK_SIZE", "1.5G")] },
        { "post_update_to_api done none", [] },
        { "post_update_to_api failed 100", [] },
        { "post_to_api", [("API_FUNC_DIALECT", "telemetry")] },
        { "post_to_api_vm", [("API_FUNC_DIALECT", "telemetry")] },
        { "post_progress_to_api validation", [] },
        { "post_update_to_api failed 1", [("API_FUNC_DIALECT", "telemetry"), ("FAILED_COMMAND", Secret), ("FAILED_LINE", "7")] },
        { "post_update_to_api aborted 130 force", [("API_FUNC_DIALECT", "telemetry"), ("EXECUTION_ID", "second")] },
        { "post_preflight_to_api", [("PREFLIGHT_FAILURES", "103|no network\n10.1.2.3")] },
        { "_tm_send {\"a\":1} 3", [] },
        { "_tm_send --json", [] },
    };

    [Theory, MemberData(nameof(Calls))]
    public async Task The_body_and_the_head_are_what_arrives(string call, (string Name, string? Value)[] variables)
    {
        await using var server = await RecordingServer.Start();
        (string, string?)[] all = [.. Direct.Installation, .. Endpoints(server, "user:p4ssw0rd@"), .. variables];
        var words = call.Split(' ');

        var json = await Shell.RunBinary(["preview", "--json", .. words], all);
        var text = await Shell.RunBinary(["preview", .. words], all);
        Assert.Empty(server.Requests);
        await Shell.RunBinary(words, all);

        var request = Assert.Single(server.Requests);
        Assert.Equal(new Outcome(0, request.Text, ""), json);
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Contains($"POST {request.Path} HTTP/1.1\n", text.Output, StringComparison.Ordinal);
        Assert.Contains("  Authorization: Basic ***\n", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("p4ssw0rd", text.Output, StringComparison.Ordinal);
        foreach (var (field, value) in request.Headers.Where(field => field.Key != "Authorization"))
            Assert.Contains($"  {field}: {value}\n", text.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("post_to_api --json", "--json")]
    [InlineData("post_update_to_api failed 1 --dialect=telemetry", "--dialect=telemetry")]
    public async Task An_option_behind_the_function_is_no_argument_that_somebody_meant(string call, string option)
    {
        var outcome = await Shell.RunBinary(["preview", .. call.Split(' ')], [.. Direct.Installation]);

        Assert.Equal((64, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith($"apifunc preview: {option} behind ", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("post_tool_to_api tool failed 3"), InlineData("post_addon_to_api addon"), InlineData("_telemetry_report_exit 127")]
    public async Task A_run_of_a_tool_has_an_ID_of_its_own_each_time(string call)
    {
        await using var server = await RecordingServer.Start();
        (string, string?)[] all = [.. Direct.Installation, .. Endpoints(server)];

        var preview = await Shell.RunBinary(["preview", "--json", .. call.Split(' ')], all);
        await Shell.RunBinary(call.Split(' '), all);

        var arrived = Assert.Single(server.Requests).Text;
        Assert.NotEqual(arrived, preview.Output);
        Assert.Equal(Uuid().Replace(arrived, "ID"), Uuid().Replace(preview.Output, "ID"));
    }

    [Theory]
    [InlineData("post_to_api"), InlineData("post_update_to_api failed 1"), InlineData("_tm_send x"), InlineData("post_tool_to_api")]
    public async Task Nothing_is_connected_to_or_written(string call)
    {
        using var directory = new TemporaryDirectory();
        var trace = directory.File("trace");

        var outcome = await Shell.Run(
            ["strace", "-f", "-qq", "-e", "trace=%file,%network,write,unlink", "-e", "signal=none", "-o", trace, Repository.Binary],
            ["preview", .. call.Split(' ')],
            [.. Direct.Installation, ("API_FUNC_STATE_DIR", directory.File("state")), ("API_FUNC_URL", "http://127.0.0.1:9/")]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var calls = await File.ReadAllTextAsync(trace);
        Assert.DoesNotMatch(@"\b(socket|connect|sendto|mkdir\w*|unlink\w*|rename\w*|O_WRONLY|O_RDWR|O_CREAT)\b", calls);
        Assert.DoesNotMatch(@"write\((?!1,)", calls);
        Assert.False(Directory.Exists(directory.File("state")));
    }

    [Fact]
    public async Task A_refusal_deletes_nothing_here()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");

        var outcome = await Shell.RunBinary(["preview", "post_to_api"], [.. scene.Variables, ("DIAGNOSTICS", "no")]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Single(scene.Waiting);
    }

    [Theory]
    [InlineData("post_to_api", "DIAGNOSTICS", "no", "DIAGNOSTICS is not 'yes' here; scripts take it from")]
    [InlineData("post_to_api", "DIAGNOSTICS", null, "DIAGNOSTICS is not 'yes' here; scripts take it from")]
    [InlineData("post_to_api", "DO_NOT_TRACK", "1", "DO_NOT_TRACK is set")]
    [InlineData("post_to_api", "RANDOM_UUID", "", "RANDOM_UUID is empty: a script sets it to the ID of its installation")]
    [InlineData("post_to_api", "API_FUNC_URL", "ftp://host/x", "'ftp://host/x' is no URL to send to: it has to begin with")]
    [InlineData("post_to_api", "http_proxy", "gopher://proxy", "the proxy 'gopher://proxy' cannot be used")]
    [InlineData("post_update_to_api", "POST_UPDATE_DONE", "true", "it was reported before: POST_UPDATE_DONE is 'true'")]
    [InlineData("--dialect telemetry post_to_api", "POST_TO_API_DONE", "true", "it was reported before: POST_TO_API_DONE is 'true'")]
    [InlineData("_tm_send x", "DO_NOT_TRACK", "1", "DO_NOT_TRACK is set")]
    public async Task What_stands_in_the_way_is_said_and_the_body_shown_all_the_same(string call, string name, string? value, string reason)
    {
        (string, string?)[] all = [.. Direct.Installation, ("API_FUNC_URL", "http://127.0.0.1:9/upload"), (name, value)];

        var text = await Shell.RunBinary(["preview", .. call.Split(' ')], [.. all, ("COLUMNS", "500")]);
        var json = await Shell.RunBinary(["preview", "--json", .. call.Split(' ')], all);

        Assert.Equal((1, ""), (text.ExitCode, text.Error));
        var verdict = name == "RANDOM_UUID" ? "from here, but this if a script calls it" : "now";
        Assert.Contains($" would send nothing {verdict}:\n", text.Output, StringComparison.Ordinal);
        Assert.Contains($"  - {reason}", text.Output, StringComparison.Ordinal);
        Assert.Equal(1, json.ExitCode);
        Assert.Matches(@"\A(\{.*\}|x)\z", json.Output);
        Assert.StartsWith($"apifunc preview: nothing would be sent: {reason}", json.Error, StringComparison.Ordinal);
        Assert.Single(json.Error, '\n');
    }

    [Fact]
    public async Task Every_reason_is_said()
    {
        using var files = new PrivateFiles(
            ("/usr/local/community-scripts/diagnostics", "DIAGNOSTICS=no\n"),
            ("/usr/local/community-scripts/api-func.conf", "DO_NOT_TRACK=1\n"));

        var outcome = await Shell.Run(
            files.Around("env", "PATH=/", Repository.Binary), ["preview", "post_to_api_vm"], ("COLUMNS", "500"),
            ("API_FUNC_TRANSPORT", "curl"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(
            [
                "DIAGNOSTICS is not 'yes' here; scripts take it from /usr/local/community-scripts/diagnostics, which says 'no'",
                "DO_NOT_TRACK is set in /usr/local/community-scripts/api-func.conf",
                "RANDOM_UUID is empty: a script sets it to the ID of its installation", "there is no curl on PATH",
            ],
            outcome.Output.Split('\n').Where(line => line.StartsWith("  - ", StringComparison.Ordinal)).Select(line => line[4..]));
    }

    [Fact]
    public async Task What_a_script_takes_from_the_file_of_consent_is_not_in_its_way()
    {
        using var files = new PrivateFiles(("/usr/local/community-scripts/diagnostics", "DIAGNOSTICS=yes\n"));

        var outcome = await Shell.Run(
            files.Around("env", "PATH=/", Repository.Binary), ["preview", "post_to_api"], ("COLUMNS", "500"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(
            " post_to_api would send nothing from here, but this if a script calls it:\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(
            "DIAGNOSTICS is not 'yes' here; scripts set it from /usr/local/community-scripts/diagnostics, which says 'yes'\n",
            outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newcomer_sees_the_fields_and_what_a_script_would_set()
    {
        var outcome = await Shell.RunBinary(["preview", "post_to_api"], ("COLUMNS", "500"));

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("\n{\n  \"ct_type\": 1,\n  \"type\": \"lxc\",\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(
            "\nA script sets these, and here they are empty: RANDOM_UUID, NSAPP, var_os, ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(
            "This is the classic dialect. What today's scripts send: apifunc preview --dialect telemetry post_to_api\n", outcome.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_texts_are_lines_and_what_was_masked_in_the_body_is_counted_by_rule()
    {
        using var directory = new TemporaryDirectory();
        var chatter = string.Concat(Enumerable.Range(0, 200).Select(i => $"connecting to 10.9.8.{i}\n"));
        var end = string.Concat(Enumerable.Range(0, 38).Select(i => $"step {i}\n")) + "--token abcdefg\nmail to me@example.com\n";
        var log = directory.Write("log", chatter + end);

        var outcome = await Shell.RunBinary(
            ["preview", "--dialect", "telemetry", "post_update_to_api", "failed", "1"],
            [.. Direct.Installation, ("INSTALL_LOG", log), ("FAILED_COMMAND", Secret), ("FAILED_LINE", "7"), ("COLUMNS", "500")]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains(
            "  \"error\":\n    | exit_code=1 | General error, or operation not permitted | at line 7: "
                + "curl -u me:*** https://***@host.test/ --password=***\n    | ---\n    | step 0\n",
            outcome.Output, StringComparison.Ordinal);
        Assert.Contains("    | --token ***\n    | mail to ***@***\n  \"error_category\": ", outcome.Output, StringComparison.Ordinal);

        // The command stands in the body twice.
        Assert.Contains(
            "; masked: 3 × values of secrets' names, 2 × users in URLs, 2 × arguments of commands, 1 × mail addresses.\n",
            outcome.Output, StringComparison.Ordinal);
        Assert.Contains("\nIf the server answers and does not accept it, ", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_and_a_proxy_are_named()
    {
        var file = await Preview(("API_FUNC_URL", "file:///tmp/reports.jsonl"));
        var proxy = await Preview(("API_FUNC_URL", "http://server.test/upload"), ("http_proxy", "http://me:secret@proxy.test:3128"));

        Assert.Contains("\nTo file:///tmp/reports.jsonl, as one line with the time\n", file, StringComparison.Ordinal);
        Assert.Contains("\nTo http://server.test/upload, through the proxy proxy.test:3128\n", proxy, StringComparison.Ordinal);
        Assert.Contains("  POST http://server.test/upload HTTP/1.1\n", proxy, StringComparison.Ordinal);
        Assert.Contains("  Proxy-Authorization: Basic ***\n", proxy, StringComparison.Ordinal);

        static async Task<string> Preview(params (string, string?)[] variables) =>
            (await Shell.RunBinary(["preview", "post_to_api"], [.. Direct.Installation, .. variables])).Output;
    }

    [Theory]
    [InlineData("post_to_pai", 64, "apifunc preview: there is no function 'post_to_pai', did you mean 'post_to_api'; .*")]
    [InlineData("outbox", 64, "apifunc preview: there is no function 'outbox'; .*")]
    [InlineData("", 64, "apifunc preview: needs FUNCTION, .*")]
    [InlineData("--dialect latin post_to_api", 64, "apifunc preview: --dialect takes classic or telemetry, and not 'latin'")]
    [InlineData("--jsno post_to_api", 64, "apifunc preview: there is no option '--jsno', did you mean '--json'; .*")]
    [InlineData("--json json_escape x", 1, "apifunc preview: json_escape sends nothing: it prints, and that is all")]
    public async Task Wrong_calls_are_one_line(string call, int code, string said)
    {
        var outcome = await Shell.RunBinary(["preview", .. call.Split(' ', StringSplitOptions.RemoveEmptyEntries)], Direct.Installation);

        Assert.Equal((code, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches($@"\A{said}\n\z", outcome.Error);
    }

    [Theory]
    [InlineData("json_escape --help", "json_escape sends nothing: it prints, and that is all\n")]
    [InlineData("detect_cpu", "detect_cpu sends nothing: it sets variables of the script, and that is all\n")]
    public async Task A_function_that_sends_nothing_is_not_called(string call, string said)
    {
        Assert.Equal(new Outcome(1, said, ""), await Shell.RunBinary(["preview", .. call.Split(' ')], Direct.Installation));
    }

    [Fact]
    public async Task Options_in_front_of_the_function_are_the_command_s_and_all_else_is_literal()
    {
        var help = await Shell.RunBinary(["preview", "--dialect", "classic", "--help", "post_to_api"]);
        var body = await Shell.RunBinary(["preview", "--json", "_tm_send", "--help", "--", "-h"]);
        var empty = await Shell.RunBinary(["preview", "--json", "post_update_to_api", "", "0"], Direct.Installation);

        Assert.StartsWith("Usage: apifunc preview ", help.Output, StringComparison.Ordinal);
        Assert.Equal("--help", body.Output);
        Assert.StartsWith("{\"status\":\"failed\",\"error\":", empty.Output, StringComparison.Ordinal);
    }

    private static (string, string?)[] Endpoints(RecordingServer server, string user = "") =>
    [
        ("API_FUNC_URL", $"http://{user}127.0.0.1:{server.Port}/upload?a=b"),
        ("TELEMETRY_URL", $"http://{user}127.0.0.1:{server.Port}/telemetry"),
    ];

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
