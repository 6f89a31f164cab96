// SOCKS: version 4 and 4a (https://www.openssh.com/txt/socks4.protocol, socks4a.protocol), and 5 (RFC 1928, RFC 1929).

using System.Net;
using System.Net.Sockets;
using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>Asks such a proxy for a connection to a server.</summary>
internal static class Socks
{
    private const byte ConnectCommand = 1;
    private const byte Granted = 90;
    private const byte NoAuthentication = 0;
    private const byte UserAndPassword = 2;
    private const byte Address4 = 1;
    private const byte Name = 3;
    private const byte Address6 = 4;

    /// <summary>
    /// Connects. With socks4a and socks5h the proxy looks the name up, with the others this host does, as curl has it.
    /// Throws <see cref="IOException"/> where the proxy refuses or speaks something else.
    /// </summary>
    public static void Connect(Stream stream, EnvironmentProxy proxy, DnsEndPoint server, Deadline deadline)
    {
        byte[] port = [(byte)(server.Port >> 8), (byte)server.Port];
        switch (proxy.Address!.Scheme)
        {
            case "socks4":
                Connect4(stream, proxy, Lookup(server, deadline, AddressFamily.InterNetwork).GetAddressBytes(), [], port);
                break;
            case "socks4a":
                // An address that cannot be says that a name follows.
                Connect4(stream, proxy, [0, 0, 0, 1], [.. Ascii(server.Host), 0], port);
                break;
            case "socks5":
                var address = Lookup(server, deadline, AddressFamily.Unspecified);
                Connect5(stream, proxy, [address.AddressFamily == AddressFamily.InterNetwork ? Address4 : Address6, .. address.GetAddressBytes()], port);
                break;
            default:
                Connect5(stream, proxy, [Name, .. Counted(Ascii(server.Host))], port);
                break;
        }
    }

    private static void Connect4(Stream stream, EnvironmentProxy proxy, byte[] address, byte[] name, byte[] port)
    {
        stream.Write([4, ConnectCommand, .. port, .. address, .. Encoding.UTF8.GetBytes(proxy.Credential?.UserName ?? ""), 0, .. name]);
        if (Read(stream, proxy, 8) is not [0, Granted, ..])
            throw new IOException($"{proxy.Name} refuses the connection");
    }

    private static void Connect5(Stream stream, EnvironmentProxy proxy, byte[] address, byte[] port)
    {
        var credential = proxy.Credential;
        stream.Write(credential is null ? [5, 1, NoAuthentication] : [5, 2, NoAuthentication, UserAndPassword]);
        switch (Read(stream, proxy, 2))
        {
            case [5, NoAuthentication]:
                break;
            case [5, UserAndPassword] when credential is not null:
                stream.Write([1, .. Counted(Encoding.UTF8.GetBytes(credential.UserName)), .. Counted(Encoding.UTF8.GetBytes(credential.Password))]);
                if (Read(stream, proxy, 2) is not [_, 0])
                    throw new IOException($"{proxy.Name} does not take the user and password");
                break;
            default:
                throw new IOException($"{proxy.Name} wants to know more than a user and password");
        }

        stream.Write([5, ConnectCommand, 0, .. address, .. port]);
        if (Read(stream, proxy, 4) is not [5, 0, _, var type])
            throw new IOException($"{proxy.Name} refuses the connection");
        var length = type switch { Address4 => 4, Address6 => 16, Name => Read(stream, proxy, 1)[0], _ => throw new IOException($"{proxy.Name} does not speak SOCKS") };
        Read(stream, proxy, length + port.Length);
    }

    private static IPAddress Lookup(DnsEndPoint server, Deadline deadline, AddressFamily family) =>
        Connector.Lookup(server.Host, deadline).FirstOrDefault(address => family == AddressFamily.Unspecified || address.AddressFamily == family)
        ?? throw new IOException($"the name {server.Host} has no address that the proxy understands");

    private static byte[] Read(Stream stream, EnvironmentProxy proxy, int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw new IOException($"{proxy.Name} has hung up");
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Counted(byte[] bytes) =>
        bytes.Length <= byte.MaxValue ? [(byte)bytes.Length, .. bytes] : throw new IOException("a name is too long for SOCKS");
}
