// TLS on a connection, through OpenSSL's C API. Why it is not .NET's SslStream: docs/decisions/0002-openssl.md.

using System.Runtime.InteropServices;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>A server's certificate is not trusted, or is that of another server.</summary>
internal sealed class CertificateException(string message) : IOException(message);

/// <summary>
/// A TLS connection to a server whose certificate was verified. OpenSSL reads and writes two buffers in memory, so that the
/// connection below may be any stream: a socket, or TLS to a proxy.
/// </summary>
internal sealed class TlsStream : ConnectionStream
{
    // openssl/ssl.h, openssl/tls1.h and openssl/x509_vfy.h.
    private const ulong OPENSSL_INIT_NO_LOAD_CONFIG = 0x80;
    private const ulong OPENSSL_INIT_NO_ATEXIT = 0x80000;
    private const int SSL_CTRL_SET_MIN_PROTO_VERSION = 123;
    private const int TLS1_2_VERSION = 0x0303;
    private const int SSL_CTRL_SET_TLSEXT_HOSTNAME = 55;
    private const int SSL_VERIFY_PEER = 1;
    private const nuint X509_V_FLAG_PARTIAL_CHAIN = 0x80000;
    private const int SSL_ERROR_WANT_READ = 2;
    private const int SSL_ERROR_ZERO_RETURN = 6;
    private const nint X509_V_OK = 0;

    private const int MaxRecordLength = 16 * 1024 + 512;

    private readonly Stream _stream;
    private readonly byte[] _bytes = new byte[MaxRecordLength];
    private readonly CertificateCheck _check;

    // Passed to OpenSSL for its callback. It may call at any time: with TLS 1.2, a server may send its certificate again.
    private GCHandle _checkHandle;
    private nint _connection;
    private nint _incoming;
    private nint _outgoing;

