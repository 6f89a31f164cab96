// Whatever is wrong with the binary or the world around it: the functions return 0, say nothing, and the script goes on.

using System.Security.Cryptography;
using EndToEnd.Harness;

namespace EndToEnd.Shells;

public sealed class BrokenBinarySpecs(BrokenBinarySpecs.Binaries binaries) : IClassFixture<BrokenBinarySpecs.Binaries>
{
    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task A_binary_that_does_not_do_its_work_is_not_noticed(string shell)
    {
        using var host = Host.WithConsent();
        using var empty = new TemporaryDirectory();

        var outcome = await host.RunWithShim(shell, $"""
            {(shell is "bash" or "ksh93" or "mksh" or "zsh" ? "set -o pipefail; trap 'echo trap ERR' ERR" : ":")}
            cd {Shell.Quote(empty.Path)}
            {string.Concat(binaries.Paths.Select(binary => EveryFunction(binary.Key, binary.Value)))}
            """);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(
            binaries.Paths.Keys.Select(name => $"{name}: 000 unset, 000 unset 8 yes, 000 unset true, No such device or address"),
            outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        // Some shells take for a script what is no program: that leaves traces, if it goes wrong.
        Assert.Empty(Directory.EnumerateFileSystemEntries(empty.Path));
    }

    [Fact]
    public async Task No_dev_null_is_made_where_there_is_none()
    {
        using var root = new BareRoot();
        var files = root.Files;

        var outcome = await Shell.Run(root.Inside("/bin/busybox", "ash", "-euc"), [$"""
            {Report.Variables}API_FUNC_BIN=/nonexistent
            . {BareRoot.Shim}
            post_to_api
            post_update_to_api failed 1
            echo "$RESPONSE"
            get_error_description 'a b'
            """]);

        Assert.Equal(new Outcome(0, "000\nUnknown error code (a b)\n", ""), outcome);
        Assert.Equal(files, root.Files);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Closed_descriptors_change_nothing(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();
        using var directory = new TemporaryDirectory();

        var outcome = await host.RunWithShim(shell, $$"""
            {{Report.Variables}}cd {{Shell.Quote(directory.Path)}}
            report() {
              RESPONSE=before POST_UPDATE_DONE=false
              post_to_api
              [ "$RESPONSE" = {{Shell.Quote(RecordingServer.DefaultAnswer + "201")}} ] || exit 91
              post_to_api_vm
              post_update_to_api failed 1
              get_error_description 3 || exit 92
              get_error_description 'a b' || exit 93
            }
            (exec <&-; report) >0.out 2>0.err
            (exec >&-; report) 2>1.err
            (exec 2>&-; report) >2.out
            (exec <&- >&-; report) 2>01.err
            (exec <&- 2>&-; report) >02.out
            (exec <&- >&- 2>&-; report)
            (exec >/dev/full; report) 2>full.err
            exec <&- >&- 2>&-
            report
            exec >end
            echo end
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(8 * 3, server.Requests.Count);
        const string description = "A function or condition could not be evaluated\nUnknown error code (a b)\n";
        Assert.Equal(
            [
                ("0.err", ""), ("0.out", description), ("01.err", ""), ("02.out", description), ("1.err", ""), ("2.out", description),
                ("end", "end\n"), ("full.err", "")],
            Directory.GetFiles(directory.Path)
                .Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllText(file))));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_debugging_script_is_told_on_standard_error(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, $"""
            {Report.Variables}for DEV_MODE in '' false No OFF 0; do post_to_api; done
            echo begin >&2
            DEV_MODE=true
            post_to_api
            API_FUNC_URL=ftp://nobody/
            post_update_to_api failed 1
            echo "$RESPONSE"
            API_FUNC_BIN=/nonexistent
            . {Shell.Quote(Repository.Shim)}
            echo broken >&2
            post_to_api
            """, server.AsEndpoint());

        Assert.Equal((0, "000\n"), (outcome.ExitCode, outcome.Output));
        Assert.Matches(
            @"\Abegin\n(apifunc: .*\n)*apifunc: .*201.*\n(apifunc: .*\n)*apifunc: .*ftp://nobody/.*\n(apifunc: .*\n)*broken\n"
                + @".*/nonexistent.*\n\z",
            outcome.Error);
    }

    /// <summary>Calls every function with one binary, and prints what came of it.</summary>
    private static string EveryFunction(string name, string binary) => $$"""
        unset JSON_PAYLOAD RESPONSE
        {{Report.Variables}}API_FUNC_BIN={{Shell.Quote(binary)}}
        . {{Shell.Quote(Repository.Shim)}}
        post_to_api
        results="${RESPONSE-unset} ${JSON_PAYLOAD-unset}"
        RESPONSE=before
        post_to_api_vm
        results="$results, $RESPONSE ${JSON_PAYLOAD-unset} $DISK_SIZE_API $DIAGNOSTICS"
        RESPONSE=before
        post_update_to_api failed 1
        results="$results, $RESPONSE ${JSON_PAYLOAD-unset} $POST_UPDATE_DONE"
        echo {{Shell.Quote(name)}}": $results, $(get_error_description 6)"

        """;

    /// <summary>Everything that may stand in the place of the binary and does not do its work.</summary>
    public sealed class Binaries : IDisposable
    {
        private readonly TemporaryDirectory _directory = new();

        public Binaries()
        {
            Paths["missing"] = _directory.File("missing");
            Paths["directory"] = _directory.Path;
            Paths["not executable"] = _directory.Write("not executable", "#!/bin/sh\n");

            Script("fails", "exit 1");
            Script("fails loudly", "echo failure >&2; exit 1");
            Script("says nothing", "exit 0");
            Script("is killed", "kill -s KILL $$");
            Script("crashes", "kill -s SEGV $$");
            Script("hangs up", "kill -s HUP $$");
            Script("loses its reader", "kill -s PIPE $$");
            Script("talks", "echo 'apifunc: cannot start'; echo RESPONSE=talked");
            Script("prints half", """printf "#begin$_api_func_mark\nJSON_PAYLOAD='half" """);
            Script("prints half and is killed", """printf "#begin$_api_func_mark\nJSON_PAYLOAD='half"; kill -s KILL $$""");
            Script("prints one line and is killed", """printf "#begin$_api_func_mark\nJSON_PAYLOAD='whole'\n"; kill -s KILL $$""");
            Script("answers another shell", """printf "#begin1\nJSON_PAYLOAD='whole'\n#end\n" """);
            Script("does not begin", """printf "JSON_PAYLOAD='whole'\n#end\n" """);
            Script("prints no shell code", """printf "#begin$_api_func_mark\nJSON_PAYLOAD='half\n#end\n" """);

            Executable("empty", []);
            Executable("garbage", [0, .. SHA512.HashData("garbage"u8)]);
            Executable("page", "<!DOCTYPE html>\n<html>\n<p>404\n</html>\n"u8);
            Executable("interpreter missing", "#!/nonexistent/sh\n"u8);

            // Fields of the ELF header (elf.h) that the kernel looks at: e_machine, here of no machine, and e_type.
            var binary = File.ReadAllBytes(Repository.Binary);
            Executable("half of it", binary.AsSpan(0, binary.Length / 2));
            Executable("its header", binary.AsSpan(0, 64));
            Executable("its first bytes", binary.AsSpan(0, 40));
            var machine = binary[18];
            binary[18] = 255;
            Executable("for another machine", binary);
            binary[18] = machine;
            binary[16] = 255;
            Executable("of another type", binary);
        }

        /// <summary>What is wrong with each, and where it is.</summary>
        public Dictionary<string, string> Paths { get; } = [];

        public void Dispose() => _directory.Dispose();

        private void Script(string name, string script) => Paths[name] = _directory.Command(name, script);

        private void Executable(string name, ReadOnlySpan<byte> content) => Paths[name] = _directory.Executable(name, content);
    }
}
