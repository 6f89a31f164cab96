// The file with the user's answer.

using System.Text;
using ApiFunc.Consent;
using Unit.Harness;

namespace Unit;

public sealed class ConsentFileSpecs
{
    [Theory]
    [InlineData("DIAGNOSTICS=yes\n", "yes")]
    [InlineData("DIAGNOSTICS=yes", "yes")]
    [InlineData("DIAGNOSTICS=no\n", "no")]
    [InlineData("diagnostics=YES\n", "YES")]
    [InlineData("Diagnostics=yes\r\n", "yes")]
    [InlineData("DIAGNOSTICS=\"yes\"\n", "yes")]
    [InlineData("DIAGNOSTICS='yes'\n", "yes")]
    [InlineData("DIAGNOSTICS= \t \"' yes '\" \t\r\n", "yes")]
    [InlineData("DIAGNOSTICS=\u000b\fyes\n", "yes")]
    [InlineData("DIAGNOSTICS=no\nDIAGNOSTICS=yes\n", "yes")]
    [InlineData("DIAGNOSTICS=yes\nDIAGNOSTICS=no", "no")]
    [InlineData("DIAGNOSTICS=yes\nDIAGNOSTICS=\n", "")]
    [InlineData("DIAGNOSTICS=yes no\n", "yes no")]
    [InlineData("DIAGNOSTICS==yes\n", "=yes")]
    [InlineData("# a comment\n\nDIAGNOSTICS=yes\nOTHER=no\n", "yes")]
    [InlineData(" DIAGNOSTICS=yes\n", "")]
    [InlineData("export DIAGNOSTICS=yes\n", "")]
    [InlineData("DIAGNOSTICS =yes\n", "")]
    [InlineData("#DIAGNOSTICS=yes\n", "")]
    [InlineData("MYDIAGNOSTICS=yes\n", "")]
    [InlineData("yes\n", "")]
    [InlineData("", "")]
    [InlineData("\0\u00ff\nDIAGNOSTICS=yes\n", "yes")]
    public void The_last_line_with_the_name_counts(string content, string consent)
    {
        using var file = new TemporaryTree(("diagnostics", Encoding.UTF8.GetBytes(content)));

        Assert.Equal(consent, ConsentFile.Read(file.Path("diagnostics")));
    }

    [Fact]
    public void A_missing_file_can_be_told_from_one_that_says_nothing()
    {
        Assert.Null(ConsentFile.Read("/nonexistent/diagnostics"));
    }

    [Fact]
    public void A_file_that_cannot_be_read_says_no_and_nobody_waits_for_it()
    {
        using var directory = new TemporaryTree();
        Run.Command("mkfifo", directory.Path("diagnostics"));

        Assert.Equal("", ConsentFile.Read(directory.Path("diagnostics")));
    }

    [Fact]
    public void A_directory_is_no_file()
    {
        using var directory = new TemporaryTree();

        Assert.Null(ConsentFile.Read(directory.Root));
    }

    [Theory]
    [InlineData("DIAGNOSTICS=yes\n", "DIAGNOSTICS=no\n")]
    [InlineData("DIAGNOSTICS=yes", "DIAGNOSTICS=no\n")]
    [InlineData("# one\nDIAGNOSTICS=yes\n\n# two\n", "# one\nDIAGNOSTICS=no\n\n# two\n")]
    [InlineData("diagnostics=\"yes\"\r\n# two\r\n", "DIAGNOSTICS=no\n# two\r\n")]
    [InlineData("DIAGNOSTICS=no\n# one\nDIAGNOSTICS=yes\n", "DIAGNOSTICS=no\n# one\n")]
    [InlineData("# no end", "DIAGNOSTICS=no\n# no end\n")]
    [InlineData("", "DIAGNOSTICS=no\n")]
    [InlineData("\n", "DIAGNOSTICS=no\n\n")]
    public void An_answer_is_written_in_the_place_of_the_old_one_and_all_else_stays(string content, string expected)
    {
        using var file = new TemporaryTree(("diagnostics", Encoding.UTF8.GetBytes(content)));
        File.SetUnixFileMode(file.Path("diagnostics"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Null(ConsentFile.Write(consents: false, file.Path("diagnostics")));

        Assert.Equal(expected, File.ReadAllText(file.Path("diagnostics")));
        Assert.Equal("no", ConsentFile.Read(file.Path("diagnostics")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path("diagnostics")));
    }

    [Fact]
    public void Bytes_that_are_no_text_stay()
    {
        using var file = new TemporaryTree(("diagnostics", [0xFF, 0x00, (byte)'\n', .. "DIAGNOSTICS=no\n"u8, 0x80]));

        Assert.Null(ConsentFile.Write(consents: true, file.Path("diagnostics")));

        Assert.Equal([0xFF, 0x00, (byte)'\n', .. "DIAGNOSTICS=yes\n"u8, 0x80, (byte)'\n'], File.ReadAllBytes(file.Path("diagnostics")));
    }

    [Fact]
    public void A_missing_file_is_made_with_its_directory_and_says_what_it_is_for()
    {
        using var directory = new TemporaryTree();
        var path = directory.Path("community-scripts/diagnostics");

        Assert.Null(ConsentFile.Write(consents: true, path));

        var lines = File.ReadAllLines(path);
        Assert.Equal(("DIAGNOSTICS=yes", ""), (lines[0], lines[1]));
        Assert.All(lines[2..], line => Assert.StartsWith("#", line, StringComparison.Ordinal));
        Assert.Equal("yes", ConsentFile.Read(path));
    }

    [Fact]
    public void What_cannot_be_replaced_stays_and_the_reason_is_said()
    {
        using var directory = new TemporaryTree(("large", new byte[65 * 1024]), ("file", "DIAGNOSTICS=yes\n"u8.ToArray()));
        File.CreateSymbolicLink(directory.Path("link"), directory.Path("file"));

        Assert.Equal("it is larger than 64 KiB", ConsentFile.Write(consents: false, directory.Path("large")));
        Assert.Equal("it is a link", ConsentFile.Write(consents: false, directory.Path("link")));
        Assert.Equal("it is a directory", ConsentFile.Write(consents: false, directory.Root));
        Assert.NotNull(ConsentFile.Write(consents: false, directory.Path("file/diagnostics")));

        Assert.Equal("DIAGNOSTICS=yes\n", File.ReadAllText(directory.Path("file")));
    }
}
