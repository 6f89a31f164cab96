// An address that swallows connections: nobody answers there, and nobody refuses.

using System.Net;
using System.Net.Sockets;

namespace Loopback;

/// <summary>A socket that listens with a full queue: Linux drops who else wants to connect, as a dead route does.</summary>
public sealed class DeadAddress : IDisposable
{
    private readonly Socket _listener;
    private readonly Socket _first;

    public DeadAddress(IPAddress address, int port = 0)
    {
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, port));
        _listener.Listen(0);

        // A queue of length 0 holds one connection, which nobody ever accepts.
        _first = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _first.Connect(_listener.LocalEndPoint!);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _first.Dispose();
        _listener.Dispose();
    }
}
