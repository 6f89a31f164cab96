// What `apifunc summary` reads: a file that the user names, or standard input, through a pipe, too.

using System.Runtime.InteropServices;
using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Statistics;

/// <summary>An open file, read from its beginning to its end in large blocks.</summary>
internal sealed class InputFile : IDisposable
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInputName = "-";

    private const int StandardInputDescriptor = 0;

    private readonly int _descriptor;

    private InputFile(string name, int descriptor, long length)
    {
        Name = name;
        _descriptor = descriptor;
        Length = length;
    }

    /// <summary>How the user named it.</summary>
    public string Name { get; }

    /// <summary>Length in bytes when it was opened; 0 if it is no regular file.</summary>
    public long Length { get; }

    /// <summary>
    /// Opens a file. Links are followed, and a pipe is waited for: it is the user who named it. Returns null, and says why in
    /// <paramref name="problem"/>, if it is missing, a directory, or not permitted.
    /// </summary>
    public static unsafe InputFile? Open(string name, out string? problem)
    {
        var descriptor = StandardInputDescriptor;
        if (name != StandardInputName)
        {
            fixed (byte* path = Encoding.UTF8.GetBytes(name + '\0'))
                descriptor = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        }

        if (descriptor < 0 || !StatxBuffer.TryGet(descriptor, out var status))
        {
            problem = Libc.LastError;
        }
        else
        {
            problem = status.IsDirectory ? "it is a directory" : null;
            if (problem is null)
                return new InputFile(name, descriptor, status.IsRegularFile ? (long)status.Size : 0);
        }

        Close(descriptor);
        return null;
    }

    /// <summary>
    /// Reads what comes next, and returns how many bytes that is; 0 at the end, and if reading fails, with a
    /// <paramref name="problem"/> then.
    /// </summary>
    public unsafe int Read(Span<byte> buffer, out string? problem)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = Libc.read(_descriptor, start, buffer.Length);
                problem = null;
                if (count >= 0)
                    return (int)count;
                switch (Marshal.GetLastPInvokeError())
                {
                    case Libc.EINTR:
                        continue;
                    case Libc.EAGAIN:
                        // Somebody else has made the pipe non-blocking.
                        var arrival = new PollFd { Fd = _descriptor, Events = PollFd.POLLIN };
                        _ = Libc.poll(&arrival, 1, -1);
                        continue;
                    default:
                        problem = Libc.LastError;
                        return 0;
                }
            }
        }
    }

    public void Dispose() => Close(_descriptor);

    private static void Close(int descriptor)
    {
        if (descriptor > StandardInputDescriptor)
            _ = Libc.close(descriptor);
    }
}