    /// <summary>
    /// Does the TLS handshake. Throws <see cref="IOException"/> if it fails, or if the certificate is not trusted or not for this
    /// host. The stream below belongs to this one, and is disposed with it, also if the constructor throws.
    /// </summary>
    /// <param name="stream">The connection below.</param>
    /// <param name="host">The server's name in ASCII, or its address.</param>
    /// <param name="trusted">The trusted certificates.</param>
    public TlsStream(Stream stream, string host, CertificateStore trusted)
    {
        _stream = stream;
        var server = new ServerName(host);
        _check = new CertificateCheck(server, trusted);
        try
        {
            _checkHandle = GCHandle.Alloc(_check);
            Open();
            Configure(server);
            DoHandshake();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The protocol for ALPN, after its length (RFC 7301). Servers with several protocols on one port need it.</summary>
    private static ReadOnlySpan<byte> Protocol => "\u0008http/1.1"u8;

    /// <summary>The server's certificate (X509), which belongs to the connection.</summary>
    public nint Certificate => OpenSsl.SSL_get0_peer_certificate(_connection);

    public override unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                OpenSsl.ERR_clear_error();
                var count = OpenSsl.SSL_read(_connection, start, buffer.Length);
                if (count > 0)
                    return count;

                if (!CanContinue(OpenSsl.SSL_get_error(_connection, count)) || !Receive())
                    return 0;
            }
        }
    }

    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.IsEmpty)
            return;

        fixed (byte* start = buffer)
        {
            OpenSsl.ERR_clear_error();
            if (OpenSsl.SSL_write(_connection, start, buffer.Length) != buffer.Length)
                throw Failure();
        }

        Send();
    }

    protected override void Dispose(bool disposing)
    {
        OpenSsl.SSL_free(_connection);
        (_connection, _incoming, _outgoing) = (0, 0, 0);
        if (_checkHandle.IsAllocated)
            _checkHandle.Free();
        if (disposing)
            _stream.Dispose();
        base.Dispose(disposing);
    }

    private unsafe void Open()
    {
        OpenSsl.apifunc_relocate_openssl();
        _ = OpenSsl.OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, 0);
        var context = OpenSsl.SSL_CTX_new(OpenSsl.TLS_client_method());
        if (context == 0)
            throw Failure();

        _ = OpenSsl.SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, 0);
        OpenSsl.SSL_CTX_set_verify(context, SSL_VERIFY_PEER, 0);
        OpenSsl.SSL_CTX_set_cert_verify_callback(context, &CertificateCheck.Verify, GCHandle.ToIntPtr(_checkHandle));
        _connection = OpenSsl.SSL_new(context);
        OpenSsl.SSL_CTX_free(context); // The connection holds a reference to it.
        if (_connection == 0)
            throw Failure();

        (_incoming, _outgoing) = (OpenSsl.BIO_new(OpenSsl.BIO_s_mem()), OpenSsl.BIO_new(OpenSsl.BIO_s_mem()));
        OpenSsl.SSL_set_bio(_connection, _incoming, _outgoing);
    }

    /// <summary>Sets what the connection is to verify, and what it tells the server: its name (SNI) and the protocol (ALPN).</summary>
    private unsafe void Configure(ServerName server)
    {
        // As with curl, a chain may end at any trusted certificate, not only at a root.
        _ = OpenSsl.X509_VERIFY_PARAM_set_flags(OpenSsl.SSL_get0_param(_connection), X509_V_FLAG_PARTIAL_CHAIN);
        fixed (byte* protocol = Protocol)
        {
            if (OpenSsl.SSL_set_alpn_protos(_connection, protocol, (uint)Protocol.Length) != 0)
                throw Failure();
        }

        if (!server.IsAddress && OpenSsl.SSL_ctrl(_connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, 0, server.Text) != 1)
            throw Failure();
    }

    private void DoHandshake()
    {
        while (true)
        {
            OpenSsl.ERR_clear_error();
            var result = OpenSsl.SSL_connect(_connection);
            if (result == 1)
            {
                Send();
                return;
            }

            if (!CanContinue(OpenSsl.SSL_get_error(_connection, result)) || !Receive())
                throw new IOException("connection closed during the TLS handshake");
        }
    }

    /// <summary>
    /// After a call that did not finish: sends what is to be sent. Returns true if OpenSSL needs more bytes, false if the server
    /// has ended TLS. Throws if the call failed.
    /// </summary>
    private bool CanContinue(int reason)
    {
        if (reason is SSL_ERROR_WANT_READ or SSL_ERROR_ZERO_RETURN)
        {
            Send();
            return reason == SSL_ERROR_WANT_READ;
        }

        // The error is taken first: sending the alert may go through OpenSSL, too, or fail because the server is gone.
        var failure = Failure();
        try
        {
            Send();
        }
        catch (IOException)
        {
            // The first error says more.
        }

        throw failure;
    }

    /// <summary>Sends the bytes that OpenSSL has for the server.</summary>
    private unsafe void Send()
    {
        fixed (byte* bytes = _bytes)
        {
            while (OpenSsl.BIO_read(_outgoing, bytes, _bytes.Length) is > 0 and var count)
                _stream.Write(_bytes.AsSpan(0, count));
        }
    }

    /// <summary>Gives OpenSSL the next bytes from the server. Returns false at the end of the connection.</summary>
    private unsafe bool Receive()
    {
        var count = _stream.Read(_bytes);
        fixed (byte* bytes = _bytes)
            return count > 0 && OpenSsl.BIO_write(_incoming, bytes, count) == count;
    }

    private unsafe IOException Failure()
    {
        var verdict = _connection == 0 ? X509_V_OK : OpenSsl.SSL_get_verify_result(_connection);
        var error = OpenSsl.TakeError();
        if (verdict == X509_V_OK)
            return new IOException($"TLS error: {error}");

        var reason = _check.Hint ?? Marshal.PtrToStringUTF8((nint)OpenSsl.X509_verify_cert_error_string(verdict));
        return new CertificateException($"certificate verification failed: {reason}");
    }
}
