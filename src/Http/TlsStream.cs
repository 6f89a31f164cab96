// TLS on a connection, by OpenSSL itself. .NET's SslStream does the same through a layer as large as the rest of this
// program, which would be linked in, and make every start slower, also where nothing is sent.

using System.Runtime.InteropServices;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>
/// A connection within a connection, to a server that has shown who it is. OpenSSL works on two buffers in memory, so that
/// the bytes may come from anywhere: a socket, or a proxy that is spoken to over TLS itself.
/// </summary>
internal sealed class TlsStream : ConnectionStream
{
    // The values of openssl/ssl.h, openssl/tls1.h and openssl/x509_vfy.h.
    private const ulong NoConfiguration = 0x80;
    private const ulong NoCleaningAtExit = 0x80000;
    private const int SetLowestVersion = 123;
    private const int Tls12 = 0x0303;
    private const int SetServerName = 55;
    private const int VerifyPeer = 1;
    private const nuint PartialChain = 0x80000;
    private const int WantsToRead = 2;
    private const int HasEnded = 6;
    private const nint Valid = 0;

    private const int LargestRecord = 16 * 1024 + 512;

    private readonly Stream _stream;
    private readonly byte[] _bytes = new byte[LargestRecord];
    private readonly CertificateCheck _check;

    // OpenSSL asks for it whenever the server shows a certificate, which TLS 1.2 lets it do again at any time.
    private GCHandle _checkHandle;
    private nint _connection;
    private nint _incoming;
    private nint _outgoing;

    /// <summary>
    /// Shakes hands. Throws <see cref="IOException"/> where the server does not, or is not the one it should be. The
    /// stream belongs to this one then, also where it throws.
    /// </summary>
    /// <param name="stream">The connection that carries this one.</param>
    /// <param name="host">The server's name as it is asked for in DNS, or its address.</param>
    /// <param name="trusted">The certificates that the host trusts.</param>
    public TlsStream(Stream stream, string host, CertificateStore trusted)
    {
        _stream = stream;
        var server = new ServerName(host);
        _check = new CertificateCheck(server, trusted);
        try
        {
            _checkHandle = GCHandle.Alloc(_check);
            Open();
            Expect(server);
            ShakeHands();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>HTTP/1.1 (RFC 7301, section 6): a server that serves several things on one port may ask for a name.</summary>
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

                if (!Continue(OpenSsl.GetReason(_connection, count)) || !Receive())
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
        _ = OpenSsl.Initialize(NoConfiguration | NoCleaningAtExit, 0);
        var context = OpenSsl.NewContext(OpenSsl.ClientMethod());
        if (context == 0)
            throw Failure();

        _ = OpenSsl.ControlContext(context, SetLowestVersion, Tls12, 0);
        OpenSsl.SetVerification(context, VerifyPeer, 0);
        OpenSsl.SetVerifier(context, &CertificateCheck.Verify, GCHandle.ToIntPtr(_checkHandle));
        _connection = OpenSsl.NewConnection(context);
        OpenSsl.FreeContext(context); // The connection keeps it.
        if (_connection == 0)
            throw Failure();

        (_incoming, _outgoing) = (OpenSsl.NewBuffer(OpenSsl.MemoryMethod()), OpenSsl.NewBuffer(OpenSsl.MemoryMethod()));
        OpenSsl.SetBuffers(_connection, _incoming, _outgoing);
    }

    /// <summary>Says which server this has to be, to it and to the check of its certificate, and what it is to speak.</summary>
    private unsafe void Expect(ServerName server)
    {
        // As for curl, what is trusted need not be the certificate of a root.
        _ = OpenSsl.SetFlags(OpenSsl.GetParameters(_connection), PartialChain);
        fixed (byte* protocol = Protocol)
        {
            if (OpenSsl.SetProtocols(_connection, protocol, (uint)Protocol.Length) != 0)
                throw Failure();
        }

        if (!server.IsAddress && OpenSsl.ControlConnection(_connection, SetServerName, 0, server.Text) != 1)
            throw Failure();
    }

    private void ShakeHands()
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

            if (!Continue(OpenSsl.GetReason(_connection, result)) || !Receive())
                throw new IOException("the connection ended before TLS began");
        }
    }

    /// <summary>Goes on where a call could not. Returns false at the end of TLS. Throws where something was wrong.</summary>
    private bool Continue(int reason)
    {
        if (reason is WantsToRead or HasEnded)
        {
            Send();
            return reason == WantsToRead;
        }

        // What was wrong is asked for first: to tell the server may go through TLS, too, or find that it has hung up.
        var failure = Failure();
        try
        {
            Send();
        }
        catch (IOException)
        {
        }

        throw failure;
    }

    /// <summary>Sends what OpenSSL wants to have sent.</summary>
    private unsafe void Send()
    {
        fixed (byte* bytes = _bytes)
        {
            while (OpenSsl.ReadBuffer(_outgoing, bytes, _bytes.Length) is > 0 and var count)
                _stream.Write(_bytes.AsSpan(0, count));
        }
    }

    /// <summary>Gives OpenSSL what has come. Returns false at the end of the connection.</summary>
    private unsafe bool Receive()
    {
        var count = _stream.Read(_bytes);
        fixed (byte* bytes = _bytes)
            return count > 0 && OpenSsl.WriteBuffer(_incoming, bytes, count) == count;
    }

    private unsafe IOException Failure()
    {
        var verdict = _connection == 0 ? Valid : OpenSsl.GetFinalVerdict(_connection);
        var reason = OpenSsl.TakeError();
        return new IOException(
            verdict == Valid
                ? $"TLS fails: {reason}"
                : $"the server's certificate is refused: {_check.Advice ?? Marshal.PtrToStringUTF8((nint)OpenSsl.VerdictText(verdict))}");
    }
}
