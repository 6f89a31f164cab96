// Settings: the environment before the configuration file before the default, and which file is believed.

using EndToEnd.Harness;

namespace EndToEnd;

public sealed class SettingsSpecs : IAsyncLifetime
{
    private const string Path = "/usr/local/community-scripts/api-func.conf";
    private const string Delivered = RecordingServer.DefaultAnswer + "201";

    private RecordingServer _server = null!;

    /// <summary>What may be made of the file so that it is not believed, and why.</summary>
    public static TheoryData<string, string> Untrusted => new()
    {
        { $"chown 65534 {Path}", "has to belong to root or to you" },
        { $"chmod 664 {Path}", "writable by its owner only" },
        { $"chmod 646 {Path}", "writable by its owner only" },
        { $"mv {Path} {Path}.real; ln -s {Path}.real {Path}", "is not read" },
        { $"rm {Path}; mkfifo {Path}", "is not read" },
    };

    public async ValueTask InitializeAsync() => _server = await RecordingServer.Start();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_file_counts_where_the_environment_says_nothing()
    {
        var told = await Call($"API_FUNC_URL={_server.Url}/from-file\n");

        Assert.Equal(Delivered, told.Response);
        Assert.Equal("/from-file", Assert.Single(_server.Requests).Path);
    }

    [Fact]
    public async Task The_environment_wins()
    {
        var told = await Call("API_FUNC_URL=file:///from-file\nAPI_FUNC_TRANSPORT=curl\n", ("API_FUNC_URL", $"{_server.Url}/from-environment"));

        Assert.Equal(Delivered, told.Response);
        Assert.Equal("/from-environment", Assert.Single(_server.Requests).Path);
    }

    [Fact]
    public async Task An_empty_variable_counts_as_none()
    {
        var told = await Call($"API_FUNC_URL={_server.Url}/from-file\n", ("API_FUNC_URL", ""));

        Assert.Equal(Delivered, told.Response);
    }

