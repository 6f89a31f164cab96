// A certificate authority of the test's own.

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Loopback;

/// <summary>Issues server certificates that only those trust who trust <see cref="Pem"/>.</summary>
public sealed class CertificateAuthority : IDisposable
{
    /// <summary>What a server's certificate is for (RFC 5280, section 4.2.1.12).</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly ECDsa _key;

    /// <summary>An authority of the top: its certificate is signed with its own key.</summary>
    /// <param name="name">Its name; two authorities may have the same one.</param>
    /// <param name="expired">Whether its certificate was valid until yesterday only.</param>
    public CertificateAuthority(string name = "Loopback test CA", bool expired = false)
    {
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Certificate = Request(name, _key).CreateSelfSigned(Begin, expired ? Yesterday : DateTimeOffset.UtcNow.AddDays(2));
    }

    private CertificateAuthority(ECDsa key, X509Certificate2 certificate)
    {
        _key = key;
        Certificate = certificate;
    }

    /// <summary>The authority's certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The authority's certificate, as bundles hold it.</summary>
    public string Pem => Certificate.ExportCertificatePem() + "\n";

    private static DateTimeOffset Begin => DateTimeOffset.UtcNow.AddDays(-3);

    private static DateTimeOffset Yesterday => DateTimeOffset.UtcNow.AddDays(-1);

    /// <summary>An authority below this one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expired">Whether its certificate was valid until yesterday only.</param>
    /// <param name="extensions">Takes the place of what makes it an authority.</param>
    public CertificateAuthority Subordinate(string name, bool expired = false, X509Extension[]? extensions = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(name, key);
        if (extensions is not null)
        {
            request.CertificateExtensions.Clear();
            foreach (var extension in extensions)
                request.CertificateExtensions.Add(extension);
        }

        return new CertificateAuthority(key, Sign(request, key, expired ? Yesterday : DateTimeOffset.UtcNow.AddDays(1)));
    }

    /// <summary>Another certificate for an authority's name and key, signed by this one.</summary>
    public X509Certificate2 CrossSign(CertificateAuthority other) =>
        Sign(
            Request(other.Certificate.GetNameInfo(X509NameType.SimpleName, false), other._key), other._key,
            DateTimeOffset.UtcNow.AddDays(1));

    /// <summary>A certificate for a server.</summary>
    /// <param name="host">The name it is for; 127.0.0.1 and localhost by default.</param>
    /// <param name="expired">Whether it was valid until yesterday only.</param>
    /// <param name="usage">What it is for.</param>
    /// <param name="namesKey">Whether it says which key has signed it, beside the authority's name.</param>
    public X509Certificate2 Issue(string? host = null, bool expired = false, string usage = ServerAuthentication, bool namesKey = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(ServerRequest(host, key, usage), key, expired ? Yesterday : DateTimeOffset.UtcNow.AddDays(1), namesKey);
    }

    /// <summary>A certificate for a server with a subject and alternative names of the test's own.</summary>
    /// <param name="subject">The subject, such as CN=host.</param>
    /// <param name="names">The alternative names; null for none.</param>
    /// <param name="issuer">How the authority's name is written in it; null for the way in which it is in the authority's.</param>
    public X509Certificate2 Issue(X500DistinguishedName subject, SubjectAlternativeNameBuilder? names, X500DistinguishedName? issuer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (names is not null)
            request.CertificateExtensions.Add(names.Build());
        return Sign(request, key, DateTimeOffset.UtcNow.AddDays(1), namesKey: false, issuer);
    }

    /// <summary>A certificate for a server that no authority has signed: it trusts itself.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = ServerRequest(null, key, ServerAuthentication).CreateSelfSigned(Begin, DateTimeOffset.UtcNow.AddDays(1));
        return Usable(certificate);
    }

    public void Dispose()
    {
        _key.Dispose();
        Certificate.Dispose();
    }

    private static CertificateRequest Request(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static CertificateRequest ServerRequest(string? host, ECDsa key, string usage)
    {
        var request = new CertificateRequest($"CN={host ?? "localhost"}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host ?? "localhost");
        if (host is null)
            names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        return request;
    }

    private X509Certificate2 Sign(
        CertificateRequest request, ECDsa key, DateTimeOffset until, bool namesKey = true, X500DistinguishedName? issuer = null)
    {
        if (namesKey)
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        using var issued = request.Create(
            issuer ?? Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), Begin, until,
            RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(key);
        return Usable(withKey);
    }

    /// <summary>The certificate with its key in the form that servers take.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
