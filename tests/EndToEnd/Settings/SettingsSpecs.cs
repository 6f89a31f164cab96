// Settings: the environment before the configuration file before the default, and which file is believed.

using EndToEnd.Harness;

namespace EndToEnd.Settings;

public sealed class SettingsSpecs : IAsyncLifetime
{
    private const string Path = "/usr/local/community-scripts/api-func.conf";
    private const string Delivered = RecordingServer.DefaultAnswer + "201";

    private RecordingServer _server = null!;

    /// <summary>What may be made of the file so that it cannot be used, and what is said of that.</summary>
    private static readonly (string Change, string Problem)[] s_unusable =
    [
        ($"chown 65534 {Path}", "it belongs to the user 65534, and has to belong to root or to you"),
        ($"chmod 664 {Path}", "others may write to it (its mode is 664), and it has to be writable by its owner only"),
        ($"chmod 646 {Path}", "others may write to it (its mode is 646), and it has to be writable by its owner only"),
        ($"mv {Path} {Path}.real; ln -s {Path}.real {Path}", "it is a link"),
        ($"rm {Path}; ln -s nothing {Path}", "it is a link"),
        ($"rm {Path}; mkfifo {Path}", "it is no regular file"),
        ($"rm {Path}; mkdir {Path}", "it is a directory"),
    ];

