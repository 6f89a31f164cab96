// Connecting to a host with several addresses of which some may be dead (RFC 8305, "Happy Eyeballs").

using System.Net;
using System.Net.Sockets;

namespace ApiFunc.Delivery;

internal static class Connection
{
    private static readonly TimeSpan Head = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Opens a connection: the addresses are tried 250 ms apart, or as soon as the one before failed, and the first that
    /// answers wins. Throws <see cref="SocketException"/> where none does in time.
    /// </summary>
    public static Stream Open(DnsEndPoint host, Deadline deadline)
    {
        var attempts = new List<Socket>();
        try
        {
            var addresses = new Queue<IPAddress>(Alternate(Resolve(host.Host, deadline)));
            var error = SocketError.HostNotFound;
            while (addresses.Count > 0 || attempts.Count > 0)
            {
                if (addresses.TryDequeue(out var address) && Start(new IPEndPoint(address, host.Port), attempts, ref error) is { } connected)
                    return Keep(connected, attempts, deadline);

                var patience = addresses.Count > 0 && deadline.Left > Head ? Head : deadline.Left;
                if (patience == TimeSpan.Zero)
                    throw new SocketException((int)SocketError.TimedOut);
                if (FirstToAnswer(attempts, patience, ref error) is { } winner)
                    return Keep(winner, attempts, deadline);
            }

            throw new SocketException((int)error);
        }
        finally
        {
            attempts.ForEach(attempt => attempt.Dispose());
        }
    }

    private static IPAddress[] Resolve(string host, Deadline deadline)
    {
        if (IPAddress.TryParse(host, out var address))
            return [address];

        using var timeout = deadline.ToCancellation();
        return Dns.GetHostAddressesAsync(host, timeout.Token).GetAwaiter().GetResult();
    }

    /// <summary>Lets the two families take turns, in the order in which the resolver prefers them (RFC 8305, section 4).</summary>
    internal static IEnumerable<IPAddress> Alternate(IPAddress[] addresses)
    {
        var families = addresses.GroupBy(address => address.AddressFamily).Select(family => family.ToArray()).ToArray();
        for (var i = 0; i < addresses.Length; i++)
        {
            foreach (var family in families)
            {
                if (i < family.Length)
                    yield return family[i];
            }
        }
    }

    /// <summary>Starts to connect. Returns the socket where that was done at once; otherwise it joins the attempts.</summary>
    private static Socket? Start(IPEndPoint end, List<Socket> attempts, ref SocketError error)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
            socket.Connect(end);
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            attempts.Add(socket!);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            error = e.SocketErrorCode;
        }

        return null;
    }

    /// <summary>Waits until one of the attempts has an answer. Returns it where it is a connection, and forgets it otherwise.</summary>
    private static Socket? FirstToAnswer(List<Socket> attempts, TimeSpan patience, ref SocketError error)
    {
        if (attempts.Count == 0)
            return null;

        var answered = new List<Socket>(attempts);
        Socket.Select(null, answered, null, patience);
        foreach (var socket in answered)
        {
            var result = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            if (result == SocketError.Success)
                return socket;

            error = result;
            attempts.Remove(socket);
            socket.Dispose();
        }

        return null;
    }

    private static TimedStream Keep(Socket socket, List<Socket> attempts, Deadline deadline)
    {
        attempts.Remove(socket);
        socket.Blocking = true;
        return new TimedStream(socket, deadline);
    }
}
