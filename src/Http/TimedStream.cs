// A connection on which nothing lasts longer than the delivery may.

using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>
/// The stream of a connection. Its calls wait for the socket themselves, without the timers and threads of .NET's
/// asynchronous sockets, and throw <see cref="IOException"/> when the time is up.
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
