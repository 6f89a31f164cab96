// What others may put in the place of a log, a capture file or a report file, as they can in /tmp: it counts as missing,
// and nothing is written to it, or through it.

using EndToEnd.Harness;

namespace EndToEnd.Security;

public sealed class PlantedFileSpecs : IDisposable
{
    private const string Somebody = "12345";
    private const string Secret = "EXIT_CODE=1\nLINE=7\nCOMMAND=planted\n--- OUTPUT ---\nplanted\n";

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Plants =>
        ["somebody else's file", "a link", "somebody else's link", "somebody else's link on the way", "somebody else's absolute link on "
            + "the way", "another name of a file", "a FIFO", "a directory"];

    public static TheoryData<string> OwnFiles => ["a file", "a link on the way", "a file that everybody may write to"];

    public static TheoryData<string> Shells => Shell.EveryShell;

    /// <summary>A file that only root may read or write, to which a plant leads, if it leads anywhere.</summary>
    private string Victim => _directory.File("real/victim");

    public void Dispose() => _directory.Dispose();

    [Theory, MemberData(nameof(Plants))]
    public async Task What_is_planted_is_read_by_nothing(string plant)
    {
        var path = await Plant(plant);

        Assert.Equal((0, ""), await Read("_tm_pick_logfile", path));
        Assert.Equal((0, ""), await Read("get_error_log", path));
        Assert.Equal((0, ""), await Read("get_full_log", path));
        Assert.Equal((1, ""), await Read("_tm_find_errinfo", path));
        Assert.Equal((0, "exit_code=1 | General error, or operation not permitted"), await Read("build_error_string 1", path));
    }

    [Theory, MemberData(nameof(OwnFiles))]
    public async Task What_is_root_s_is_read(string file)
    {
        var path = await OwnFile(file);

        Assert.Equal((0, $"{path}\n"), await Read("_tm_pick_logfile", path));
        Assert.Equal((0, Secret), await Read("get_full_log", path));
        Assert.Equal((0, $"{path}\n"), await Read("_tm_find_errinfo", path));
        Assert.Equal(
            (0, "exit_code=1 | General error, or operation not permitted | at line 7: planted\n---\nplanted"),
            await Read("build_error_string 1", path));
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData(Somebody, true)]
    [InlineData("23456", false)]
    public async Task To_a_user_files_of_root_and_of_his_own_count_and_no_others(string owner, bool counts)
    {
        var path = _directory.Write("log", "text\n");
        await Prepare($"chmod 755 {_directory.Path}; chmod 644 {path}; chown {owner} {path}");

        var read = await Shell.Run(
            ["setpriv", "--reuid", Somebody, "--regid", Somebody, "--clear-groups", "--", Repository.Binary], ["get_full_log"],
            ("INSTALL_LOG", path));

        Assert.Equal(new Outcome(0, counts ? "text\n" : "", ""), read);
    }

    [Theory, MemberData(nameof(Plants))]
    public async Task No_capture_file_is_written_through_what_is_planted(string plant)
    {
        var path = await Plant(plant);
        var before = await State();

        var outcome = await Shell.Run(["sh", "-c"], ["echo output | \"$API_FUNC_BIN\" write_errinfo \"$1\" 1 2 command", "sh", path]);

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(before, await State());
    }

    [Theory, MemberData(nameof(Plants))]
    public async Task No_report_is_written_through_what_is_planted(string plant)
    {
        var path = await Plant(plant);
        var before = await State();

        Assert.Equal("000", (await Direct.PostToApi("built in", $"file://{path}")).Response);
        Assert.Equal(before, await State());
    }

