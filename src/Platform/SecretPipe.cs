// What a program is told that must not stand in its arguments, which every user of the host can read.

using System.Globalization;

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

    /// <summary>
    /// Fills a pipe; null if that fails, or if the kernel keeps no such long text in one, which is 64 KiB or 4 KiB, or without a
    /// /proc in which this process is. Another one's descriptor could have the same path there (pid_namespaces(7)).
    /// </summary>
    /// <param name="text">What it holds.</param>
    /// <param name="problem">Why there is none, one line for a person; null if there is one.</param>
    public static unsafe SecretPipe? Create(ReadOnlySpan<byte> text, out string? problem)
    {
        var ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.O_CLOEXEC | Libc.O_NONBLOCK) != 0)
        {
            problem = Libc.LastError;
            return null;
        }

        nint written;
        fixed (byte* start = text)
            written = Libc.write(ends[1], start, text.Length);
        _ = Libc.close(ends[1]);
        var pipe = new SecretPipe(ends[0]);
        problem = written != text.Length ? "it is too long for a pipe"
            : !pipe.IsAtPath() ? "/proc is missing, or that of other processes"
            : null;
        if (problem is null)
            return pipe;

        pipe.Dispose();
        return null;
    }

    /// <summary>Whether the link there says that it leads to this pipe.</summary>
    private bool IsAtPath()
    {
        try
        {
            return StatxBuffer.TryGet(_descriptor, out var status)
                && new FileInfo(Path).LinkTarget == string.Create(CultureInfo.InvariantCulture, $"pipe:[{status.Inode}]");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => _ = Libc.close(_descriptor);
}
