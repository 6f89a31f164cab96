// The calls into OpenSSL, which is linked into the binary (DirectPInvoke). Each is described in the manual page of its
// name, of section 3ssl.

using System.Runtime.InteropServices;
using System.Text;

namespace ApiFunc.Platform;

/// <summary>OpenSSL's functions. Its objects are addresses here, 0 where there is none.</summary>
internal static partial class OpenSsl
{
    private const int LongestMessage = 256;

    /// <summary>What is linked in: name, version and date.</summary>
    public static unsafe string Version => Marshal.PtrToStringUTF8((nint)VersionText(0)) ?? "";

    /// <summary>What was last wrong in this thread, as a sentence; empty where nothing was. Forgets it.</summary>
    public static unsafe string TakeError()
    {
        var error = LastError();
        ClearErrors();
        if (error == 0)
            return "";

        // "error:0A000126:SSL routines::unexpected eof while reading": the reason is what a person can use.
        var text = stackalloc byte[LongestMessage];
        ErrorText(error, text, LongestMessage);
        return Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)).Split(':')[^1];
    }

    [LibraryImport("libcrypto", EntryPoint = "OpenSSL_version")]
    private static unsafe partial byte* VersionText(int what);

    [LibraryImport("libcrypto", EntryPoint = "ERR_peek_last_error")]
    private static partial nuint LastError();

    [LibraryImport("libcrypto", EntryPoint = "ERR_error_string_n")]
    private static unsafe partial void ErrorText(nuint error, byte* text, nuint size);

    /// <summary>Before every call on a connection: what is found there afterwards is that call's.</summary>
    [LibraryImport("libcrypto", EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();

    /// <summary>Comes before everything but <see cref="Version"/>; see relocate.c.</summary>
    [LibraryImport("libc", EntryPoint = "apifunc_relocate_openssl")]
    public static partial void Relocate();

    [LibraryImport("libssl", EntryPoint = "OPENSSL_init_ssl")]
    public static partial int Initialize(ulong options, nint settings);

    [LibraryImport("libssl", EntryPoint = "TLS_client_method")]
    public static partial nint ClientMethod();

    [LibraryImport("libssl", EntryPoint = "SSL_CTX_new")]
    public static partial nint NewContext(nint method);

    [LibraryImport("libssl", EntryPoint = "SSL_CTX_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport("libssl", EntryPoint = "SSL_CTX_ctrl")]
    public static partial nint ControlContext(nint context, int command, nint number, nint value);

    [LibraryImport("libssl", EntryPoint = "SSL_CTX_set_verify")]
    public static partial void SetVerification(nint context, int mode, nint callback);

    [LibraryImport("libssl", EntryPoint = "SSL_CTX_set_cert_verify_callback")]
    public static unsafe partial void SetVerifier(nint context, delegate* unmanaged<nint, nint, int> verifier, nint argument);

    [LibraryImport("libssl", EntryPoint = "SSL_new")]
    public static partial nint NewConnection(nint context);

    [LibraryImport("libssl", EntryPoint = "SSL_free")]
    public static partial void FreeConnection(nint connection);

    [LibraryImport("libssl", EntryPoint = "SSL_ctrl", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ControlConnection(nint connection, int command, nint number, string value);

    [LibraryImport("libssl", EntryPoint = "SSL_set1_host", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetHost(nint connection, string name);

    [LibraryImport("libssl", EntryPoint = "SSL_set_hostflags")]
    public static partial void SetHostFlags(nint connection, uint flags);

    /// <summary>The parameters belong to the connection.</summary>
    [LibraryImport("libssl", EntryPoint = "SSL_get0_param")]
    public static partial nint GetParameters(nint connection);

    [LibraryImport("libcrypto", EntryPoint = "X509_VERIFY_PARAM_set_flags")]
    public static partial int SetFlags(nint parameters, nuint flags);

    [LibraryImport("libcrypto", EntryPoint = "X509_VERIFY_PARAM_set1_ip_asc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetAddress(nint parameters, string address);

    [LibraryImport("libcrypto", EntryPoint = "BIO_s_mem")]
    public static partial nint MemoryMethod();

    [LibraryImport("libcrypto", EntryPoint = "BIO_new")]
    public static partial nint NewBuffer(nint method);

    [LibraryImport("libcrypto", EntryPoint = "BIO_read")]
    public static unsafe partial int ReadBuffer(nint buffer, byte* bytes, int count);

    [LibraryImport("libcrypto", EntryPoint = "BIO_write")]
    public static unsafe partial int WriteBuffer(nint buffer, byte* bytes, int count);

    /// <summary>Both buffers belong to the connection from then on.</summary>
    [LibraryImport("libssl", EntryPoint = "SSL_set_bio")]
    public static partial void SetBuffers(nint connection, nint incoming, nint outgoing);

    [LibraryImport("libssl", EntryPoint = "SSL_connect")]
    public static partial int Connect(nint connection);

    [LibraryImport("libssl", EntryPoint = "SSL_read")]
    public static unsafe partial int Read(nint connection, byte* bytes, int count);

    [LibraryImport("libssl", EntryPoint = "SSL_write")]
    public static unsafe partial int Write(nint connection, byte* bytes, int count);

    [LibraryImport("libssl", EntryPoint = "SSL_get_error")]
    public static partial int GetReason(nint connection, int result);

    [LibraryImport("libssl", EntryPoint = "SSL_get_verify_result")]
    public static partial nint GetVerdict(nint connection);

    [LibraryImport("libcrypto", EntryPoint = "X509_verify_cert_error_string")]
    public static unsafe partial byte* VerdictText(nint verdict);

    [LibraryImport("libcrypto", EntryPoint = "X509_verify_cert")]
    public static partial int VerifyCertificate(nint verification);

    /// <summary>The store belongs to the verification.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_CTX_get0_store")]
    public static partial nint GetStore(nint verification);

    /// <summary>What the server has sent, its own certificate first. The list belongs to the verification.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_CTX_get0_untrusted")]
    public static partial nint GetPresented(nint verification);

    [LibraryImport("libcrypto", EntryPoint = "OPENSSL_sk_num")]
    public static partial int GetCount(nint list);

    [LibraryImport("libcrypto", EntryPoint = "OPENSSL_sk_value")]
    public static partial nint GetItem(nint list, int index);

    /// <summary>Makes the store an owner of the certificate, too.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_add_cert")]
    public static partial int AddCertificate(nint store, nint certificate);

    [LibraryImport("libcrypto", EntryPoint = "d2i_X509")]
    public static unsafe partial nint NewCertificate(nint into, byte** der, nint length);

    [LibraryImport("libcrypto", EntryPoint = "X509_free")]
    public static partial void FreeCertificate(nint certificate);

    /// <summary>The name belongs to the certificate.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_get_issuer_name")]
    public static partial nint GetIssuerName(nint certificate);

    /// <summary>The bytes belong to the name.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_NAME_get0_der")]
    public static unsafe partial int GetBytes(nint name, byte** der, nuint* length);
}
