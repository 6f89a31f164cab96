// Lines of logs, cleaned: no terminal sequences, no chatter of package managers, no addresses.

using ApiFunc.Failures;
using ApiFunc.Redaction;
using CsCheck;
using Unit.Harness;

namespace Unit;

public sealed class LogCleanerSpecs
{
    [Theory]
    [InlineData("text\r", "text")]
    [InlineData("text\r\r", "text")]
    [InlineData("text\r\e[0m", "text")]
    [InlineData("text\e[0m\r", "text")]
    [InlineData("10%\r20%\r", "20%")]
    [InlineData("12% [Working]\r     \rE: failed", "E: failed")]
    public void Of_a_line_that_was_overwritten_the_last_state_stays(string line, string cleaned)
    {
        Assert.Equal(cleaned, Clean(line));
    }

    [Theory]
    [InlineData("Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]")]
    [InlineData("Hit:2 http://deb.debian.org/debian-security bookworm-security InRelease")]
    [InlineData("Ign:3 https://example.com stable InRelease")]
    [InlineData("Fetched 9,104 kB in 2s (4,552 kB/s)")]
    [InlineData("Reading package lists... Done")]
    [InlineData("Reading state information...")]
    [InlineData("Building dependency tree")]
    [InlineData("Selecting previously unselected package nginx.")]
    [InlineData("Preparing to unpack .../nginx_1.22.1-9_amd64.deb ...")]
    [InlineData("Unpacking nginx (1.22.1-9) ...")]
    [InlineData("Processing triggers for libc-bin (2.36-9+deb12u7) ...")]
    [InlineData("(Reading database ... 44552 files and directories currently installed.)")]
    [InlineData("(Reading database ... 5%\r(Reading database ... 10%\r")]
    [InlineData("0% [Working]\r")]
    [InlineData("42% [1 Packages 42.1 kB/8,793 kB 0%]")]
    [InlineData("100%\t [x")]
    [InlineData("7%[")]
    [InlineData("\e[32mGet:4 coloured\e[0m")]
    public void Chatter_of_package_managers_is_dropped(string line)
    {
        Assert.Null(Clean(line));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    [InlineData("\r")]
    [InlineData("\e[0m \e[K")]
    public void Blank_lines_are_dropped(string line)
    {
        Assert.Null(Clean(line));
    }

    [Theory]
    [InlineData(" Get:1 indented")]
    [InlineData("get:1 lower case")]
    [InlineData("Get 1")]
    [InlineData("Fetched")]
    [InlineData("Unpacking")]
    [InlineData("Reading a book")]
    [InlineData("Setting up nginx (1.22.1-9) ...")]
    [InlineData("E: Unable to fetch Get:1")]
    [InlineData("% [x]")]
    [InlineData("42%")]
    [InlineData("42% done")]
    [InlineData("42 % [x]")]
    [InlineData("4.2% [x]")]
    [InlineData("-42% [x]")]
    [InlineData("  two blanks in front and behind  ")]
    public void Other_lines_stay_as_they_are(string line)
    {
        Assert.Equal(line, Clean(line));
    }

    [Fact]
    public void Addresses_are_masked()
    {
        Assert.Equal("E: connect to 10.x.x.x:80 failed", Clean("E: connect to \e[1m10.0.0.5\e[0m:80 failed"));
        Assert.Equal("to 192.x.x.x and x:x:x:x:x:x:x:x", Clean("to \e(B192.168.17.6\e(B\e[m and\e[?25l \e]0;x\afe80::1\x0f"));
    }

    [Fact]
    public void NUL_bytes_which_no_shell_can_hold_are_removed()
    {
        Assert.Equal("text", Clean("\0\0te\0xt\0"));
        Assert.Null(Clean("\0\0"));
    }

    private static string? Clean(string line) => LogCleaner.Clean(line, new LineRedactor(new Redactor("")));

    [Fact]
    public void Whatever_the_line_is_no_escape_character_is_left()
    {
        var pieces = Gen.OneOf("\e", "[", "]", "(", "0", ";", "m", "\a", "\\", "\n", "P", "?", " ", "é", "~", "\r", "\0", "text");

        pieces.Array[0, 24].Select(string.Concat).ForAll(
            text =>
            {
                if (Clean(text) is { } cleaned)
                {
                    Assert.DoesNotContain('\e', cleaned);
                    Assert.Equal(cleaned, Clean(cleaned));
                }
            },
            iter: 5000);
    }
}
