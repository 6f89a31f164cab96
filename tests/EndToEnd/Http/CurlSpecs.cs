// API_FUNC_TRANSPORT=curl: which curl is run, and how. What it delivers is tested beside the built-in client.

using System.Text;
using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Http;

public sealed class CurlSpecs : IDisposable
{
    private const string Delivered = RecordingServer.DefaultAnswer + "201";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Without_curl_on_PATH_nothing_is_sent_and_the_variables_stay_as_they_were()
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(
            "dash", Report.Variables
                + "JSON_PAYLOAD=a RESPONSE=b; post_to_api; post_update_to_api failed 1; echo \"$JSON_PAYLOAD $RESPONSE\"",
            ("API_FUNC_URL", server.Url), ("API_FUNC_TRANSPORT", "curl"), ("PATH", "/nonexistent"));

        Assert.Equal(new Outcome(0, "a b\n", ""), outcome);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task DEV_MODE_says_that_there_is_no_curl()
    {
        var told = await Direct.PostToApi("curl", "http://127.0.0.1:1/", ("PATH", ""), ("DEV_MODE", "true"));

        Assert.Contains("there is no curl on PATH", told.Log, StringComparison.Ordinal);
        Assert.Equal(new Told(null, null, told.Log), told);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("bin")]
    [InlineData("./bin")]
    [InlineData(":bin:.:")]
    public async Task Curl_is_never_run_from_the_current_directory(string path)
    {
        await using var server = await RecordingServer.Start();
        _directory.Command("curl", $"touch {_directory.File("ran")}");
        _directory.Command("bin/curl", $"touch {_directory.File("ran")}");

        var told = await Direct.Call(
            InDirectory(), ["post_to_api"], Direct.Transport("curl"), ("API_FUNC_URL", server.Url), ("PATH", path));

        Assert.Equal(new Told(null, null, ""), told);
        Assert.False(File.Exists(_directory.File("ran")));
    }

    [Fact]
    public async Task Curl_is_found_behind_relative_entries_of_PATH_and_what_cannot_be_run()
    {
        await using var server = await RecordingServer.Start();
        _directory.Command("curl", $"touch {_directory.File("ran")}");
        Directory.CreateDirectory(_directory.File("a/curl"));
        _directory.Write("b/curl", "#!/bin/sh\n");

        var told = await Direct.Call(
            InDirectory(), ["post_to_api"], Direct.Transport("curl"), ("API_FUNC_URL", server.Url),
            ("PATH", $".::/nonexistent:{_directory.File("a")}:{_directory.File("b")}:/usr/local/bin:/usr/bin:/bin"));

        Assert.Equal(Delivered, told.Response);
        Assert.False(File.Exists(_directory.File("ran")));
    }

    [Fact]
    public async Task The_first_curl_on_PATH_is_run()
    {
        _directory.Command("curl", "cat >/dev/null; printf told; printf '\\n299 ' >&2");

        Assert.Equal(
            "told299", (await Direct.PostToApi("curl", "http://127.0.0.1:1/", ("PATH", $"{_directory.Path}:/usr/bin:/bin"))).Response);
    }

    [Theory]
    [InlineData("")]
    [InlineData("exit 1")]
    [InlineData("echo garbage; echo garbage >&2")]
    [InlineData("printf '\\n201 ' >&2; exit 7")]
    [InlineData("printf '\\n201 ' >&2; kill -9 $$")]
    public async Task A_curl_that_fails_is_no_response(string script)
    {
        _directory.Command("curl", script);

        Assert.Equal("000", (await Direct.PostToApi("curl", "http://127.0.0.1:1/", ("PATH", _directory.Path))).Response);
    }

    [Fact]
    public async Task A_curl_that_cannot_be_started_is_no_response()
    {
        File.WriteAllBytes(_directory.Command("curl", ""), [0x7F, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1]);

        Assert.Equal("000", (await Direct.PostToApi("curl", "http://127.0.0.1:1/", ("PATH", _directory.Path))).Response);
    }