    public static TheoryData<string, string> Unusable
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (change, problem) in s_unusable)
                data.Add(change, problem);
            return data;
        }
    }

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
        var told = await Call(
            "API_FUNC_URL=file:///from-file\nAPI_FUNC_TRANSPORT=curl\n", ("API_FUNC_URL", $"{_server.Url}/from-environment"));

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
        Assert.Matches(@"upload: no response after \d+ ms from https://api\.community-scripts\.org/upload\n", told.Log);
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
    [InlineData("API_FUNC_URL http://127.0.0.1:1/", "expected NAME=value")]
    [InlineData("API_FUNC_URL = http://127.0.0.1:1/", "there is no setting 'API_FUNC_URL '; write API_FUNC_URL=value")]
    [InlineData("export API_FUNC_URL=http://127.0.0.1:1/", "there is no setting 'export API_FUNC_URL'; write API_FUNC_URL=value")]
    [InlineData("api_func_url=http://127.0.0.1:1/", "there is no setting 'api_func_url'; write API_FUNC_URL=value")]
    [InlineData("API_FUNC_TRANSPORT=wget", "API_FUNC_TRANSPORT takes 'built-in' and 'curl', and not 'wget'")]
    [InlineData("DIAGNOSTICS=yes", "only a refusal counts here; ")]
    [InlineData("=", "there is no setting ''; there are ")]
    [InlineData("\"", "expected NAME=value")]
    [InlineData("$(touch /tmp/x)", "expected NAME=value")]
    [InlineData("\u0001\u00e4", "expected NAME=value")]
    public async Task A_line_that_is_none_is_ignored_and_named_once_in_DEV_MODE(string line, string reason)
    {
        foreach (var dialect in new[] { "classic", "telemetry" })
        {
            var content = $"\uFEFF# first\nAPI_FUNC_URL={_server.Url}/\n{line}\nTELEMETRY_URL={_server.Url}/\n";
            var told = await Call(content, ("DEV_MODE", "true"), ("API_FUNC_DIALECT", dialect));

            var beginning = $"apifunc: {Path}, line 3, is ignored: {reason}";
            Assert.Single(told.Log.Split('\n'), said => said.StartsWith(beginning, StringComparison.Ordinal));
        }

        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Bytes_of_any_kind_are_ignored_silently()
    {
        var told = await Call($"\0\u0001\ufffe\nAPI_FUNC_URL={_server.Url}/\n{new string('x', 5000)}\n");

        Assert.Equal(Delivered, told.Response);
    }

    [Theory, MemberData(nameof(Unusable))]
    public async Task Where_the_file_cannot_be_used_nothing_is_sent_and_one_line_says_why(string change, string problem)
    {
        using var files = new PrivateFiles(change, (Path, "API_FUNC_URL=file:///nonexistent\nAPI_FUNC_TRANSPORT=curl\n"));
        (string, string?)[] variables =
            [.. Direct.Installation, ("API_FUNC_URL", _server.Url), ("TELEMETRY_URL", _server.Url), ("DEV_MODE", "yes")];
        string[] functions =
        [
            "post_to_api", "post_update_to_api failed 1", "post_progress_to_api", "post_tool_to_api x", "post_addon_to_api x",
        ];

        foreach (var dialect in new[] { "classic", "telemetry" })
        {
            foreach (var function in functions)
                await Refuses(0, [dialect], function.Split(' '));
            await Refuses(1, [dialect], ["_tm_send", "{}"]);
            await Refuses(1, [dialect], ["_tm_enabled"]);
        }

        Assert.Empty(_server.Requests);

        async Task Refuses(int code, string[] dialect, string[] call)
        {
            var outcome = await Shell.Run(files.Around(Repository.Binary), call, [.. variables, ("API_FUNC_DIALECT", dialect[0])]);
            Assert.Equal(new Outcome(code, "", $"apifunc: nothing is sent: {Path} cannot be used: {problem}\n"), outcome);
        }
    }

    [Theory, MemberData(nameof(Unusable))]
    public async Task Where_the_file_cannot_be_used_commands_say_so_and_what_waits_is_kept(string change, string problem)
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        await scene.Server.Up();
        using var files = new PrivateFiles(change, (Path, ""));

        foreach (var command in new[] { "flush", "list", "list --json", "clear" })
        {
            var outcome = await Shell.Run(files.Around(Repository.Binary), ["outbox", .. command.Split(' ')], scene.Variables);
            Assert.Equal(new Outcome(78, "", $"apifunc outbox: {Path} cannot be used: {problem}\n"), outcome);
        }

        foreach (var mode in new[] { "once", "keep-trying" })
            await Shell.Run(files.Around(Repository.Binary), ["deliver", mode], scene.Variables);
        (string, string?) background = ("API_FUNC_DELIVERY", "background");
        await Shell.Run(files.Around(Repository.Binary), ["post_update_to_api", "done"], [.. scene.Variables, background]);
        Assert.Empty(scene.Server.Requests);
        Assert.Single(scene.Waiting);
    }

    [Fact]
    public async Task A_process_that_delivers_ends_when_the_file_cannot_be_used_any_more()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        using var files = new PrivateFiles((Path, ""));

        var outcome = await Shell.Run(files.Around("sh", "-c"), [$"""
            {Shell.Quote(Repository.Binary)} deliver keep-trying &
            until [ -e "$API_FUNC_STATE_DIR/deliver-keep-trying-0" ]; do :; done
            chmod 666 {Path}
            wait "$!"
            """], scene.Variables);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Single(scene.Waiting);
    }

    [Fact]
    public async Task A_script_is_told_that_the_beginning_was_not_sent_where_the_file_cannot_be_used()
    {
        using var files = new PrivateFiles($"chmod 666 {Path}", (Path, ""));

        (string, string?)[] variables = [.. Direct.Installation, ("API_FUNC_DIALECT", "telemetry"), ("TELEMETRY_URL", _server.Url)];
        var outcome = await Shell.Run(files.Around(Repository.Binary), ["call", "post_to_api"], variables);

        Assert.Contains("POST_TO_API_DONE='false'\n", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("TELEMETRY_TYPE", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("DIAGNOSTICS=No", "DIAGNOSTICS is not 'yes'")]
    [InlineData("DO_NOT_TRACK=1", "DO_NOT_TRACK is set")]
    public async Task A_refusal_in_the_file_counts_for_what_waits_too(string line, string reason)
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        await scene.Call("post_to_api", ("RANDOM_UUID", "another"));
        await scene.Server.Up();
        using var files = new PrivateFiles((Path, $"{line}\n"));

        var outcome = await Shell.Run(files.Around(Repository.Binary), ["post_to_api"], [.. scene.Variables, ("DEV_MODE", "1")]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        Assert.EndsWith($"apifunc: nothing is sent: {reason} in {Path}\n", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Waiting);
        Assert.Empty(scene.Server.Requests);
    }

    [Fact]
    public async Task Flush_deletes_what_waits_where_the_file_refuses_consent()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        await scene.Server.Up();
        using var files = new PrivateFiles((Path, "DIAGNOSTICS=no\n"));

        var outcome = await Shell.Run(files.Around(Repository.Binary), ["outbox", "flush"], scene.Variables);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Empty(scene.Waiting);
        Assert.Empty(scene.Server.Requests);
    }

    [Fact]
    public async Task Consent_is_not_given_by_the_file()
    {
        using var files = new PrivateFiles((Path, $"DIAGNOSTICS=yes\nAPI_FUNC_URL={_server.Url}\n"), s_publicEndpoint);
        (string, string?)[] variables = [.. Direct.Installation, ("DIAGNOSTICS", null), ("DEV_MODE", "true")];

        var outcome = await Shell.Run(files.Around(Repository.Binary), ["post_to_api"], variables);

        Assert.Contains("nothing is sent: DIAGNOSTICS is not 'yes'\n", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("TRUE"), InlineData("1"), InlineData("On"), InlineData("yes")]
    public async Task DEV_MODE_shows_the_body_that_is_sent_with_its_address_and_changes_nothing(string word)
    {
        (string, string, string)[] calls =
            [("post_to_api", "upload", "/a"), ("post_update_to_api failed 1", "updatestatus", "/a/updatestatus")];
        foreach (var (function, endpoint, path) in calls)
        {
            (string, string?)[] variables =
                [.. Direct.Installation, ("API_FUNC_URL", $"{_server.Url}/a"), ("NSAPP", "password=secret"), ("DEV_MODE", word)];
            var outcome = await Shell.RunBinary(function.Split(' '), variables);
            var silent = await Shell.RunBinary(function.Split(' '), [.. variables, ("DEV_MODE", "off")]);

            var requests = _server.Requests.TakeLast(2).ToList();
            Assert.Single(outcome.Error.Split('\n'), line => line == $"apifunc: {endpoint} to {_server.Url}{path}: {requests[0].Text}");
            Assert.Equal((requests[0].Text, path), (requests[1].Text, requests[1].Path));
            Assert.Equal(new Outcome(outcome.ExitCode, outcome.Output, ""), silent);
        }
    }

    [Fact]
    public async Task DEV_MODE_shows_a_long_body_whole_and_one_of_several_lines_as_one()
    {
        var text = string.Concat(Enumerable.Repeat("line of text\\n", 8000));
        var body = $"{{\n\t\"error\": \"{text}\"\n}}";

        var outcome = await Shell.RunBinary(["_tm_send", body], ("DEV_MODE", "true"), ("TELEMETRY_URL", _server.Url));

        Assert.Equal(body, Assert.Single(_server.Requests).Text);
        Assert.Contains($"apifunc: telemetry to {_server.Url}/: {{  \"error\": \"{text}\" }}\n", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", Delivered)]
    [InlineData("1234", Delivered)]
    [InlineData("1235", null)]
    public async Task Who_is_not_root_believes_root_and_himself(string owner, string? response)
    {
        using var files = new PrivateFiles(
            $"chown {owner} {Path}; cp {Shell.Quote(Repository.Binary)} /usr/local/community-scripts/apifunc",
            (Path, $"API_FUNC_URL={_server.Url}\n"), s_publicEndpoint);
        string[] command = ["setpriv", "--reuid=1234", "--regid=1234", "--clear-groups", "/usr/local/community-scripts/apifunc"];

        Assert.Equal(response, (await Direct.Call(files.Around(command), ["post_to_api"])).Response);
    }

    [Theory]
    [InlineData("127.0.0.1:{0}", "it has to begin with https://, http:// or file:///")]
    [InlineData("127.0.0.1:{0}/upload", "it has to begin with https://, http:// or file:///")]
    [InlineData("localhost:{0}/upload", "it has to begin with https://, http:// or file:///")]
    [InlineData("//127.0.0.1:{0}/upload", "it has to begin with https://, http:// or file:///")]
    [InlineData("/upload", "it has to begin with https://, http:// or file:///")]
    [InlineData("upload", "it has to begin with https://, http:// or file:///")]
    [InlineData("ftp://127.0.0.1:{0}/upload", "it has to begin with https://, http:// or file:///")]
    [InlineData("ws://127.0.0.1:{0}/upload", "it has to begin with https://, http:// or file:///")]
    [InlineData("http:", "it has to begin with https://, http:// or file:///")]
    [InlineData("http://", "it has no host")]
    [InlineData("http:///upload", "it has no host")]
    [InlineData("http://:{0}/upload", "it has no host")]
    [InlineData("http:127.0.0.1:{0}/upload", "it has to begin with https://, http:// or file:///")]
    [InlineData("http://127.0.0.1:99999/upload", "its port '99999' is no number from 1 to 65535")]
    [InlineData("http://127.0.0.1:0/upload", "its port '0' is no number from 1 to 65535")]
    [InlineData("http://[::1/upload", "its host '[::1' is neither a name nor an address")]
    [InlineData("http://a b/upload", "its host 'a b' is neither a name nor an address")]
    [InlineData("-o/tmp/x", "it has to begin with https://, http:// or file:///")]
    [InlineData("file:relative", "its path has to begin with a slash, as in file:///path")]
    public async Task An_address_that_cannot_be_used_is_named_in_DEV_MODE_and_nothing_is_sent(string url, string reason)
    {
        url = url.Replace("{0}", $"{_server.Port}", StringComparison.Ordinal);
        foreach (var transport in Direct.Transports)
        {
            var told = await Direct.PostToApi(transport, url, ("DEV_MODE", "true"));

            Assert.Equal("000", told.Response);
            Assert.Equal($"apifunc: nothing is sent: '{url}' is no URL to send to: {reason}\n", told.Log);
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
