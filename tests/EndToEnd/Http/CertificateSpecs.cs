// TLS: which servers are trusted, and where the trusted certificates are looked for.

using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EndToEnd.Harness;

namespace EndToEnd.Http;

public sealed class CertificateSpecs : IDisposable
{
    private const string Delivered = RecordingServer.DefaultAnswer + "201";
    private const string NotTrusted = "000";

    private readonly CertificateAuthority _authority = new();
    private readonly CertificateAuthority _stranger = new("Another CA");
    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Transports => [.. Direct.Transports];

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
        _directory.Dispose();
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_server_is_trusted_whose_authority_is_in_the_file_that_SSL_CERT_FILE_names(string transport)
    {
        await using var server = await RecordingServer.Start(_authority.Issue());

        var told = await Post(transport, server, _authority.Pem);

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(told.Payload, Assert.Single(server.Requests).Text);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_server_of_an_unknown_authority_is_not_trusted(string transport)
    {
        await using var server = await RecordingServer.Start(_authority.Issue());

        await AssertNotTrusted(transport, server, _stranger.Pem);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task An_authority_that_only_has_the_name_of_a_trusted_one_is_not_trusted(string transport)
    {
        using var impostor = new CertificateAuthority();
        await using var server = await RecordingServer.Start(impostor.Issue(namesKey: false), null, null, impostor.Certificate);

        await AssertNotTrusted(transport, server, _authority.Pem);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task An_expired_certificate_is_not_trusted(string transport)
    {
        await using var server = await RecordingServer.Start(_authority.Issue(expired: true));

        await AssertNotTrusted(transport, server, _authority.Pem);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_certificate_of_an_expired_authority_is_not_trusted(string transport)
    {
        using var expired = new CertificateAuthority(expired: true);
        await using var server = await RecordingServer.Start(expired.Issue());

        await AssertNotTrusted(transport, server, expired.Pem);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_certificate_for_another_name_is_not_trusted(string transport)
    {
        await using var server = await RecordingServer.Start(_authority.Issue("other.test"));

        await AssertNotTrusted(transport, server, _authority.Pem);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_certificate_that_is_not_for_servers_is_not_trusted(string transport)
    {
        const string clientAuthentication = "1.3.6.1.5.5.7.3.2";
        await using var server = await RecordingServer.Start(_authority.Issue(usage: clientAuthentication));

        await AssertNotTrusted(transport, server, _authority.Pem);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_certificate_that_a_trusted_server_has_issued_is_not_trusted(string transport)
    {
        using var leaf = _authority.Issue();
        using var key = leaf.GetECDsaPrivateKey()!;
        var request = new CertificateRequest("CN=127.0.0.1", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(
            leaf.SubjectName, X509SignatureGenerator.CreateForECDsa(key), leaf.NotBefore, leaf.NotAfter, [1, 2, 3]);
        using var withKey = issued.CopyWithPrivateKey(key);
        using var usable = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        await using var server = await RecordingServer.Start(usable, null, null, leaf);

        await AssertNotTrusted(transport, server, _authority.Pem);
        await AssertNotTrusted(transport, server, leaf.ExportCertificatePem());
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task An_intermediate_certificate_that_the_server_sends_leads_to_the_trusted_one(string transport)
    {
        using var intermediate = _authority.Subordinate("Intermediate");
        using var below = intermediate.Subordinate("Intermediate below");
        await using var server = await RecordingServer.Start(below.Issue(), null, null, below.Certificate, intermediate.Certificate);

        Assert.Equal(Delivered, (await Post(transport, server, _stranger.Pem + _authority.Pem)).Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_missing_intermediate_certificate_breaks_the_chain(string transport)
    {
        using var intermediate = _authority.Subordinate("Intermediate");
        await using var server = await RecordingServer.Start(intermediate.Issue());

        await AssertNotTrusted(transport, server, _authority.Pem);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task An_intermediate_certificate_may_be_among_the_trusted_ones(string transport)
    {
        using var intermediate = _authority.Subordinate("Intermediate");
        await using var server = await RecordingServer.Start(intermediate.Issue());

        Assert.Equal(Delivered, (await Post(transport, server, _authority.Pem + intermediate.Pem)).Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_trusted_intermediate_certificate_needs_nothing_above_it(string transport)
    {
        using var intermediate = _authority.Subordinate("Intermediate");
        await using var server = await RecordingServer.Start(intermediate.Issue());

        Assert.Equal(Delivered, (await Post(transport, server, intermediate.Pem)).Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_trusted_intermediate_certificate_that_has_expired_is_not_trusted(string transport)
    {
        using var intermediate = _authority.Subordinate("Intermediate", expired: true);
        await using var server = await RecordingServer.Start(intermediate.Issue());

        await AssertNotTrusted(transport, server, intermediate.Pem);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task An_intermediate_certificate_that_only_has_the_name_of_a_trusted_one_is_not_trusted(string transport)
    {
        using var trusted = _authority.Subordinate("Intermediate");
        using var impostor = _stranger.Subordinate("Intermediate");
        await using var sent = await RecordingServer.Start(impostor.Issue(), null, null, impostor.Certificate);
        await using var unsent = await RecordingServer.Start(impostor.Issue(namesKey: false));

        await AssertNotTrusted(transport, sent, trusted.Pem);
        await AssertNotTrusted(transport, unsent, trusted.Pem);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_server_is_trusted_whose_own_certificate_is_listed(string transport)
    {
        using var certificate = _authority.Issue();
        using var other = _authority.Issue();
        await using var server = await RecordingServer.Start(certificate);

        await AssertNotTrusted(transport, server, other.ExportCertificatePem());
        Assert.Equal(Delivered, (await Post(transport, server, certificate.ExportCertificatePem())).Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task An_expired_certificate_is_not_trusted_even_if_it_is_listed(string transport)
    {
        using var certificate = _authority.Issue(expired: true);
        await using var server = await RecordingServer.Start(certificate);

        await AssertNotTrusted(transport, server, certificate.ExportCertificatePem());
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_trusted_authority_counts_if_the_server_sends_it_signed_by_an_unknown_one(string transport)
    {
        using var intermediate = _authority.Subordinate("Intermediate");
        using var crossSigned = _stranger.CrossSign(_authority);
        await using var server = await RecordingServer.Start(intermediate.Issue(), null, null, intermediate.Certificate, crossSigned);

        Assert.Equal(Delivered, (await Post(transport, server, _authority.Pem)).Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_trusted_authority_counts_if_the_server_sends_it_signed_by_one_that_has_expired(string transport)
    {
        using var expired = new CertificateAuthority("Expired CA", expired: true);
        using var intermediate = _authority.Subordinate("Intermediate");
        using var crossSigned = expired.CrossSign(_authority);
        await using var server = await RecordingServer.Start(intermediate.Issue(), null, null, intermediate.Certificate, crossSigned);

        Assert.Equal(Delivered, (await Post(transport, server, expired.Pem + _authority.Pem)).Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Of_authorities_with_the_same_name_the_one_that_signed_counts(string transport)
    {
        using var old = new CertificateAuthority(expired: true);
        using var successor = new CertificateAuthority();
        await using var server = await RecordingServer.Start(_authority.Issue());

        Assert.Equal(Delivered, (await Post(transport, server, old.Pem + successor.Pem + _authority.Pem)).Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_self_signed_certificate_is_trusted_only_if_it_is_listed(string transport)
    {
        using var certificate = CertificateAuthority.SelfSigned();
        await using var server = await RecordingServer.Start(certificate);

        await AssertNotTrusted(transport, server, _authority.Pem);
        Assert.Equal(Delivered, (await Post(transport, server, _authority.Pem + certificate.ExportCertificatePem())).Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Text_between_the_certificates_of_a_bundle_is_ignored(string transport)
    {
        await using var server = await RecordingServer.Start(_authority.Issue());
        var crLf = _stranger.Pem.Replace("\n", "\r\n", StringComparison.Ordinal);

        var told = await Post(
            transport, server, $"# A comment\n\n{crLf}Caf\u00e9: 100 % \u0000\u0001 -----\n=====\n{_authority.Pem}\nthe end");

        Assert.Equal(Delivered, told.Response);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_skipped()
    {
        await using var server = await RecordingServer.Start(_authority.Issue());
        var broken = _authority.Pem.Replace("M", "N", StringComparison.Ordinal);
        const string noCertificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        const string unended = "-----BEGIN CERTIFICATE-----\nMIIB\n";

        var told = await Post("built in", server, broken + noCertificate + unended + _authority.Pem);

        Assert.Equal(Delivered, told.Response);
    }

    [Theory]
    [InlineData("with a byte order mark")]
    [InlineData("under its old label")]
    [InlineData("behind 17 MB of text")]
    [InlineData("in one line")]
    [InlineData("with spaces at the ends of lines")]
    public async Task A_certificate_may_have_any_PEM_label_that_OpenSSL_accepts(string form)
    {
        await using var server = await RecordingServer.Start(_authority.Issue());
        var bundle = form switch
        {
            "with a byte order mark" => "\uFEFF" + _authority.Pem,
            "under its old label" => _authority.Pem.Replace("CERTIFICATE", "X509 CERTIFICATE", StringComparison.Ordinal),
            "behind 17 MB of text" => new StringBuilder().Insert(0, "a line of text\n", 17 * 1024 * 1024 / 15) + _authority.Pem,
            "in one line" =>
                $"-----BEGIN CERTIFICATE-----\n{Convert.ToBase64String(_authority.Certificate.RawData)}\n-----END CERTIFICATE-----",
            _ => _authority.Pem.Replace("\n", " \t\n", StringComparison.Ordinal),
        };

        Assert.Equal(Delivered, (await Post("built in", server, bundle)).Response);
    }

    [Fact]
    public async Task An_encrypted_certificate_asks_nobody_for_a_password()
    {
        await using var server = await RecordingServer.Start(_authority.Issue());
        const string header =
            "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n";
        var encrypted = _authority.Pem.Replace("-----BEGIN CERTIFICATE-----\n", header, StringComparison.Ordinal);

        await AssertNotTrusted("built in", server, encrypted);
        Assert.Equal(Delivered, (await Post("built in", server, encrypted + _authority.Pem)).Response);
    }

    [Theory]
    [InlineData("CN=LOOPBACK test  ca", false)]
    [InlineData("CN=\" Loopback test CA \"", false)]
    [InlineData("CN=Loopback test CA", true)]
    public async Task The_name_of_an_authority_may_differ_in_case_and_spaces(string issuer, bool forceUtf8)
    {
        // The stranger's name is found as it is written, and does not lead any further.
        var spelt = new X500DistinguishedName(
            issuer, forceUtf8 ? X500DistinguishedNameFlags.ForceUTF8Encoding : X500DistinguishedNameFlags.None);
        using var certificate = _authority.Issue(new X500DistinguishedName("CN=localhost"), Names(null, "127.0.0.1"), spelt);
        await using var server = await RecordingServer.Start(certificate, null, null, _stranger.Certificate);

        Assert.Equal(Delivered, (await Post("built in", server, _stranger.Pem + _authority.Pem)).Response);
        await AssertNotTrusted("built in", server, _stranger.Pem, alreadyAsked: 1);
    }

    [Theory]
    [InlineData("CN=other.test", "www.example.test", null, Delivered)]
    [InlineData("CN=other.test", "*.example.test", null, Delivered)]
    [InlineData("CN=other.test", "*.example.test.", null, Delivered)]
    [InlineData("CN=www.example.test", null, null, Delivered)]
    [InlineData("CN=*.example.test", null, null, Delivered)]
    [InlineData("CN=www.example.test", "other.test", null, NotTrusted)]
    [InlineData("CN=www.example.test", null, "127.0.0.1", NotTrusted)]
    [InlineData("CN=other.test", "*.test", null, NotTrusted)]
    [InlineData("CN=other.test", "w*.example.test", null, NotTrusted)]
    [InlineData("CN=other.test", "example.test", null, NotTrusted)]
    [InlineData("O=nobody", null, null, NotTrusted)]
    public Task A_name_is_compared_as_curl_does_it(string subject, string? name, string? address, string response) =>
        AssertNamed("www.example.test", subject, name, address, response);

    [Theory]
    [InlineData("under_score.example.test", "CN=other.test", "*.example.test", null, Delivered)]
    [InlineData("www.example.test.", "CN=other.test", "www.example.test", null, Delivered)]
    [InlineData("127.0.0.1", "CN=other.test", null, "127.0.0.1", Delivered)]
    [InlineData("127.0.0.1", "CN=127.0.0.1", null, null, Delivered)]
    [InlineData("127.0.0.1", "CN=127.0.0.1", "other.test", null, NotTrusted)]
    [InlineData("127.0.0.1", "CN=other.test", null, "127.0.0.2", NotTrusted)]
    public Task Addresses_and_unusual_names_are_compared_as_curl_does_it(
        string host, string subject, string? name, string? address, string response) =>
        AssertNamed(host, subject, name, address, response);

    [Fact]
    public async Task Of_several_common_names_the_last_one_counts()
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName("127.0.0.1"); // The builder writes them from the last to the first.
        builder.AddCommonName("other.test");
        using var last = _authority.Issue(builder.Build(), null);
        builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName("other.test");
        builder.AddCommonName("127.0.0.1");
        using var first = _authority.Issue(builder.Build(), null);
        await using var accepted = await RecordingServer.Start(last);
        await using var rejected = await RecordingServer.Start(first);

        Assert.Equal(Delivered, (await Post("built in", accepted, _authority.Pem)).Response);
        await AssertNotTrusted("built in", rejected, _authority.Pem);
    }

    [Theory]
    [InlineData("an authority", Delivered)]
    [InlineData("no basic constraints", NotTrusted)]
    [InlineData("no authority", NotTrusted)]
    [InlineData("not for certificates", NotTrusted)]
    [InlineData("for clients only", NotTrusted)]
    [InlineData("for other names only", NotTrusted)]
    [InlineData("an unknown critical extension", NotTrusted)]
    public async Task What_an_intermediate_certificate_may_do_counts(string kind, string response)
    {
        var constraints = new X509BasicConstraintsExtension(true, false, 0, true);
        X509Extension[] extensions = kind switch
        {
            "no basic constraints" => [],
            "no authority" => [new X509BasicConstraintsExtension(false, false, 0, true)],
            "not for certificates" => [constraints, new X509KeyUsageExtension(X509KeyUsageFlags.CrlSign, true)],
            "for clients only" => [constraints, new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.2")], false)],
            "for other names only" =>
                [constraints, new X509Extension("2.5.29.30", [0x30, 0x0E, 0xA0, 0x0C, 0x30, 0x0A, 0x82, 0x08, .. "o.others"u8], true)],
            "an unknown critical extension" => [constraints, new X509Extension("1.2.3.4", [5, 0], true)],
            _ => [constraints],
        };
        using var intermediate = _authority.Subordinate("Intermediate", extensions: extensions);
        using var certificate = intermediate.Issue(namesKey: false);
        await using var server = await RecordingServer.Start(certificate, null, null, intermediate.Certificate);

        Assert.Equal(response, (await Post("built in", server, _authority.Pem)).Response);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n")]
    public async Task A_bundle_without_certificates_trusts_nobody(string bundle)
    {
        await using var server = await RecordingServer.Start(_authority.Issue());

        await AssertNotTrusted("built in", server, bundle);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task SSL_CERT_DIR_names_directories_of_certificates_under_hashed_names(string transport)
    {
        await using var server = await RecordingServer.Start(_authority.Issue());
        _directory.Write("one/stranger.pem", _stranger.Pem);
        _directory.Write("two/authority.pem", _authority.Pem);
        await Shell.Run(["openssl", "rehash"], [_directory.File("one"), _directory.File("two")]);

        var told = await Direct.PostToApi(transport, server.Url, ("SSL_CERT_DIR", $"{_directory.File("one")}:{_directory.File("two")}"));

        Assert.Equal(Delivered, told.Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_file_in_SSL_CERT_DIR_without_a_hashed_name_is_not_trusted(string transport)
    {
        using var certificate = _authority.Issue();
        await using var server = await RecordingServer.Start(certificate);
        _directory.Write("authority.pem", _authority.Pem);
        _directory.Write($"{await HashedName.Of(_authority.Pem)}.0.bak", _authority.Pem);
        _directory.Write("server.crt", certificate.ExportCertificatePem());
        _directory.Write($"{await HashedName.Of(_stranger.Pem)}.0", _stranger.Pem);

        var told = await Direct.PostToApi(transport, server.Url, ("SSL_CERT_DIR", _directory.Path));

        Assert.Equal(NotTrusted, told.Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_certificate_in_SSL_CERT_DIR_may_share_its_hash_with_others(string transport)
    {
        using var namesake = new CertificateAuthority();
        await using var server = await RecordingServer.Start(_authority.Issue());
        var hash = await HashedName.Of(_authority.Pem);
        _directory.Write($"{hash}.0", _stranger.Pem);
        _directory.Write($"{hash}.1", namesake.Pem);
        _directory.Write($"{hash}.2", _authority.Pem);

        var told = await Direct.PostToApi(transport, server.Url, ("SSL_CERT_DIR", $"/nonexistent::{_directory.Path}/"));

        Assert.Equal(Delivered, told.Response);
    }

    [Theory]
    [InlineData("the authority", "nothing", Delivered)]
    [InlineData("nothing", "the authority", Delivered)]
    [InlineData("a namesake", "the authority", Delivered)]
    [InlineData("the authority", "a namesake", Delivered)]
    [InlineData("an expired one", "the authority", Delivered)]
    [InlineData("the authority", "an expired one", Delivered)]
    [InlineData("a namesake", "an expired one", NotTrusted)]
    [InlineData("nothing", "nothing", NotTrusted)]
    [InlineData("one that rejects servers", "the authority", NotTrusted)]
    public async Task The_directory_and_the_bundle_complete_each_other(string inDirectory, string inBundle, string response)
    {
        using var namesake = new CertificateAuthority();
        using var expired = new CertificateAuthority(expired: true);
        var contents = new Dictionary<string, string>
        {
            ["the authority"] = _authority.Pem,
            ["a namesake"] = namesake.Pem,
            ["an expired one"] = expired.Pem,
            ["one that rejects servers"] = await Trusted(_authority.Pem, "-addreject", "serverAuth"),
            ["nothing"] = "",
        };
        await using var server = await RecordingServer.Start(_authority.Issue());
        _directory.Write($"certificates/{await HashedName.Of(_authority.Pem)}.0", contents[inDirectory]);

        var told = await Direct.PostToApi(
            "built in", server.Url, ("SSL_CERT_DIR", _directory.File("certificates")),
            ("SSL_CERT_FILE", _directory.Write("ca.pem", contents[inBundle])));

        Assert.Equal(response, told.Response);
    }

    [Theory]
    [InlineData("-addtrust", "serverAuth", Delivered)]
    [InlineData("-addtrust", "anyExtendedKeyUsage", Delivered)]
    [InlineData("-addreject", "emailProtection", Delivered)]
    [InlineData("-addtrust", "emailProtection", NotTrusted)]
    [InlineData("-addreject", "serverAuth", NotTrusted)]
    public async Task What_a_trusted_certificate_says_of_its_use_counts_in_a_bundle_and_in_a_directory(
        string option, string usage, string response)
    {
        await using var server = await RecordingServer.Start(_authority.Issue());
        var certificate = await Trusted(_authority.Pem, option, usage);
        _directory.Write($"{await HashedName.Of(_authority.Pem)}.0", certificate);

        Assert.Equal(response, (await Post("built in", server, certificate)).Response);
        Assert.Equal(response, (await Direct.PostToApi("built in", server.Url, ("SSL_CERT_DIR", _directory.Path))).Response);
    }

    [Fact]
    public async Task Entries_of_SSL_CERT_DIR_that_are_no_files_are_skipped()
    {
        await using var server = await RecordingServer.Start(_authority.Issue());
        _directory.Write($"{await HashedName.Of(_authority.Pem)}.0", _authority.Pem);
        File.CreateSymbolicLink(_directory.File("a"), "/dev/zero");
        File.CreateSymbolicLink(_directory.File("b"), "/nonexistent");
        await Shell.Run(["mkfifo"], [_directory.File("c")]);

        var told = await Direct.PostToApi("built in", server.Url, ("SSL_CERT_DIR", _directory.Path));

        Assert.Equal(Delivered, told.Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_server_that_does_not_speak_TLS_is_no_response(string transport)
    {
        await using var server = await RecordingServer.Start();

        Assert.Equal(NotTrusted, (await Direct.PostToApi(transport, $"https://127.0.0.1:{server.Port}/upload")).Response);
        Assert.Empty(server.Requests);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_server_may_be_addressed_by_its_name(string transport)
    {
        using var hosts = new PrivateFiles(("/etc/hosts", "127.0.0.1 upload.test\n"));
        await using var server = await RecordingServer.Start(_authority.Issue("upload.test"));

        var told = await Direct.Call(
            hosts.Around(Repository.Binary), ["post_to_api"], Direct.Transport(transport),
            ("API_FUNC_URL", $"https://UPLOAD.test:{server.Port}/upload"),
            ("SSL_CERT_FILE", _directory.Write("ca.pem", _authority.Pem)));

        Assert.Equal(Delivered, told.Response);
        Assert.Equal($"upload.test:{server.Port}", Assert.Single(server.Requests).Headers.Host.ToString().ToLowerInvariant());
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_server_is_told_the_protocol_by_ALPN(string transport)
    {
        using var certificate = _authority.Issue();
        var agreed = new List<SslApplicationProtocol>();
        await using var server = RawServer.StartUnread(async (socket, token) =>
        {
            await using var stream = new SslStream(new NetworkStream(socket));
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
            };
            await stream.AuthenticateAsServerAsync(options, token);
            agreed.Add(stream.NegotiatedApplicationProtocol);
        });

        await Direct.PostToApi(
            transport, $"https://127.0.0.1:{server.Port}/upload", ("SSL_CERT_FILE", _directory.Write("ca.pem", _authority.Pem)));

        Assert.Equal(SslApplicationProtocol.Http11, Assert.Single(agreed));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_server_may_show_its_certificate_again_before_it_answers(string transport)
    {
        using var certificate = _authority.Issue();
        await using var server = RawServer.StartUnread(async (socket, token) =>
        {
            await using var stream = new SslStream(new NetworkStream(socket));

            // TLS 1.3 cannot, and a session that is resumed does without certificates.
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                EnabledSslProtocols = SslProtocols.Tls12,
                AllowRenegotiation = true,
                AllowTlsResume = false,
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is null,
            };
            await stream.AuthenticateAsServerAsync(options, token);
            var request = new StringBuilder();
            var buffer = new byte[65536];
            while (!request.ToString().EndsWith('}'))
                request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, token)));
            await stream.NegotiateClientCertificateAsync(token);
            await stream.WriteAsync("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nagain"u8.ToArray(), token);
        });

        var told = await Direct.PostToApi(
            transport, $"https://127.0.0.1:{server.Port}/upload", ("SSL_CERT_FILE", _directory.Write("ca.pem", _authority.Pem)));

        Assert.Equal("again201", told.Response);
    }

    /// <summary>A certificate of the kind that says what it is to be used for.</summary>
    private async Task<string> Trusted(string pem, string option, string usage)
    {
        var outcome = await Shell.Run(["openssl", "x509"], ["-trustout", option, usage, "-in", _directory.Write("plain.pem", pem)]);
        Assert.Contains("BEGIN TRUSTED CERTIFICATE", outcome.Output, StringComparison.Ordinal);
        return outcome.Output;
    }

    private static SubjectAlternativeNameBuilder? Names(string? name, string? address)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (name is not null)
            names.AddDnsName(name);
        if (address is not null)
            names.AddIpAddress(System.Net.IPAddress.Parse(address));
        return name is null && address is null ? null : names;
    }

    private async Task AssertNamed(string host, string subject, string? name, string? address, string response)
    {
        using var hosts = new PrivateFiles(("/etc/hosts", "127.0.0.1 www.example.test www.example.test. under_score.example.test\n"));
        using var certificate = _authority.Issue(new X500DistinguishedName(subject), Names(name, address));
        await using var server = await RecordingServer.Start(certificate);

        var told = await Direct.Call(
            hosts.Around(Repository.Binary), ["post_to_api"], ("API_FUNC_URL", $"https://{host}:{server.Port}/upload"),
            ("SSL_CERT_FILE", _directory.Write("ca.pem", _authority.Pem)));

        Assert.Equal(response, told.Response);
    }

    private Task<Told> Post(string transport, RecordingServer server, string bundle) =>
        Direct.PostToApi(transport, $"{server.Url}/upload", ("SSL_CERT_FILE", _directory.Write("ca.pem", bundle)));

    private async Task AssertNotTrusted(string transport, RecordingServer server, string bundle, int alreadyAsked = 0)
    {
        var told = await Post(transport, server, bundle);

        Assert.Equal(NotTrusted, told.Response);
        Assert.Equal(alreadyAsked, server.Requests.Count);
    }
}
