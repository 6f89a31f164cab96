// The file that keeps the output of the command that failed: which it is, what it says, and whether it is believed.

using System.Text;
using ApiFunc.Failures;
using ApiFunc.Redaction;
using ApiFunc.Script;
using EndToEnd.Harness;
using Unit.Harness;

namespace Unit;

public sealed class CaptureFileSpecs : IDisposable
{
    private static readonly Redactor s_redactor = new("");

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void The_first_of_those_that_a_script_names_counts()
    {
        var session = Guid.NewGuid().ToString();
        var paths = new List<string> { _directory
            .File("errinfo"), $"/tmp/.errinfo-{session}", _directory.File("install.errinfo"), _directory.File("build.errinfo") };
        var script = Script.With(
            ("TELEMETRY_ERRINFO", paths[0]), ("SESSION_ID", session), ("INSTALL_LOG", _directory.File("install")),
            ("BUILD_LOG", _directory.File("build")));
        try
        {
            foreach (var path in Enumerable.Reverse(paths))
            {
                File.WriteAllText(path, "x");

                Assert.Equal(path, Found(script));
            }
        }
        finally
        {
            paths.ForEach(File.Delete);
        }
    }

    [Fact]
    public void What_is_no_capture_file_is_passed_over()
    {
        var capture = _directory.Write("log.errinfo", "x");
        File.CreateSymbolicLink(_directory.File("link"), capture);
        Run.Command("mkfifo", _directory.File("fifo"));
        _directory.Write("empty", "");

        Assert.All(
            ["", _directory.Path, _directory
                .File("missing"), _directory.File("empty"), _directory.File("fifo"), _directory.File("link"), "/dev/zero"],
            path => Assert.Equal(capture, Found(Of(path, ("INSTALL_LOG", _directory.File("log"))))));
        Assert.Null(Found(Of("", ("INSTALL_LOG", ""))));
    }

    [Theory]
    [InlineData(
        "EXIT_CODE=100\nLINE=42\nCOMMAND=apt-get install x\n--- OUTPUT ---\none\ntwo\n", "100", "42", "apt-get install x", "one\ntwo")]
    [InlineData(
        "EXIT_CODE=100\nLINE=42\nCOMMAND=x\n--- OUTPUT ---\none\n\n--- OUTPUT ---\nEXIT_CODE=1\n\n\n", "100", "42", "x",
        "one\n\n--- OUTPUT ---\nEXIT_CODE=1")]
    [InlineData("EXIT_CODE=100\r\nLINE= 42 \r\nCOMMAND=x y \r\n--- OUTPUT ---\r\none\r\n", "100", "42", "x y ", "one\r")]
    [InlineData("COMMAND=a=b=c\nEXIT_CODE=7", "7", "", "a=b=c", "")]
    [InlineData("EXIT_CODE=7\n--- OUTPUT ---\n", "7", "", "", "")]
    [InlineData("EXIT_CODE=7\n--- OUTPUT ---\n\n \t\n", "7", "", "", "")]
    [InlineData("EXIT_CODE=7\n--- OUTPUT ---", "7", "", "", "")]
    [InlineData("EXIT_CODE=7\nsomething else\n EXIT_CODE=8\n---OUTPUT---\ntext", "7", "", "", "")]
    [InlineData("\n\n\0\n", "", "", "", "")]
    [InlineData("", "", "", "", "")]
    public void A_capture_file_is_taken_apart(string text, string code, string line, string command, string output)
    {
        Assert.Equal(new CaptureFile(code, line, command, output), CaptureFile.Parse(text));
    }

    [Theory]
    [InlineData("100", "100", true)]
    [InlineData("100", "101", false)]
    [InlineData("100", "1", true)]
    [InlineData("100", "255", true)]
    [InlineData("1", "100", false)]
    [InlineData("0", "1", true)]
    [InlineData("100", "0100", false)]
    [InlineData("", "1", false)]
    [InlineData("abc", "1", false)]
    [InlineData("abc", "abc", false)]
    [InlineData("-1", "255", false)]
    [InlineData("", "", false)]
    public void It_is_believed_where_it_is_about_the_same_failure(string captured, string code, bool isBelieved)
    {
        var path = _directory.Write("errinfo", $"EXIT_CODE={captured}\nCOMMAND=x\n");

        Assert.Equal(isBelieved, CaptureFile.Read(Of(path), code) is not null);
    }

    [Fact]
    public void A_file_that_opens_and_cannot_be_read_is_not_believed()
    {
        const string unreadable = "/sys/class/net/lo/speed";
        Assert.True(File.Exists(unreadable));

        Assert.Null(CaptureFile.Read(Of(unreadable), "1"));
    }

