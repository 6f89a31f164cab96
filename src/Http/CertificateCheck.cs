// The verification of a server's certificate: OpenSSL builds the chain to a trusted certificate, ServerName compares the names.

using System.Runtime.InteropServices;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>Verifies the certificate of one server.</summary>
/// <param name="server">The server.</param>
/// <param name="trusted">The trusted certificates.</param>
internal sealed class CertificateCheck(ServerName server, CertificateStore trusted)
{
    // openssl/x509_vfy.h, with their names there.
    private const int Valid = 0; // X509_V_OK
    private const int WrongName = 62; // X509_V_ERR_HOSTNAME_MISMATCH
    private const int WrongAddress = 64; // X509_V_ERR_IP_ADDRESS_MISMATCH

    // openssl/obj_mac.h.
    private const int CommonName = 13; // NID_commonName
    private const int AlternativeNames = 85; // NID_subject_alt_name

    /// <summary>If no trusted certificate was found: what may be wrong with the place where they are; null for nothing.</summary>
    public string? Hint { get; private set; }

    /// <summary>The callback for SSL_CTX_set_cert_verify_callback(3ssl). Returns 1 if the certificate is trusted.</summary>
    /// <param name="verification">The X509_STORE_CTX: the certificates that the server sent, and an empty store.</param>
    /// <param name="check">A handle of the <see cref="CertificateCheck"/>.</param>
    [UnmanagedCallersOnly]
    public static int Verify(nint verification, nint check)
    {
        try
        {
            return ((CertificateCheck)GCHandle.FromIntPtr(check).Target!).IsTrusted(verification) ? 1 : 0;
        }
#pragma warning disable CA1031 // An exception must not reach native code: it would end the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DebugLog.Write($"could not verify the certificate: {e.GetType().Name}: {e.Message}");
            return 0;
        }
    }

    private bool IsTrusted(nint verification)
    {
        if (!IsVerified(verification))
            return false;

        var certificate = OpenSsl.GetCertificate(verification);
        if (server.IsNamedBy(AlternativeNamesOf(certificate), CommonNameOf(certificate)))
            return true;

        OpenSsl.SetVerdict(verification, server.IsAddress ? WrongAddress : WrongName);
        return false;
    }

    /// <summary>
    /// Builds a chain from the directories alone, of which OpenSSL reads only the files it needs. If that fails, tries again with
    /// the bundle, too: it may have another certificate with the same name.
    /// </summary>
    private bool IsVerified(nint verification)
    {
        var store = OpenSsl.GetStore(verification);
        trusted.AddDirectories(store);
        if (OpenSsl.VerifyCertificate(verification) == 1)
            return true;

        using var bundle = trusted.ReadBundle();
        List<nint> names = [.. NamesIn(OpenSsl.GetPresented(verification)), .. NamesIn(OpenSsl.GetChain(verification))];
        if (IsVerifiedWith(NameComparison.Exact) || IsVerifiedWith(NameComparison.Normalized))
            return true;

        if (IsForLackOfIssuer(OpenSsl.GetVerdict(verification)))
            Hint = trusted.Hint(bundle.Problem);
        return false;

        bool IsVerifiedWith(NameComparison comparison) => bundle.AddTo(store, names, comparison) && IsVerifiedAgain(verification);
    }

    private static bool IsVerifiedAgain(nint verification)
    {
        OpenSsl.SetChain(verification, 0);
        OpenSsl.SetVerdict(verification, Valid);
        return OpenSsl.VerifyCertificate(verification) == 1;
    }

    /// <summary>
    /// X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, _DEPTH_ZERO_SELF_SIGNED_CERT, _SELF_SIGNED_CERT_IN_CHAIN,
    /// _UNABLE_TO_GET_ISSUER_CERT_LOCALLY, _UNABLE_TO_VERIFY_LEAF_SIGNATURE.
    /// </summary>
    private static bool IsForLackOfIssuer(int verdict) => verdict is 2 or 18 or 19 or 20 or 21;

    /// <summary>
    /// The names of the trusted certificates that OpenSSL may look for: the issuers of some certificates, and their subjects,
    /// since they may be trusted themselves.
    /// </summary>
    private static IEnumerable<nint> NamesIn(nint certificates)
    {
        for (var i = 0; i < OpenSsl.GetCount(certificates); i++)
        {
            yield return OpenSsl.GetSubjectName(OpenSsl.GetItem(certificates, i));
            yield return OpenSsl.GetIssuerName(OpenSsl.GetItem(certificates, i));
        }
    }

    private static unsafe List<AlternativeName> AlternativeNamesOf(nint certificate)
    {
        var found = new List<AlternativeName>();
        var names = OpenSsl.GetExtension(certificate, AlternativeNames, 0, 0);
        for (var i = 0; i < OpenSsl.GetCount(names); i++)
        {
            int kind;
            var value = OpenSsl.GetValue(OpenSsl.GetItem(names, i), &kind);
            if (kind is AlternativeName.Dns or AlternativeName.Address)
                found.Add(new AlternativeName(kind, OpenSsl.BytesOfText(value).ToArray()));
        }

        OpenSsl.FreeAlternativeNames(names);
        return found;
    }

    /// <summary>The last common name of the subject, which is the most specific one.</summary>
    private static byte[]? CommonNameOf(nint certificate)
    {
        var subject = OpenSsl.GetSubjectName(certificate);
        var last = -1;
        while (OpenSsl.FindEntry(subject, CommonName, last) is >= 0 and var index)
            last = index;
        return last < 0 ? null : OpenSsl.Utf8(OpenSsl.GetText(OpenSsl.GetEntry(subject, last)));
    }
}