    [Theory, MemberData(nameof(OwnFiles))]
    public async Task What_is_root_s_is_written_to(string file)
    {
        var path = await OwnFile(file);

        Assert.Equal("200", (await Direct.PostToApi("built in", $"file://{path}")).Response);
        Assert.StartsWith(Secret + "{\"time\":", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        Assert.Equal(
            0, (await Shell.Run(["sh", "-c"], ["echo output | \"$API_FUNC_BIN\" write_errinfo \"$1\" 1 2 command", "sh", path])).ExitCode);
        Assert.Equal("EXIT_CODE=1\nLINE=2\nCOMMAND=command\n--- OUTPUT ---\noutput\n", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task Nothing_is_made_behind_a_link_that_leads_nowhere_yet()
    {
        await Prepare($"chmod 1777 {_directory.Path}; mkdir real; ln -s {Victim} link; ln -s {_directory.File("real")} way; chown -h "
            + $"{Somebody} link way");

        foreach (var path in new[] { _directory.File("link"), _directory.File("way/new") })
        {
            await Shell.Run(["sh", "-c"], ["echo output | \"$API_FUNC_BIN\" write_errinfo \"$1\" 1 2 command", "sh", path]);
            Assert.Equal("000", (await Direct.PostToApi("built in", $"file://{path}")).Response);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_directory.File("real")));
    }

    [Fact]
    public async Task Links_that_lead_to_each_other_have_an_end()
    {
        await Prepare($"ln -s {_directory.File("b")} a; ln -s a b; ln -s c/c c");

        foreach (var path in new[] { "a", "a/log", "c/log" })
        {
            Assert.Equal((0, ""), await Read("get_full_log", _directory.File(path)));
            Assert.Equal("000", (await Direct.PostToApi("built in", $"file://{_directory.File(path)}")).Response);
        }
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_capture_file_of_somebody_else_s_keeps_no_script_from_fetching_its_log(string shell)
    {
        var path = await Plant("somebody else's file");
        var log = _directory.Write("log", "what really happened\n");

        var outcome = await Telemetry.Run(shell, $$"""
            TELEMETRY_ERRINFO={{Shell.Quote(path)}}
            ensure_log_on_host() { INSTALL_LOG={{Shell.Quote(log)}}; }
            build_error_string 1
            """);

        Assert.Equal(new Outcome(0, "exit_code=1 | General error, or operation not permitted\n---\nwhat really happened", ""), outcome);
    }

    [Fact]
    public async Task The_names_that_anybody_can_guess_in_tmp_are_none_to_rely_on()
    {
        var session = Guid.NewGuid().ToString();
        string[] names = [$"/tmp/.errinfo-{session}", $"/tmp/install-{session}-combined.log", $"/tmp/nginx-100-{session}.log"];
        try
        {
            foreach (var name in names)
                await File.WriteAllTextAsync(name, Secret);
            await Prepare($"chown {Somebody} {string.Join(' ', names)}");

            var outcome = await Shell.RunBinary(["build_error_string", "1"], ("SESSION_ID", session), ("NSAPP", "nginx"), ("CTID", "100"));

            Assert.Equal(new Outcome(0, "exit_code=1 | General error, or operation not permitted", ""), outcome);
        }
        finally
        {
            Array.ForEach(names, File.Delete);
        }
    }

    /// <summary>Puts something in the place of a file, in a directory as /tmp is one, and returns its path.</summary>
    private async Task<string> Plant(string what)
    {
        _directory.Write("real/victim", Secret);
        await Prepare($"chmod 1777 {_directory.Path}; chmod 600 real/victim; " + what switch
        {
            "somebody else's file" => $"cp real/victim plant; chmod 666 plant; chown {Somebody} plant",
            "a link" => "ln -s real/victim plant",
            "somebody else's link" => $"ln -s real/victim plant; chown -h {Somebody} plant",
            "somebody else's link on the way" => $"ln -s real way; chown -h {Somebody} way",
            "somebody else's absolute link on the way" => $"ln -s {_directory.File("real")} way; chown -h {Somebody} way",
            "another name of a file" => "ln real/victim plant",
            "a FIFO" => "mkfifo plant",
            "a directory" => "mkdir plant",
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        });
        return _directory.File(what.EndsWith("on the way", StringComparison.Ordinal) ? "way/victim" : "plant");
    }

    /// <summary>Makes a file of root's, and returns its path.</summary>
    private async Task<string> OwnFile(string what)
    {
        _directory.Write("real/victim", Secret);
        await Prepare(what switch
        {
            "a file" => "chmod 600 real/victim",
            "a link on the way" => $"ln -s {_directory.File("real")} absolute; ln -s ./absolute/../absolute way",
            "a file that everybody may write to" => "chmod 666 real/victim",
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        });
        return what == "a link on the way" ? _directory.File("way/victim") : Victim;
    }

    private async Task Prepare(string commands)
    {
        if (commands.Contains("chown ", StringComparison.Ordinal))
            Needs.Root();
        Assert.Equal(new Outcome(0, "", ""), await Shell.Run(["sh", "-euc"], [$"cd {_directory.Path}; {commands}"]));
    }

    /// <summary>Everything in the directory: names, kinds, owners, and what files hold.</summary>
    private async Task<Outcome> State() =>
        await Shell.Run(["sh", "-c"], [$"cd {_directory.Path}; ls -lnR --time-style=+; cat real/*; [ ! -f plant ] || cat plant"]);

    /// <summary>Calls a function of the binary with this file as the log and the capture file.</summary>
    private static async Task<(int ExitCode, string Output)> Read(string function, string path)
    {
        var outcome = await Shell.RunBinary(
            function.Split(' '), Telemetry.OwnSession(), ("INSTALL_LOG", path), ("TELEMETRY_ERRINFO", path));
        Assert.Equal("", outcome.Error);
        return (outcome.ExitCode, outcome.Output);
    }
}
