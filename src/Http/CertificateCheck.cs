// Whether a server is the one that it should be: OpenSSL verifies its certificate against what the host trusts, and the
// name in it is compared with the server's.

using System.Runtime.InteropServices;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>The check of one server's certificate.</summary>
/// <param name="server">Which server it has to be.</param>
/// <param name="trusted">The certificates that the host trusts.</param>
internal sealed class CertificateCheck(ServerName server, CertificateStore trusted)
{
    // Verdicts of openssl/x509_vfy.h.
    private const int Valid = 0;
    private const int WrongName = 62;
    private const int WrongAddress = 64;

    // Kinds of names and extensions of openssl/obj_mac.h.
    private const int CommonName = 13;
    private const int AlternativeNames = 85;

    /// <summary>What a person should know about the trusted certificates, if there was none for the server; null for nothing.</summary>
    public string? Advice { get; private set; }

    /// <summary>SSL_CTX_set_cert_verify_callback(3ssl): verifies what a server presents. Returns 1 if that is to be trusted.</summary>
    /// <param name="verification">The X509_STORE_CTX, in which everything is set but who is trusted.</param>
    /// <param name="check">A handle of the object that knows that.</param>
    [UnmanagedCallersOnly]
    public static int Verify(nint verification, nint check)
    {
        try
        {
            return ((CertificateCheck)GCHandle.FromIntPtr(check).Target!).IsTrusted(verification) ? 1 : 0;
        }
#pragma warning disable CA1031 // An exception that reaches OpenSSL ends the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DebugLog.Write($"the server's certificate cannot be checked: {e.GetType().Name}: {e.Message}");
            return 0;
        }
    }

    private bool IsTrusted(nint verification)
    {
        if (!IsVerified(verification))
            return false;
        if (server.IsNamedBy(AlternativeNamesOf(OpenSsl.GetCertificate(verification)), CommonNameOf(OpenSsl.GetCertificate(verification))))
            return true;

        OpenSsl.SetVerdict(verification, server.IsAddress ? WrongAddress : WrongName);
        return false;
    }

    /// <summary>
    /// Verifies with the directories alone, of which OpenSSL reads next to nothing, and if that does not succeed with the
    /// bundle, too: it may know another certificate of the same name.
    /// </summary>
    private bool IsVerified(nint verification)
    {
        var store = OpenSsl.GetStore(verification);
        trusted.AddDirectories(store);
        if (OpenSsl.VerifyCertificate(verification) == 1)
            return true;

        using var bundle = trusted.ReadBundle(out var problem);
        if (bundle is not null)
        {
            List<nint> names = [.. NamesIn(OpenSsl.GetPresented(verification)), .. NamesIn(OpenSsl.GetChain(verification))];
            if (IsVerifiedWith(NameComparison.Bytes) || IsVerifiedWith(NameComparison.Meaning))
                return true;

            bool IsVerifiedWith(NameComparison comparison) =>
                bundle.AddTo(store, names, comparison) && IsVerifiedAgain(verification);
        }

        if (IsForWantOfIssuer(OpenSsl.GetVerdict(verification)))
            Advice = trusted.Advice(bundle?.IsEmpty == true ? "it holds no certificate in the form of PEM" : problem);
        return false;
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
    private static bool IsForWantOfIssuer(int verdict) => verdict is 2 or 18 or 19 or 20 or 21;

    /// <summary>What OpenSSL asks for to go on behind some certificates, or to see whether they are trusted themselves.</summary>
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

    /// <summary>The last common name, which is the most specific one.</summary>
    private static byte[]? CommonNameOf(nint certificate)
    {
        var subject = OpenSsl.GetSubjectName(certificate);
        var last = -1;
        while (OpenSsl.FindEntry(subject, CommonName, last) is >= 0 and var index)
            last = index;
        return last < 0 ? null : OpenSsl.Utf8(OpenSsl.GetText(OpenSsl.GetEntry(subject, last)));
    }
}
