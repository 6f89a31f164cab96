// The binary on a system that has nothing: no libraries, no users, no /proc, no /dev/null.

using System.Net;
using EndToEnd.Harness;

namespace EndToEnd;

public sealed class BareSystemSpecs : IDisposable
{
    private const string Delivered = RecordingServer.DefaultAnswer + "201";

    private readonly CertificateAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task It_says_what_an_exit_code_means()
    {
        using var root = new BareRoot();

        var outcome = await Shell.Run(root.Inside(BareRoot.Binary), ["get_error_description", "127"]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("not found", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reports_over_http()
    {
        using var root = new BareRoot();
        await using var server = await RecordingServer.Start();

        Assert.Equal(Delivered, (await Post(root, $"{server.Url}/upload")).Response);
    }

    [Theory]
    [InlineData("/etc/ssl/certs/ca-certificates.crt")]
    [InlineData("/etc/pki/tls/certs/ca-bundle.crt")]
    [InlineData("/etc/ssl/cert.pem")]
    [InlineData("/etc/ssl/certs/my-authority.pem")]
    public async Task It_reports_over_https_and_finds_the_certificates_where_distributions_keep_them(string bundle)
    {
        using var root = new BareRoot((bundle, _authority.Pem));
        await using var server = await RecordingServer.Start(_authority.Issue());

        Assert.Equal(Delivered, (await Post(root, server.Url)).Response);
    }

    [Fact]
    public async Task Without_certificates_it_trusts_nobody()
    {
        using var root = new BareRoot();
        await using var server = await RecordingServer.Start(_authority.Issue());

        Assert.Equal("000", (await Post(root, server.Url)).Response);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("SSL_CERT_FILE", "/nonexistent")]
    [InlineData("SSL_CERT_DIR", "/nonexistent")]
    [InlineData("SSL_CERT_FILE", "")]
    public async Task A_place_that_does_not_exist_is_passed_over(string variable, string value)
    {
        using var root = new BareRoot(("/etc/ssl/cert.pem", _authority.Pem));
        await using var server = await RecordingServer.Start(_authority.Issue());

        Assert.Equal(Delivered, (await Post(root, server.Url, (variable, value))).Response);
    }

    [Fact]
    public async Task It_reports_through_a_proxy_over_tls()
    {
        using var root = new BareRoot(("/etc/ssl/cert.pem", _authority.Pem));
        await using var server = await RecordingServer.Start();
        await using var proxy = ProxyServer.Http(certificate: _authority.Issue());

        Assert.Equal(Delivered, (await Post(root, server.Url, ("http_proxy", $"https://{proxy.Address}"))).Response);
        Assert.Single(proxy.Asked);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task It_finds_servers_by_their_names(string scheme)
    {
        Needs.Root();
        using var names = NameServer.Start(new Dictionary<string, IPAddress> { ["upload.test"] = IPAddress.Loopback });
        using var asked = new BareRoot(("/etc/resolv.conf", names.ResolvConf), ("/etc/ssl/cert.pem", _authority.Pem));
        using var listed = new BareRoot(("/etc/hosts", "127.0.0.1 upload.test\n"), ("/etc/ssl/cert.pem", _authority.Pem));
        await using var server = await RecordingServer.Start(scheme == "https" ? _authority.Issue("upload.test") : null);

        Assert.Equal(Delivered, (await Post(asked, $"{scheme}://upload.test:{server.Port}/")).Response);
        Assert.Equal(Delivered, (await Post(listed, $"{scheme}://upload.test:{server.Port}/")).Response);
    }

    [Fact]
    public async Task The_shim_works_and_leaves_nothing_behind_but_the_empty_outbox()
    {
        using var root = new BareRoot();
        await using var server = await RecordingServer.Start();
        var files = root.Files;

        var outcome = await Shell.Run(
            root.Inside("/bin/busybox", "ash", "-euc"),
            [$". {BareRoot.Shim}; {Report.Variables} post_to_api; echo \"$RESPONSE\"; post_update_to_api done none; echo \"$RESPONSE\""],
            ("API_FUNC_BIN", null), ("API_FUNC_STATE_DIR", null), ("API_FUNC_URL", server.Url));

        Assert.Equal(new Outcome(0, $"{Delivered}\n{Delivered}\n", ""), outcome);
        Assert.Equal(["/", "/updatestatus"], server.Requests.Select(request => request.Path));
        Assert.Equal(["/var/lib/api-func/lock"], root.Files.Except(files));
    }

    [Fact]
    public async Task It_keeps_reports_in_a_file()
    {
        using var root = new BareRoot();

        Assert.Equal("200", (await Post(root, "file:///reports.jsonl")).Response);
        Assert.Contains("/reports.jsonl", root.Files);
    }

    private static Task<Told> Post(BareRoot root, string url, params (string Name, string? Value)[] variables) =>
        Direct.Call(root.Inside(BareRoot.Binary), ["post_to_api"], [("API_FUNC_URL", url), .. variables]);
}
