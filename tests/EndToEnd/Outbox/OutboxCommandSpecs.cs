// `apifunc outbox list | flush | clear`, and what they make of files that are none of theirs.

using System.Text.RegularExpressions;
using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Outbox;

public sealed class OutboxCommandSpecs
{
    [Fact]
    public async Task An_empty_outbox_is_said_to_be_empty()
    {
        await using var scene = new OutboxScene();

        Assert.Equal(new Outcome(0, $"{scene.State}: nothing waits\n", ""), await scene.Command("list"));
        Assert.Equal(new Outcome(0, $"{scene.State}: 0 delivered, 0 still waiting\n", ""), await scene.Command("flush"));
        Assert.Equal(new Outcome(0, "0 reports deleted\n", ""), await scene.Command("clear"));
    }

    [Fact]
    public async Task Looking_at_an_outbox_that_was_never_used_makes_no_directory()
    {
        await using var scene = new OutboxScene();

        Assert.Equal(new Outcome(0, $"{scene.State}: nothing waits\n", ""), await scene.Command("list"));
        Assert.Equal(
            new Outcome(0, $$"""{"directory":"{{scene.State}}","reports":[],"unknown":[],"rejected":[],"dropped":0}""" + "\n", ""),
            await scene.Command("list --json"));
        Assert.Equal(new Outcome(0, $"{scene.State}: 0 delivered, 0 still waiting\n", ""), await scene.Command("flush"));
        Assert.Equal(
            new Outcome(0, "nothing is sent, because consent is refused: 0 reports deleted\n", ""),
            await scene.Command("flush", ("DO_NOT_TRACK", "1")));
        Assert.Equal(new Outcome(0, "0 reports deleted\n", ""), await scene.Command("clear"));
        Assert.False(Directory.Exists(scene.State));
    }

    [Fact]
    public async Task List_shows_what_waits_as_a_table()
    {
        await using var scene = new OutboxScene();
        await scene.CallTelemetry("post_to_api");
        await scene.CallTelemetry("post_update_to_api failed 1");

        var lines = (await scene.Command("list")).Output.Split('\n');

        var id = Direct.Installation.Single(variable => variable.Name == "RANDOM_UUID").Value![..8];
        Assert.Equal($"{scene.State}: 2 waiting", lines[0]);
        Assert.Matches(@"^ +AGE +ID +REPORT +STATUS +TRIES$", lines[1]);
        Assert.Matches($@"^! +\d+ s +{id} +telemetry lxc/nginx +installing +1$", lines[2]);
        Assert.Matches(@"^ +127\.[\d.]+:8080: .*refused.*$", lines[3]);
        Assert.Matches($@"^! +\d+ s +{id} +telemetry lxc/nginx +failed +0$", lines[4]);
        Assert.Matches(@"^ +127\.[\d.]+:8080: not tried: the server did not .*$", lines[5]);
    }

