// `apifunc shim --release`: where its sums come from, and what is wrong with what cannot be used.

using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class ReleaseShimSpecs : IDisposable
{
    private static readonly string s_sum = new('a', 64);

    private static readonly string s_sums = string.Concat(
        new[] { "amd64", "arm64" }.Select(
            arch => $"# size: apifunc-1.2.3-linux-{arch}.gz 77\n{s_sum}  apifunc-1.2.3-linux-{arch}.gz\n"));

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("classic")]
    [InlineData("telemetry")]
    public async Task It_knows_name_size_and_sum_and_says_how_it_was_made(string dialect)
    {
        var outcome = await Run("--dialect", dialect, "--release", "https://example.org/v1", "--sums", Write(s_sums));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var call = $"#   apifunc shim --dialect {dialect} --release 'https://example.org/v1/'\n";
        Assert.Contains(call, outcome.Output, StringComparison.Ordinal);
        foreach (var expected in new[]
        {
            "apifunc-1.2.3-linux-amd64.gz", "apifunc-1.2.3-linux-arm64.gz", "_api_func_size=77\n", "_api_func_limit=78\n", s_sum,
        })
        {
            Assert.Contains(expected, outcome.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("amd64", "x86_64", "aarch64")]
    [InlineData("arm64", "aarch64", "x86_64")]
    public async Task A_release_for_one_architecture_is_for_machines_of_that_one(string arch, string machine, string other)
    {
        var sums = Write($"# size: apifunc-1.2.3-linux-{arch}.gz 77\n{s_sum}  apifunc-1.2.3-linux-{arch}.gz\n");

        var outcome = await Run("--release", "https://example.org/v1", "--sums", sums);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains($"Linux {machine}'", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain($"Linux {other}'", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_release_it_fetches_nothing()
    {
        var outcome = await Run();

        Assert.Equal(await File.ReadAllTextAsync(Repository.Shim, TestContext.Current.CancellationToken), outcome.Output);
        Assert.DoesNotContain("API_FUNC_CACHE", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sums_are_fetched_from_the_release_itself_also_through_redirects()
    {
        await using var server = await RecordingServer.Start(answer: async (request, context) =>
        {
            if (request.Path == "/v1/SHA256SUMS")
                await RecordingServer.Status(302, "/elsewhere")(request, context);
            else
                await ReleaseScene.Send(context, System.Text.Encoding.ASCII.GetBytes(s_sums));
        });

        var outcome = await Run("--release", $"{server.Url}/v1");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains($"{server.Url}/v1/apifunc-1.2.3-linux-amd64.gz", outcome.Output, StringComparison.Ordinal);
        Assert.Equal([("GET", "/v1/SHA256SUMS"), ("GET", "/elsewhere")], server.Requests.Select(request => (request.Method, request.Path)));
    }

    [Theory]
    [InlineData(404, "status 404")]
    [InlineData(302, "the redirect to")]
    public async Task Sums_that_cannot_be_fetched_are_69(int status, string reason)
    {
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(status, "ftp://example.org/"));

        await Refuses(69, reason, "--release", server.Url);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_69() =>
        await Refuses(69, "cannot be fetched", "--release", "http://127.0.0.1:1");

    [Theory]
    [InlineData("a\u001bb", 64)]
    [InlineData("http://example.org", 64)]
    [InlineData("https://root:secret@example.org", 64)]
    [InlineData("https://example.org/?a", 64)]
    public async Task A_URL_that_cannot_be_used_is_64_and_no_secret_is_shown(string url, int code)
    {
        var outcome = await Refuses(code, "cannot be fetched from", "--release", url, "--sums", Write(s_sums));

        Assert.DoesNotContain("secret", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sums_alone_are_64() => await Refuses(64, "--sums needs --release", "--sums", Write(s_sums));

    [Theory]
    [InlineData("nothing", "No such file or directory")]
    [InlineData(".", "it is a directory")]
    [InlineData("large", "it is longer than 65536 bytes")]
    public async Task A_file_that_cannot_be_read_is_66(string name, string reason)
    {
        _directory.Write("large", new string('#', 70000));
        await Refuses(66, reason, "--release", "https://example.org", "--sums", _directory.File(name));
    }

    [Fact]
    public async Task A_file_without_the_names_or_sizes_is_65()
    {
        await Refuses(65, "it has no sum of apifunc-", "--release", "https://example.org", "--sums", Write("# nothing\n"));
        var sums = Write(s_sums.Replace("# size", "# length", StringComparison.Ordinal));
        const string reason = "it has no line '# size: apifunc-1.2.3-linux-amd64.gz BYTES'";
        await Refuses(65, reason, "--release", "https://example.org", "--sums", sums);

        // The files are beside it.
        _directory.Write("apifunc-1.2.3-linux-amd64.gz", "12345");
        _directory.Write("apifunc-1.2.3-linux-arm64.gz", "123456");
        var outcome = await Run("--release", "https://example.org", "--sums", sums);
        Assert.Contains("_api_func_size=6\n", outcome.Output, StringComparison.Ordinal);
    }

    private string Write(string sums) => _directory.Write("SHA256SUMS", sums);

    private static Task<Outcome> Run(params string[] arguments) => Shell.RunBinary(["shim", .. arguments]);

    /// <summary>Has a command refused: one line, and nothing printed.</summary>
    private static async Task<Outcome> Refuses(int code, string reason, params string[] arguments)
    {
        var outcome = await Run(arguments);
        Assert.Equal((code, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("apifunc shim: ", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(reason, outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        return outcome;
    }
}
