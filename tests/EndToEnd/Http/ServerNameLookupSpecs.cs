// Names of servers: how they are found, and which of several addresses is taken.

using System.Net;
using EndToEnd.Harness;

namespace EndToEnd.Http;

public sealed class ServerNameLookupSpecs
{
    private const string Delivered = RecordingServer.DefaultAnswer + "201";

    private static readonly IPAddress s_second = IPAddress.Parse("127.0.0.2");

    public static TheoryData<string> Transports => [.. Direct.Transports];

    [Theory, MemberData(nameof(Transports))]
    public async Task A_name_that_is_not_found_is_no_response(string transport)
    {
        Needs.Root();
        using var names = NameServer.Start(new Dictionary<string, IPAddress>());
        using var files = new PrivateFiles(("/etc/resolv.conf", names.ResolvConf));

        Assert.Equal("000", await Ask(files, transport, "http://nobody.test/"));
        Assert.Equal("000", await Ask(files, transport, "https://nobody.test/"));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Without_a_name_server_there_is_no_response(string transport)
    {
        using var files = new PrivateFiles(("/etc/resolv.conf", "nameserver 127.255.255.254\n"), ("/etc/hosts", ""));

        Assert.Equal("000", await Ask(files, transport, "http://upload.test/"));
    }

    [Fact]
    public async Task A_name_server_is_asked()
    {
        Needs.Root();
        using var names = NameServer.Start(new Dictionary<string, IPAddress> { ["upload.test"] = s_second });
        using var files = new PrivateFiles(("/etc/resolv.conf", names.ResolvConf), ("/etc/hosts", ""));
        await using var server = await RecordingServer.Start(address: s_second);

        Assert.Equal(Delivered, await Ask(files, "built in", $"http://upload.test:{server.Port}/"));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task The_host_may_be_an_IPv6_address(string transport)
    {
        await using var server = await RecordingServer.Start(address: IPAddress.IPv6Loopback);

        Assert.Equal(Delivered, (await Direct.PostToApi(transport, $"http://[::1]:{server.Port}/upload")).Response);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_dead_IPv6_address_beside_a_live_IPv4_one_costs_no_report(string transport)
    {
        await using var server = await RecordingServer.Start();
        using var dead = new DeadAddress(IPAddress.IPv6Loopback, server.Port);
        using var files = Hosts(IPAddress.IPv6Loopback, IPAddress.Loopback);

        Assert.Equal(Delivered, await Ask(files, transport, $"http://upload.test:{server.Port}/"));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_dead_IPv4_address_beside_a_live_IPv6_one_costs_no_report(string transport)
    {
        await using var server = await RecordingServer.Start(address: IPAddress.IPv6Loopback);
        using var dead = new DeadAddress(IPAddress.Loopback, server.Port);
        using var files = Hosts(IPAddress.IPv6Loopback, IPAddress.Loopback);

        Assert.Equal(Delivered, await Ask(files, transport, $"http://upload.test:{server.Port}/"));
    }

    // The resolver may turn their order round, so the dead one is the first in one of the two.
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.2")]
    [InlineData("127.0.0.2", "127.0.0.1")]
    public async Task A_dead_address_beside_a_live_one_of_its_family_costs_no_report(string deadAddress, string liveAddress)
    {
        await using var server = await RecordingServer.Start(address: IPAddress.Parse(liveAddress));
        using var dead = new DeadAddress(IPAddress.Parse(deadAddress), server.Port);
        using var files = Hosts(IPAddress.Parse(deadAddress), IPAddress.Parse(liveAddress));

        Assert.Equal(Delivered, await Ask(files, "built in", $"http://upload.test:{server.Port}/"));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Addresses_that_refuse_the_connection_are_skipped(string transport)
    {
        await using var server = await RecordingServer.Start(address: IPAddress.Parse("127.0.0.4"));
        using var files = Hosts([IPAddress.IPv6Loopback, .. Enumerable.Range(1, 4).Select(last => IPAddress.Parse($"127.0.0.{last}"))]);

        Assert.Equal(Delivered, await Ask(files, transport, $"http://upload.test:{server.Port}/"));
    }

    private static PrivateFiles Hosts(params IPAddress[] addresses) =>
        new(
            ("/etc/hosts", string.Concat(addresses.Select(address => $"{address} upload.test\n"))),
            ("/etc/nsswitch.conf", "hosts: files dns\n"));

    private static async Task<string?> Ask(PrivateFiles files, string transport, string url) =>
        (await Direct.Call(files.Around(Repository.Binary), ["post_to_api"], Direct.Transport(transport), ("API_FUNC_URL", url))).Response;
}
