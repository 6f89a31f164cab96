// OpenSSL's C API, which is linked into the binary (DirectPInvoke). Each function has a manual page of its name in section 3ssl.

using System.Runtime.InteropServices;
using System.Text;

namespace ApiFunc.Platform;

/// <summary>Functions of OpenSSL. Its objects are addresses here, and 0 stands for none.</summary>
internal static partial class OpenSsl
{
    private const int MaxMessageLength = 256;

    /// <summary>Name, version and date of the OpenSSL that is linked in.</summary>
    public static unsafe string Version => Marshal.PtrToStringUTF8((nint)VersionText(0)) ?? "";

    /// <summary>The reason of this thread's last error; empty if there is none. Clears all errors of the thread.</summary>
    public static unsafe string TakeError()
    {
        var error = LastError();
        ClearErrors();
        if (error == 0)
            return "";

        // "error:0A000126:SSL routines::unexpected eof while reading": only the reason helps people.
        var text = stackalloc byte[MaxMessageLength];
        ErrorText(error, text, MaxMessageLength);
        return Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)).Split(':')[^1];
    }

    [LibraryImport("libcrypto", EntryPoint = "OpenSSL_version")]
    private static unsafe partial byte* VersionText(int what);

    [LibraryImport("libcrypto", EntryPoint = "ERR_peek_last_error")]
    private static partial nuint LastError();

    [LibraryImport("libcrypto", EntryPoint = "ERR_error_string_n")]
    private static unsafe partial void ErrorText(nuint error, byte* text, nuint size);

    /// <summary>To be called before every call on a connection, so that the errors found afterwards are that call's.</summary>
    [LibraryImport("libcrypto", EntryPoint = "ERR_clear_error")]
    public static partial void ClearErrors();

    /// <summary>To be called before everything but <see cref="Version"/>; see relocate.c.</summary>
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

    /// <summary>Sets the protocols for ALPN: their names, each after a byte with its length. Returns 0 for success.</summary>
    [LibraryImport("libssl", EntryPoint = "SSL_set_alpn_protos")]
    public static unsafe partial int SetProtocols(nint connection, byte* names, uint length);

    /// <summary>The parameters belong to the connection.</summary>
    [LibraryImport("libssl", EntryPoint = "SSL_get0_param")]
    public static partial nint GetParameters(nint connection);

    [LibraryImport("libcrypto", EntryPoint = "X509_VERIFY_PARAM_set_flags")]
    public static partial int SetFlags(nint parameters, nuint flags);

    [LibraryImport("libcrypto", EntryPoint = "BIO_s_mem")]
    public static partial nint MemoryMethod();

    [LibraryImport("libcrypto", EntryPoint = "BIO_new")]
    public static partial nint NewBuffer(nint method);

    /// <summary>A read-only buffer. It does not copy the bytes: they have to stay where they are for as long as it exists.</summary>
    [LibraryImport("libcrypto", EntryPoint = "BIO_new_mem_buf")]
    public static unsafe partial nint NewBuffer(byte* bytes, int count);

    [LibraryImport("libcrypto", EntryPoint = "BIO_free")]
    public static partial int FreeBuffer(nint buffer);

    [LibraryImport("libcrypto", EntryPoint = "BIO_read")]
    public static unsafe partial int ReadBuffer(nint buffer, byte* bytes, int count);

    [LibraryImport("libcrypto", EntryPoint = "BIO_write")]
    public static unsafe partial int WriteBuffer(nint buffer, byte* bytes, int count);

    /// <summary>Both buffers then belong to the connection, which frees them.</summary>
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
    public static partial nint GetFinalVerdict(nint connection);

    [LibraryImport("libcrypto", EntryPoint = "X509_verify_cert_error_string")]
    public static unsafe partial byte* VerdictText(nint verdict);

    [LibraryImport("libcrypto", EntryPoint = "X509_verify_cert")]
    public static partial int VerifyCertificate(nint verification);

    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_CTX_get_error")]
    public static partial int GetVerdict(nint verification);

    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_CTX_set_error")]
    public static partial void SetVerdict(nint verification, int verdict);

    /// <summary>The chain, as far as it was built. The list belongs to the verification.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_CTX_get0_chain")]
    public static partial nint GetChain(nint verification);

    /// <summary>Replaces the chain. With 0, the certificate can be verified again.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_CTX_set0_verified_chain")]
    public static partial void SetChain(nint verification, nint list);

    /// <summary>The server's own certificate. It belongs to the verification.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_CTX_get0_cert")]
    public static partial nint GetCertificate(nint verification);

    /// <summary>The store belongs to the verification.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_CTX_get0_store")]
    public static partial nint GetStore(nint verification);

    /// <summary>The certificates that the server sent, its own first. The list belongs to the verification.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_CTX_get0_untrusted")]
    public static partial nint GetPresented(nint verification);

    /// <summary>Returns -1 if the list is 0.</summary>
    [LibraryImport("libcrypto", EntryPoint = "OPENSSL_sk_num")]
    public static partial int GetCount(nint list);

    [LibraryImport("libcrypto", EntryPoint = "OPENSSL_sk_value")]
    public static partial nint GetItem(nint list, int index);

    /// <summary>The store gets a reference of its own to the certificate, unless it has an equal one.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_add_cert")]
    public static partial int AddCertificate(nint store, nint certificate);

    /// <summary>Returns the store's only lookup of this method, which belongs to the store.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_STORE_add_lookup")]
    public static partial nint AddLookup(nint store, nint method);

    [LibraryImport("libcrypto", EntryPoint = "X509_LOOKUP_hash_dir")]
    public static partial nint DirectoryMethod();

    [LibraryImport("libcrypto", EntryPoint = "X509_LOOKUP_ctrl")]
    public static unsafe partial int ControlLookup(nint lookup, int command, byte* text, nint number, nint result);

    /// <summary>Reads a PEM certificate, plain or TRUSTED: with the purposes for which it is trusted.</summary>
    [LibraryImport("libcrypto", EntryPoint = "PEM_read_bio_X509_AUX")]
    public static unsafe partial nint ReadCertificate(nint buffer, nint into, nint askForPassword, byte* password);

    [LibraryImport("libcrypto", EntryPoint = "X509_free")]
    public static partial void FreeCertificate(nint certificate);

    /// <summary>The name belongs to the certificate.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_get_issuer_name")]
    public static partial nint GetIssuerName(nint certificate);

    /// <inheritdoc cref="GetIssuerName"/>
    [LibraryImport("libcrypto", EntryPoint = "X509_get_subject_name")]
    public static partial nint GetSubjectName(nint certificate);

    [LibraryImport("libcrypto", EntryPoint = "d2i_X509_NAME")]
    public static unsafe partial nint NewName(nint into, byte** der, nint length);

    [LibraryImport("libcrypto", EntryPoint = "X509_NAME_free")]
    public static partial void FreeName(nint name);

    /// <summary>Returns 0 for names that are equal regardless of case and spaces (RFC 5280, section 7.1).</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_NAME_cmp")]
    public static partial int CompareNames(nint one, nint other);

    /// <summary>The index of the next entry of a kind after another index; negative if there is none.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_NAME_get_index_by_NID")]
    public static partial int FindEntry(nint name, int kind, int behind);

    /// <summary>The entry belongs to the name.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_NAME_get_entry")]
    public static partial nint GetEntry(nint name, int index);

    /// <summary>The text (ASN1_STRING) belongs to the entry.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_NAME_ENTRY_get_data")]
    public static partial nint GetText(nint entry);

    /// <summary>A decoded extension, which the caller has to free; 0 if there is none, or more than one.</summary>
    [LibraryImport("libcrypto", EntryPoint = "X509_get_ext_d2i")]
    public static partial nint GetExtension(nint certificate, int kind, nint isCritical, nint index);

    [LibraryImport("libcrypto", EntryPoint = "GENERAL_NAMES_free")]
    public static partial void FreeAlternativeNames(nint names);

    /// <summary>The value, which belongs to the name. For a DNS name or an address, it is an ASN1_STRING.</summary>
    [LibraryImport("libcrypto", EntryPoint = "GENERAL_NAME_get0_value")]
    public static unsafe partial nint GetValue(nint name, int* kind);

    /// <summary>The DER bytes of an X509_NAME. They belong to it.</summary>
    public static unsafe ReadOnlySpan<byte> BytesOfName(nint name)
    {
        byte* bytes;
        nuint length;
        return NameBytes(name, &bytes, &length) == 1 ? new(bytes, (int)length) : [];
    }

    /// <summary>The bytes of an ASN1_STRING. They belong to it.</summary>
    public static unsafe ReadOnlySpan<byte> BytesOfText(nint text) => new(StringBytes(text), StringLength(text));

    /// <summary>An ASN1_STRING of any type as UTF-8; null if it cannot be converted.</summary>
    public static unsafe byte[]? Utf8(nint text)
    {
        byte* bytes = null;
        var length = StringToUtf8(&bytes, text);
        if (length < 0)
            return null;

        var copy = new ReadOnlySpan<byte>(bytes, length).ToArray();
        FreeMemory(bytes, null, 0);
        return copy;
    }

    [LibraryImport("libcrypto", EntryPoint = "X509_NAME_get0_der")]
    private static unsafe partial int NameBytes(nint name, byte** der, nuint* length);

    [LibraryImport("libcrypto", EntryPoint = "ASN1_STRING_get0_data")]
    private static unsafe partial byte* StringBytes(nint text);

    [LibraryImport("libcrypto", EntryPoint = "ASN1_STRING_length")]
    private static partial int StringLength(nint text);

    [LibraryImport("libcrypto", EntryPoint = "ASN1_STRING_to_UTF8")]
    private static unsafe partial int StringToUtf8(byte** bytes, nint text);

    [LibraryImport("libcrypto", EntryPoint = "CRYPTO_free")]
    private static unsafe partial void FreeMemory(byte* memory, byte* file, int line);
}
