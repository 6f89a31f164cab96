// OpenSSL's C API, which is linked into the binary (DirectPInvoke). Each function has a manual page of its name in section 3ssl.

using System.Runtime.InteropServices;
using System.Text;

namespace ApiFunc.Platform;

/// <summary>Functions of OpenSSL under their own names. Its objects are addresses here, and 0 stands for none.</summary>
internal static partial class OpenSsl
{
    private const int MaxMessageLength = 256;

    /// <summary>Name, version and date of the OpenSSL that is linked in.</summary>
    public static unsafe string Version => Marshal.PtrToStringUTF8((nint)OpenSSL_version(0)) ?? "";

    /// <summary>The reason of this thread's last error; empty if there is none. Clears all errors of the thread.</summary>
    public static unsafe string TakeError()
    {
        var error = ERR_peek_last_error();
        ERR_clear_error();
        if (error == 0)
            return "";

        // "error:0A000126:SSL routines::unexpected eof while reading": only the reason helps people.
        var text = stackalloc byte[MaxMessageLength];
        ERR_error_string_n(error, text, MaxMessageLength);
        return Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)).Split(':')[^1];
    }

    [LibraryImport("libcrypto")]
    private static unsafe partial byte* OpenSSL_version(int what);

    [LibraryImport("libcrypto")]
    private static partial nuint ERR_peek_last_error();

    [LibraryImport("libcrypto")]
    private static unsafe partial void ERR_error_string_n(nuint error, byte* text, nuint size);

    /// <summary>To be called before every call on a connection, so that the errors found afterwards are that call's.</summary>
    [LibraryImport("libcrypto")]
    public static partial void ERR_clear_error();

    /// <summary>To be called before everything but <see cref="Version"/>; see relocate.c.</summary>
    [LibraryImport("libc")]
    public static partial void apifunc_relocate_openssl();

    [LibraryImport("libssl")]
    public static partial int OPENSSL_init_ssl(ulong options, nint settings);

    [LibraryImport("libssl")]
    public static partial nint TLS_client_method();

    [LibraryImport("libssl")]
    public static partial nint SSL_CTX_new(nint method);

    [LibraryImport("libssl")]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport("libssl")]
    public static partial nint SSL_CTX_ctrl(nint context, int command, nint number, nint value);

    [LibraryImport("libssl")]
    public static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);

    [LibraryImport("libssl")]
    public static unsafe partial void SSL_CTX_set_cert_verify_callback(
        nint context, delegate* unmanaged<nint, nint, int> verifier, nint argument);

    [LibraryImport("libssl")]
    public static partial nint SSL_new(nint context);

    [LibraryImport("libssl")]
    public static partial void SSL_free(nint connection);

    [LibraryImport("libssl", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SSL_ctrl(nint connection, int command, nint number, string value);

    /// <summary>Sets the protocols for ALPN: their names, each after a byte with its length. Returns 0 for success.</summary>
    [LibraryImport("libssl")]
    public static unsafe partial int SSL_set_alpn_protos(nint connection, byte* names, uint length);

    /// <summary>The parameters belong to the connection.</summary>
    [LibraryImport("libssl")]
    public static partial nint SSL_get0_param(nint connection);

    [LibraryImport("libcrypto")]
    public static partial int X509_VERIFY_PARAM_set_flags(nint parameters, nuint flags);

    [LibraryImport("libcrypto")]
    public static partial nint BIO_s_mem();

    [LibraryImport("libcrypto")]
    public static partial nint BIO_new(nint method);

    /// <summary>A read-only buffer. It does not copy the bytes: they have to stay where they are for as long as it exists.</summary>
    [LibraryImport("libcrypto")]
    public static unsafe partial nint BIO_new_mem_buf(byte* bytes, int count);

    [LibraryImport("libcrypto")]
    public static partial int BIO_free(nint buffer);

    [LibraryImport("libcrypto")]
    public static unsafe partial int BIO_read(nint buffer, byte* bytes, int count);

    [LibraryImport("libcrypto")]
    public static unsafe partial int BIO_write(nint buffer, byte* bytes, int count);

    /// <summary>Both buffers then belong to the connection, which frees them.</summary>
    [LibraryImport("libssl")]
    public static partial void SSL_set_bio(nint connection, nint incoming, nint outgoing);

    [LibraryImport("libssl")]
    public static partial int SSL_connect(nint connection);

    [LibraryImport("libssl")]
    public static unsafe partial int SSL_read(nint connection, byte* bytes, int count);

    [LibraryImport("libssl")]
    public static unsafe partial int SSL_write(nint connection, byte* bytes, int count);

    [LibraryImport("libssl")]
    public static partial int SSL_get_error(nint connection, int result);

    [LibraryImport("libssl")]
    public static partial nint SSL_get_verify_result(nint connection);

    /// <summary>The server's certificate, which belongs to the connection; 0 before the server has sent it.</summary>
    [LibraryImport("libssl")]
    public static partial nint SSL_get0_peer_certificate(nint connection);

    /// <summary>The time (ASN1_TIME) until which a certificate is valid. It belongs to the certificate.</summary>
    [LibraryImport("libcrypto")]
    public static partial nint X509_get0_notAfter(nint certificate);

    /// <summary>How much later one time is than another; 0 stands for now. Returns 0 if one of them is none.</summary>
    [LibraryImport("libcrypto")]
    public static unsafe partial int ASN1_TIME_diff(int* days, int* seconds, nint from, nint to);

    [LibraryImport("libcrypto")]
    public static unsafe partial byte* X509_verify_cert_error_string(nint verdict);

    [LibraryImport("libcrypto")]
    public static partial int X509_verify_cert(nint verification);

    [LibraryImport("libcrypto")]
    public static partial int X509_STORE_CTX_get_error(nint verification);

    [LibraryImport("libcrypto")]
    public static partial void X509_STORE_CTX_set_error(nint verification, int verdict);

    /// <summary>The chain, as far as it was built. The list belongs to the verification.</summary>
    [LibraryImport("libcrypto")]
    public static partial nint X509_STORE_CTX_get0_chain(nint verification);

    /// <summary>Replaces the chain. With 0, the certificate can be verified again.</summary>
    [LibraryImport("libcrypto")]
    public static partial void X509_STORE_CTX_set0_verified_chain(nint verification, nint list);

    /// <summary>The server's own certificate. It belongs to the verification.</summary>
    [LibraryImport("libcrypto")]
    public static partial nint X509_STORE_CTX_get0_cert(nint verification);

    /// <summary>The store belongs to the verification.</summary>
    [LibraryImport("libcrypto")]
    public static partial nint X509_STORE_CTX_get0_store(nint verification);

    /// <summary>The certificates that the server sent, its own first. The list belongs to the verification.</summary>
    [LibraryImport("libcrypto")]
    public static partial nint X509_STORE_CTX_get0_untrusted(nint verification);

    /// <summary>Returns -1 if the list is 0.</summary>
    [LibraryImport("libcrypto")]
    public static partial int OPENSSL_sk_num(nint list);

    [LibraryImport("libcrypto")]
    public static partial nint OPENSSL_sk_value(nint list, int index);

    /// <summary>The store gets a reference of its own to the certificate, unless it has an equal one.</summary>
    [LibraryImport("libcrypto")]
    public static partial int X509_STORE_add_cert(nint store, nint certificate);

    /// <summary>Returns the store's only lookup of this method, which belongs to the store.</summary>
    [LibraryImport("libcrypto")]
    public static partial nint X509_STORE_add_lookup(nint store, nint method);

    [LibraryImport("libcrypto")]
    public static partial nint X509_LOOKUP_hash_dir();

    [LibraryImport("libcrypto")]
    public static unsafe partial int X509_LOOKUP_ctrl(nint lookup, int command, byte* text, nint number, nint result);

    /// <summary>Reads a PEM certificate, plain or TRUSTED: with the purposes for which it is trusted.</summary>
    [LibraryImport("libcrypto")]
    public static unsafe partial nint PEM_read_bio_X509_AUX(nint buffer, nint into, nint askForPassword, byte* password);

    [LibraryImport("libcrypto")]
    public static partial void X509_free(nint certificate);

    /// <summary>The name belongs to the certificate.</summary>
    [LibraryImport("libcrypto")]
    public static partial nint X509_get_issuer_name(nint certificate);

    /// <inheritdoc cref="X509_get_issuer_name"/>
    [LibraryImport("libcrypto")]
    public static partial nint X509_get_subject_name(nint certificate);

    [LibraryImport("libcrypto")]
    public static unsafe partial nint d2i_X509_NAME(nint into, byte** der, nint length);

    [LibraryImport("libcrypto")]
    public static partial void X509_NAME_free(nint name);

    /// <summary>Returns 0 for names that are equal regardless of case and spaces (RFC 5280, section 7.1).</summary>
    [LibraryImport("libcrypto")]
    public static partial int X509_NAME_cmp(nint one, nint other);

    /// <summary>The index of the next entry of a kind after another index; negative if there is none.</summary>
    [LibraryImport("libcrypto")]
    public static partial int X509_NAME_get_index_by_NID(nint name, int kind, int behind);

    /// <summary>The entry belongs to the name.</summary>
    [LibraryImport("libcrypto")]
    public static partial nint X509_NAME_get_entry(nint name, int index);

    /// <summary>The text (ASN1_STRING) belongs to the entry.</summary>
    [LibraryImport("libcrypto")]
    public static partial nint X509_NAME_ENTRY_get_data(nint entry);

    /// <summary>A decoded extension, which the caller has to free; 0 if there is none, or more than one.</summary>
    [LibraryImport("libcrypto")]
    public static partial nint X509_get_ext_d2i(nint certificate, int kind, nint isCritical, nint index);

    [LibraryImport("libcrypto")]
    public static partial void GENERAL_NAMES_free(nint names);

    /// <summary>The value, which belongs to the name. For a DNS name or an address, it is an ASN1_STRING.</summary>
    [LibraryImport("libcrypto")]
    public static unsafe partial nint GENERAL_NAME_get0_value(nint name, int* kind);

    /// <summary>The DER bytes of an X509_NAME. They belong to it.</summary>
    public static unsafe ReadOnlySpan<byte> BytesOfName(nint name)
    {
        byte* bytes;
        nuint length;
        return X509_NAME_get0_der(name, &bytes, &length) == 1 ? new(bytes, (int)length) : [];
    }

    /// <summary>The bytes of an ASN1_STRING. They belong to it.</summary>
    public static unsafe ReadOnlySpan<byte> BytesOfText(nint text) => new(ASN1_STRING_get0_data(text), ASN1_STRING_length(text));

    /// <summary>An ASN1_STRING of any type as UTF-8; null if it cannot be converted.</summary>
    public static unsafe byte[]? Utf8(nint text)
    {
        byte* bytes = null;
        var length = ASN1_STRING_to_UTF8(&bytes, text);
        if (length < 0)
            return null;

        var copy = new ReadOnlySpan<byte>(bytes, length).ToArray();
        CRYPTO_free(bytes, null, 0);
        return copy;
    }

    [LibraryImport("libcrypto")]
    private static unsafe partial int X509_NAME_get0_der(nint name, byte** der, nuint* length);

    [LibraryImport("libcrypto")]
    private static unsafe partial byte* ASN1_STRING_get0_data(nint text);

    [LibraryImport("libcrypto")]
    private static partial int ASN1_STRING_length(nint text);

    [LibraryImport("libcrypto")]
    private static unsafe partial int ASN1_STRING_to_UTF8(byte** bytes, nint text);

    [LibraryImport("libcrypto")]
    private static unsafe partial void CRYPTO_free(byte* memory, byte* file, int line);
}
