// What cannot be written is said, with an exit code of its own: half of an answer must not look like all of it.

using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class LostOutputSpecs
{
    private static readonly string[] s_printing =
    [
        "", "--help", "-h", "help", "help shim", "help outbox", "help outbox list", "help post_to_api", "--version", "-V", "version",
        "shim", "shim --dialect=telemetry", "shim --help", "outbox --help", "completion bash", "manual",
        "outbox list", "outbox list --json", "outbox flush", "outbox clear", "history", "history --json", "preview post_to_api",
    ];

    /// <summary>Every command that prints, with everywhere that it cannot, and what is said of that.</summary>
    public static TheoryData<string, string, string> Lost
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var command in s_printing)
            {
                data.Add(command, ">/dev/full", "standard output cannot be written: No space left on device");
                data.Add(command, ">&-", "standard output is closed, or not open for writing");
                data.Add(command, "1</dev/null", "standard output is closed, or not open for writing");
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Lost))]
    public async Task Output_that_is_lost_is_said_on_standard_error_and_is_74(string command, string redirection, string said)
    {
        var outcome = await Run($"apifunc {command} {redirection}");

        Assert.Equal(new Outcome(74, "", $"apifunc: {said}\n"), outcome);
    }

    // Opened for writing while there is a reader, which has gone before anything is written.
    private const string IntoBrokenPipe = "mkfifo pipe; { exec 3<pipe; exec 3<&-; } & exec 4>pipe; wait; ";

    [Theory]
    [InlineData("--help"), InlineData("shim"), InlineData("outbox list --json"), InlineData("version")]
    public async Task A_reader_who_has_had_enough_is_told_nothing(string command)
    {
        Assert.Equal(new Outcome(141, "", ""), await Run($"{IntoBrokenPipe}apifunc {command} >&4"));
    }

    [Fact]
    public async Task What_a_pipe_has_no_room_for_is_written_once_it_has()
    {
        // A pipe of one page, whose writing end does not wait, and a reader that begins only when it is full.
        var outcome = await Run("""
            apifunc shim >expected
            perl - "$API_FUNC_BIN" <<'END' >got
            use Fcntl;
            pipe my $reader, my $writer;
            fcntl $writer, 1031, 4096;                # F_SETPIPE_SZ
            fcntl $writer, F_SETFL, O_WRONLY | O_NONBLOCK;
            my $child = fork;
            if (!$child) {
                open STDOUT, '>&', $writer;
                exec $ARGV[0], 'shim';
            }
            close $writer;
            print while <$reader>;
            waitpid $child, 0;
            exit $? >> 8;
            END
            cmp expected got
            """);

        Assert.Equal(new Outcome(0, "", ""), outcome);
    }

    [Theory]
    [InlineData("get_error_description 127", 0)]
    [InlineData("get_install_duration", 0)]
    [InlineData("_tm_payload failed 1 text", 0)]
    [InlineData("json_escape text", 0)]
    public async Task A_function_keeps_its_code_and_its_silence_unless_DEV_MODE_asks(string function, int code)
    {
        Assert.Equal(new Outcome(code, "", ""), await Run($"apifunc {function} >/dev/full"));
        Assert.Equal(
            new Outcome(code, "", $"apifunc: {function.Split(' ')[0]}: standard output cannot be written: No space left on device\n"),
            await Run($"DEV_MODE=On apifunc {function} >/dev/full"));
    }

    [Fact]
    public async Task A_shim_is_put_into_a_file_that_is_whole_and_that_everybody_may_read()
    {
        var outcome = await Run("""
            umask 022
            apifunc shim --dialect telemetry >expected
            apifunc shim --output new --dialect=Telemetry
            apifunc shim --output=same --dialect=telemetry
            echo old >there && chmod 751 there
            apifunc shim -o there --dialect=telemetry
            cmp new expected && cmp same expected && cmp there expected
            stat -c '%n %a' new same there
            ls -A
            apifunc shim -o - | cmp - "$SHIM"
            """, ("SHIM", Repository.Shim));

        Assert.Equal(new Outcome(0, "new 644\nsame 644\nthere 751\nexpected\nnew\nsame\nthere\n", ""), outcome);
    }

    [Theory]
    [InlineData("ln -s real link; F=link", 73, "link is not written: it is a link")]
    [InlineData("F=.", 73, ". is not written: it is a directory")]
    [InlineData("F=directory/", 73, "directory/ is not written: it is a directory")]
    [InlineData("F=missing/new", 73, "missing/new is not written: No such file or directory")]
    [InlineData("F=/dev/full", 73, "/dev/full is not written: it is no regular file")]
    [InlineData("mkdir full; mount -t tmpfs -o size=4k none full; F=full/new", 74, "full/new is not written: no space left")]
    [InlineData(
        "mkdir full; mount -t tmpfs -o size=8k none full; cp real full; F=full/real", 74, "full/real is not written: no space left")]
    [InlineData("mkdir ro; echo old >ro/real; mount -t tmpfs -o ro none ro; F=ro/new", 73, "ro/new is not written: Read-only file system")]
    public async Task A_shim_that_cannot_be_put_into_a_file_leaves_everything_as_it_was(string preparation, int code, string said)
    {
        var outcome = await Run($"""
            echo old >real
            {preparation}
            touch before after
            find . >before
            apifunc shim --output "$F" || code=$?
            find . >after
            cmp before after && cmp real - <<END
            old
            END
            [ ! -s full/real ] || [ "$(cat full/real)" = old ] || echo changed
            exit "$code"
            """);

        Assert.Equal(new Outcome(code, "", $"apifunc shim: {said}\n"), outcome);
    }

    /// <summary>Runs shell code in an empty directory, with mounts of its own.</summary>
    private static async Task<Outcome> Run(string code, params (string Name, string? Value)[] variables)
    {
        using var directory = new TemporaryDirectory();
        var script = $"cd '{directory.Path}'\napifunc() {{ \"$API_FUNC_BIN\" \"$@\"; }}\n{code}";
        return await Shell.Run(["unshare", "--mount", "sh", "-c"], [script], variables);
    }
}
