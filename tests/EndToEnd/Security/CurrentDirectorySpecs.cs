// Programs in the directory that a script happens to be in: none is run, whatever PATH says.

using EndToEnd.Harness;

namespace EndToEnd.Security;

public sealed class CurrentDirectorySpecs : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public CurrentDirectorySpecs()
    {
        string[] names = ["apifunc", "curl", "date", "pveversion", "incus", "printf", "cat", "sh", "uname", "lspci", "dmidecode", "["];
        foreach (var name in names)
        {
            _directory.Command(name, $": >{_directory.File("ran")}");
            _directory.Command($"bin/{name}", $": >{_directory.File("ran")}");
        }
    }

    public static TheoryData<string, string> ShellsAndPaths => Shell.With(".", ":", ".:bin:", ":/nonexistent:", "./bin:../:");

    public void Dispose() => _directory.Dispose();

    [Theory, MemberData(nameof(ShellsAndPaths))]
    public async Task No_function_runs_anything_of_it(string shell, string path)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();

        // Without its clock bash asks for the time as the others do.
        var outcome = await Shell.RunScript(host.Enter(), shell, $"""
            cd {_directory.Path}
            PATH={path}
            unset EPOCHSECONDS || :
            . {Shell.Quote(Repository.Shim)}
            {Report.Variables}INSTALL_LOG=/nonexistent
            for API_FUNC_TRANSPORT in '' curl; do
              post_to_api
              post_to_api_vm
              POST_UPDATE_DONE=false
              post_update_to_api failed 1
            done
            API_FUNC_TRANSPORT=
            . {Shell.Quote(Telemetry.Shim)}
            start_install_timer
            telemetry_collect_sysinfo
            post_to_api
            post_progress_to_api
            post_update_to_api failed 1
            post_tool_to_api tool failed 1
            post_addon_to_api addon failed 1
            get_install_duration >&-
            json_escape x >&-
            API_FUNC_BIN=
            . {Shell.Quote(Repository.Shim)}
            post_to_api
            """, server.AsEndpoint(), server.AsTelemetryEndpoint());

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        Assert.False(File.Exists(_directory.File("ran")), outcome.Error);
        Assert.NotEmpty(server.Requests);
    }

    [Fact]
    public async Task The_trap_works()
    {
        await Shell.Run(["sh", "-c"], [$"cd {_directory.Path}; PATH=.; date"]);

        Assert.True(File.Exists(_directory.File("ran")));
    }
}
