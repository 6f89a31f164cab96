// apifunc summary: what reports that somebody has collected come to.

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class SummarySpecs
{
    private const string Hostile = "<script>document.title='owned'</script>";

    private static readonly string[] s_lines =
    [
        Telemetry("a", "docker", "installing", "10:00", 0, ""),
        Telemetry("a", "docker", "success", "10:05", 0, "", seconds: 300),
        Telemetry("a", "docker", "success", "10:05", 0, "", seconds: 300),
        Telemetry("b", "docker", "failed", "10:10", 100, @"exit_code=100 | APT\n---\nE: no package"),
        Telemetry("c", Hostile, "failed", "10:20", 127, $"{Hostile} \\u001b[31m\\u202e"),
        "this is no report",
        """{"type":"lxc","nsapp":"日本語アプリ","status":"installing","random_id":"d","pve_version":"8.2.4"}""",
        """{"status":"done","error":" ","random_id":"e"}""",
        Telemetry("f", "nginx", "aborted", "11:00", 130, ""),
    ];

    [Fact]
    public async Task It_counts_what_the_functions_have_written_to_a_file()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("reports.jsonl");
        (string, string?)[] variables = [.. Direct.Installation, ("API_FUNC_URL", $"file://{file}")];

        await Shell.RunBinary(["post_to_api"], variables);
        await Shell.RunBinary(["post_update_to_api", "failed", "127"], variables);
        await Shell.RunBinary(["post_to_api"], [.. variables, ("RANDOM_UUID", "5c5b0a0e-1c5a-4b56-9d0c-000000000000")]);
        (string, string?)[] telemetry =
            [.. Direct.Installation, ("TELEMETRY_URL", $"file://{file}"), ("API_FUNC_DIALECT", "telemetry"), ("EXECUTION_ID", "another")];
        await Shell.RunBinary(["post_to_api"], telemetry);
        await Shell.RunBinary(["post_update_to_api", "done", "none"], telemetry);
        var summary = await Json(file);

        Assert.Equal((5, 0), (summary.GetProperty("reports").GetInt32(), summary.GetProperty("damaged_lines").GetInt32()));
        Assert.Equal((3, 1, 1, 0, 1), Counts(summary.GetProperty("total")));
        Assert.Equal("nginx", Assert.Single(summary.GetProperty("applications").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(127, Assert.Single(summary.GetProperty("failures").EnumerateArray()).GetProperty("exit_code").GetInt32());
        Assert.Equal(
            "5c5b0a0e-1c5a-4b56-9d0c-000000000000", Assert.Single(summary.GetProperty("unfinished").EnumerateArray())
                .GetProperty("id").GetString());
    }

    [Fact]
    public async Task Standard_input_and_files_count_together()
    {
        using var directory = new TemporaryDirectory();
        var (first, second) = (directory.Write("first", Lines(s_lines[..3])), directory.Write("second", Lines(s_lines[3..])));

        var together = await Json(first, second);
        var piped = await Shell.Run(["sh", "-c", "cat \"$1\" | \"$3\" summary \"$2\" - --json", "sh"], [second, first, Repository.Binary]);

        Assert.Equal((0, ""), (piped.ExitCode, piped.Error));
        Assert.Equal((6, 2, 2, 1, 1), Counts(together.GetProperty("total")));
        Assert.Equal(Counts(together.GetProperty("total")), Counts(JsonDocument.Parse(piped.Output).RootElement.GetProperty("total")));
    }

    [Fact]
    public async Task Tables_fit_into_80_columns_and_steer_no_terminal()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write(
            "reports", Lines([.. s_lines, Telemetry("g", new string('長', 60), "failed", "12:00", 1, new string('x', 500))]));

        foreach (var locale in new[] { "C.UTF-8", "C" })
        {
            var outcome = await Shell.RunBinary(["summary", file], ("LC_ALL", locale));

            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
            Assert.DoesNotContain(outcome.Output, character => char.IsControl(character) && character != '\n');
            Assert.DoesNotContain('\u202e', outcome.Output);
            Assert.Contains(Hostile, outcome.Output, StringComparison.Ordinal);
            Assert.All(
                outcome.Output.Split('\n'), line => Assert.InRange(line.Sum(unit => unit >= '\u1100' && unit != '…' ? 2 : 1), 0, 80));
        }
    }

    [Fact]
    public async Task Damaged_lines_are_named_by_file_and_number()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("reports", Lines(s_lines));

        var text = await Shell.RunBinary(["summary", file]);
        var damaged = Assert.Single((await Json(file)).GetProperty("damaged").EnumerateArray());

        Assert.Contains("1 line is no report:\n", text.Output, StringComparison.Ordinal);
        Assert.Contains($"{file}:6: it is no JSON object", Regex.Replace(text.Output, @"\n\s*", " "), StringComparison.Ordinal);
        Assert.Equal((file, 6), (damaged.GetProperty("file").GetString(), damaged.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Runs_can_be_limited_to_a_time_and_an_application()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("reports", Lines(s_lines));

        Assert.Equal((2, 0, 1, 1, 0), Counts((await Json(file, "--since", "2026-02-11T10:15")).GetProperty("total")));
        Assert.Equal((0, 0, 0, 0, 0), Counts((await Json(file, "--since=2026-02-12")).GetProperty("total")));
        Assert.Equal((2, 1, 1, 0, 0), Counts((await Json(file, "--app", "Docker")).GetProperty("total")));
        var none = await Shell.RunBinary(["summary", file, "--app", "docker", "--since=2026-02-12"]);
        Assert.Equal((0, "0 runs of docker since 2026-02-12 00:00, of 8 reports\n"), (none.ExitCode, none.Output.Split("1 line")[0]));
    }

    [Theory]
    [InlineData("dokcer", ", did you mean 'docker'")]
    [InlineData("nothing-like-it\u001b", "")]
    public async Task An_application_that_no_report_is_of_is_told_with_the_one_that_may_be_meant(string name, string suggestion)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("reports", Lines(s_lines));
        var page = directory.File("page.html");

        foreach (var options in new string[][] { [], ["--json"], ["--html", page] })
        {
            Assert.Equal(
                new Outcome(66, "", $"apifunc summary: no report is of the application '{name.Replace('\u001b', '?')}'{suggestion}\n"),
                await Shell.RunBinary(["summary", file, "--app", name, .. options]));
        }

        Assert.False(File.Exists(page));
    }

    [Fact]
    public async Task All_fields_of_the_object_are_documented_and_no_others()
    {
        using var directory = new TemporaryDirectory();
        var fields = new HashSet<string>();
        Collect(await Json(directory.Write("reports", Lines(s_lines))));

        Assert.Equal(fields, DocumentedFields.Of("summary").ToHashSet());

        void Collect(JsonElement element)
        {
            foreach (var property in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
            {
                fields.Add(property.Name);
                Collect(property.Value);
            }

            foreach (var item in element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default)
                Collect(item);
        }
    }

    [Theory]
    [InlineData(66, "apifunc summary: /proc/none cannot be read: No such file or directory\n", "/proc/none")]
    [InlineData(66, "apifunc summary: / cannot be read: it is a directory\n", "/")]
    [InlineData(
        66, "apifunc summary: /proc/none cannot be read: No such file or directory\n", "/dev/null", "/proc/none", "--html",
        "/proc/none/page")]
    [InlineData(64, "apifunc summary: needs FILE, the path of a file\n")]
    [InlineData(64, "apifunc summary: standard input (-) can be read only once\n", "-", "-")]
    [InlineData(66, "apifunc summary: /proc/none cannot be read: No such file or directory\n", "-", "/proc/none")]
    [InlineData(66, "apifunc summary: -x cannot be read: No such file or directory\n", "--", "-x")]
    [InlineData(
        73, "apifunc summary: /proc/none/page is not written: No such file or directory\n", "/dev/null", "--html", "/proc/none/page")]
    [InlineData(73, "apifunc summary: /tmp is not written: it is a directory\n", "/dev/null", "--html", "/tmp")]
    public async Task What_cannot_be_read_or_written_is_said_in_one_line(int code, string error, params string[] arguments)
    {
        Assert.Equal(new Outcome(code, "", error), await Shell.RunBinary(["summary", .. arguments]));
    }

    [Theory]
    [InlineData("2 days")]
    [InlineData("2026-13-01")]
    public async Task A_time_that_is_none_is_refused(string time)
    {
        var outcome = await Shell.RunBinary(["summary", "/dev/null", "--since", time]);

        Assert.Equal(64, outcome.ExitCode);
        Assert.Contains($"and not '{time}'", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_may_not_be_read_is_no_input()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("reports", Lines(s_lines));
        File.SetUnixFileMode(file, UnixFileMode.None);
        File.SetUnixFileMode(directory.Path, (UnixFileMode)0b111_101_101);

        var outcome = await Shell.Run(
            Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--clear-groups", Repository.Binary] : [Repository.Binary],
            ["summary", file]);

        Assert.Equal(new Outcome(66, "", $"apifunc summary: {file} cannot be read: Permission denied\n"), outcome);
    }

    [Fact]
    public async Task Files_without_a_report_are_told_from_empty_ones()
    {
        using var directory = new TemporaryDirectory();

        var empty = await Shell.RunBinary(["summary", directory.Write("empty", "")]);
        var damaged = await Shell.RunBinary(["summary", directory.Write("damaged", "GIF89a\n\0\0\n")]);

        Assert.Equal(new Outcome(0, "no reports\n", ""), empty);
        Assert.Equal(65, damaged.ExitCode);
        Assert.StartsWith("no reports\n2 lines are no reports:\n", damaged.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_replaces_a_file_as_a_whole_and_a_link_is_left_alone()
    {
        using var directory = new TemporaryDirectory();
        var (file, page, link) = (directory.Write("reports", Lines(s_lines)), directory.Write("page.html", "old"), directory.File("link"));
        File.CreateSymbolicLink(link, page);

        var refused = await Shell.RunBinary(["summary", file, "--html", link]);
        var before = await File.ReadAllTextAsync(page);
        var written = await Shell.RunBinary(["summary", file, "--html", page]);

        Assert.Equal((73, "old"), (refused.ExitCode, before));
        Assert.Equal((0, ""), (written.ExitCode, written.Error));
        Assert.StartsWith("6 runs on 2026-02-11, of 8 reports\n", written.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("APPLICATION", written.Output, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", await File.ReadAllTextAsync(page), StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFileSystemEntries(directory.Path).Length);
    }

    [Fact]
    public async Task A_browser_shows_the_page_without_a_complaint_or_another_request()
    {
        using var directory = new TemporaryDirectory();
        var page = await Page(directory);
        await using var server = await RecordingServer.Start(answer: async (_, context) =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.Body.WriteAsync(await File.ReadAllBytesAsync(page));
        });

        var loaded = await Chromium.Load($"{server.Url}/page.html");
        var rows = Rows(loaded.Dom);

        Assert.Empty(loaded.Complaints);
        Assert.Equal(["/page.html"], server.Requests.Select(request => request.Path));
        Assert.Contains("<title>Installation reports: 6 runs on 2026-02-11, of 8 reports</title>", loaded.Dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", loaded.Dom, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("docker|lxc|2||50.0 %|1|0|0|5 min 0 s", rows);
        Assert.Contains("日本語アプリ|lxc|1||-|0|0|1|-", rows);
        Assert.Contains($"{Hostile}|lxc|1||0.0 %|1|0|0|-", rows);
        Assert.Contains(rows, row => row.StartsWith("1|100|APT: packages are broken, or dependencies unmet", StringComparison.Ordinal));
        Assert.Contains("9.1.2|4||33.3 %|2|1|0|5 min 0 s", rows);
    }

    [Fact]
    public async Task The_page_is_light_or_dark_as_its_reader_prefers()
    {
        using var directory = new TemporaryDirectory();
        var url = new Uri(await Page(directory)).AbsoluteUri;

        var light = await Chromium.Corner(url, isDark: false);
        var dark = await Chromium.Corner(url, isDark: true);

        Assert.Equal(((0xFD, 0xFD, 0xFB), (0x16, 0x18, 0x1B)), (light, dark));
    }

    private static async Task<string> Page(TemporaryDirectory directory)
    {
        var page = directory.File("page.html");
        var outcome = await Shell.RunBinary(["summary", directory.Write("reports", Lines(s_lines)), "--html", page]);
        Assert.Equal(0, outcome.ExitCode);
        return page;
    }

    /// <summary>The rows of all tables: the texts of their cells, with bars between them.</summary>
    private static List<string> Rows(string dom) =>
    [
        .. Regex.Matches(dom, "<tr>(.*?)</tr>", RegexOptions.Singleline).Select(row => string.Join('|', Regex
            .Matches(row.Groups[1].Value, "<t[hd][^>]*>(.*?)</t[hd]>", RegexOptions.Singleline)
            .Select(cell => System.Net.WebUtility.HtmlDecode(Regex.Replace(cell.Groups[1].Value, "<[^>]*>", ""))))),
    ];

    private static async Task<JsonElement> Json(params string[] arguments)
    {
        var outcome = await Shell.RunBinary(["summary", .. arguments, "--json"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.EndsWith("}\n", outcome.Output, StringComparison.Ordinal);
        return JsonDocument.Parse(outcome.Output).RootElement;
    }

    private static (int Runs, int Succeeded, int Failed, int Aborted, int Unfinished) Counts(JsonElement tally) => (
        tally.GetProperty("runs").GetInt32(), tally.GetProperty("succeeded").GetInt32(), tally.GetProperty("failed").GetInt32(),
        tally.GetProperty("aborted").GetInt32(), tally.GetProperty("unfinished").GetInt32());

    private static string Lines(string[] lines) => string.Join('\n', lines) + "\n";

    private static string Telemetry(string id, string application, string status, string time, int code, string error, int seconds = 0) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""
            {"time":"2026-02-11T{{{time}}}:00.000Z","endpoint":"telemetry","report":{"payload_version":2,
            "random_id":"r","execution_id":"{{{id}}}","type":"lxc","nsapp":"{{{application}}}","status":"{{{status}}}",
            "pve_version":"9.1.2","exit_code":{{{code}}},"error":"{{{error}}}",
            "error_category":"{{{(code == 0 ? "" : "unknown")}}}","install_duration":{{{seconds}}},
            "failed_command":"","repo_source":"ProxmoxVE","repo_slug":""}}
            """).ReplaceLineEndings("");
}
