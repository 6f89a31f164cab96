// Servers that close the connection early or speak another protocol: RESPONSE is 000, and the report is sent once.

using System.Net.Sockets;
using System.Text;
using EndToEnd.Harness;

namespace EndToEnd.Http;

public sealed class BrokenResponseSpecs
{
    public static TheoryData<string> Transports => [.. Direct.Transports];

    public static TheoryData<string, string> BrokenResponses => Direct.EachTransportWith(
        "",
        "\r\n\r\n",
        "garbage\r\n\r\n",
        "\0\x01\xff",
        "SSH-2.0-OpenSSH_9.2p1\r\n",
        "220 mail.test ESMTP\r\n",
        "<html>it works</html>",
        "HTTP/1.1",
        "HTTP/1.1 2",
        "HTTP/1.1 twohundred OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n");

    // For curl, a header that ends in the middle is a response without a body.
    [Theory]
    [InlineData("built in", "HTTP/1.1 200 OK\r\n")]
    [InlineData("built in", "HTTP/1.1 200 OK\r\nContent-Len")]
    [MemberData(nameof(BrokenResponses))]
    public async Task A_malformed_or_incomplete_response_is_000(string transport, string response)
    {
        await using var server = RawServer.Say(response);

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.NotNull(told.Payload);
        Assert.Equal("000", told.Response);
        Assert.Equal(1, server.Connections);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_header_that_is_too_large_is_no_response(string transport)
    {
        var headers = string.Concat(Enumerable.Range(0, 200).Select(number => $"X-{number}: {new string('x', 10_000)}\r\n"));
        await using var server = RawServer.Say($"HTTP/1.1 200 OK\r\n{headers}Content-Length: 2\r\n\r\nok");

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal("000", told.Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_header_of_a_usual_size_is_accepted(string transport)
    {
        var headers = string.Concat(Enumerable.Range(0, 20).Select(number => $"X-{number}: {new string('x', 2_000)}\r\n"));
        await using var server = RawServer.Say($"HTTP/1.1 200 OK\r\n{headers}Content-Length: 2\r\n\r\nok");

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal("ok200", told.Response);
    }

    [Theory]
    [InlineData("built in", "")]
    [InlineData("curl", "")]
    [InlineData("built in", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")]
    [InlineData("curl", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")]
    [InlineData("built in", "HTTP/1.1 200 OK\r\n\r\nbody")]
    [InlineData("curl", "HTTP/1.1 200 OK\r\n\r\nbody")]
    public async Task A_connection_that_is_reset_is_no_response(string transport, string response)
    {
        await using var server = RawServer.Start(async (socket, token) =>
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(response), token);
            socket.LingerState = new LingerOption(true, 0);
        });

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal("000", told.Response);
        Assert.Equal(1, server.Connections);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_server_that_closes_the_connection_at_once_is_no_response(string transport)
    {
        await using var server = RawServer.StartUnread((_, _) => Task.CompletedTask);

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload");

        Assert.Equal("000", told.Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_refused_connection_is_no_response(string transport)
    {
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));

        var told = await Direct.PostToApi(transport, $"http://{nobody.LocalEndPoint}/upload");

        Assert.NotNull(told.Payload);
        Assert.Equal("000", told.Response);
    }
}
