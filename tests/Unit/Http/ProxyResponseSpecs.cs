// What proxies respond if they are asked for a connection, and what is said of it.

using System.Net;
using System.Text;
using ApiFunc.Http;
using ApiFunc.Platform;

namespace Unit;

public sealed class ProxyResponseSpecs
{
    private const string Name = "the proxy proxy.test:3128";

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", $"{Name} refused CONNECT with 407")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://login.test/\r\n\r\n", $"{Name} refused CONNECT with 302")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n\u0016\u0003", $"{Name} sent unexpected data after CONNECT")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n", $"{Name}: malformed status line")]
    [InlineData("HTTP/1.1 200 OK\r\n", $"{Name}: connection closed before the response was complete")]
    public void A_tunnel_that_is_not_opened_is_an_error(string response, string problem)
    {
        using var stream = new Replay(Encoding.Latin1.GetBytes(response));

        var error = Assert.Throws<IOException>(() => Http1.OpenTunnel(stream, new Uri("https://upload.test/"), ProxyOf("http://")));

        Assert.Equal(problem, error.Message);
    }

    [Theory]
    [InlineData("http://", "")]
    [InlineData("http://me:secret@", "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n")]
    public void A_tunnel_is_asked_for_with_the_proxys_credentials(string proxy, string credentials)
    {
        using var stream = new Replay("HTTP/1.1 200 Connection established\r\n\r\n"u8);

        Http1.OpenTunnel(stream, new Uri("https://user:password@[::1]/upload"), ProxyOf(proxy));

        Assert.Equal($"CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n{credentials}\r\n", Encoding.ASCII.GetString(stream.Written));
    }

    [Theory]
    [InlineData("socks4a://", new byte[] { 0, 91, 0, 0, 0, 0, 0, 0 }, $"{Name} refused the connection to the server")]
    [InlineData("socks4a://", new byte[] { 0, 90 }, $"{Name} closed the connection")]
    [InlineData("socks5h://", new byte[] { 5, 255 }, $"{Name} offers no acceptable authentication method")]
    [InlineData("socks5h://", new byte[] { 5, 2 }, $"{Name} offers no acceptable authentication method")]
    [InlineData("socks5h://me:secret@", new byte[] { 5, 2, 1, 1 }, $"{Name} rejected the user and password")]
    [InlineData("socks5h://", new byte[] { 5, 0, 5, 5, 0, 1 }, $"{Name} refused the connection to the server")]
    [InlineData("socks5h://", new byte[] { 5, 0, 5, 0, 0, 2 }, $"{Name} does not speak SOCKS")]
    [InlineData("socks5h://", new byte[] { 5, 0, 5, 0, 0, 1, 127, 0 }, $"{Name} closed the connection")]
    public void A_SOCKS_connection_that_is_not_opened_is_an_error(string proxy, byte[] response, string problem)
    {
        using var stream = new Replay(response);

        var error = Assert.Throws<IOException>(
            () => Socks.Connect(stream, ProxyOf(proxy), new DnsEndPoint("upload.test", 80), new Deadline(TimeSpan.FromSeconds(60))));

        Assert.Equal(problem, error.Message);
    }

    private static Proxy ProxyOf(string start) =>
        Proxy.For(new Uri("https://upload.test/"), new HttpOptions { HttpsProxy = $"{start}proxy.test:3128" })!;

    /// <summary>A stream that keeps what is written, and from which a fixed response is read.</summary>
    private sealed class Replay(ReadOnlySpan<byte> response) : ConnectionStream
    {
        private readonly MemoryStream _response = new(response.ToArray());
        private readonly MemoryStream _written = new();

        public byte[] Written => _written.ToArray();

        public override int Read(Span<byte> buffer) => _response.Read(buffer);

        public override void Write(ReadOnlySpan<byte> buffer) => _written.Write(buffer);
    }
}