    [Fact]
    public async Task A_curl_that_hangs_is_ended()
    {
        await Shell.Run(["mkfifo"], [_directory.File("nobody-writes")]);
        _directory.Command("curl", $"echo $$ >{_directory.File("pid")}; read line <{_directory.File("nobody-writes")}");

        var told = await Direct.PostToApi("curl", "http://127.0.0.1:1/", ("PATH", _directory.Path));

        Assert.Equal("000", told.Response);
        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(_directory.File("pid")).Trim()}"));
    }

    [Fact]
    public async Task A_curl_that_hangs_is_ended_in_whatever_group_of_processes_it_is()
    {
        await Shell.Run(["mkfifo"], [_directory.File("nobody-writes")]);
        _directory.Command("curl", $$"""
            echo $$ >{{_directory.File("pid")}}
            exec /usr/bin/perl -e 'setpgrp(0, getpgrp(getppid)) and open(F, "<", "{{_directory.File("nobody-writes")}}")'
            """);

        var told = await Direct.PostToApi("curl", "http://127.0.0.1:1/", ("PATH", _directory.Path), ("DEV_MODE", "true"));

        Assert.Equal("000", told.Response);
        Assert.Contains("did not end within", told.Log, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(_directory.File("pid")).Trim()}"));
    }

    [Fact]
    public async Task A_curl_that_has_closed_its_outputs_may_wait_for_the_end_of_its_input()
    {
        _directory.Command("curl", "exec >&- 2>&-; while read -r line; do :; done; exit 3");

        var told = await Direct.PostToApi("curl", "http://127.0.0.1:1/", ("PATH", _directory.Path), ("DEV_MODE", "true"));

        Assert.Contains("curl exited with 3", told.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curl_has_the_callers_environment_byte_for_byte()
    {
        _directory.Command("curl", $"/bin/cat /proc/$$/environ >{_directory.File("environment")}");

        await Direct.Call(
            ["/usr/bin/perl", "-e", "$ENV{\"N\\xFF\"} = \"\\xFE\"; $ENV{\"N\\xFE\"} = \"a\\n=b\"; exec @ARGV", Repository.Binary],
            ["post_to_api"],
            Direct.Transport("curl"), ("API_FUNC_URL", "http://127.0.0.1:1/"), ("PATH", _directory.Path), ("EMPTY", ""));

        var variables = Encoding.Latin1.GetString(File.ReadAllBytes(_directory.File("environment"))).Split('\0');
        Assert.Superset(new HashSet<string> { "N\u00FF=\u00FE", "N\u00FE=a\n=b", "EMPTY=", "NSAPP=nginx" }, variables.ToHashSet());
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task The_users_curlrc_counts(string scheme)
    {
        using var authority = new CertificateAuthority();
        await using var server = await RecordingServer.Start(scheme == "https" ? authority.Issue() : null);
        _directory.Write(".curlrc", $"user-agent = \"from curlrc\"\ncacert = {_directory.Write("ca.pem", authority.Pem)}\n");

        var told = await Direct.PostToApi("curl", server.Url, ("HOME", _directory.Path));

        Assert.Equal(Delivered, told.Response);
        Assert.Equal("from curlrc", Assert.Single(server.Requests).Headers.UserAgent);
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("include")]
    [InlineData("location")]
    [InlineData("verbose")]
    [InlineData("no-silent")]
    [InlineData("show-error")]
    [InlineData("write-out = \"mine\"")]
    [InlineData("max-time = 1000")]
    [InlineData("dump-header = /dev/null")]
    public async Task What_the_users_curlrc_says_of_the_output_changes_nothing(string line)
    {
        await using var server = await RecordingServer.Start(answer: (request, context) =>
        {
            context.Response.StatusCode = request.Path == "/" ? 302 : 404;
            context.Response.Headers.Location = "/other";
            return context.Response.WriteAsync("hello\n");
        });
        _directory.Write(".curlrc", line + "\n");

        var told = await Direct.PostToApi("curl", server.Url, ("HOME", _directory.Path));

        Assert.Equal("hello\n404", told.Response);
        Assert.Equal(["POST /", "POST /other"], server.Requests.Select(request => $"{request.Method} {request.Path}"));
    }

    [Theory]
    [InlineData("wget")]
    [InlineData("builtin")]
    public async Task Another_transport_is_named_in_DEV_MODE_and_ignored(string transport)
    {
        await using var server = await RecordingServer.Start();

        var told = await Direct.PostToApi("built in", server.Url, ("API_FUNC_TRANSPORT", transport), ("DEV_MODE", "true"), ("PATH", ""));

        Assert.Equal(Delivered, told.Response);
        Assert.Contains($"API_FUNC_TRANSPORT={transport} is ignored", told.Log, StringComparison.Ordinal);
    }

    /// <summary>The binary, with the test's directory as the current one.</summary>
    private string[] InDirectory() => ["/bin/sh", "-c", $"cd {_directory.Path}; exec \"$@\"", "sh", Repository.Binary];
}
