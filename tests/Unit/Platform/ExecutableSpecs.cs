// Programs of the host: how they are found, and what they are given and give back.

using System.Text;
using ApiFunc.Platform;
using Unit.Harness;

namespace Unit;

public sealed class ExecutableSpecs
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Arguments =>
    [
        "", " ", "a b", "\"", "\\", "\\\"", "\\\\\"", "a\\", "a b\\", "'", "$HOME", "`id`", "*", "-", "--", "\n", "\t\n ",
        "%{stderr}\\n%{http_code}", "\u00E9\u20AC",
    ];

    [Theory, MemberData(nameof(Arguments))]
    public void Arguments_arrive_as_they_are(string argument)
    {
        var result = Executable.Run("/bin/sh", ["-c", "printf '<%s>' \"$@\"", "sh", argument, "last"], null, 1000, Limit);

        Assert.Equal($"<{argument}><last>", Text(result));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    public void Its_input_ends(string input)
    {
        Assert.Equal(input, Text(Executable.Run("/bin/cat", [], Encoding.UTF8.GetBytes(input), 1000, Limit)));
    }

    [Fact]
    public void A_program_need_not_read_its_input()
    {
        var result = Executable.Run("/bin/sh", ["-c", "echo done"], new byte[1024 * 1024], 1000, Limit);

        Assert.Equal("done\n", Text(result));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "1")]
    [InlineData(6, "123456")]
    [InlineData(7, "123456\n")]
    [InlineData(1000, "123456\n")]
    public void Its_output_counts_up_to_a_limit(int limit, string output)
    {
        Assert.Equal(output, Text(Executable.Run("/bin/sh", ["-c", "echo 123456"], null, limit, Limit)));
    }

    [Fact]
    public void What_cannot_be_started_is_no_result()
    {
        Assert.Null(Executable.Run("/nonexistent", [], null, 1000, Limit));
        Assert.Null(Executable.Run("/etc/passwd", [], null, 1000, Limit));
        Assert.Null(Executable.Run("/", [], null, 1000, Limit));
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -15 $$", 128 + 15)]
    public void Its_exit_code_is_told(string script, int code)
    {
        Assert.Equal(code, Executable.Run("/bin/sh", ["-c", script], null, 1000, Limit)?.ExitCode);
    }

    [Fact]
    public void Only_absolute_entries_of_PATH_count()
    {
        using var machine = new RecordedMachine();
        var path = machine.WithCommand("curl", "");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);

        Assert.Equal($"{path}/curl", Executable.Find("curl", $":.:{relative}:/nonexistent:{path}"));
        Assert.Null(Executable.Find("curl", relative));
        Assert.Null(Executable.Find("curl", null));
    }

    private static string? Text(ProgramResult? result) => result is { } ended ? Encoding.UTF8.GetString(ended.Output) : null;
}
