// Servers that are too slow: the attempt times out, and the script goes on. All of them are asked at the same time.

using System.Net;
using System.Text;
using EndToEnd.Harness;

namespace EndToEnd.Http;

public sealed class SlowServerSpecs(SlowServers servers) : IClassFixture<SlowServers>
{
    public static TheoryData<string, string> Cases => Direct.EachTransportWith([.. SlowServers.Cases.Keys]);

    public static TheoryData<string> Transports => [.. Direct.Transports];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_response_that_does_not_arrive_in_time_is_000(string transport, string name)
    {
        var told = await servers.Exchanges[(transport, name)];

        Assert.NotNull(told.Payload);
        Assert.Equal("000", told.Response);
        Assert.Matches(transport == "curl" ? "curl (exited with 28|did not end within)" : "timed out\n", told.Log);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Once_64_KiB_of_a_body_are_there_the_rest_is_not_waited_for(string transport)
    {
        var told = await servers.EndlessBodies[transport];

        Assert.Equal($"{SlowServers.Body}200", told.Response);
    }
}

/// <summary>The slow servers, with a report on its way to each by each transport.</summary>
public sealed class SlowServers : IAsyncLifetime
{
    /// <summary>As much of a body as is read.</summary>
    internal static readonly string Body = new('x', 64 * 1024);

    /// <summary>What a server does, as a report to it and the means to end it.</summary>
    internal static readonly Dictionary<string, Func<string, SlowServers, Task<Told>>> Cases = new()
    {
        ["it accepts no connection"] = (transport, all) => Post(transport, $"http://127.0.0.1:{all.Dead.Port}/"),
        ["it never answers"] = (transport, all) => Post(transport, all.Serve("").Url),
        ["it never ends its headers"] = (transport, all) => Post(transport, all.Serve("HTTP/1.1 200 OK\r\nX: y").Url),
        ["it never ends its body"] = (transport, all) =>
            Post(transport, all.Serve("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").Url),
        ["it never ends its chunks"] = (transport, all) =>
            Post(transport, all.Serve("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n").Url),
        ["it never closes the connection"] = (transport, all) => Post(transport, all.Serve("HTTP/1.1 200 OK\r\n\r\nhalf").Url),
        ["it sends only an interim response"] = (transport, all) => Post(transport, all.Serve("HTTP/1.1 100 Continue\r\n\r\n").Url),
        ["it sends its headers in drops"] = (transport, all) => Post(transport, all.Drip("", "HTTP/1.1 200 OK\r\nX-Long: " + Body).Url),
        ["it sends its body in drops"] = (transport, all) =>
            Post(transport, all.Drip("HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n", Body).Url),
        ["it sends interim responses without end"] = (transport, all) =>
            Post(transport, all.Drip("", string.Concat(Enumerable.Repeat("HTTP/1.1 103 Hm\r\n\r\n", 1000)), atOnce: 19).Url),
        ["it never shakes hands over https"] = (transport, all) =>
            Post(transport, all.Serve("").Url.Replace("http:", "https:", StringComparison.Ordinal)),
        ["it never answers over https"] = (transport, all) => Post(transport, all.Secure.Url, ("SSL_CERT_FILE", all.AuthorityFile)),
        ["it points to one that never answers"] = (transport, all) =>
            Post(transport, all.Serve($"HTTP/1.1 307 Go\r\nContent-Length: 0\r\nLocation: {all.Serve("").Url}\r\n\r\n").Url),
        ["its proxy accepts no connection"] = (transport, all) =>
            Post(transport, "http://upload.test/", ("http_proxy", $"127.0.0.1:{all.Dead.Port}")),
        ["its proxy never answers"] = (transport, all) => Post(transport, "http://upload.test/", ("http_proxy", all.Serve("").Url)),
        ["its proxy never connects"] = (transport, all) => Post(transport, "https://upload.test/", ("https_proxy", all.Serve("").Url)),
        ["its socks proxy never answers"] = (transport, all) =>
            Post(transport, "http://127.0.0.1:9/", ("http_proxy", $"socks5://127.0.0.1:{all.Dead.Port}")),
        ["its socks proxy never greets"] = (transport, all) =>
            Post(transport, "http://127.0.0.1:9/", ("http_proxy", $"socks5://127.0.0.1:{all.Serve("").Port}")),
        ["its name server never answers"] = async (transport, all) => await Direct.Call(
            all.WithoutNames().Around(Repository.Binary), ["post_to_api"], Direct.Transport(transport),
            ("API_FUNC_URL", "http://upload.test/"), ("DEV_MODE", "true")),
    };

    private readonly CertificateAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();
    private NameServer? _nameServer;
    private PrivateFiles? _withoutNames;
    private readonly List<RawServer> _servers = [];

    internal Dictionary<(string Transport, string Case), Task<Told>> Exchanges { get; } = [];

    internal Dictionary<string, Task<Told>> EndlessBodies { get; } = [];

    private DeadAddress Dead { get; } = new(IPAddress.Loopback);

    private RecordingServer Secure { get; set; } = null!;

    private string AuthorityFile { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        AuthorityFile = _directory.Write("ca.pem", _authority.Pem);
        Secure = await RecordingServer.Start(_authority.Issue(), (_, context) => Ended(context.RequestAborted));
        foreach (var transport in Direct.Transports)
        {
            foreach (var (name, exchange) in Cases)
                Exchanges[(transport, name)] = exchange(transport, this);
            EndlessBodies[transport] = Post(
                transport, Serve($"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n{string.Concat(Enumerable.Repeat(Body, 16))}").Url);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task all = Task.WhenAll([.. Exchanges.Values, .. EndlessBodies.Values]);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what has failed, or was skipped, is its test's
        foreach (var server in _servers)
            await server.DisposeAsync();
        await Secure.DisposeAsync();
        Dead.Dispose();
        _withoutNames?.Dispose();
        _nameServer?.Dispose();
        _authority.Dispose();
        _directory.Dispose();
    }

    /// <summary>A system whose name server takes questions and keeps them.</summary>
    private PrivateFiles WithoutNames()
    {
        Needs.Root();
        _nameServer ??= NameServer.Start(names: null);
        return _withoutNames ??= new PrivateFiles(
            ("/etc/resolv.conf", _nameServer.ResolvConf), ("/etc/nsswitch.conf", "hosts: files dns\n"));
    }

    private static Task<Told> Post(string transport, string url, params (string Name, string? Value)[] variables) =>
        Direct.PostToApi(transport, url, [.. variables, ("DEV_MODE", "true")]);

    /// <summary>A server that says something, and then keeps the connection until the client gives up.</summary>
    private RawServer Serve(string text) => Keep(RawServer.Start(async (socket, token) =>
    {
        await socket.SendAsync(Encoding.Latin1.GetBytes(text), token);
        await socket.ReceiveAsync(new byte[1], token);
    }));

    /// <summary>A server that says something, and then a little at a time until the client gives up.</summary>
    private RawServer Drip(string text, string drops, int atOnce = 1) => Keep(RawServer.Start(async (socket, token) =>
    {
        await socket.SendAsync(Encoding.Latin1.GetBytes(text), token);
        using var tap = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        foreach (var drop in drops.Chunk(atOnce))
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(drop), token);
            await tap.WaitForNextTickAsync(token);
        }
    }));

    private RawServer Keep(RawServer server)
    {
        _servers.Add(server);
        return server;
    }

    private static async Task Ended(CancellationToken token)
    {
        var ended = new TaskCompletionSource();
        await using var registration = token.Register(ended.SetResult);
        await ended.Task;
    }
}