    [Fact]
    public async Task The_other_settings_of_the_file_count_beside_the_environment()
    {
        var told = await Call("API_FUNC_TRANSPORT=curl\n", ("API_FUNC_URL", _server.Url), ("PATH", "/bin:/sbin:/usr/sbin:/usr/bin"));

        Assert.Equal(Delivered, told.Response);
        Assert.Contains("curl/", Assert.Single(_server.Requests).Headers.UserAgent.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("API_FUNC_URL=\n")]
    [InlineData("API_FUNC_URL=''\n")]
    [InlineData("#API_FUNC_URL=http://127.0.0.1:1/\n")]
    public async Task Without_a_setting_reports_go_to_the_public_endpoint(string content)
    {
        var told = await Call(content, ("DEV_MODE", "true"));

        Assert.Equal("000", told.Response);
        Assert.Matches(@"upload: no answer after \d+ ms from https://api\.community-scripts\.org/upload\n", told.Log);
    }

    [Theory]
    [InlineData("API_FUNC_URL={0}")]
    [InlineData("API_FUNC_URL={0}\n")]
    [InlineData("API_FUNC_URL={0}\r\n")]
    [InlineData("# a comment\r\n\r\nAPI_FUNC_URL={0}\r\n# the end\r\n")]
    [InlineData("  API_FUNC_URL={0}  \n")]
    [InlineData("\tAPI_FUNC_URL={0}\t\r\n")]
    [InlineData("API_FUNC_URL=\"{0}\"\n")]
    [InlineData("API_FUNC_URL='{0}'\r\n")]
    [InlineData("API_FUNC_URL=http://127.0.0.1:1/\nAPI_FUNC_URL={0}\n")]
    [InlineData("API_FUNC_URL=http://127.0.0.1:1/\n #API_FUNC_URL=http://127.0.0.1:1/\nAPI_FUNC_URL={0}")]
    public async Task A_line_is_a_name_and_a_value(string content)
    {
        var told = await Call(content.Replace("{0}", $"{_server.Url}/a?b=c#d=e", StringComparison.Ordinal), ("DEV_MODE", "true"));

        Assert.Equal(Delivered, told.Response);
        Assert.Equal("/a?b=c", Assert.Single(_server.Requests).Path);
        Assert.DoesNotContain("is ignored", told.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("API_FUNC_URL http://127.0.0.1:1/")]
    [InlineData("API_FUNC_URL = http://127.0.0.1:1/")]
    [InlineData("export API_FUNC_URL=http://127.0.0.1:1/")]
    [InlineData("api_func_url=http://127.0.0.1:1/")]
    [InlineData("DIAGNOSTICS=no")]
    [InlineData("=")]
    [InlineData("\"")]
    [InlineData("$(touch /tmp/x)")]
    [InlineData("\u0001\u00e4")]
    public async Task A_line_that_is_none_is_ignored_and_named_in_DEV_MODE(string line)
    {
        var told = await Call($"# first\nAPI_FUNC_URL={_server.Url}/\n{line}\n", ("DEV_MODE", "true"));

        Assert.Equal(Delivered, told.Response);
        Assert.Contains($"{Path}, line 3, is ignored: expected one of ", told.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_of_any_kind_are_ignored_silently()
    {
        var told = await Call($"\0\u0001\ufffe\nAPI_FUNC_URL={_server.Url}/\n{new string('x', 5000)}\n");

        Assert.Equal(Delivered, told.Response);
    }

    [Theory, MemberData(nameof(Untrusted))]
    public async Task A_file_that_others_could_have_written_is_not_believed(string change, string reason)
    {
        using var files = new PrivateFiles(change, (Path, "API_FUNC_URL=file:///nonexistent\nAPI_FUNC_TRANSPORT=curl\n"), s_publicEndpoint);

        var told = await Direct.Call(files.Around(Repository.Binary), ["post_to_api"], ("DEV_MODE", "true"));

        Assert.Contains(reason, told.Log, StringComparison.Ordinal);
        Assert.Contains("from https://api.community-scripts.org/upload\n", told.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("post_to_api"), InlineData("outbox list")]
    public async Task A_file_that_is_not_believed_is_named_by_direct_calls_too(string call)
    {
        using var files = new PrivateFiles($"chmod 666 {Path}", (Path, "API_FUNC_URL=file:///nonexistent\n"), s_publicEndpoint);

        var outcome = await Shell.Run(files.Around(Repository.Binary), call.Split(' '), ("DEV_MODE", "true"), ("DIAGNOSTICS", "yes"), ("RANDOM_UUID", "x"));

        Assert.Contains($"{Path} is not read: it has to belong to root or to you", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_one_is_passed_over()
    {
        using var files = new PrivateFiles($"rm {Path}; mkdir {Path}", (Path, ""));

        var told = await Direct.Call(files.Around(Repository.Binary), ["post_to_api"], ("API_FUNC_URL", _server.Url));

        Assert.Equal(Delivered, told.Response);
    }

    [Theory]
    [InlineData("0", Delivered)]
    [InlineData("1234", Delivered)]
    [InlineData("1235", "000")]
    public async Task Who_is_not_root_believes_root_and_himself(string owner, string? response)
    {
        using var files = new PrivateFiles(
            $"chown {owner} {Path}; cp {Shell.Quote(Repository.Binary)} /usr/local/community-scripts/apifunc",
            (Path, $"API_FUNC_URL={_server.Url}\n"), s_publicEndpoint);
        string[] command = ["setpriv", "--reuid=1234", "--regid=1234", "--clear-groups", "/usr/local/community-scripts/apifunc"];

        Assert.Equal(response, (await Direct.Call(files.Around(command), ["post_to_api"])).Response);
    }

    [Theory]
    [InlineData("127.0.0.1:{0}")]
    [InlineData("127.0.0.1:{0}/upload")]
    [InlineData("localhost:{0}/upload")]
    [InlineData("//127.0.0.1:{0}/upload")]
    [InlineData("/upload")]
    [InlineData("upload")]
    [InlineData("ftp://127.0.0.1:{0}/upload")]
    [InlineData("ws://127.0.0.1:{0}/upload")]
    [InlineData("http:")]
    [InlineData("http://")]
    [InlineData("http:///upload")]
    [InlineData("http://:{0}/upload")]
    [InlineData("http:127.0.0.1:{0}/upload")]
    [InlineData("http://127.0.0.1:99999/upload")]
    [InlineData("http://[::1/upload")]
    [InlineData("http://a b/upload")]
    [InlineData("-o/tmp/x")]
    public async Task An_address_that_cannot_be_used_is_named_in_DEV_MODE_and_nothing_is_sent(string url)
    {
        url = url.Replace("{0}", $"{_server.Port}", StringComparison.Ordinal);
        foreach (var transport in Direct.Transports)
        {
            var told = await Direct.PostToApi(transport, url, ("DEV_MODE", "true"));

            Assert.Equal("000", told.Response);
            Assert.Equal($"apifunc: nothing is sent: '{url}' is no URL to send to; it has to begin with https://, http:// or file:///\n", told.Log);
        }

        Assert.Empty(_server.Requests);
    }

    private static readonly (string, string) s_publicEndpoint = ("/etc/hosts", "127.0.0.1 api.community-scripts.org\n");

    /// <summary>Reports on a machine with a configuration file, where the public endpoint is a port that nobody listens on.</summary>
    private static async Task<Told> Call(string content, params (string Name, string? Value)[] variables)
    {
        using var files = new PrivateFiles((Path, content), s_publicEndpoint);
        return await Direct.Call(files.Around(Repository.Binary), ["post_to_api"], variables);
    }
}
