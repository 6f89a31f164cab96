// What a program is told that must not stand in its arguments, which every user of the host can read.

namespace ApiFunc.Platform;

/// <summary>
/// A pipe that holds a text. A program that this process starts opens it by <see cref="Path"/>, which needs /proc and which only
/// the same user and root can open. It is gone when this is disposed.
/// </summary>
internal sealed class SecretPipe : IDisposable
{
    private readonly int _descriptor;

    private SecretPipe(int descriptor) => _descriptor = descriptor;

    /// <summary>What the program opens.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_descriptor}";

    /// <summary>Fills a pipe; null if that fails, or if the kernel keeps no such long text in one, which is 64 KiB or 4 KiB.</summary>
    public static unsafe SecretPipe? Create(ReadOnlySpan<byte> text)
    {
        var ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.O_CLOEXEC | Libc.O_NONBLOCK) != 0)
            return null;

        nint written;
        fixed (byte* start = text)
            written = Libc.write(ends[1], start, text.Length);
        _ = Libc.close(ends[1]);
        var pipe = new SecretPipe(ends[0]);
        if (written == text.Length)
            return pipe;

        pipe.Dispose();
        return null;
    }

    public void Dispose() => _ = Libc.close(_descriptor);
}
