// The binary on a system that has nothing: no libraries, no users, no /proc, no /dev/null.

using System.Net;
using EndToEnd.Harness;

namespace EndToEnd.Machine;

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
    [InlineData("/etc/ssl/ca-bundle.pem")]
    [InlineData("/etc/ssl/cert.pem")]
    [InlineData("/etc/ssl/certs/{hash}.0")]
    [InlineData("/etc/pki/ca-trust/extracted/pem/directory-hash/{hash}.0")]
    public async Task It_reports_over_https_and_finds_the_certificates_where_distributions_keep_them(string place)
    {
        using var root = new BareRoot(
            (place.Replace("{hash}", await HashedName.Of(_authority.Pem), StringComparison.Ordinal), _authority.Pem));
        await using var server = await RecordingServer.Start(_authority.Issue());

        Assert.Equal(Delivered, (await Post(root, server.Url)).Response);
    }

    [Fact]
    public async Task Without_certificates_it_trusts_nobody_and_says_what_is_missing()
    {
        using var root = new BareRoot();
        await using var server = await RecordingServer.Start(_authority.Issue());

        var told = await Post(root, server.Url, ("DEV_MODE", "true"));

        Assert.Equal("000", told.Response);
        Assert.Contains("no CA certificates found (install ca-certificates or set SSL_CERT_FILE)\n", told.Log, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("SSL_CERT_FILE", "/nonexistent", "SSL_CERT_FILE cannot be used: /nonexistent: No such file or directory\n")]
    [InlineData("SSL_CERT_FILE", "/etc", "SSL_CERT_FILE cannot be used: /etc: it is a directory\n")]
    [InlineData("SSL_CERT_FILE", "/bin/busybox", "SSL_CERT_FILE cannot be used: /bin/busybox: no PEM certificate found in it\n")]
    public async Task A_bundle_that_the_script_names_stands_for_the_usual_one_and_what_is_wrong_with_it_is_said(
        string variable, string value, string problem)
    {
        using var root = new BareRoot(("/etc/ssl/cert.pem", _authority.Pem));
        await using var server = await RecordingServer.Start(_authority.Issue());

        var told = await Post(root, server.Url, (variable, value), ("DEV_MODE", "true"));

        Assert.Equal("000", told.Response);
        Assert.Contains(problem, told.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_without_hashed_names_is_said_to_be_of_no_use()
    {
        using var root = new BareRoot(("/authorities/my-authority.pem", _authority.Pem));
        await using var server = await RecordingServer.Start(_authority.Issue());

        var told = await Post(root, server.Url, ("SSL_CERT_DIR", "/authorities"), ("DEV_MODE", "true"));

        Assert.Equal("000", told.Response);
        Assert.Contains("SSL_CERT_DIR cannot be used", told.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSL_CERT_DIR", "/nonexistent")]
    [InlineData("SSL_CERT_DIR", "")]
    [InlineData("SSL_CERT_FILE", "")]
    public async Task The_usual_bundle_counts_unless_the_script_names_another_one(string variable, string value)
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
    public async Task The_shim_works_and_leaves_nothing_behind_but_the_empty_outbox_and_the_history()
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
        Assert.Equal(["/var/lib/api-func/history", "/var/lib/api-func/lock"], root.Files.Except(files).Order(StringComparer.Ordinal));
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
