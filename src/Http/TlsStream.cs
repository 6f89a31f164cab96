// TLS on a connection, through OpenSSL's C API. Why it is not .NET's SslStream: docs/decisions/0002-openssl.md.

using System.Runtime.InteropServices;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>
/// A TLS connection to a server whose certificate was verified. OpenSSL reads and writes two buffers in memory, so that the
/// connection below may be any stream: a socket, or TLS to a proxy.
/// </summary>
internal sealed class TlsStream : ConnectionStream
{
    // openssl/ssl.h, openssl/tls1.h and openssl/x509_vfy.h, with their names there.
    private const ulong NoConfiguration = 0x80; // OPENSSL_INIT_NO_LOAD_CONFIG
    private const ulong NoCleanupAtExit = 0x80000; // OPENSSL_INIT_NO_ATEXIT
    private const int SetMinProtoVersion = 123; // SSL_CTRL_SET_MIN_PROTO_VERSION
    private const int Tls12 = 0x0303; // TLS1_2_VERSION
    private const int SetServerName = 55; // SSL_CTRL_SET_TLSEXT_HOSTNAME
    private const int VerifyPeer = 1; // SSL_VERIFY_PEER
    private const nuint PartialChain = 0x80000; // X509_V_FLAG_PARTIAL_CHAIN
    private const int WantRead = 2; // SSL_ERROR_WANT_READ
    private const int ZeroReturn = 6; // SSL_ERROR_ZERO_RETURN
    private const nint VerifyOk = 0; // X509_V_OK

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

    public override unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                OpenSsl.ClearErrors();
                var count = OpenSsl.Read(_connection, start, buffer.Length);
                if (count > 0)
                    return count;

                if (!CanContinue(OpenSsl.GetReason(_connection, count)) || !Receive())
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
            OpenSsl.ClearErrors();
            if (OpenSsl.Write(_connection, start, buffer.Length) != buffer.Length)
                throw Failure();
        }

        Send();
    }

    protected override void Dispose(bool disposing)
    {
        OpenSsl.FreeConnection(_connection);
        (_connection, _incoming, _outgoing) = (0, 0, 0);
        if (_checkHandle.IsAllocated)
            _checkHandle.Free();
        if (disposing)
            _stream.Dispose();
        base.Dispose(disposing);
    }

    private unsafe void Open()
    {
        OpenSsl.Relocate();
        _ = OpenSsl.Initialize(NoConfiguration | NoCleanupAtExit, 0);
        var context = OpenSsl.NewContext(OpenSsl.ClientMethod());
        if (context == 0)
            throw Failure();

        _ = OpenSsl.ControlContext(context, SetMinProtoVersion, Tls12, 0);
        OpenSsl.SetVerification(context, VerifyPeer, 0);
        OpenSsl.SetVerifier(context, &CertificateCheck.Verify, GCHandle.ToIntPtr(_checkHandle));
        _connection = OpenSsl.NewConnection(context);
        OpenSsl.FreeContext(context); // The connection holds a reference to it.
        if (_connection == 0)
            throw Failure();

        (_incoming, _outgoing) = (OpenSsl.NewBuffer(OpenSsl.MemoryMethod()), OpenSsl.NewBuffer(OpenSsl.MemoryMethod()));
        OpenSsl.SetBuffers(_connection, _incoming, _outgoing);
    }

    /// <summary>Sets what the connection is to verify, and what it tells the server: its name (SNI) and the protocol (ALPN).</summary>
    private unsafe void Configure(ServerName server)
    {
        // As with curl, a chain may end at any trusted certificate, not only at a root.
        _ = OpenSsl.SetFlags(OpenSsl.GetParameters(_connection), PartialChain);
        fixed (byte* protocol = Protocol)
        {
            if (OpenSsl.SetProtocols(_connection, protocol, (uint)Protocol.Length) != 0)
                throw Failure();
        }

        if (!server.IsAddress && OpenSsl.ControlConnection(_connection, SetServerName, 0, server.Text) != 1)
            throw Failure();
    }

    private void DoHandshake()
    {
        while (true)
        {
            OpenSsl.ClearErrors();
            var result = OpenSsl.Connect(_connection);
            if (result == 1)
            {
                Send();
                return;
            }

            if (!CanContinue(OpenSsl.GetReason(_connection, result)) || !Receive())
                throw new IOException("connection closed during the TLS handshake");
        }
    }

    /// <summary>
    /// After a call that did not finish: sends what is to be sent. Returns true if OpenSSL needs more bytes, false if the server
    /// has ended TLS. Throws if the call failed.
    /// </summary>
    private bool CanContinue(int reason)
    {
        if (reason is WantRead or ZeroReturn)
        {
            Send();
            return reason == WantRead;
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
            while (OpenSsl.ReadBuffer(_outgoing, bytes, _bytes.Length) is > 0 and var count)
                _stream.Write(_bytes.AsSpan(0, count));
        }
    }

    /// <summary>Gives OpenSSL the next bytes from the server. Returns false at the end of the connection.</summary>
    private unsafe bool Receive()
    {
        var count = _stream.Read(_bytes);
        fixed (byte* bytes = _bytes)
            return count > 0 && OpenSsl.WriteBuffer(_incoming, bytes, count) == count;
    }

    private unsafe IOException Failure()
    {
        var verdict = _connection == 0 ? VerifyOk : OpenSsl.GetFinalVerdict(_connection);
        var error = OpenSsl.TakeError();
        return new IOException(
            verdict == VerifyOk
                ? $"TLS error: {error}"
                : $"certificate verification failed: {_check.Hint ?? Marshal.PtrToStringUTF8((nint)OpenSsl.VerdictText(verdict))}");
    }
}
