// file: endpoints: one JSON object a line, whole, whoever else writes.

using System.Globalization;
using System.Text.Json;
using EndToEnd.Harness;

namespace EndToEnd.Http;

public sealed class FileUrlSpecs : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Transports => [.. Direct.Transports];

    private string File => _directory.File("reports.jsonl");

    public void Dispose() => _directory.Dispose();

    [Theory, MemberData(nameof(Transports))]
    public async Task Each_report_is_a_line_with_its_time_and_its_endpoint(string transport)
    {
        var before = DateTimeOffset.UtcNow;
        var upload = await Direct.PostToApi(transport, $"file://{File}");
        var update = await Direct.Call(
            [Repository.Binary], ["post_update_to_api", "failed", "137"], Direct.Transport(transport), ("API_FUNC_URL", $"file://{File}"));
        var after = DateTimeOffset.UtcNow;

        Assert.Equal(("200", "200"), (upload.Response, update.Response));
        var lines = await System.IO.File.ReadAllTextAsync(File);
        var times = Lines(lines).Select(line => line.GetProperty("time").GetString()!).ToArray();
        Assert.Equal(
            $$"""
            {"time":"{{times[0]}}","endpoint":"upload","report":{{upload.Payload}}}
            {"time":"{{times[1]}}","endpoint":"updatestatus","report":{{update.Payload}}}

            """,
            lines);
        Assert.All(times, time => Assert.EndsWith("Z", time, StringComparison.Ordinal));
        Assert.All(
            times, time => Assert.InRange(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), before.AddMilliseconds(-1), after));
    }

    [Fact]
    public async Task A_new_file_is_for_its_owner_only_and_an_old_one_stays_as_it_is()
    {
        var old = _directory.Write("old", "what was there\n");
        const UnixFileMode everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        System.IO.File.SetUnixFileMode(old, everybody);

        await Direct.PostToApi("built in", $"file://{File}");
        await Direct.PostToApi("built in", $"file://{old}");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Equal(everybody, System.IO.File.GetUnixFileMode(old));
        Assert.StartsWith("what was there\n{", await System.IO.File.ReadAllTextAsync(old), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file://{0}/a%20b%25%C3%A4", "a b%\u00e4")]
    [InlineData("file://{0}/%2541", "%41")]
    [InlineData("file://{0}/100%", "100%")]
    [InlineData("file://{0}/a%zz%4", "a%zz%4")]
    [InlineData("file://{0}/a%00b", "a%00b")]
    [InlineData("file://{0}/a?b#c", "a?b#c")]
    [InlineData("file://{0}/a b", "a b")]
    [InlineData("file://{0}//a", "a")]
    [InlineData("file:{0}/a", "a")]
    [InlineData("FILE://{0}/a", "a")]
    [InlineData("file://localhost{0}/a", "a")]
    public async Task The_path_is_what_stands_behind_the_scheme_with_its_escapes_resolved(string url, string name)
    {
        var told = await Direct.PostToApi("built in", url.Replace("{0}", _directory.Path, StringComparison.Ordinal));

        Assert.Equal("200", told.Response);
        Assert.Equal([_directory.File(name)], Directory.GetFiles(_directory.Path));
    }

    [Theory]
    [InlineData("$(printf '\\377\\200')")]
    [InlineData("%FF%80")]
    public async Task A_path_need_not_be_UTF_8(string name)
    {
        var outcome = await Shell.RunWithShim(
            "dash", Report.Variables + $"""
            API_FUNC_URL="file://{_directory.Path}/{name}"
            post_to_api
            cd {_directory.Path}
            printf %s * | od -An -tx1
            cat ./* | wc -l
            rm ./*
            """);

        Assert.Equal(new Outcome(0, " ff 80\n1\n", ""), outcome);
    }

    [Theory]
    [InlineData("file:")]
    [InlineData("file://")]
    [InlineData("file:reports.jsonl")]
    [InlineData("file://reports.jsonl")]
    [InlineData("file://elsewhere.test/tmp/reports.jsonl")]
    [InlineData("file:///")]
    [InlineData("file:///nonexistent/directory/reports.jsonl")]
    [InlineData("file:///dev/null")]
    [InlineData("file:///dev/full")]
    public async Task A_path_that_is_no_regular_file_is_no_response(string url)
    {
        var told = await Direct.Call(
            ["/bin/sh", "-c", $"cd {_directory.Path}; exec \"$@\"", "sh", Repository.Binary], ["post_to_api"], ("API_FUNC_URL", url));

        Assert.Equal("000", told.Response);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task A_link_is_not_followed()
    {
        var target = _directory.Write("target", "");
        System.IO.File.CreateSymbolicLink(File, target);
        System.IO.File.CreateSymbolicLink(_directory.File("dangling"), _directory.File("made"));

        Assert.Equal("000", (await Direct.PostToApi("built in", $"file://{File}")).Response);
        Assert.Equal("000", (await Direct.PostToApi("built in", $"file://{_directory.File("dangling")}")).Response);
        Assert.Equal("", await System.IO.File.ReadAllTextAsync(target));
        Assert.False(System.IO.File.Exists(_directory.File("made")));
    }

    [Fact]
    public async Task A_FIFO_is_refused_whether_somebody_reads_it_or_not()
    {
        await Shell.Run(["mkfifo"], [File]);

        var unread = await Direct.PostToApi("built in", $"file://{File}");

        // Opened for both, which does not wait for anybody.
        var reading = await Direct.Call(
            ["/bin/sh", "-c", $"exec 3<>{File}; exec \"$@\"", "sh", Repository.Binary], ["post_to_api"],
            ("API_FUNC_URL", $"file://{File}"));
        Assert.Equal(("000", "000"), (unread.Response, reading.Response));
    }

    [Fact]
    public async Task Why_a_file_cannot_be_written_is_said_in_DEV_MODE()
    {
        var told = await Direct.PostToApi("built in", "file:///nonexistent/reports.jsonl", ("DEV_MODE", "true"));

        Assert.Contains("/nonexistent/reports.jsonl cannot be written: No such file or directory\n", told.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_processes_that_write_at_once_no_line_is_torn_or_lost()
    {
        const int processes = 8, reports = 200;
        var outcome = await Shell.RunScript(
            "dash", $$"""
            p=0
            while [ $p -lt {{processes}} ]; do
              (
                i=0
                while [ $i -lt {{reports}} ]; do
                  RANDOM_UUID=$p-$i {{Shell.Quote(Repository.Binary)}} post_update_to_api failed 1
                  i=$((i + 1))
                done
              ) &
              p=$((p + 1))
            done
            wait
            """, ("DIAGNOSTICS", "yes"), ("API_FUNC_URL", $"file://{File}"));

        Assert.Equal(new Outcome(0, "", ""), outcome);
        var ids = Lines(await System.IO.File.ReadAllTextAsync(File))
            .Select(line => line.GetProperty("report").GetProperty("random_id").GetString()!);
        var expected = Enumerable.Range(0, processes)
            .SelectMany(process => Enumerable.Range(0, reports).Select(report => $"{process}-{report}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_full_disk_leaves_no_torn_line()
    {
        var outcome = await Shell.Run(["unshare", "--mount", "dash", "-euc"], [
            $$"""
            mount -t tmpfs -o size=16k none {{_directory.Path}}
            told=
            until [ "$told" = RESPONSE=\'000\' ]; do
              told=$({{Shell.Quote(Repository.Binary)}} call post_to_api | grep ^RESPONSE=)
            done
            {{Shell.Quote(Repository.Binary)}} call post_to_api | grep ^RESPONSE= >&2
            cat {{File}}
            """], [.. Direct.Installation, ("API_FUNC_URL", $"file://{File}")]);

        Assert.Equal((0, "RESPONSE='000'\n"), (outcome.ExitCode, outcome.Error));
        Assert.InRange(outcome.Output.Length, 12 * 1024, 16 * 1024 - 1);
        Assert.Equal(outcome.Output.Count(character => character == '\n'), Lines(outcome.Output).Length);
    }

    /// <summary>The lines as JSON; every one has to be whole.</summary>
    private static JsonElement[] Lines(string text)
    {
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        return [.. text.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
