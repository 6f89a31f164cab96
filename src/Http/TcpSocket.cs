// A TCP socket, by system calls. .NET's own sockets start an epoll thread for the first one that is non-blocking, which costs a
// process that sends one request more than the request does.

using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ApiFunc.Platform;
using Microsoft.Win32.SafeHandles;

namespace ApiFunc.Http;

/// <summary>A non-blocking socket that is connected, or connecting.</summary>
internal sealed class TcpSocket : IDisposable
{
    // sys/socket.h, netinet/tcp.h and errno.h of Linux.
    private const int SOCK_STREAM = 1;
    private const int SOCK_NONBLOCK = 0x800;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int SOL_SOCKET = 1;
    private const int SO_ERROR = 4;
    private const int IPPROTO_TCP = 6;
    private const int TCP_NODELAY = 1;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int EINPROGRESS = 115;

    private readonly SafeFileHandle _handle;

    private TcpSocket(int descriptor) => _handle = new SafeFileHandle(descriptor, ownsHandle: true);

    private int Descriptor => _handle.DangerousGetHandle().ToInt32();

    /// <summary>Starts to connect. Throws <see cref="IOException"/> if that fails at once.</summary>
    public static unsafe TcpSocket Connect(IPEndPoint end)
    {
        var family = end.AddressFamily == AddressFamily.InterNetworkV6 ? AF_INET6 : AF_INET;
        var descriptor = Libc.socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (descriptor < 0)
            throw LastError();

        var socket = new TcpSocket(descriptor);
        var one = 1;
        _ = Libc.setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(int));
        var address = end.Serialize();
        fixed (byte* start = address.Buffer.Span)
        {
            if (Libc.connect(descriptor, start, (uint)address.Size) != 0 && Marshal.GetLastPInvokeError() != EINPROGRESS)
            {
                var error = LastError();
                socket.Dispose();
                throw error;
            }
        }

        return socket;
    }

    /// <summary>Waits until a socket is connected or has failed. Returns all of which that is true; none after the timeout.</summary>
    public static unsafe IReadOnlyList<TcpSocket> WaitForAny(IReadOnlyList<TcpSocket> sockets, TimeSpan timeout)
    {
        var descriptors = sockets
            .Select(socket => new PollFd { Fd = socket.Descriptor, Events = PollFd.POLLOUT }).ToArray();
        fixed (PollFd* start = descriptors)
            _ = Libc.poll(start, (nuint)descriptors.Length, Milliseconds(timeout));
        return [.. sockets.Where((_, index) => descriptors[index].Revents != 0)];
    }

    /// <summary>The error of an attempt to connect that has ended; null if it succeeded.</summary>
    public unsafe IOException? ConnectError()
    {
        int error;
        uint length = sizeof(int);
        if (Libc.getsockopt(Descriptor, SOL_SOCKET, SO_ERROR, &error, &length) != 0)
            return LastError();
        return error == 0 ? null : new IOException(Marshal.GetPInvokeErrorMessage(error));
    }

    /// <inheritdoc cref="ConnectionStream.Read(Span{byte})"/>
    public unsafe int Receive(Span<byte> buffer, Deadline deadline)
    {
        // Even if bytes are there: a server may send them faster than they are read, and without end.
        if (deadline.IsOver)
            throw TimedOut();

        fixed (byte* start = buffer)
        {
            nint count;
            while ((count = Checked(Libc.recv(Descriptor, start, buffer.Length, 0))) < 0)
                Wait(PollFd.POLLIN, deadline);
            return (int)count;
        }
    }

    /// <inheritdoc cref="ConnectionStream.Write(ReadOnlySpan{byte})"/>
    public unsafe void Send(ReadOnlySpan<byte> buffer, Deadline deadline)
    {
        fixed (byte* start = buffer)
        {
            nint sent = 0;
            while (sent < buffer.Length)
            {
                var count = Checked(Libc.send(Descriptor, start + sent, buffer.Length - sent, MSG_NOSIGNAL));
                if (count < 0)
                    Wait(PollFd.POLLOUT, deadline);
                else
                    sent += count;
            }
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _handle.Dispose();

    private unsafe void Wait(short events, Deadline deadline)
    {
        if (deadline.IsOver)
            throw TimedOut();

        var descriptor = new PollFd { Fd = Descriptor, Events = events };
        _ = Libc.poll(&descriptor, 1, Milliseconds(deadline.Left));
    }

    /// <summary>The result of a system call; -1 if it is to be repeated. Throws if it failed.</summary>
    private static nint Checked(nint result) =>
        result >= 0 || Marshal.GetLastPInvokeError() is Libc.EAGAIN or Libc.EINTR ? result : throw LastError();

    private static int Milliseconds(TimeSpan time) => (int)Math.Ceiling(time.TotalMilliseconds);

    private static IOException TimedOut() => new("timed out");

    private static IOException LastError() => new(Libc.LastError);
}