    [Fact]
    public async Task List_shows_no_password_and_no_control_character()
    {
        await using var scene = new OutboxScene();

        await scene.Call(
            "post_to_api", ("NSAPP", "a\u001b[2Jb"),
            ("API_FUNC_URL", scene.Server.Url.Replace("//", "//user:secret@", StringComparison.Ordinal)));
        var table = (await scene.Command("list")).Output;

        Assert.DoesNotContain("secret", table, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flush_delivers_what_waits_in_its_order_whatever_is_remembered_of_the_server()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        await scene.Call("post_update_to_api done none");
        await scene.Server.Up();

        var outcome = await scene.Command("flush");

        Assert.Equal(new Outcome(0, $"{scene.State}: 2 delivered, 0 still waiting\n", ""), outcome);
        Assert.Equal(["/upload", "/upload/updatestatus"], scene.Server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Flush_says_when_something_still_waits()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");

        var outcome = await scene.Command("flush");

        Assert.Equal((75, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches($@"\A{scene.State}: 0 delivered, 1 still waiting\n  1 waits: 127\.[\d.]+:8080: .*refused.*\n\z", outcome.Output);
    }

    [Fact]
    public async Task Flush_says_when_something_was_refused()
    {
        await using var scene = new OutboxScene(RecordingServer.Status(422));
        await scene.Call("post_to_api");
        await scene.Server.Up();

        var outcome = await scene.Command("flush");

        Assert.Equal((65, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(
            $@"\A{scene.State}: 0 delivered, 0 still waiting, 1 refused by the server\n  1 refused by 127\.[\d.]+:8080: HTTP 422\n\z",
            outcome.Output);
    }

    [Fact]
    public async Task The_first_line_of_what_the_server_says_of_it_is_kept_without_control_characters_and_not_without_end()
    {
        var answer = "\r\nno \u001b[2J \t such\ttype " + new string('x', 10_000) + "\nmore";
        await using var scene = new OutboxScene((_, context) =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync(answer);
        });
        await scene.Server.Up();
        await scene.Call("post_to_api");

        var said = (await scene.List()).GetProperty("reports")[0].GetProperty("last_error").GetString()!;
        var table = Regex.Replace((await scene.Command("list")).Output, @"\s+", " ");
        var flush = Regex.Replace((await scene.Command("flush")).Output, @"\s+", " ");

        Assert.Matches(@"\AHTTP 503: no \?\[2J such type x+\z", said);
        Assert.Equal(200, said.Length);
        Assert.Contains(" 503: no ?[2J such type xxx", table, StringComparison.Ordinal);
        Assert.Contains("HTTP 503: no ?[2J such type xxx", flush, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", table + flush, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http_proxy", "nonsense://x", "proxy")]
    [InlineData("http_proxy", "http://127.0.0.1:1", "refused")]
    public async Task Why_there_was_no_answer_is_kept(string variable, string value, string reason)
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        await scene.Call("post_to_api", (variable, value));

        var report = (await scene.List()).GetProperty("reports")[0];
        Assert.Equal(0, report.GetProperty("last_status").GetInt32());
        Assert.Contains(reason, report.GetProperty("last_error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_the_time_was_up_is_kept()
    {
        await using var scene = new OutboxScene();
        using var dead = new DeadAddress(System.Net.IPAddress.Loopback);

        await scene.CallTelemetry("post_to_api", ("TELEMETRY_URL", $"http://127.0.0.1:{dead.Port}/"), ("TELEMETRY_TIMEOUT", "0.2"));

        Assert.Contains(
            "time", (await scene.List()).GetProperty("reports")[0].GetProperty("last_error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_of_version_0_1_0_is_read()
    {
        await using var scene = new OutboxScene(RecordingServer.Status(503));
        await scene.Call("post_to_api");
        var header =
            $$"""
            {"version":1,"created":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}},"url":"{{scene.Server.Url}}/upload","endpoint":"upload",
            "limit_ms":5000,"follows_redirects":true,"random_id":"old","execution_id":"old","terminal":false,"progress":false,"length":207,
            "shorter_length":0,"sum":"641559c6f4df96f7"}
            """.Replace("\n", "");
        var body =
            """
            {"ct_type":1,"type":"lxc","disk_size":0,"core_count":0,"ram_size":0,"os_type":"","os_version":"","disableip6":"",
            "nsapp":"nginx","method":"","pve_version":"not found","status":"installing","random_id":"old"}
            """.Replace("\n", "");
        await File.WriteAllTextAsync(scene.Waiting[0], $"{header}\n{body}\ntries 00002 000\n");
        await scene.Server.Up();

        var before = (await scene.List()).GetProperty("reports")[0];
        await scene.Command("flush");
        var after = (await scene.List()).GetProperty("reports")[0];

        Assert.Equal(("old", 2, 0, ""), Said(before));
        Assert.Equal(("old", 3, 503, "HTTP 503"), Said(after));
        Assert.Equal("old", Assert.Single(scene.Server.Requests).Field("random_id"));

        static (string?, int, int, string?) Said(System.Text.Json.JsonElement report) =>
            (
                report.GetProperty("random_id").GetString(), report.GetProperty("tries").GetInt32(),
                report.GetProperty("last_status").GetInt32(),
                report.GetProperty("last_error").GetString());
    }

    [Theory]
    [InlineData("xterm", 80, @"\r\u001b\[K0 sent, 1 waiting, trying 127\.[\d.]+:8080\r\u001b\[K")]
    [InlineData("xterm", 30, @"\r\u001b\[K0 sent, 1 waiting, trying 12…\r\u001b\[K")]
    [InlineData("dumb", 80, @"\A[^\u001b]*\z")]
    public async Task Flush_shows_on_a_terminal_what_it_does_as_far_as_a_line_can_be_overwritten(string term, int columns, string shown)
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        await scene.Server.Up();

        var outcome = await Shell.Run(
            ["script", "--quiet", "--return", "--command"],
            [$"stty cols {columns}; exec {Shell.Quote(Repository.Binary)} outbox flush", "/dev/null"],
            [.. scene.Variables, ("TERM", term), ("LC_ALL", "C.UTF-8")]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches(shown, outcome.Output);
        Assert.Contains("1 delivered, 0 still waiting", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_shows_what_was_refused_like_what_waits()
    {
        await using var scene = new OutboxScene(RecordingServer.Status(422));
        await scene.Call("post_to_api", ("RANDOM_UUID", "0123456789abcdef"));
        await scene.Server.Up();
        await scene.Command("flush");
        await File.WriteAllTextAsync(Path.Combine(scene.State, "rejected", "note"), "none");

        var lines = (await scene.Command("list")).Output.Split('\n');
        var refused = (await scene.List()).GetProperty("rejected");

        Assert.Equal($"{scene.State}: nothing waits, 1 refused", lines[0]);
        Assert.Matches(@"^(✗|FAIL) +\d+ s +01234567 +\w+ .*/nginx +.* 2$", lines[2]);
        Assert.Matches(@"^ +127\.[\d.]+:8080: 422, refused$", lines[3]);
        Assert.Equal("rejected/note is damaged, and left alone", lines[4]);
        Assert.Equal(2, refused.GetArrayLength());
        var report = refused[0];
        Assert.Equal(
            ("refused", 422, 422, 2),
            (report.GetProperty("state").GetString(), Number("status_code"), Number("last_status"), Number("tries")));
        Assert.Equal(("0123456789abcdef", "nginx"), (report.GetProperty("random_id").GetString(), report.GetProperty("nsapp").GetString()));
        Assert.Equal("damaged", refused[1].GetProperty("state").GetString());

        int Number(string property) => report.GetProperty(property).GetInt32();
    }

    [Theory]
    [InlineData("DIAGNOSTICS", "no"), InlineData("DO_NOT_TRACK", "1")]
    public async Task Flush_deletes_what_waits_where_consent_is_refused(string variable, string refusal)
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        await scene.Server.Up();

        var outcome = await scene.Command("flush", (variable, refusal));

        Assert.Equal(new Outcome(0, "nothing is sent, because consent is refused: 1 waiting report deleted\n", ""), outcome);
        Assert.Empty(scene.Server.Requests);
        Assert.Empty(scene.Waiting);
    }

    [Fact]
    public async Task Flush_deletes_what_waits_where_the_file_refuses_consent_and_the_environment_says_nothing()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        await scene.Server.Up();
        using var files = new PrivateFiles(("/usr/local/community-scripts/diagnostics", "DIAGNOSTICS=no\n"));

        await Shell.Run(files.Around(Repository.Binary), ["outbox", "flush"], [.. scene.Variables, ("DIAGNOSTICS", null)]);

        Assert.Empty(scene.Server.Requests);
        Assert.Empty(scene.Waiting);
    }

    [Fact]
    public async Task Clear_deletes_what_waits_and_says_how_much_that_was()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        await scene.Call("post_update_to_api done none");

        Assert.Equal(new Outcome(0, "2 waiting reports deleted\n", ""), await scene.Command("clear"));
        Assert.False(Directory.Exists(scene.Outbox));
    }

    [Theory]
    [InlineData(0, 1, "1 refused report deleted\n")]
    [InlineData(2, 1, "2 waiting and 1 refused report deleted\n")]
    [InlineData(1, 2, "1 waiting and 2 refused reports deleted\n")]
    public async Task Clear_tells_what_waited_from_what_was_refused(int waiting, int refused, string said)
    {
        await using var scene = new OutboxScene();
        foreach (var (directory, count) in new[] { ("outbox", waiting), ("rejected", refused) })
        {
            for (var i = 1; i <= count; i++)
            {
                var path = Directory.CreateDirectory(
                    Path.Combine(scene.State, directory),
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
                await File.WriteAllTextAsync(
                    Path.Combine(path, directory == "outbox" ? $"{i:D20}-0000000000000000.report" : $"{i:D20}-422.report"), "");
            }
        }

        Assert.Equal(new Outcome(0, said, ""), await scene.Command("clear"));
        Assert.Equal(new Outcome(0, "0 reports deleted\n", ""), await scene.Command("clear"));
    }

    [Fact]
    public async Task Help_is_about_the_commands()
    {
        var help = await Shell.RunBinary(["outbox", "--help"]);

        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Equal(
            ["list", "show", "flush", "clear"],
            help.Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Split(' ')[3]));
    }

    [Theory]
    [InlineData("list --jsno", " list: .*--jsno.*")]
    [InlineData("flush now", " flush: .*'now'.*")]
    [InlineData("clear now", @" clear: takes no arguments \('now'\)")]
    [InlineData("lst", ": there is no 'lst', did you mean 'list'; use list, show, flush or clear")]
    [InlineData("", ": use list, show, flush or clear")]
    public async Task Wrong_options_are_64_and_one_line_that_says_what_is_right(string arguments, string said)
    {
        await using var scene = new OutboxScene();

        var outcome = await Shell.RunBinary(["outbox", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)], scene.Variables);

        Assert.Equal((64, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches($@"\Aapifunc outbox{said}\n\z", outcome.Error);
    }

    [Fact]
    public async Task Files_that_are_no_reports_are_left_alone_and_listed()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        string[] foreign = ["note.txt", "1-2.report", "00000000000000000009-00000000000000zz.report"];
        foreach (var name in foreign)
            await File.WriteAllTextAsync(Path.Combine(scene.Outbox, name), "mine");
        Directory.CreateDirectory(Path.Combine(scene.Outbox, "directory"));
        await scene.Server.Up();

        await scene.Flush();
        await scene.Command("clear");

        Assert.Single(scene.Server.Requests);
        Assert.Equal(["directory", .. foreign], (await scene.List()).GetProperty("unknown").EnumerateArray()
            .Select(name => name.GetString()!).OrderByDescending(name => name == "directory").ThenBy(name => Array.IndexOf(foreign, name)));
        Assert.Contains("note.txt is no report, and left alone\n", (await scene.Command("list")).Output, StringComparison.Ordinal);
        Assert.All(foreign, name => Assert.Equal("mine", File.ReadAllText(Path.Combine(scene.Outbox, name))));
    }

    public static TheoryData<string, Func<byte[], byte[]>> Damages => new()
    {
        { "empty", _ => [] },
        { "cut in its header", report => report[..50] },
        { "cut in its body", report => report[..report.AsSpan().LastIndexOf("}\n"u8)] },
        { "with a letter changed", report =>
            [.. report.Select((letter, index) => index == report.AsSpan().LastIndexOf("}\n"u8) - 10 ? (byte)(letter ^ 1) : letter)] },
        { "of another version", report => [.. "{\"version\":2"u8, .. report["{\"version\":1".Length..]] },
        { "with a header that is no object", report => [.. "[]\n"u8, .. report] },
        { "with numbers that are none", report => [.. "{\"version\":\"x\",\"length\":-5}\n"u8, .. report] },
        { "of zeros", report => new byte[report.Length] },
    };

    [Theory, MemberData(nameof(Damages))]
    public async Task A_damaged_report_is_left_alone_and_does_not_stop_others(string what, Func<byte[], byte[]> damage)
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        await scene.Call("post_update_to_api done none");
        var (first, content) = (scene.Waiting[0], damage(await File.ReadAllBytesAsync(scene.Waiting[0])));
        await File.WriteAllBytesAsync(first, content);
        await scene.Server.Up();

        await scene.Flush();

        Assert.Equal("/upload/updatestatus", Assert.Single(scene.Server.Requests).Path);
        Assert.Equal(content, await File.ReadAllBytesAsync(first));
        var reports = (await scene.List()).GetProperty("reports");
        Assert.Equal("damaged", Assert.Single(reports.EnumerateArray()).GetProperty("state").GetString());
        Assert.True(what.Length > 0);
    }

    [Fact]
    public async Task List_is_one_JSON_object_for_programs()
    {
        await using var scene = new OutboxScene();
        await scene.CallTelemetry("post_update_to_api failed 1", ("EXECUTION_ID", "e1"));

        var report = (await scene.List()).GetProperty("reports")[0];

        Assert.Equal(
            ("waiting", "telemetry", "lxc", "nginx", "failed", "e1", true, 1),
            (Text("state"), Text("endpoint"), Text("type"), Text("nsapp"), Text("status"), Text("execution_id"),
                report.GetProperty("terminal").GetBoolean(), report.GetProperty("tries").GetInt32()));

        string? Text(string property) => report.GetProperty(property).GetString();
    }
}
