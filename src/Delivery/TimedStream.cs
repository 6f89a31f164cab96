// A connection on which nothing lasts longer than the delivery may.

namespace ApiFunc.Delivery;

/// <summary>
/// The stream of a connection. Its calls wait for the socket themselves, without the timers and threads of .NET's
/// asynchronous sockets, and throw <see cref="IOException"/> when the time is up.
/// </summary>
internal sealed class TimedStream(TcpSocket socket, Deadline deadline) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer) => socket.Receive(buffer, deadline);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => socket.Send(buffer, deadline);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            socket.Dispose();
        base.Dispose(disposing);
    }
}
