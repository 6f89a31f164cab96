// TLS certificates: trusted is what the host trusts, wherever its distribution keeps that.

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ApiFunc.Caller;
using ApiFunc.Platform;

namespace ApiFunc.Delivery;

/// <summary>
/// Verifies a server's certificate against the host's certificates, of which it loads only those that matter: reading
/// a whole bundle costs more than everything else in a request.
/// </summary>
internal sealed class CertificateCheck
{
    private const string Nowhere = "/nonexistent";

    private readonly CertificateStore _store;

    public CertificateCheck(CallingScript script)
    {
        _store = CertificateStore.Of(script);

        // .NET reads the bundle of the place that these name before it asks the callback below, and stores below the
        // home directory, which it looks up in /etc/passwd where HOME is not set.
        _ = Native.SetEnv("SSL_CERT_FILE", Nowhere, 1);
        _ = Native.SetEnv("SSL_CERT_DIR", Nowhere, 1);
        Environment.SetEnvironmentVariable("HOME", Nowhere);
    }

    /// <summary>The options for a TLS connection that is checked by this object.</summary>
    public SslClientAuthenticationOptions Options => new()
    {
        AllowTlsResume = false,
        CertificateChainPolicy = Policy([]),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Verify(certificate, chain, errors),
    };

    private bool Verify(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        // The chain is expected to fail so far, because nothing was trusted yet. A wrong name is never forgiven.
        if (certificate is not X509Certificate2 leaf || presented is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            DebugLog.Write($"the server's certificate is refused: {errors}");
            return false;
        }

        var known = presented.ChainPolicy.ExtraStore;
        var trusted = _store.IssuersOf([leaf, .. known]);
        using var chain = new X509Chain { ChainPolicy = Policy(trusted) };
        chain.ChainPolicy.ExtraStore.AddRange(known);
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.1")); // TLS server authentication, RFC 5280, 4.2.1.12
        if (chain.Build(leaf) || EndsInTrusted(chain, trusted))
            return true;

        DebugLog.Write($"the server's certificate is refused: {string.Join(", ", chain.ChainStatus.Select(status => status.Status))}");
        return false;
    }

    /// <summary>
    /// Whether nothing is wrong but that the chain does not end in a root, and it ends in a trusted certificate: for
    /// curl and OpenSSL that need not be a root either (X509_V_FLAG_PARTIAL_CHAIN).
    /// </summary>
    private static bool EndsInTrusted(X509Chain chain, X509Certificate2Collection trusted)
    {
        // Nobody has looked at when the last one is valid. They are compared by their bytes: to .NET, certificates are
        // equal that have the same issuer and number.
        var last = chain.ChainElements[^1].Certificate;
        return chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.PartialChain)
            && last.NotBefore <= DateTime.Now && DateTime.Now <= last.NotAfter
            && trusted.Any(certificate => certificate.RawDataMemory.Span.SequenceEqual(last.RawDataMemory.Span));
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
