// The programs of the host that the binary runs: what they start with, and how they end. A curl of the test's own is one.

using System.Globalization;
using EndToEnd.Harness;

namespace EndToEnd.Machine;

public sealed class StartedProgramSpecs : IDisposable
{
    private const string Answers = "cat >/dev/null; printf told; printf '\\n299 ' >&2";
    private const string Delivered = "told299";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData]
    [InlineData("strace", "-f", "-qq", "-e", "trace=close_range", "-e", "inject=close_range:error=ENOSYS", "-o", "/dev/null")]
    public async Task A_program_has_no_descriptor_of_the_caller_on_old_kernels_either(params string[] onKernel)
    {
        var secret = _directory.Write("secret", "");
        _directory.Command("curl", $"ls -l /proc/self/fd >{_directory.File("seen")}; {Answers}");

        var told = await CallFrom([.. onKernel, "/bin/sh", "-c", $"exec 3<{secret} 9<{secret}; exec \"$@\"", "sh"]);

        Assert.Equal(Delivered, told.Response);
        Assert.NotEqual("", Seen());
        Assert.DoesNotContain(secret, Seen(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("strace", "-f", "-qq", "-e", "trace=close_range", "-e", "inject=close_range:error=ENOSYS", "-o", "/dev/null")]
    public async Task Why_one_cannot_be_started_is_said(params string[] onKernel)
    {
        _directory.Executable("curl", [0x7F, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1]);

        var told = await Direct.Call(
            [.. onKernel, Repository.Binary], ["post_to_api"], Direct.Transport("curl"), ("API_FUNC_URL", "http://127.0.0.1:1/"),
            ("PATH", _directory.Path), ("DEV_MODE", "true"));

        Assert.Equal("000", told.Response);
        Assert.Contains("curl could not be run: Exec format error", told.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_ignores_the_signals_that_the_caller_ignores_but_for_a_broken_pipe()
    {
        _directory.Command("curl", $"exec >{_directory.File("seen")} 2>&1; exec grep ^Sig /proc/self/status");

        await CallFrom("/usr/bin/perl", "-e", "$SIG{QUIT} = 'DEFAULT'; $SIG{$_} = 'IGNORE' for qw(HUP INT USR1 PIPE CHLD); exec @ARGV");

        const long hangup = 1 << 0, interrupt = 1 << 1, user = 1 << 9;
        Assert.Equal((0, hangup | interrupt | user), (Signals("SigBlk"), Signals("SigIgn")));
    }

    [Theory]
    [InlineData("$SIG{CHLD} = 'IGNORE'")]
    [InlineData("use POSIX; sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGCHLD))")]
    public async Task Its_end_is_noticed_whatever_the_caller_does_about_ended_children(string perl)
    {
        _directory.Command("curl", Answers);

        Assert.Equal(Delivered, (await CallFrom("/usr/bin/perl", "-e", $"{perl}; exec @ARGV")).Response);
    }

    [Fact]
    public async Task It_runs_in_the_root_directory_also_if_the_current_one_has_been_deleted()
    {
        Directory.CreateDirectory(_directory.File("gone"));
        _directory.Command("curl", $"pwd >{_directory.File("seen")}; {Answers}");

        var told = await CallFrom("/bin/sh", "-c", $"cd {_directory.File("gone")}; rmdir ../gone; exec \"$@\"", "sh");

        Assert.Equal((Delivered, "/\n"), (told.Response, Seen()));
    }

    [Fact]
    public async Task It_has_a_process_group_of_its_own()
    {
        _directory.Command("curl", $"""
            read -r process name state parent group rest </proc/$$/stat
            echo $group $$ >{_directory.File("seen")}
            {Answers}
            """);

        Assert.Equal(Delivered, (await CallFrom()).Response);
        var numbers = Seen().Trim().Split(' ');
        Assert.Equal(numbers[1], numbers[0]);
    }

    [Fact]
    public async Task One_that_hangs_is_ended_with_all_that_it_has_started()
    {
        await Shell.Run(["mkfifo"], [_directory.File("nobody-writes"), _directory.File("alive")]);
        _directory.Command("curl", $"cat {_directory.File("nobody-writes")} >{_directory.File("alive")} & wait");
        var end = ReadToItsEnd("alive");

        Assert.Equal("000", (await CallFrom()).Response);
        Assert.Equal("", await end.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_that_ends_counts_even_if_what_it_has_started_keeps_its_outputs_open()
    {
        await Shell.Run(["mkfifo"], [_directory.File("nobody-writes")]);
        _directory.Command("curl", $"cat {_directory.File("nobody-writes")} & {Answers}");

        var told = await CallFrom();

        await using (File.Open(_directory.File("nobody-writes"), FileMode.Open, FileAccess.ReadWrite))
            Assert.Equal(Delivered, told.Response);
    }

    [Theory]
    [InlineData("head -c 10000000 /dev/zero >&2; printf '\\n299 ' >&2", "299")]
    [InlineData("yes noise | head -c 10000000 >&2; printf '\\n299 \\n\\n' >&2", "299")]
    [InlineData("printf '\\n299 ' >&2; head -c 10000000 /dev/zero >&2", "000")]
    [InlineData("printf '\\n2' >&2; printf 99 >&2; printf ' ' >&2", "299")]
    public async Task The_last_line_of_its_errors_counts_whatever_comes_before(string script, string response)
    {
        _directory.Command("curl", $"cat >/dev/null; {script}");

        Assert.Equal(response, (await CallFrom()).Response);
    }

    [Fact]
    public async Task Without_proc_it_is_ended_all_the_same()
    {
        await Shell.Run(["mkfifo"], [_directory.File("nobody-writes"), _directory.File("alive")]);
        _directory.Command("curl", $"exec cat {_directory.File("nobody-writes")} >{_directory.File("alive")}");
        var end = ReadToItsEnd("alive");
        using var files = new PrivateFiles("mount -t tmpfs none /proc");

        Assert.Equal("000", (await CallFrom(files.Around())).Response);
        Assert.Equal("", await end.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    /// <summary>Reports through the test's curl; the binary is started by a command that gets it as its last argument.</summary>
    private Task<Told> CallFrom(params string[] command) => Direct.Call(
        [.. command, Repository.Binary], ["post_to_api"],
        Direct.Transport("curl"), ("API_FUNC_URL", "http://127.0.0.1:1/"), ("PATH", $"{_directory.Path}:/usr/bin:/bin"));

    /// <summary>What is written to a pipe, once nobody has it open any more.</summary>
    private Task<string> ReadToItsEnd(string pipe) => Task.Run(() => File.ReadAllText(_directory.File(pipe)));

    private string Seen() => File.ReadAllText(_directory.File("seen"));

    /// <summary>A set of standard signals as the kernel writes it (proc_pid_status(5)); signal 1 is the lowest bit.</summary>
    private long Signals(string name) => int.MaxValue & long.Parse(
        Seen().Split('\n').Single(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Split('\t')[1],
        NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
