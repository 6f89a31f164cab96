// Logs and capture files: which one counts, and what the functions make of it.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class LogSpecs
{
    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task The_log_is_the_first_of_its_places_that_is_not_empty(string shell)
    {
        using var files = new PrivateTmp(
            ("/tmp/install-s1-combined.log", "1"), ("/tmp/nginx-101-s1.log", "2"), ("/tmp/lxc--s1.log", "3"),
            ("/tmp/combined", "4"), ("/tmp/install", "5"), ("/tmp/build", "6"), ("/tmp/silent", "7"), ("/tmp/empty", ""));

        var outcome = await Telemetry.Run(files.Around(), shell, """
            SESSION_ID=s1 NSAPP=nginx CTID=101 combined_log=/tmp/combined INSTALL_LOG=/tmp/install BUILD_LOG=/tmp/build
            SILENT_LOGFILE=/tmp/silent
            _tm_pick_logfile
            combined_log=/tmp/empty; _tm_pick_logfile
            rm /tmp/install-s1-combined.log; _tm_pick_logfile
            NSAPP= CTID=; _tm_pick_logfile
            SESSION_ID=; _tm_pick_logfile
            INSTALL_LOG=/tmp; _tm_pick_logfile
            unset BUILD_LOG; _tm_pick_logfile
            SILENT_LOGFILE=/tmp/missing; _tm_pick_logfile; echo "none: $?"
            """);

        Assert.Equal(
            new Outcome(0, "/tmp/combined\n/tmp/install-s1-combined.log\n/tmp/nginx-101-s1.log\n/tmp/lxc--s1.log\n/tmp/install\n"
                + "/tmp/build\n/tmp/silent\nnone: 0\n", ""),
            outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_capture_file_is_the_first_of_its_places_that_is_not_empty(string shell)
    {
        using var files = new PrivateTmp(
            ("/tmp/.errinfo-s1", "1"), ("/tmp/.errinfo-none", "2"), ("/tmp/mine", "3"), ("/tmp/install.errinfo", "4"),
            ("/tmp/build.errinfo", "5"), ("/tmp/empty", ""));

        var outcome = await Telemetry.Run(files.Around(), shell, """
            SESSION_ID=s1 TELEMETRY_ERRINFO=/tmp/mine INSTALL_LOG=/tmp/install BUILD_LOG=/tmp/build
            _tm_find_errinfo
            TELEMETRY_ERRINFO=/tmp/empty; _tm_find_errinfo
            SESSION_ID=; _tm_find_errinfo
            rm /tmp/.errinfo-none; _tm_find_errinfo
            INSTALL_LOG=; _tm_find_errinfo
            BUILD_LOG=/tmp/none; _tm_find_errinfo || echo "none: $?"
            """);

        Assert.Equal(
            new Outcome(0, "/tmp/mine\n/tmp/.errinfo-s1\n/tmp/.errinfo-none\n/tmp/install.errinfo\n/tmp/build.errinfo\nnone: 1\n", ""),
            outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_end_of_the_log_is_printed_cleaned_and_its_beginning_whole(string shell)
    {
        using var directory = new TemporaryDirectory();
        var lines = Enumerable.Range(1, 100).Select(number => $"\u001b[31mline {number}\u001b[0m from 10.0.0.{number}\r\n");
        var log = directory.Write("log", string.Concat(lines) + "Get:1 http://deb.debian.org stable\n\n  \n42% [Working]\n");

        var call = await Telemetry.Watch(shell, $"INSTALL_LOG={log}", """
            get_error_log | sed -n '1p;$='; get_error_log 3 surplus; get_error_text | sed -n '1p;$='
            get_error_text 1; get_error_log none | sed -n '$='
            get_full_log 30; echo; get_full_log | sed -n '2p;101p;$='
            """);

        Assert.Equal(
            new Outcome(
                0,
                "line 51 from 10.x.x.x\n50\nline 98 from 10.x.x.x\nline 99 from 10.x.x.x\nline 100 from 10.x.x.x\nline 81 from 10.x.x.x\n"
                    + "20\nline 100 from 10.x.x.x\n50\n"
                + "line 1 from 10.x.x.x\nline 2 fr\nline 2 from 10.x.x.x\nGet:1 http://deb.debian.org stable\n104\n",
                ""),
            call.Outcome);
        Assert.Empty(call.Changes);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Without_a_log_nothing_is_printed(string shell)
    {
        var outcome = await Telemetry.Run(shell, "unset SESSION_ID; get_error_log; get_error_text; get_full_log; echo end");

        Assert.Equal(new Outcome(0, "end\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Tm_clean_log_is_a_filter(string shell)
    {
        var outcome = await Telemetry.Run(shell, """
            printf 'kept\033[1m bold\033[0m\r\nHit:1 x\n\n12%% [1]\nversion 1.2.3 at 192.168.1.20:80 and fe80::1\nlast' |
              _tm_clean_log surplus
            { read -r first; _tm_clean_log; } <<E
            taken by read
            from the here-document
            E
            _tm_clean_log </dev/null
            echo "$first"
            """);

        Assert.Equal(new Outcome(
            0, "kept bold\nversion 1.2.3 at 192.x.x.x:80 and x:x:x:x:x:x:x:x\nlast\nfrom the here-document\ntaken by read\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Write_errinfo_writes_what_build_error_string_reads(string shell)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.File("capture file");

        var call = await Telemetry.Watch(shell, Telemetry.Variables + "DIAGNOSTICS=no; FAILED_COMMAND=other FAILED_LINE=1", $$"""
            seq 100 | sed 's/^/line /' | write_errinfo '{{file}}' 100 42 'apt-get install \
              "nginx"' surplus
            TELEMETRY_ERRINFO='{{file}}'
            build_error_string 100 | sed 4,60d; echo
            build_error_string | sed 1q
            build_error_string 255 'given text'; echo
            build_error_string 7 given; echo
            unset TELEMETRY_ERRINFO
            """);

        Assert.Equal(
            new Outcome(
                0,
                "exit_code=100 | APT: packages are broken, or dependencies unmet | at line 42: apt-get install \\   \"nginx\"\n---\n"
                    + "line 41\nline 99\nline 100\n"
                + "exit_code=100 | APT: packages are broken, or dependencies unmet | at line 42: apt-get install \\   \"nginx\"\n"
                + "exit_code=100 | APT: packages are broken, or dependencies unmet | at line 42: apt-get install \\   \"nginx\"\n---\n"
                + "given text\n"
                + "exit_code=7 | curl: cannot connect, host or network is down | at line 1: other\n---\ngiven\n",
                ""),
            call.Outcome);
        Assert.Empty(call.Changes);
        var written = await File.ReadAllLinesAsync(file);
        Assert.Equal(["EXIT_CODE=100", "LINE=42", "COMMAND=apt-get install \\   \"nginx\"", "--- OUTPUT ---", "line 41"], written[..5]);
        Assert.Equal((64, "line 100"), (written.Length, written[^1]));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Where_nothing_can_be_written_write_errinfo_returns_0_and_follows_no_link(string shell)
    {
        using var directory = new TemporaryDirectory();
        var precious = directory.Write("precious", "precious");
        var link = directory.File("link");
        File.CreateSymbolicLink(link, precious);
        File.CreateSymbolicLink(directory.File("dangling"), directory.File("new"));

        var outcome = await Telemetry.Run(shell, $$"""
            mkfifo {{directory.File("fifo")}}
            for place in {{link}} {{directory.File("dangling")}} {{directory.Path}} {{directory.File("missing/file")}} \
              {{directory.File("fifo")}} /proc/version /dev/full ''; do
              echo output | write_errinfo "$place" 1 2 command
              printf '%s ' "$?"
            done
            echo output | write_errinfo
            echo "$?"
            """);

        Assert.Equal(new Outcome(0, "0 0 0 0 0 0 0 0 0\n", ""), outcome);
        Assert.Equal("precious", await File.ReadAllTextAsync(precious));
        Assert.Equal(
            ["dangling", "fifo", "link", "precious"],
            Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_report_of_a_failure_carries_the_output_that_was_captured(string shell)
    {
        using var directory = new TemporaryDirectory();
        var capture = directory.Write("capture", "EXIT_CODE=100\nLINE=42\nCOMMAND=apt-get update\n--- OUTPUT ---\nE: no network\n");
        var log = directory.Write("log", "the log\n");
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(shell, Telemetry.Variables + $$"""
            TELEMETRY_ERRINFO={{capture}} INSTALL_LOG={{log}}
            post_update_to_api failed 100
            post_update_to_api failed 1 force
            post_update_to_api failed 28 force
            post_tool_to_api x failed 255
            post_update_to_api done none force
            """, server.AsTelemetryEndpoint());

        const string captured =
            "exit_code=100 | APT: packages are broken, or dependencies unmet | at line 42: apt-get update\n---\nE: no network";
        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(
            [
                ("100", captured), ("1", captured), ("28", "exit_code=28 | curl: time limit reached\n---\nthe log"),
                ("255", captured), ("0", ""),
            ],
            server.Requests.Select(request => (request.Field("exit_code"), request.Field("error"))));
    }
}
