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
}
