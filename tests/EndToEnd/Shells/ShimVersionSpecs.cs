// A shim and a binary of different versions: they work together if the major version is the same, and DEV_MODE says so.

using EndToEnd.Harness;

namespace EndToEnd.Shells;

public sealed class ShimVersionSpecs(ShimVersionSpecs.Shims shims) : IClassFixture<ShimVersionSpecs.Shims>
{
    private const string NoBinary = "/nonexistent/apifunc";

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task A_shim_of_the_same_major_version_or_of_none_works_and_says_nothing(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();

        var outcome = await Run(host, shell, Repository.Binary, "", server, shims.OfEarlierMinor, shims.WithoutVersion);

        Assert.Equal(new Outcome(0, string.Concat(Enumerable.Repeat("201 0 o\\\"k cleaned\n", 2)), ""), outcome);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task With_a_shim_of_another_major_version_functions_do_what_they_do_without_a_binary(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();

        var outcome = await Run(host, shell, Repository.Binary, "", server, shims.OfNextMajor);

        Assert.Equal(await Run(host, shell, NoBinary, "", server, shims.OfNextMajor), outcome);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task DEV_MODE_says_in_a_line_which_versions_differ_and_what_to_do()
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();
        var binary = (await Shell.RunBinary(["--version"])).Output.Split('\n', ' ')[1];

        var served = await Run(host, "dash", Repository.Binary, "true", server, shims.OfEarlierMinor);
        var unserved = await Run(host, "dash", Repository.Binary, "true", server, shims.OfNextMajor);
        var same = await Run(host, "dash", Repository.Binary, "true", server, Repository.Shim);

        Assert.Contains(
            $"apifunc: the shim is of version {shims.EarlierMinor} and this binary of {binary}: 'apifunc shim' prints the shim " +
            "that belongs to it\n",
            served.Error, StringComparison.Ordinal);
        Assert.Contains("201", served.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"apifunc: nothing is done: the shim is of version {shims.NextMajor} and this binary of {binary}; install ",
            unserved.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("of version", same.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_leaves_no_trace_in_the_script()
    {
        var outcome = await Shell.RunWithShim(
            "bash", $"{Report.Variables}post_to_api\njson_escape x\necho \"${{_api_func_version-none}}\"",
            ("DIAGNOSTICS", "yes"), ("API_FUNC_URL", "file:///nonexistent/x"));

        Assert.Equal(new Outcome(0, "x\nnone\n", ""), outcome);
    }

    /// <summary>A report, what is only printed, and what is read, with one shim after the other.</summary>
    private static Task<Outcome> Run(
        Host host, string shell, string binary, string devMode, RecordingServer server, params string[] files) =>
        Shell.RunScript(host.Enter(), shell, string.Concat(files.Select(shim => $$"""
            set -eu
            {{Report.Variables}}API_FUNC_BIN={{Shell.Quote(binary)}} DEV_MODE={{devMode}}
            . {{Shell.Quote(shim)}}
            post_to_api
            code=0
            escaped=$(json_escape 'o"k') || code=$?
            printf '%s %s %s %s\n' "${RESPONSE##*[!0-9]}" "$code" "$escaped" "$(echo cleaned | _tm_clean_log)"

            """)), server.AsEndpoint());

    /// <summary>The shim as it would be with other versions.</summary>
    public sealed class Shims : IDisposable
    {
        private readonly TemporaryDirectory _directory = new();

        public Shims()
        {
            var shim = File.ReadAllText(Repository.Shim);
            var line = shim.Split('\n').Single(line => line.Contains("_api_func_version=", StringComparison.Ordinal));
            var version = line.Split('=')[1];
            EarlierMinor = $"{version.Split('.')[0]}.0.99";
            NextMajor = $"{int.Parse(version.Split('.')[0]) + 1}.0.0";
            OfEarlierMinor = _directory.Write("earlier", shim.Replace(line, line.Replace(version, EarlierMinor)));
            OfNextMajor = _directory.Write("next", shim.Replace(line, line.Replace(version, NextMajor)));
            WithoutVersion = _directory.Write("without", shim.Replace(line + "\n", "").Replace(" _api_func_version\n", "\n"));
        }

        public string EarlierMinor { get; }

        public string NextMajor { get; }

        public string OfEarlierMinor { get; }

        public string OfNextMajor { get; }

        public string WithoutVersion { get; }

        public void Dispose() => _directory.Dispose();
    }
}
