// The log of an installation: which file it is, and what is read of it, whatever it holds.

using System.Text;
using ApiFunc.Failures;
using ApiFunc.Script;
using EndToEnd.Harness;
using Unit.Harness;

namespace Unit;

public sealed class LogFileSpecs : IDisposable
{
    private const long Gigabyte = 1L << 30;

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void The_first_log_of_those_that_a_script_names_counts()
    {
        // Session IDs and applications make names in /tmp: these are of this run alone.
        var session = Guid.NewGuid().ToString();
        var paths = new List<string>
        {
            _directory.File("combined"), $"/tmp/install-{session}-combined.log", $"/tmp/my-app-100-{session}.log",
            _directory.File("install"),
            _directory.File("build"), _directory.File("silent"),
        };
        var script = Script.With(
            ("combined_log", paths[0]), ("SESSION_ID", session), ("NSAPP", "my-app"), ("CTID", "100"), ("INSTALL_LOG", paths[3]),
            ("BUILD_LOG", paths[4]),
            ("SILENT_LOGFILE", paths[5]));
        try
        {
            foreach (var path in Enumerable.Reverse(paths))
            {
                File.WriteAllText(path, "log");

                Assert.Equal(path, Picked(script));
            }
        }
        finally
        {
            paths.ForEach(File.Delete);
        }
    }

