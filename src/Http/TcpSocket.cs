// A TCP connection made with the system calls themselves. .NET's sockets start an epoll thread as soon as one of them is
// not to block, which costs a process that makes one request more than the request.

using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ApiFunc.Platform;
using Microsoft.Win32.SafeHandles;

namespace ApiFunc.Http;

/// <summary>A socket that is connected, or about to be.</summary>
internal sealed class TcpSocket : IDisposable
{
    private const int Stream = 1;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int InternetV4 = 2;
    private const int InternetV6 = 10;
    private const int SocketLevel = 1;
    private const int ErrorOption = 4;
    private const int TcpLevel = 6;
    private const int NoDelay = 1;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int InProgress = 115;

    private readonly SafeFileHandle _handle;

    private TcpSocket(int descriptor) => _handle = new SafeFileHandle(descriptor, ownsHandle: true);

    private int Descriptor => _handle.DangerousGetHandle().ToInt32();

    /// <summary>Begins to connect. Throws <see cref="IOException"/> where that fails at once.</summary>
    public static unsafe TcpSocket Connect(IPEndPoint end)
    {
        var family = end.AddressFamily == AddressFamily.InterNetworkV6 ? InternetV6 : InternetV4;
        var descriptor = Libc.socket(family, Stream | NonBlocking | CloseOnExec, 0);
        if (descriptor < 0)
            throw LastError();

        var socket = new TcpSocket(descriptor);
        var one = 1;
        _ = Libc.setsockopt(descriptor, TcpLevel, NoDelay, &one, sizeof(int));
        var address = end.Serialize();
        fixed (byte* start = address.Buffer.Span)
        {
            if (Libc.connect(descriptor, start, (uint)address.Size) != 0 && Marshal.GetLastPInvokeError() != InProgress)
            {
                var error = LastError();
                socket.Dispose();
                throw error;
            }
        }

        return socket;
    }

    /// <summary>Waits until any of some sockets has an answer to its attempt to connect. Returns those that have; none when the time is up.</summary>
    public static unsafe IReadOnlyList<TcpSocket> Wait(IReadOnlyList<TcpSocket> sockets, TimeSpan patience)
    {
        var descriptors = sockets.Select(socket => new PollFd { Fd = socket.Descriptor, Events = PollFd.POLLOUT }).ToArray();
        fixed (PollFd* start = descriptors)
            _ = Libc.poll(start, (nuint)descriptors.Length, Milliseconds(patience));
        return [.. sockets.Where((_, index) => descriptors[index].Revents != 0)];
    }

    /// <summary>What became of the attempt to connect: null where it is a connection, else why it is none.</summary>
    public unsafe IOException? ConnectError()
    {
        int error;
        uint length = sizeof(int);
        if (Libc.getsockopt(Descriptor, SocketLevel, ErrorOption, &error, &length) != 0)
            return LastError();
        return error == 0 ? null : new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    /// <summary>Receives what has come, 0 bytes at the end. Throws <see cref="IOException"/> for a broken connection and when the time is up.</summary>
    public unsafe int Receive(Span<byte> buffer, Deadline deadline)
    {
        // Also where there is no need to wait: a server may send faster than its answer is read, and without end.
        if (deadline.IsOver)
            throw TimeIsUp();

        fixed (byte* start = buffer)
        {
            nint count;
            while ((count = Checked(Libc.recv(Descriptor, start, buffer.Length, 0))) < 0)
                Wait(PollFd.POLLIN, deadline);
            return (int)count;
        }
    }

    /// <summary>Sends all of it. Throws <see cref="IOException"/> for a broken connection and when the time is up.</summary>
    public unsafe void Send(ReadOnlySpan<byte> buffer, Deadline deadline)
    {
        fixed (byte* start = buffer)
        {
            nint sent = 0;
            while (sent < buffer.Length)
            {
                var count = Checked(Libc.send(Descriptor, start + sent, buffer.Length - sent, NoSignal));
                if (count < 0)
                    Wait(PollFd.POLLOUT, deadline);
                else
                    sent += count;
            }
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _handle.Dispose();

    private unsafe void Wait(short what, Deadline deadline)
    {
        if (deadline.IsOver)
            throw TimeIsUp();

        var descriptor = new PollFd { Fd = Descriptor, Events = what };
        _ = Libc.poll(&descriptor, 1, Milliseconds(deadline.Left));
    }

    /// <summary>A system call's result; -1 where it is worth another try. Throws where it is not.</summary>
    private static nint Checked(nint result) =>
        result >= 0 || Marshal.GetLastPInvokeError() is TryAgain or Interrupted ? result : throw LastError();

    private static int Milliseconds(TimeSpan time) => (int)Math.Ceiling(time.TotalMilliseconds);

    private static IOException TimeIsUp() => new("the time is up");

    private static IOException LastError() => new(Libc.LastError);
}
