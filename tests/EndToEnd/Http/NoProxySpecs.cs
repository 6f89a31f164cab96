// no_proxy as curl reads it: every case is put to the real curl, too.

using EndToEnd.Harness;

namespace EndToEnd.Http;

public sealed class NoProxySpecs : IDisposable
{
    private readonly PrivateFiles _hosts = new(
        ("/etc/hosts", "127.0.0.1 upload.test api.upload.test other-upload.test upload.test.\n"),
        ("/etc/nsswitch.conf", "hosts: files dns\n"));

    public static TheoryData<string, string, bool> Lists
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var (list, host, isDirect) in s_lists)
                data.Add(list, host, isDirect);
            return data;
        }
    }

    private static readonly (string List, string Host, bool IsDirect)[] s_lists =
    [
        ("", "upload.test", false),
        ("*", "upload.test", true),
        ("*", "127.0.0.1", true),
        ("*,", "upload.test", false),
        (" *", "upload.test", false),
        ("*.upload.test", "api.upload.test", false),
        ("upload.test", "upload.test", true),
        ("UPLOAD.test", "upload.test", true),
        ("upload.test", "UPLOAD.TEST", true),
        ("upload.test.", "upload.test", true),
        ("upload.test", "upload.test.", true),
        (".upload.test", "upload.test", true),
        (".upload.test", "api.upload.test", true),
        ("..upload.test", "api.upload.test", false),
        ("upload.test", "api.upload.test", true),
        ("upload.test", "other-upload.test", false),
        ("api.upload.test", "upload.test", false),
        ("test", "upload.test", true),
        (".", "upload.test", false),
        ("a.test,upload.test", "upload.test", true),
        ("a.test, upload.test ,b.test", "upload.test", true),
        (",,upload.test", "upload.test", true),
        ("upload.test:{port}", "upload.test", false),
        ("127.0.0.1", "127.0.0.1", true),
        ("127.0.0.1", "upload.test", false),
        ("127.0.0.2", "127.0.0.1", false),
        ("127.0.0.1:{port}", "127.0.0.1", false),
        ("127.0.0.0/8", "127.0.0.1", true),
        ("127.0.0.0/8", "upload.test", false),
        ("127.0.0.0/31", "127.0.0.1", true),
        ("127.0.0.2/31", "127.0.0.1", false),
        ("127.0.0.1/32", "127.0.0.1", true),
        ("127.0.0.0/32", "127.0.0.1", false),
        ("127.0.0.1/33", "127.0.0.1", false),
        ("0.0.0.0/0", "127.0.0.1", false),
        ("127.0.0.1/0", "127.0.0.1", true),
        ("127.0.0.0/-1", "127.0.0.1", false),
        ("127/8", "127.0.0.1", false),
        ("127.1", "127.0.0.1", false),
        ("127.0.0.", "127.0.0.1", false),
        (".0.0.1", "127.0.0.1", false),
        ("0.1", "127.0.0.1", false),
        ("::1", "[::1]", true),
        ("[::1]", "[::1]", false),
        ("::2", "[::1]", false),
        ("1::/16", "[::1]", false),
        ("127.0.0.1", "[::1]", false),
    ];

    public void Dispose() => _hosts.Dispose();

    [Theory, MemberData(nameof(Lists))]
    public async Task The_list_says_which_servers_are_reached_without_the_proxy(string list, string host, bool isDirect)
    {
        await using var server = await RecordingServer.Start(address: System.Net.IPAddress.IPv6Any);
        var asked = new List<int>();
        foreach (var transport in Direct.Transports)
        {
            await using var proxy = ProxyServer.Http();
            var told = await Direct.Call(
                _hosts.Around(Repository.Binary), ["post_to_api"], Direct.Transport(transport),
                ("API_FUNC_URL", $"http://{host}:{server.Port}/"),
                ("http_proxy", proxy.Address), ("no_proxy", list.Replace("{port}", $"{server.Port}", StringComparison.Ordinal)));

            Assert.Equal($"{RecordingServer.DefaultAnswer}201", told.Response);
            asked.Add(proxy.Asked.Count);
        }

        Assert.Equal(isDirect ? [0, 0] : [1, 1], asked);
    }

    // curl 7.88 does the same, curl 8.14 no longer does.
    [Theory]
    [InlineData("a.test upload.test b.test")]
    [InlineData("a.test\tupload.test")]
    public async Task Blanks_may_separate_the_names(string list)
    {
        await using var server = await RecordingServer.Start();
        await using var proxy = ProxyServer.Http();

        var told = await Direct.Call(
            _hosts.Around(Repository.Binary), ["post_to_api"], ("API_FUNC_URL", $"http://upload.test:{server.Port}/"),
            ("http_proxy", proxy.Address), ("no_proxy", list));

        Assert.Equal($"{RecordingServer.DefaultAnswer}201", told.Response);
        Assert.Empty(proxy.Asked);
    }

    [Theory]
    [InlineData("", "127.0.0.1", 0)]
    [InlineData("none.test", "127.0.0.1", 1)]
    [InlineData("127.0.0.1", "none.test", 0)]
    [InlineData(null, "127.0.0.1", 0)]
    public async Task The_list_in_lower_case_wins_unless_it_is_empty(string? lower, string upper, int asked)
    {
        await using var server = await RecordingServer.Start();
        foreach (var transport in Direct.Transports)
        {
            await using var proxy = ProxyServer.Http();
            await Direct.PostToApi(transport, server.Url, ("http_proxy", proxy.Address), ("no_proxy", lower), ("NO_PROXY", upper));

            Assert.Equal(asked, proxy.Asked.Count);
        }
    }
}