    [Fact]
    public void The_log_of_an_application_without_a_name_is_that_of_lxc()
    {
        var session = Guid.NewGuid().ToString();
        var path = $"/tmp/lxc-101-{session}.log";
        File.WriteAllText(path, "log");
        try
        {
            Assert.Equal(path, Picked(Script.With(("SESSION_ID", session), ("CTID", "101"))));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_is_no_log_is_passed_over()
    {
        var log = _directory.Write("log", "text\n");
        File.CreateSymbolicLink(_directory.File("link"), log);
        Run.Command("mkfifo", _directory.File("fifo"));
        _directory.Write("empty", "");

        Assert.All(
            ["", _directory.Path, _directory
                .File("missing"), _directory.File("empty"), _directory.File("fifo"), _directory.File("link"), "/dev/zero", $"{log}/x"],
            path => Assert.Equal(log, Picked(Script.With(("combined_log", path), ("INSTALL_LOG", log)))));
        Assert.Null(Picked(Script.With()));
    }

    [Fact]
    public void A_path_need_not_be_text()
    {
        byte[] path = [.. Encoding.UTF8.GetBytes(_directory.Path), (byte)'/', 0xFF];
        Run.Command("sh", "-c", $"echo text >\"$(printf '{_directory.Path}/\\377')\"");

        var picked = LogFile.Pick(Script.WithBytes(("INSTALL_LOG", path)));

        Run.Command("sh", "-c", $"rm '{_directory.Path}'/*"); // .NET cannot name it
        Assert.Equal(path, picked);
    }

    [Fact]
    public void A_log_that_opens_and_cannot_be_read_is_like_an_empty_one()
    {
        // The speed of the loopback interface: sysfs gives it a size, and no content.
        const string unreadable = "/sys/class/net/lo/speed";
        Assert.True(File.Exists(unreadable));
        var script = Script.With(("INSTALL_LOG", unreadable));

        Assert.Empty(LogFile.LastLines(script, script.Redactor(), 50));
        Assert.Equal("", LogFile.Start(script, script.Redactor(), 1000));
    }

    [Theory]
    [InlineData("one\ntwo\nthree\n", 2, "two|three")]
    [InlineData("one\ntwo\nthree", 2, "two|three")]
    [InlineData("one\ntwo\n", 50, "one|two")]
    [InlineData("one\r\n\n\e[31mtwo\e[0m\nGet:1 x\n", 50, "one|two")]
    [InlineData("one\ntwo", 0, "")]
    [InlineData("one\ntwo", -1, "")]
    [InlineData("\n\n \n", 50, "")]
    [InlineData("one\n10.0.0.5", 1, "10.x.x.x")]
    public void The_last_lines_that_survive_cleaning_count(string log, int count, string lines)
    {
        Assert.Equal(lines, LastLines(log, count));
    }

    [Fact]
    public void A_log_that_ends_in_chatter_gives_the_lines_in_front_of_it()
    {
        var log = new StringBuilder("first\n");
        for (var line = 1; line <= 50; line++)
            log.Append($"line {line}\n");
        while (log.Length < 200 * 1024)
            log.Append("Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]\n\n");

        Assert.Equal(string.Join('|', Enumerable.Range(1, 50).Select(line => $"line {line}")), LastLines(log.ToString(), 50));
    }

    [Fact]
    public void The_lines_around_every_size_that_is_read_come_whole()
    {
        // Lines of 16 bytes, so that each power of two falls between two of them, shifted by every number of bytes.
        for (var shift = 0; shift < 16; shift++)
        {
            var lines = Enumerable.Range(0, 8192).Select(line => $"line {line:d10}").ToArray();
            var log = new string('x', shift) + "\n" + string.Join('\n', lines) + "\n";

            Assert.Equal(string.Join('|', lines[^5000..]), LastLines(log, 5000));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void A_line_of_many_megabytes_gives_its_end(int count)
    {
        var line = new string('é', 3_000_000);

        Assert.All([line, line + "\n"], log => Assert.Matches("^é{100000,}$", LastLines(log, count)));
        Assert.Equal("last", LastLines($"first\n{line}\nlast\n", 1));
        Assert.Equal("last", LastLines($"first\n{line}\nlast\n", 50));
    }

    [Fact]
    public void A_line_that_is_longer_than_what_is_read_first_comes_whole()
    {
        var line = new string('x', 100_000);

        Assert.Equal(line, LastLines($"first\n{line}\n", 1));
    }

    [Fact]
    public void Binary_bytes_do_no_harm()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);

        var lines = LogFile.LastLines(
            Log([.. bytes, .. "\nlast \xff line\n"u8]), Log([.. bytes, .. "\nlast \xff line\n"u8]).Redactor(), 50);

        Assert.Equal(50, lines.Count);
        Assert.Equal("last ÿ line", lines[^1]);
        Assert.NotEmpty(LogFile.Start(Log(bytes), Log(bytes).Redactor(), 1000));
    }

    [Fact]
    public void The_last_lines_of_a_gigabyte_cost_what_those_of_a_megabyte_do()
    {
        var ending = string.Concat(Enumerable.Range(0, 20_000).Select(line => $"line {line}\n"));
        var small = Log(Encoding.UTF8.GetBytes(ending));
        var large = Log(Encoding.UTF8.GetBytes(ending), "large", Gigabyte);
        LogFile.LastLines(small, small.Redactor(), 50);

        var (smallBytes, smallLines) = Allocated(() => LogFile.LastLines(small, small.Redactor(), 50));
        var (largeBytes, largeLines) = Allocated(() => LogFile.LastLines(large, large.Redactor(), 50));

        Assert.Equal(smallLines, largeLines);
        Assert.InRange(largeBytes, 1, smallBytes * 2);
    }

    [Fact]
    public void A_log_that_begins_with_a_hole_gives_all_lines_behind_it()
    {
        Assert.Equal(["one", "two"], LogFile.LastLines(
            Log("one\ntwo\n"u8.ToArray(), "log", Gigabyte), Log("one\ntwo\n"u8.ToArray(), "log", Gigabyte).Redactor(), 50));
        Assert.Equal(
            ["one", "two"],
            LogFile.LastLines(Log("one\ntwo\n"u8.ToArray(), "log", 1000), Log("one\ntwo\n"u8.ToArray(), "log", 1000).Redactor(), 50));
        Assert.Equal(
            "one\ntwo\n",
            LogFile.Start(Log("one\ntwo\n"u8.ToArray(), "log", 1000), Log("one\ntwo\n"u8.ToArray(), "log", 1000).Redactor(), 100));
    }

    [Fact]
    public void The_whole_log_keeps_chatter_and_blank_lines()
    {
        Assert.Equal(
            "Get:1 x\n\none\n done\nfrom 10.x.x.x\n",
            LogFile.Start(
                Log("Get:1 x\r\n\n\e[31mone\e[0m\r\n10%\r done\nfrom 10.0.0.5\n"u8.ToArray()),
                Log("Get:1 x\r\n\n\e[31mone\e[0m\r\n10%\r done\nfrom 10.0.0.5\n"u8.ToArray()).Redactor(), 122_880));
    }

    [Fact]
    public void The_whole_log_is_cut_between_two_characters()
    {
        var log = Log(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("日", 100_000))));

        Assert.Equal(new string('日', 33), LogFile.Start(log, log.Redactor(), 100));
        Assert.Equal(new string('日', 122_880 / 3), LogFile.Start(log, log.Redactor(), 122_880));
        Assert.Equal(new string('日', 100_000), LogFile.Start(log, log.Redactor(), 9_999_999));
    }

