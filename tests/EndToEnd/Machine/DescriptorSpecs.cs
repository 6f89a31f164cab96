// Standard input, output and error may be closed: a report arrives all the same, and no message lands in a file.

using System.Net;
using System.Net.Sockets;
using System.Text;
using EndToEnd.Harness;

namespace EndToEnd.Machine;

public sealed class DescriptorSpecs : IDisposable
{
    private readonly CertificateAuthority _authority = new();
    private readonly TemporaryDirectory _directory = new();

    /// <summary>Which descriptors are closed, as shell code: none, each, and every combination.</summary>
    private static readonly string[] s_combinations = ["", "<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"];

    public static TheoryData<string> Combinations => [.. s_combinations];

    public static TheoryData<string, string> Closed => Direct.EachTransportWith(s_combinations);

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Theory, MemberData(nameof(Closed))]
    public async Task A_report_arrives_without_them(string transport, string closed)
    {
        await using var server = await RecordingServer.Start(_authority.Issue());

        var exitCode = await PostWith(closed, transport, server.Url, ("SSL_CERT_FILE", _directory.Write("ca.pem", _authority.Pem)));

        Assert.Equal(0, exitCode);
        Assert.StartsWith("{\"ct_type\":1,", Assert.Single(server.Requests).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Closed))]
    public async Task A_file_holds_the_report_and_no_message(string transport, string closed)
    {
        var file = _directory.File("reports.jsonl");

        Assert.Equal(0, await PostWith(closed, transport, $"file://{file}", ("DEV_MODE", "true")));

        var line = Assert.Single(await File.ReadAllLinesAsync(file));
        Assert.StartsWith("{\"time\":", line, StringComparison.Ordinal);
        Assert.EndsWith("}}", line, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Combinations))]
    public async Task A_server_gets_no_message(string closed)
    {
        var sent = new MemoryStream();
        await using var server = await RecordingServer.Start(_authority.Issue());
        await using var tap = RawServer.StartUnread(async (socket, token) =>
        {
            using var target = new TcpClient();
            await target.ConnectAsync(IPAddress.Loopback, server.Port, token);
            await using var client = new NetworkStream(socket);
            var answers = target.GetStream().CopyToAsync(client, token);
            var buffer = new byte[65536];
            while (await client.ReadAsync(buffer, token) is > 0 and var count)
            {
                sent.Write(buffer, 0, count);
                await target.GetStream().WriteAsync(buffer.AsMemory(0, count), token);
            }

            target.Client.Shutdown(SocketShutdown.Send);
            await answers;
        });

        // The certificate is refused, and that is said, while the connection is open.
        using var stranger = new CertificateAuthority();
        await PostWith(
            closed, "built in", tap.Url.Replace("http:", "https:", StringComparison.Ordinal),
            ("SSL_CERT_FILE", _directory.Write("ca.pem", stranger.Pem)), ("DEV_MODE", "true"));

        await tap.Served;
        Assert.NotEqual(0, sent.Length);
        Assert.DoesNotContain("apifunc", Encoding.Latin1.GetString(sent.ToArray()), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Closed))]
    public async Task A_command_that_is_asked_gets_descriptors_of_its_own(string transport, string closed)
    {
        _directory.Command("pveversion", "echo noise >&2; echo pve-manager/8.2.4/x");
        await using var server = await RecordingServer.Start();

        Assert.Equal(0, await PostWith(closed, transport, server.Url, ("PATH", $"{_directory.Path}:/usr/local/bin:/usr/bin:/bin")));

        Assert.Equal("8.2.4", Assert.Single(server.Requests).Field("pve_version"));
    }

    [Theory]
    [InlineData("| :")]
    [InlineData(">/dev/full")]
    [InlineData("2>/dev/full")]
    public async Task An_output_that_takes_nothing_does_not_matter(string output)
    {
        await using var server = await RecordingServer.Start();

        Assert.Equal(0, await PostWith(output, "built in", server.Url, ("DEV_MODE", "true")));

        Assert.Single(server.Requests);
    }

    private static async Task<int> PostWith(
        string redirections, string transport, string url, params (string Name, string? Value)[] variables)
    {
        var outcome = await Shell.Run(
            ["dash", "-c"], [$"{Shell.Quote(Repository.Binary)} call post_to_api {redirections}"],
            [.. Direct.Installation, Direct.Transport(transport), ("API_FUNC_URL", url), .. variables]);
        return outcome.ExitCode;
    }
}
