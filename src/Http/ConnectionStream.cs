// The base class of the streams on a connection.

namespace ApiFunc.Http;

/// <summary>A stream in both directions, without a length or a position. It has no buffer that would have to be flushed.</summary>
internal abstract class ConnectionStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>
    /// Waits for bytes and reads them. Returns 0 at the end of the connection. Throws <see cref="IOException"/> if the connection
    /// fails, or if the time is up.
    /// </summary>
    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Writes all bytes. Throws <see cref="IOException"/> if the connection fails, or if the time is up.</summary>
    public abstract override void Write(ReadOnlySpan<byte> buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
