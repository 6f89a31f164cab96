// Bundles and directories of certificates, for the real binary at a server over TLS: nothing that lacks the authority's
// certificate makes the binary trust it.

using CliWrap;
using CliWrap.Buffered;
using EndToEnd.Harness;

namespace Fuzz.Targets;

internal sealed class CertificatesTarget : BinaryTarget
{
    private readonly CertificateAuthority _authority = new();
    private readonly CertificateAuthority _stranger = new("Another CA");
    private readonly CertificateAuthority _impostor = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly RecordingServer _server;
    private readonly string _body;
    private readonly string _hash;

    public CertificatesTarget()
    {
        _server = RecordingServer.Start(_authority.Issue()).GetAwaiter().GetResult();
        _hash = HashOf(_authority.Pem);
        _body = Body(_authority.Pem);
        var stranger = _stranger.Pem;
        Seeds =
        [
            Bytes(_authority.Pem), Bytes(stranger + _authority.Pem + _impostor.Pem),
            Bytes($"# a comment\r\n\r\n{_impostor.Pem.ReplaceLineEndings("\r\n")}"), Bytes(stranger),
            Bytes(_authority.Pem.Replace("CERTIFICATE", "TRUSTED CERTIFICATE", StringComparison.Ordinal)), _authority.Certificate.RawData,
        ];
    }

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Words { get; } = Each(
        "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "-----BEGIN TRUSTED CERTIFICATE-----\n",
        "-----BEGIN X509 CERTIFICATE-----\n", "-----BEGIN X509 CRL-----\n",
        "-----BEGIN ", "-----", "\n", "\r\n", "=", "==", " ", "\0", "\xef\xbb\xbf", "MII", "A", "#", "Proc-Type: 4,ENCRYPTED\n");

    public override void Check(byte[] input)
    {
        var bundle = _directory.Write("bundle.pem", input);
        _directory.Write($"certs/{_hash}.0", input);
        CheckTrust(input, ("SSL_CERT_FILE", bundle), ("SSL_CERT_DIR", "/nonexistent"));
        CheckTrust(input, ("SSL_CERT_FILE", "/nonexistent"), ("SSL_CERT_DIR", _directory.File("certs")));
    }

    public override void Dispose()
    {
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _authority.Dispose();
        _stranger.Dispose();
        _impostor.Dispose();
        _directory.Dispose();
        base.Dispose();
    }

    private void CheckTrust(byte[] input, params (string Name, string? Value)[] variables)
    {
        var before = _server.Requests.Count;
        Post("", $"{_server.Url}/upload", variables);

        // A signature of another key is beyond a mutation: without the authority's key the server is not trusted.
        var isTrusted = _server.Requests.Count > before;
        Assert.True(!isTrusted || MayHoldTheAuthority(input), "a server is trusted whose authority is in no file");
    }

    /// <summary>Whether a tenth of the certificate's text is left somewhere: bundles without any of it cannot hold the key.</summary>
    private bool MayHoldTheAuthority(byte[] input)
    {
        var text = System.Text.Encoding.Latin1.GetString(input).ReplaceLineEndings("");
        var length = _body.Length / 10;
        return input.AsSpan().IndexOf(_authority.Certificate.GetPublicKey()) >= 0
            || Enumerable.Range(0, _body.Length - length).Any(at => text.Contains(_body.AsSpan(at, length), StringComparison.Ordinal));
    }

    private static string Body(string pem) => string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-')));

    /// <summary>The name that a certificate's file has in a directory of OpenSSL (openssl-rehash(1)).</summary>
    private static string HashOf(string pem) =>
        Cli.Wrap("openssl").WithArguments(["x509", "-noout", "-hash"]).WithStandardInputPipe(PipeSource.FromString(pem))
            .ExecuteBufferedAsync().GetAwaiter().GetResult().StandardOutput.Trim();
}
