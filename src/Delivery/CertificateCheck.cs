// TLS certificates: trusted is what the host trusts, wherever its distribution keeps that.

using System.Runtime.InteropServices;
using ApiFunc.Caller;
using ApiFunc.Platform;

namespace ApiFunc.Delivery;

/// <summary>
/// Has OpenSSL verify a server's certificate against the host's certificates, of which it loads only those that matter:
/// reading a whole bundle costs more than everything else in a request.
/// </summary>
internal sealed class CertificateCheck(CallingScript script)
{
    /// <summary>SSL_CTX_set_cert_verify_callback(3ssl): verifies what a server presents. Returns 1 where that is to be trusted.</summary>
    /// <param name="verification">The X509_STORE_CTX, in which everything is set but who is trusted.</param>
    /// <param name="check">A handle of the object that knows that.</param>
    [UnmanagedCallersOnly]
    public static int Verify(nint verification, nint check)
    {
        try
        {
            var store = OpenSsl.GetStore(verification);
            ((CertificateCheck)GCHandle.FromIntPtr(check).Target!).AddTrusted(store, OpenSsl.GetPresented(verification));
            return OpenSsl.VerifyCertificate(verification);
        }
#pragma warning disable CA1031 // An exception that reaches OpenSSL ends the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DebugLog.Write($"the server's certificate cannot be checked: {e.GetType().Name}: {e.Message}");
            return 0;
        }
    }

    /// <summary>Adds the trusted certificates that the presented ones name as their issuers, and those that these name.</summary>
    private void AddTrusted(nint store, nint presented)
    {
        var certificates = CertificateStore.Of(script);
        var asked = new HashSet<string>();
        var names = new List<byte[]>();
        for (var i = 0; i < OpenSsl.GetCount(presented); i++)
            Ask(OpenSsl.GetItem(presented, i));

        var found = certificates.Find(names);
        if (found.Count == 0)
        {
            // A name may be written in another way than by the one who has it (RFC 5280, section 7.1). OpenSSL sees
            // that; here bytes are compared. Nothing is in all of them.
            found = certificates.Find([[]]);
        }

        while (found.Count > 0)
        {
            names.Clear();
            foreach (var der in found)
                Add(der);
            found = names.Count > 0 ? certificates.Find(names) : [];
        }

        unsafe void Add(byte[] der)
        {
            fixed (byte* start = der)
            {
                var position = start;
                var certificate = OpenSsl.NewCertificate(0, &position, der.Length);
                if (certificate == 0)
                {
                    DebugLog.Write($"a trusted certificate cannot be read and is passed over");
                    return;
                }

                _ = OpenSsl.AddCertificate(store, certificate);
                Ask(certificate);
                OpenSsl.FreeCertificate(certificate);
            }
        }

        unsafe void Ask(nint certificate)
        {
            byte* name;
            nuint length;
            if (OpenSsl.GetBytes(OpenSsl.GetIssuerName(certificate), &name, &length) != 1)
                return;

            var bytes = new ReadOnlySpan<byte>(name, (int)length).ToArray();
            if (asked.Add(Convert.ToHexString(bytes)))
                names.Add(bytes);
        }
    }
}
