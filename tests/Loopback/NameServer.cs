// A DNS server (RFC 1035) that knows names with one address each.

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Loopback;

/// <summary>Answers over UDP on port 53, where the resolver of libc asks; so it takes an address of its own.</summary>
public sealed class NameServer : IDisposable
{
    private const int HeaderLength = 12;
    private const int AddressRecord = 1;
    private const byte NoSuchName = 3;

    private readonly UdpClient _socket;

    private NameServer(UdpClient socket) => _socket = socket;

    /// <summary>The file that tells libc of this server.</summary>
    public string ResolvConf => $"nameserver {((IPEndPoint)_socket.Client.LocalEndPoint!).Address}\n";

    /// <summary>Starts a server.</summary>
    /// <param name="names">The IPv4 addresses that it knows; null to ignore every question.</param>
    public static NameServer Start(IReadOnlyDictionary<string, IPAddress>? names)
    {
        var server = new NameServer(Bind());
        if (names is not null)
            _ = server.Serve(names);
        return server;
    }

    public void Dispose() => _socket.Dispose();

    private static UdpClient Bind()
    {
        while (true)
        {
            try
            {
                return new UdpClient(new IPEndPoint(new IPAddress([127, .. RandomNumberGenerator.GetBytes(2), 53]), 53));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another test has this one.
            }
        }
    }

    private async Task Serve(IReadOnlyDictionary<string, IPAddress> names)
    {
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveAsync();
                await _socket.SendAsync(Answer(question.Buffer, names), question.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private static byte[] Answer(byte[] query, IReadOnlyDictionary<string, IPAddress> names)
    {
        var name = new StringBuilder();
        var position = HeaderLength;
        while (query[position] != 0)
        {
            name.Append(Encoding.ASCII.GetString(query, position + 1, query[position])).Append('.');
            position += query[position] + 1;
        }

        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(position + 1));
        var address = names.GetValueOrDefault(name.ToString().TrimEnd('.'));
        byte[] answer = address is null || type != AddressRecord
            ? []
            : [0xC0, HeaderLength, 0, AddressRecord, 0, 1, 0, 0, 0, 60, 0, 4, .. address.GetAddressBytes()];
        byte[] header =
        [
            query[0], query[1], 0x81, (byte)(0x80 | (address is null ? NoSuchName : 0)), 0, 1, 0, (byte)(answer.Length > 0 ? 1 : 0), 0, 0,
            0, 0,
        ];
        return [.. header, .. query[HeaderLength..(position + 5)], .. answer];
    }
}
