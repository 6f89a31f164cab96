// One build.sh at a time runs in a folder, with a dotnet that compiles nothing.

using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class BuildLockSpecs
{
    [Fact]
    public async Task A_second_one_says_that_it_waits_and_builds_when_the_first_has_ended()
    {
        using var directory = new TemporaryDirectory();
        using var programs = new TemporaryDirectory();
        programs.Command("dpkg-query", "echo ' installed'");
        programs.Command("dotnet", """
            [ "$1" = publish ] || exit 0
            d=src/bin/Release/net10.0/linux-x64/publish
            [ "$(uname -m)" = x86_64 ] || d=src/bin/Release/net10.0/linux-arm64/publish
            mkdir -p $d
            printf '#!/bin/sh\necho a shim\n' >$d/apifunc
            """);

        // What holds the lock is this script; it goes on when the second one has said that it waits.
        var outcome = await Shell.Run(
            ["bash", "-euc"],
            [
                $"""
                cd {directory.Path}
                cp -r {Shell.Quote(Repository.Root)}/build.sh {Shell.Quote(Repository.Root)}/scripts .
                echo 'a shim' >api.func.shim
                mkdir out
                exec 9>out/.lock
                flock 9
                ./build.sh 2>said 9>&- &
                until [ -s said ]; do sleep 0.02; done
                [ -e out/apifunc ] || echo waits
                exec 9>&-
                wait $!
                out/apifunc
                ./build.sh
                cat said
                """,
            ],
            ("PATH", $"{programs.Path}:/usr/sbin:/usr/bin:/sbin:/bin"), ("HOME", directory.Path));

        Assert.Equal((0, "waits"), (outcome.ExitCode, outcome.Output.Split('\n')[0]));
        Assert.Matches(
            @"\Awaits\na shim\nbuild\.sh: another build\.sh runs in this folder: waiting until it has ended\n(build\.sh: [^a].*\n)+\z",
            outcome.Output);
        Assert.DoesNotContain("another", outcome.Error, StringComparison.Ordinal);
    }
}
