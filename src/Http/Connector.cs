// Connecting to a host with several addresses of which some may be dead (RFC 8305, "Happy Eyeballs").

using System.Net;
using ApiFunc.Platform;

namespace ApiFunc.Http;

internal static class Connector
{
    private static readonly TimeSpan Head = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Opens a connection: the addresses are tried 250 ms apart, or as soon as the one before failed, and the first that
    /// answers wins. Throws <see cref="IOException"/> where none does in time.
    /// </summary>
    public static Stream Open(DnsEndPoint host, Deadline deadline)
    {
        var attempts = new List<TcpSocket>();
        try
        {
            var addresses = new Queue<IPAddress>(Alternate(Lookup(host.Host, deadline)));
            var error = new IOException("the name has no address");
            while (addresses.Count > 0 || attempts.Count > 0)
            {
                if (addresses.TryDequeue(out var address))
                    error = Start(new IPEndPoint(address, host.Port), attempts) ?? error;

                var patience = addresses.Count > 0 && deadline.Left > Head ? Head : deadline.Left;
                if (patience == TimeSpan.Zero)
                    throw new IOException("the time is up");
                if (FirstToAnswer(attempts, patience, ref error) is { } winner)
                {
                    attempts.Remove(winner);
                    return new TimedStream(winner, deadline);
                }
            }

            throw error;
        }
        finally
        {
            attempts.ForEach(attempt => attempt.Dispose());
        }
    }

    /// <summary>The addresses of a host, the best one first. Throws <see cref="IOException"/> where it has none, or it takes too long.</summary>
    public static IPAddress[] Lookup(string host, Deadline deadline)
    {
        if (IPAddress.TryParse(host, out var address))
            return [address];

        // A lookup cannot be ended before its time; the process does not wait for the thread.
        IPAddress[] addresses = [];
        IOException? error = null;
        var lookup = new Thread(() =>
        {
            try
            {
                addresses = HostResolver.AddressesOf(host);
            }
            catch (IOException e)
            {
                error = e;
            }
        })
        { IsBackground = true };
        try
        {
            lookup.Start();
        }
        catch (OutOfMemoryException)
        {
            // What .NET says of a system that permits no more threads.
            throw new IOException("there is no thread to look up the name");
        }

        if (!lookup.Join(deadline.Left))
            throw new IOException("the time is up");
        return error is null ? addresses : throw error;
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

    /// <summary>Begins to connect: a socket joins the attempts. Returns why, where that failed at once.</summary>
    private static IOException? Start(IPEndPoint end, List<TcpSocket> attempts)
    {
        try
        {
            attempts.Add(TcpSocket.Connect(end));
            return null;
        }
        catch (IOException e)
        {
            return e;
        }
    }

    /// <summary>Waits until one of the attempts has an answer. Returns it where it is a connection, and forgets it otherwise.</summary>
    private static TcpSocket? FirstToAnswer(List<TcpSocket> attempts, TimeSpan patience, ref IOException error)
    {
        if (attempts.Count == 0)
            return null;

        foreach (var socket in TcpSocket.Wait(attempts, patience))
        {
            if (socket.ConnectError() is not { } reason)
                return socket;

            error = reason;
            attempts.Remove(socket);
            socket.Dispose();
        }

        return null;
    }
}
