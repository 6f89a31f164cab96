// The verification of a server's certificate: OpenSSL builds the chain to a trusted certificate, ServerName compares the names.

using System.Runtime.InteropServices;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>Verifies the certificate of one server.</summary>
/// <param name="server">The server.</param>
/// <param name="trusted">The trusted certificates.</param>
internal sealed class CertificateCheck(ServerName server, CertificateStore trusted)
{
    // openssl/x509_vfy.h.
    private const int X509_V_OK = 0;
    private const int X509_V_ERR_HOSTNAME_MISMATCH = 62;
    private const int X509_V_ERR_IP_ADDRESS_MISMATCH = 64;

    // openssl/obj_mac.h.
    private const int NID_commonName = 13;
    private const int NID_subject_alt_name = 85;

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

        var certificate = OpenSsl.X509_STORE_CTX_get0_cert(verification);
        if (server.IsNamedBy(AlternativeNamesOf(certificate), CommonNameOf(certificate)))
            return true;

        OpenSsl.X509_STORE_CTX_set_error(verification, server.IsAddress ? X509_V_ERR_IP_ADDRESS_MISMATCH : X509_V_ERR_HOSTNAME_MISMATCH);
        return false;
    }

    /// <summary>
    /// Builds a chain from the directories alone, of which OpenSSL reads only the files it needs. If that fails, tries again with
    /// the bundle, too: it may have another certificate with the same name.
    /// </summary>
    private bool IsVerified(nint verification)
    {
        var store = OpenSsl.X509_STORE_CTX_get0_store(verification);
        trusted.AddDirectories(store);
        if (OpenSsl.X509_verify_cert(verification) == 1)
            return true;

        using var bundle = trusted.ReadBundle();
        List<nint> names =
        [
            .. NamesIn(OpenSsl.X509_STORE_CTX_get0_untrusted(verification)), .. NamesIn(OpenSsl.X509_STORE_CTX_get0_chain(verification)),
        ];
        if (IsVerifiedWith(NameComparison.Exact) || IsVerifiedWith(NameComparison.Normalized))
            return true;

        if (IsForLackOfIssuer(OpenSsl.X509_STORE_CTX_get_error(verification)))
            Hint = trusted.Hint(bundle.Problem);
        return false;

        bool IsVerifiedWith(NameComparison comparison) => bundle.AddTo(store, names, comparison) && IsVerifiedAgain(verification);
    }

    private static bool IsVerifiedAgain(nint verification)
    {
        OpenSsl.X509_STORE_CTX_set0_verified_chain(verification, 0);
        OpenSsl.X509_STORE_CTX_set_error(verification, X509_V_OK);
        return OpenSsl.X509_verify_cert(verification) == 1;
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
        for (var i = 0; i < OpenSsl.OPENSSL_sk_num(certificates); i++)
        {
            yield return OpenSsl.X509_get_subject_name(OpenSsl.OPENSSL_sk_value(certificates, i));
            yield return OpenSsl.X509_get_issuer_name(OpenSsl.OPENSSL_sk_value(certificates, i));
        }
    }

    private static unsafe List<AlternativeName> AlternativeNamesOf(nint certificate)
    {
        var found = new List<AlternativeName>();
        var names = OpenSsl.X509_get_ext_d2i(certificate, NID_subject_alt_name, 0, 0);
        for (var i = 0; i < OpenSsl.OPENSSL_sk_num(names); i++)
        {
            int kind;
            var value = OpenSsl.GENERAL_NAME_get0_value(OpenSsl.OPENSSL_sk_value(names, i), &kind);
            if (kind is AlternativeName.Dns or AlternativeName.Address)
                found.Add(new AlternativeName(kind, OpenSsl.BytesOfText(value).ToArray()));
        }

        OpenSsl.GENERAL_NAMES_free(names);
        return found;
    }

    /// <summary>The last common name of the subject, which is the most specific one.</summary>
    private static byte[]? CommonNameOf(nint certificate)
    {
        var subject = OpenSsl.X509_get_subject_name(certificate);
        var last = -1;
        while (OpenSsl.X509_NAME_get_index_by_NID(subject, NID_commonName, last) is >= 0 and var index)
            last = index;
        return last < 0 ? null : OpenSsl.Utf8(OpenSsl.X509_NAME_ENTRY_get_data(OpenSsl.X509_NAME_get_entry(subject, last)));
    }
}
