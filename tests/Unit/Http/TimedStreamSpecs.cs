// Connections end in time, whatever comes on them.

using System.Net;
using System.Net.Sockets;
using ApiFunc.Http;
using ApiFunc.Platform;

namespace Unit;

public sealed class TimedStreamSpecs
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public void Nothing_is_read_once_the_time_is_up_even_where_there_is_more()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = TcpSocket.Connect((IPEndPoint)listener.LocalEndpoint);
        using var server = listener.AcceptSocket();
        server.Send("hello"u8);

        var buffer = new byte[2];
        Assert.Equal(2, socket.Receive(buffer, new Deadline(Long)));
        var error = Assert.Throws<IOException>(() => socket.Receive(buffer, new Deadline(TimeSpan.Zero)));

        Assert.Equal("timed out", error.Message);
    }
}
