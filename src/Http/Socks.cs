// SOCKS 4 and 4a (https://www.openssh.com/txt/socks4.protocol and socks4a.protocol), and SOCKS 5 (RFC 1928, RFC 1929).

using System.Net;
using System.Net.Sockets;
using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>Asks a SOCKS proxy for a connection to a server.</summary>
internal static class Socks
{
    private const byte ConnectCommand = 1;
    private const byte Granted = 90; // SOCKS 4; SOCKS 5 says 0
    private const byte NoAuthentication = 0;
    private const byte UserAndPassword = 2;
    private const byte AddressV4 = 1;
    private const byte DomainName = 3;
    private const byte AddressV6 = 4;

    /// <summary>
    /// Opens the connection. As with curl, the proxy resolves the server's name for socks4a and socks5h, and this host for socks4
    /// and socks5. Throws <see cref="IOException"/> if the proxy refuses, or if it does not speak SOCKS.
    /// </summary>
    public static void Connect(Stream stream, Proxy proxy, DnsEndPoint server, Deadline deadline)
    {
        byte[] port = [(byte)(server.Port >> 8), (byte)server.Port];
        switch (proxy.Url.Scheme)
        {
            case "socks4":
                Connect4(stream, proxy, Resolve(server, deadline, AddressFamily.InterNetwork).GetAddressBytes(), [], port);
                break;
            case "socks4a":
                // 0.0.0.1, which is not an address of anything, says that a name follows.
                Connect4(stream, proxy, [0, 0, 0, 1], [.. Encoding.ASCII.GetBytes(server.Host), 0], port);
                break;
            case "socks5":
                var address = Resolve(server, deadline, AddressFamily.Unspecified);
                var type = address.AddressFamily == AddressFamily.InterNetwork ? AddressV4 : AddressV6;
                Connect5(stream, proxy, [type, .. address.GetAddressBytes()], port);
                break;
            default:
                Connect5(stream, proxy, [DomainName, .. WithLength(Encoding.ASCII.GetBytes(server.Host))], port);
                break;
        }
    }

    private static void Connect4(Stream stream, Proxy proxy, byte[] address, byte[] name, byte[] port)
    {
        stream.Write([4, ConnectCommand, .. port, .. address, .. Encoding.UTF8.GetBytes(proxy.Credential?.UserName ?? ""), 0, .. name]);
        if (Read(stream, proxy, 8) is not [0, Granted, ..])
            throw new IOException($"{proxy.Name} refused the connection to the server");
    }

    private static void Connect5(Stream stream, Proxy proxy, byte[] address, byte[] port)
    {
        Authenticate(stream, proxy);
        stream.Write([5, ConnectCommand, 0, .. address, .. port]);
        if (Read(stream, proxy, 4) is not [5, 0, _, var type])
            throw new IOException($"{proxy.Name} refused the connection to the server");

        // The address from which the proxy has connected; nobody needs it.
        var length = type switch
        {
            AddressV4 => 4,
            AddressV6 => 16,
            DomainName => Read(stream, proxy, 1)[0],
            _ => throw new IOException($"{proxy.Name} does not speak SOCKS"),
        };
        Read(stream, proxy, length + port.Length);
    }

    private static void Authenticate(Stream stream, Proxy proxy)
    {
        var credential = proxy.Credential;
        stream.Write(credential is null ? [5, 1, NoAuthentication] : [5, 2, NoAuthentication, UserAndPassword]);
        switch (Read(stream, proxy, 2))
        {
            case [5, NoAuthentication]:
                break;
            case [5, UserAndPassword] when credential is not null:
                var user = WithLength(Encoding.UTF8.GetBytes(credential.UserName));
                stream.Write([1, .. user, .. WithLength(Encoding.UTF8.GetBytes(credential.Password))]);
                if (Read(stream, proxy, 2) is not [_, 0])
                    throw new IOException($"{proxy.Name} rejected the user and password");
                break;
            default:
                throw new IOException($"{proxy.Name} offers no acceptable authentication method");
        }
    }

    private static IPAddress Resolve(DnsEndPoint server, Deadline deadline, AddressFamily family) =>
        Array.Find(
            Connector.Resolve(server.Host, deadline), address => family is AddressFamily.Unspecified || address.AddressFamily == family)
        ?? throw new IOException($"could not resolve {server.Host} to an IPv4 address, as SOCKS 4 needs it");

    private static byte[] Read(Stream stream, Proxy proxy, int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw new IOException($"{proxy.Name} closed the connection");
    }

    private static byte[] WithLength(byte[] bytes) =>
        bytes.Length <= byte.MaxValue ? [(byte)bytes.Length, .. bytes] : throw new IOException("a name is too long for SOCKS");
}
