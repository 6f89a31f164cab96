// Proxies from the environment, by the rules of curl: every test runs with the real curl, too.

using System.Text;
using EndToEnd.Harness;

namespace EndToEnd.Http;

public sealed class ProxySpecs
{
    private const string Delivered = RecordingServer.DefaultAnswer + "201";
    private const string User = "me:my secret@";

    private static readonly string s_basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(User))}";

    public static TheoryData<string> Transports => [.. Direct.Transports];

    public static TheoryData<string, string> PlainVariables => Direct.EachTransportWith("http_proxy", "all_proxy", "ALL_PROXY");

    public static TheoryData<string, string> SecureVariables =>
        Direct.EachTransportWith("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");

    public static TheoryData<string, string> OtherVariables =>
        Direct.EachTransportWith("HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ftp_proxy", "proxy");

    public static TheoryData<string, string> Unusable => Direct.EachTransportWith(
        "ftp://127.0.0.1:9", "foo://127.0.0.1:9", "http://127.0.0.1:99999", "http://", "://127.0.0.1:9", "127.0.0.1:port", "http://[::1",
        ":");

    [Theory, MemberData(nameof(PlainVariables))]
    public async Task A_report_over_http_is_forwarded_by_the_proxy(string transport, string variable)
    {
        await using var server = await RecordingServer.Start();
        await using var proxy = ProxyServer.Http();

        var told = await Direct.PostToApi(transport, $"http://upload.test:{server.Port}/upload?q=1", (variable, $"http://{proxy.Address}"));

        Assert.Equal(Delivered, told.Response);
        Assert.Equal([$"POST http://upload.test:{server.Port}/upload?q=1 HTTP/1.1"], proxy.Asked);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("/upload?q=1", told.Payload), (request.Path, request.Text));
        Assert.Equal($"upload.test:{server.Port}", request.Headers.Host);
    }

    [Theory, MemberData(nameof(SecureVariables))]
    public async Task A_report_over_https_goes_through_a_tunnel(string transport, string variable)
    {
        using var tls = new Tls("upload.test");
        await using var server = await RecordingServer.Start(tls.Certificate);
        await using var proxy = ProxyServer.Http();

        var told = await Direct.PostToApi(
            transport, $"https://upload.test:{server.Port}/upload", tls.Trust, (variable, $"http://{proxy.Address}/"));

        Assert.Equal(Delivered, told.Response);
        Assert.Equal([$"CONNECT upload.test:{server.Port} HTTP/1.1"], proxy.Asked);
        Assert.Equal(told.Payload, Assert.Single(server.Requests).Text);
    }

    [Theory, MemberData(nameof(OtherVariables))]
    public async Task Other_variables_name_no_proxy_for_http(string transport, string variable)
    {
        await using var server = await RecordingServer.Start();
        await using var proxy = ProxyServer.Http();

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", (variable, $"http://{proxy.Address}"));

        Assert.Equal(Delivered, told.Response);
        Assert.Empty(proxy.Asked);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task The_proxy_for_http_is_not_used_for_https(string transport)
    {
        using var tls = new Tls();
        await using var server = await RecordingServer.Start(tls.Certificate);
        await using var proxy = ProxyServer.Http();

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", tls.Trust, ("http_proxy", $"http://{proxy.Address}"));

        Assert.Equal(Delivered, told.Response);
        Assert.Empty(proxy.Asked);
    }

    [Theory]
    [InlineData("built in", "https_proxy", "HTTPS_PROXY")]
    [InlineData("curl", "https_proxy", "HTTPS_PROXY")]
    [InlineData("built in", "all_proxy", "ALL_PROXY")]
    [InlineData("curl", "all_proxy", "ALL_PROXY")]
    [InlineData("built in", "https_proxy", "all_proxy")]
    [InlineData("curl", "https_proxy", "all_proxy")]
    [InlineData("built in", "HTTPS_PROXY", "all_proxy")]
    [InlineData("curl", "HTTPS_PROXY", "all_proxy")]
    public async Task Of_two_variables_one_wins_unless_it_is_empty(string transport, string winner, string loser)
    {
        using var tls = new Tls();
        await using var server = await RecordingServer.Start(tls.Certificate);
        await using var proxy = ProxyServer.Http();
        await using var other = ProxyServer.Http();

        var both = await Direct.PostToApi(
            transport, $"{server.Url}/", tls.Trust, (winner, $"http://{proxy.Address}"), (loser, $"http://{other.Address}"));
        var empty = await Direct.PostToApi(transport, $"{server.Url}/", tls.Trust, (winner, ""), (loser, $"http://{other.Address}"));

        Assert.Equal((Delivered, Delivered), (both.Response, empty.Response));
        Assert.Equal((1, 1), (proxy.Asked.Count, other.Asked.Count));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_proxy_needs_no_scheme(string transport)
    {
        await using var server = await RecordingServer.Start();
        await using var proxy = ProxyServer.Http();

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", ("http_proxy", proxy.Address));

        Assert.Equal(Delivered, told.Response);
        Assert.Single(proxy.Asked);
    }

    [Theory]
    [InlineData("built in", false)]
    [InlineData("curl", false)]
    [InlineData("built in", true)]
    public async Task User_and_password_of_the_proxy_are_sent_to_it(string transport, bool closes)
    {
        using var tls = new Tls();
        await using var plain = await RecordingServer.Start();
        await using var secure = await RecordingServer.Start(tls.Certificate);
        await using var proxy = ProxyServer.Http(
            s_basic, ["Negotiate", "NTLM", "Digest realm=\"p\", nonce=\"x\"", "Basic realm=\"p\""], closes);
        var address = $"me:my%20secret%40@{proxy.Address}";

        var overHttp = await Direct.PostToApi(transport, $"{plain.Url}/upload", ("http_proxy", address));
        var overHttps = await Direct.PostToApi(transport, $"{secure.Url}/upload", tls.Trust, ("https_proxy", $"http://{address}"));

        Assert.Equal((Delivered, Delivered), (overHttp.Response, overHttps.Response));
        Assert.Equal(overHttp.Payload, Assert.Single(plain.Requests).Text);
        Assert.DoesNotContain("Authorization", string.Join(' ', plain.Requests[0].Headers.Keys), StringComparison.Ordinal);
        Assert.Equal(overHttps.Payload, Assert.Single(secure.Requests).Text);
    }

    [Theory]
    [InlineData("built in", "")]
    [InlineData("curl", "")]
    [InlineData("built in", "me:wrong@")]
    [InlineData("curl", "me:wrong@")]
    public async Task The_response_of_a_proxy_that_rejects_the_credentials_is_the_response(string transport, string user)
    {
        await using var server = await RecordingServer.Start();
        await using var proxy = ProxyServer.Http(s_basic, ["Basic realm=\"p\""]);

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", ("http_proxy", $"http://{user}{proxy.Address}"));

        Assert.Equal("who?407", told.Response);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("built in", "")]
    [InlineData("curl", "")]
    [InlineData("built in", "me:secret@")]
    [InlineData("curl", "me:secret@")]
    public async Task A_proxy_that_wants_Kerberos_is_given_up(string transport, string user)
    {
        using var tls = new Tls();
        await using var server = await RecordingServer.Start();
        await using var secure = await RecordingServer.Start(tls.Certificate);
        await using var proxy = ProxyServer.Http("Negotiate token", ["Negotiate", "NTLM"]);

        var overHttp = await Direct.PostToApi(transport, $"{server.Url}/upload", ("http_proxy", $"http://{user}{proxy.Address}"));
        var overHttps = await Direct.PostToApi(
            transport, $"{secure.Url}/upload", tls.Trust, ("https_proxy", $"http://{user}{proxy.Address}"));

        Assert.Equal(("who?407", "000"), (overHttp.Response, overHttps.Response));
        Assert.Empty(server.Requests.Concat(secure.Requests));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_proxy_that_refuses_CONNECT_is_no_response(string transport)
    {
        using var tls = new Tls();
        await using var server = await RecordingServer.Start(tls.Certificate);
        await using var proxy = ProxyServer.Http(refusal: "503 Not today");

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", tls.Trust, ("https_proxy", proxy.Address));

        Assert.Equal("000", told.Response);
        Assert.Single(proxy.Asked);
        Assert.Empty(server.Requests);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_dead_proxy_is_not_bypassed(string transport)
    {
        await using var server = await RecordingServer.Start();

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", ("http_proxy", "http://127.0.0.1:1"));

        Assert.Equal("000", told.Response);
        Assert.Empty(server.Requests);
    }

    [Theory, MemberData(nameof(Unusable))]
    public async Task An_unusable_proxy_is_not_bypassed(string transport, string proxy)
    {
        await using var server = await RecordingServer.Start();

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", ("http_proxy", proxy));

        Assert.Equal("000", told.Response);
        Assert.Empty(server.Requests);
    }

    // curl has to be told in its own configuration whom it may trust there.
    [Fact]
    public async Task The_connection_to_a_proxy_may_be_over_TLS()
    {
        using var tls = new Tls();
        await using var plain = await RecordingServer.Start();
        await using var secure = await RecordingServer.Start(tls.Certificate);
        await using var proxy = ProxyServer.Http(certificate: tls.Certificate);

        var overHttp = await Direct.PostToApi("built in", $"{plain.Url}/upload", tls.Trust, ("http_proxy", $"https://{proxy.Address}"));
        var overHttps = await Direct.PostToApi("built in", $"{secure.Url}/upload", tls.Trust, ("https_proxy", $"https://{proxy.Address}"));

        Assert.Equal((Delivered, Delivered), (overHttp.Response, overHttps.Response));
        Assert.Equal(2, proxy.Asked.Count);
    }

    [Theory]
    [InlineData("http_proxy", "http"), InlineData("https_proxy", "https"), InlineData("all_proxy", "http")]
    public async Task A_proxy_that_cannot_be_reached_is_named_with_its_port(string variable, string scheme)
    {
        var told = await Direct.PostToApi(
            "built in", $"{scheme}://upload.test/", (variable, "socks5h://me:secret@127.0.0.1:1"), ("DEV_MODE", "true"));

        Assert.Contains(
            "no response from upload.test: could not connect to the proxy 127.0.0.1:1: Connection refused\n", told.Log,
            StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1:9", "it has to begin with http://, https://, socks4://, socks4a://, socks5:// or socks5h://")]
    [InlineData("http://127.0.0.1:99999", "its port '99999' is no number from 1 to 65535")]
    [InlineData("127.0.0.1:port", "its port 'port' is no number from 1 to 65535")]
    [InlineData("http://", "it has no host")]
    [InlineData("http://[::1", "its host '[::1' is neither a name nor an address")]
    public async Task DEV_MODE_says_why_a_proxy_cannot_be_used(string proxy, string problem)
    {
        var told = await Direct.PostToApi("built in", "http://upload.test/", ("http_proxy", proxy), ("DEV_MODE", "true"));

        Assert.Contains(
            $"no response from upload.test: the proxy '{proxy}' cannot be used: {problem}\n", told.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DEV_MODE_says_why_TLS_fails_through_a_proxy_over_TLS()
    {
        using var tls = new Tls();
        await using var server = RawServer.StartUnread(
            (socket, token) => socket.SendAsync("\u0016\u0003\u0003\0\u0005hello"u8.ToArray(), token).AsTask());
        await using var proxy = ProxyServer.Http(certificate: tls.Certificate);

        var told = await Direct.PostToApi(
            "built in", $"https://127.0.0.1:{server.Port}/", tls.Trust, ("https_proxy", $"https://{proxy.Address}"), ("DEV_MODE", "true"));

        Assert.Equal("000", told.Response);
        Assert.Contains("TLS error: unexpected message\n", told.Log, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_proxy_over_TLS_has_to_be_trusted(string transport)
    {
        using var tls = new Tls();
        using var stranger = new Tls();
        await using var server = await RecordingServer.Start();
        await using var proxy = ProxyServer.Http(certificate: stranger.Certificate);

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", tls.Trust, ("http_proxy", $"https://{proxy.Address}"));

        Assert.Equal("000", told.Response);
        Assert.Empty(proxy.Asked);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task The_target_of_a_redirect_is_requested_through_the_proxy_for_its_scheme(string transport)
    {
        using var tls = new Tls("upload.test");
        await using var target = await RecordingServer.Start(tls.Certificate);
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(308, $"https://upload.test:{target.Port}/"));
        await using var proxy = ProxyServer.Http();

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", tls.Trust, ("https_proxy", proxy.Address));

        Assert.Equal(Delivered, told.Response);
        Assert.Equal([$"CONNECT upload.test:{target.Port} HTTP/1.1"], proxy.Asked);
    }

    // The name is looked up by the proxy for socks4a and socks5h, before for socks4; with socks5, only curl does that, and
    // which of the addresses it takes depends on its version.
    [Theory]
    [InlineData("socks4", "", "socks4 127.0.0.1")]
    [InlineData("socks4a", "", "socks4 localhost")]
    [InlineData("socks5", "", "socks5 (localhost|127.0.0.1|::1)")]
    [InlineData("socks5h", "", "socks5 localhost")]
    [InlineData("socks5h", "me:my%20secret%40@", "me:my secret@@socks5 localhost")]
    public async Task A_proxy_may_speak_SOCKS(string scheme, string user, string asked)
    {
        using var tls = new Tls("localhost");
        await using var plain = await RecordingServer.Start();
        await using var secure = await RecordingServer.Start(tls.Certificate);
        foreach (var transport in Direct.Transports)
        {
            await using var proxy = ProxyServer.Socks();
            var address = ("all_proxy", $"{scheme}://{user}{proxy.Address}");

            var overHttp = await Direct.PostToApi(transport, $"http://localhost:{plain.Port}/upload", address);
            var overHttps = await Direct.PostToApi(transport, $"https://localhost:{secure.Port}/upload", tls.Trust, address);

            Assert.Equal((Delivered, Delivered), (overHttp.Response, overHttps.Response));
            Assert.Collection(
                proxy.Asked,
                first => Assert.Matches($"^{asked} {plain.Port}$", first),
                second => Assert.Matches($"^{asked} {secure.Port}$", second));
        }
    }

    /// <summary>An authority, a certificate of it, and the variable that makes it trusted.</summary>
    private sealed class Tls : IDisposable
    {
        private readonly CertificateAuthority _authority = new();
        private readonly TemporaryDirectory _directory = new();

        public Tls(string? host = null) => Certificate = _authority.Issue(host);

        public System.Security.Cryptography.X509Certificates.X509Certificate2 Certificate { get; }

        public (string Name, string? Value) Trust => ("SSL_CERT_FILE", _directory.Write("ca.pem", _authority.Pem));

        public void Dispose()
        {
            Certificate.Dispose();
            _authority.Dispose();
            _directory.Dispose();
        }
    }
}