    [Fact]
    public void Where_most_of_a_log_is_removed_more_of_it_is_read()
    {
        var log = Log(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\e[1;31mx\e[0m", 100_000))));

        Assert.Equal(new string('x', 100_000), LogFile.Start(log, log.Redactor(), 122_880));
        Assert.Equal(new string('x', 65_000), LogFile.Start(log, log.Redactor(), 65_000));
    }

    [Fact]
    public void No_part_of_an_address_is_left_wherever_the_log_is_cut()
    {
        // Masked, the beginning is a little longer than it was: that moves the end of what is read into what is printed.
        const string beginning = "::1 203.0.113.245 203.0.113.245 ";
        for (var shift = 0; shift < 40; shift++)
        {
            var filler = new string('x', 100_000 - beginning.Length - shift);
            var log = Log(Encoding.UTF8.GetBytes($"{beginning}{filler} 203.0.113.245\n{filler}"));

            Assert.DoesNotContain("203.0", LogFile.Start(log, log.Redactor(), 100_000), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_gigabyte_s_beginning_is_read_and_no_more()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("0123456789abcde\n", 20_000)));
        var small = Log(text);
        var large = Log(text, "large");
        using (var file = File.OpenWrite(_directory.File("large")))
            file.SetLength(Gigabyte);
        LogFile.Start(small, small.Redactor(), 122_880);

        var (smallBytes, smallText) = Allocated(() => LogFile.Start(small, small.Redactor(), 122_880));
        var (largeBytes, largeText) = Allocated(() => LogFile.Start(large, large.Redactor(), 122_880));

        Assert.Equal(smallText, largeText);
        Assert.InRange(largeBytes, 1, smallBytes * 2);
    }

    public void Dispose() => _directory.Dispose();

    private static string? Picked(ScriptVariables script) => LogFile.Pick(script) is { } path ? Encoding.UTF8.GetString(path) : null;

    private static (long Bytes, T Result) Allocated<T>(Func<T> action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = action();
        return (GC.GetAllocatedBytesForCurrentThread() - before, result);
    }

    private string LastLines(string log, int count) =>
        string.Join('|', LogFile.LastLines(Log(Encoding.UTF8.GetBytes(log)), Log(Encoding.UTF8.GetBytes(log)).Redactor(), count));

    /// <summary>A script whose log holds this, behind a hole of so many bytes.</summary>
    private ScriptVariables Log(byte[] content, string name = "log", long hole = 0)
    {
        var path = _directory.File(name);
        using (var file = File.Create(path))
        {
            file.Seek(hole, SeekOrigin.Begin);
            file.Write(content);
        }

        return Script.With(("INSTALL_LOG", path));
    }
}