    [Fact]
    public void Of_a_huge_file_the_beginning_is_read()
    {
        var path = _directory.Write("errinfo", "EXIT_CODE=2\nCOMMAND=x\n--- OUTPUT ---\n");
        using (var file = File.OpenWrite(path))
        {
            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes(new string('x', 1_000_000)));
            file.SetLength(1L << 30);
        }

        var capture = CaptureFile.Read(Of(path), "2");

        Assert.Equal("x", capture?.Command);
        Assert.Matches("^x{200000,300000}$", capture?.Output);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var capture = new CaptureFile("100", "42", "apt-get install 'x y'", "one\n\ntwo é");
        var path = _directory.File("new");

        Assert.True(capture.Write(Encoding.UTF8.GetBytes(path), s_redactor));

        Assert.Equal("EXIT_CODE=100\nLINE=42\nCOMMAND=apt-get install 'x y'\n--- OUTPUT ---\none\n\ntwo é", File.ReadAllText(path));
        Assert.Equal(capture, CaptureFile.Read(Of(path), "100"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_shorter_one_replaces_a_longer_one_whole()
    {
        var path = _directory.Write("errinfo", new string('x', 10_000));

        Assert.True(new CaptureFile("1", "2", "c", "o").Write(Encoding.UTF8.GetBytes(path), s_redactor));

        Assert.Equal("EXIT_CODE=1\nLINE=2\nCOMMAND=c\n--- OUTPUT ---\no", File.ReadAllText(path));
    }

    [Fact]
    public void A_script_s_own_file_is_written_whoever_else_may_write_to_it()
    {
        var path = _directory.Write("errinfo", "old");
        File.SetUnixFileMode(path, (UnixFileMode)0x1B6 /* rw-rw-rw- */);

        Assert.True(new CaptureFile("1", "2", "c", "o").Write(Encoding.UTF8.GetBytes(path), s_redactor));

        Assert.Equal(new CaptureFile("1", "2", "c", "o"), CaptureFile.Read(Of(path), "1"));
    }

    [Theory]
    [InlineData("one\ntwo", "one two")]
    [InlineData("one \\\r\n  two\r", "one \\   two ")]
    [InlineData("EXIT\n--- OUTPUT ---\nx", "EXIT --- OUTPUT --- x")]
    public void Code_line_and_command_are_one_line_each(string text, string onOneLine)
    {
        var path = _directory.File("errinfo");

        new CaptureFile(text, text, text, "").Write(Encoding.UTF8.GetBytes(path), s_redactor);

        Assert.Equal($"EXIT_CODE={onOneLine}\nLINE={onOneLine}\nCOMMAND={onOneLine}\n--- OUTPUT ---\n", File.ReadAllText(path));
    }

    [Fact]
    public void A_command_is_cut_at_300_bytes_between_two_characters()
    {
        var path = _directory.File("errinfo");

        new CaptureFile("1", "2", new string('x', 299) + "é", "").Write(Encoding.UTF8.GetBytes(path), s_redactor);

        Assert.Equal(new string('x', 299), CaptureFile.Read(Of(path), "1")?.Command);
    }

    [Fact]
    public void Where_nothing_may_be_written_nothing_is()
    {
        var target = _directory.Write("target", "kept");
        File.CreateSymbolicLink(_directory.File("link"), target);
        File.CreateSymbolicLink(_directory.File("dangling"), _directory.File("made"));
        Run.Command("mkfifo", _directory.File("fifo"));

        Assert.All(
            [_directory.File("link"), _directory.File("dangling"), _directory
                .File("fifo"), _directory.Path, _directory.File("no/directory"), $"{target}/x", "/dev/full", "", "/proc/version"],
            path => Assert.False(new CaptureFile("1", "2", "c", "o").Write(Encoding.UTF8.GetBytes(path), s_redactor)));
        Assert.Equal("kept", File.ReadAllText(target));
        Assert.False(File.Exists(_directory.File("made")));
    }

    [Fact]
    public void A_file_of_somebody_else_s_is_not_written_to()
    {
        Needs.Root();
        var path = _directory.Write("errinfo", "kept");
        Run.Command("chown", "12345", path);

        Assert.False(new CaptureFile("1", "2", "c", "o").Write(Encoding.UTF8.GetBytes(path), s_redactor));

        Assert.Equal("kept", File.ReadAllText(path));
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>A script with this capture file.</summary>
    private static ScriptVariables Of(string path, params (string Name, string Value)[] variables) =>
        Script.With([("TELEMETRY_ERRINFO", path), ("SESSION_ID", "no-such-session-of-these-tests"), .. variables]);

    private static string? Found(ScriptVariables script) => CaptureFile.Find(script) is { } path ? Encoding.UTF8.GetString(path) : null;
}
