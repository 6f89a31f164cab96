// The stream of a TCP connection, with a time limit.

using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>
/// Reads from a socket and writes to it until the deadline. Each call waits for the socket with poll(2), which takes no timer and
/// no other thread.
/// </summary>
internal sealed class TimedStream(TcpSocket socket, Deadline deadline) : ConnectionStream
{
    public override int Read(Span<byte> buffer) => socket.Receive(buffer, deadline);

    public override void Write(ReadOnlySpan<byte> buffer) => socket.Send(buffer, deadline);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            socket.Dispose();
        base.Dispose(disposing);
    }
}
