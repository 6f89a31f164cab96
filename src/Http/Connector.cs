// Connecting to a host that may have several addresses, some of them dead: "Happy Eyeballs" (RFC 8305).

using System.Net;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>There is no connection to a host.</summary>
internal sealed class ConnectException(string message) : IOException(message);

/// <summary>Opens TCP connections.</summary>
internal static class Connector
{
    // The Connection Attempt Delay of RFC 8305, section 5.
    private static readonly TimeSpan s_attemptDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Opens a connection. A new attempt, to the next address, starts every 250 ms, or as soon as an attempt fails; the first
    /// one to succeed wins. Throws <see cref="ConnectException"/> if the name is not found, if all attempts fail, or if the
    /// time is up.
    /// </summary>
    public static Stream Connect(DnsEndPoint host, Deadline deadline)
    {
        try
        {
            return Connect(Resolve(host.Host, deadline), host.Port, deadline);
        }
        catch (IOException e) when (e is not ConnectException)
        {
            throw new ConnectException(e.Message);
        }
    }

    /// <summary>The same for a host whose addresses are known.</summary>
    public static Stream Connect(IPAddress[] known, int port, Deadline deadline)
    {
        var attempts = new List<TcpSocket>();
        try
        {
            var addresses = new Queue<IPAddress>(Interleave(known));
            var error = new IOException("the name has no address");
            while (addresses.Count > 0 || attempts.Count > 0)
            {
                if (addresses.TryDequeue(out var address))
                    error = Start(new IPEndPoint(address, port), attempts) ?? error;

                var wait = addresses.Count > 0 && deadline.Left > s_attemptDelay ? s_attemptDelay : deadline.Left;
                if (wait == TimeSpan.Zero)
                    throw new IOException("timed out");
                if (FirstToConnect(attempts, wait, ref error) is { } winner)
                {
                    attempts.Remove(winner);
                    return new TimedStream(winner, deadline);
                }
            }

            throw error;
        }
        catch (IOException e)
        {
            throw new ConnectException(e.Message);
        }
        finally
        {
            attempts.ForEach(attempt => attempt.Dispose());
        }
    }

    /// <summary>
    /// The addresses of a host, the preferred one first. Throws <see cref="IOException"/> if the name is not found, or if the time is
    /// up.
    /// </summary>
    public static IPAddress[] Resolve(string host, Deadline deadline)
    {
        if (IPAddress.TryParse(host, out var address))
            return [address];

        // getaddrinfo(3) cannot be cancelled. It runs in a thread that does not keep the process from ending.
        IPAddress[] addresses = [];
        IOException? error = null;
        var lookup = new Thread(() =>
        {
            try
            {
                addresses = HostResolver.Resolve(host);
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
            // .NET's exception for a system that permits no more threads.
            throw new IOException("could not start a thread to resolve the host");
        }

        if (!lookup.Join(deadline.Left))
            throw new IOException("timed out");
        return error is null ? addresses : throw error;
    }

    /// <summary>Lets the address families alternate, each in the order that the resolver prefers (RFC 8305, section 4).</summary>
    internal static IEnumerable<IPAddress> Interleave(IPAddress[] addresses)
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

    /// <summary>Starts an attempt and adds it to the others. Returns the error if it fails at once.</summary>
    private static IOException? Start(IPEndPoint address, List<TcpSocket> attempts)
    {
        try
        {
            attempts.Add(TcpSocket.Connect(address));
            return null;
        }
        catch (IOException e)
        {
            return e;
        }
    }

    /// <summary>Waits until an attempt ends. Returns it if it succeeded; removes it and keeps its error if it failed.</summary>
    private static TcpSocket? FirstToConnect(List<TcpSocket> attempts, TimeSpan wait, ref IOException error)
    {
        if (attempts.Count == 0)
            return null;

        foreach (var socket in TcpSocket.WaitForAny(attempts, wait))
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
