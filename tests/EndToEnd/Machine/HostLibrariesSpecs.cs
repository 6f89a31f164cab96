// Libraries of the host, made for another libc, are never loaded: here they are traps that end the process with 99.

using EndToEnd.Harness;

namespace EndToEnd.Machine;

public sealed class HostLibrariesSpecs(HostLibrariesSpecs.Traps traps) : IClassFixture<HostLibrariesSpecs.Traps>
{
    private const string Delivered = RecordingServer.DefaultAnswer + "201";
    private const int Trapped = 99;

    [Theory]
    [InlineData("host")]
    [InlineData("user")]
    public async Task The_traps_work(string lookup)
    {
        var outcome = await Shell.Run(traps.Root.Inside("/lookup"), [lookup]);

        Assert.Equal(Trapped, outcome.ExitCode);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Names_are_looked_up_without_them(string scheme)
    {
        await using var server = await RecordingServer.Start(scheme == "https" ? traps.Authority.Issue("upload.test") : null);

        var told = await Post($"{scheme}://upload.test:{server.Port}/");

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(told.Payload, Assert.Single(server.Requests).Text);
    }

    [Theory]
    [InlineData("HOME=")]
    [InlineData("HOME=/root")]
    [InlineData("LD_LIBRARY_PATH=/lib")]
    [InlineData("LD_PRELOAD=/lib/libnss_resolve.so.2")]
    [InlineData("LD_AUDIT=/lib/libnss_resolve.so.2")]
    [InlineData("GCONV_PATH=/lib")]
    [InlineData("LANG=de_DE.ISO-8859-15")]
    public async Task The_environment_does_not_bring_them_in(string variable)
    {
        await using var server = await RecordingServer.Start(traps.Authority.Issue("upload.test"));

        var told = await Direct.Call(
            traps.Root.Inside("/bin/busybox", "env", variable, BareRoot.Binary), ["post_to_api"],
            ("API_FUNC_URL", $"https://upload.test:{server.Port}/"));

        Assert.Equal(Delivered, told.Response);
    }

    [Fact]
    public async Task An_unknown_name_is_not_looked_up_with_them()
    {
        Assert.Equal("000", (await Post("http://nobody.test/")).Response);
    }

    [Fact]
    public async Task A_name_beyond_ASCII_does_not_bring_them_in()
    {
        Assert.Equal("000", (await Post("http://b\u00fccher.test/")).Response);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_that_wants_Kerberos_does_not_bring_it_in(string scheme)
    {
        await using var proxy = ProxyServer.Http("Negotiate token", ["Negotiate", "NTLM"]);

        var told = await Post($"{scheme}://upload.test/", ($"{scheme}_proxy", $"http://me:secret@{proxy.Address}"));

        Assert.EndsWith(scheme == "http" ? "407" : "000", told.Response, StringComparison.Ordinal);
        Assert.NotEmpty(proxy.Asked);
    }

    [Fact]
    public async Task A_server_that_wants_Kerberos_does_not_bring_it_in()
    {
        await using var server = RawServer.Say(
            "HTTP/1.1 401 Who are you?\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal("401", (await Post($"http://me:secret@127.0.0.1:{server.Port}/")).Response);
    }

    private Task<Told> Post(string url, params (string Name, string? Value)[] variables) =>
        Direct.Call(traps.Root.Inside(BareRoot.Binary), ["post_to_api"], [("API_FUNC_URL", url), .. variables]);

    /// <summary>A root whose /etc/nsswitch.conf names modules before the files, and where every library is a trap.</summary>
    public sealed class Traps : IAsyncLifetime
    {
        private static readonly string[] s_directories =
        [
            "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
            "/lib64", "/usr/lib64", "/lib", "/usr/lib",
        ];

        private static readonly string[] s_libraries =
        [
            "libnss_mymachines.so.2", "libnss_resolve.so.2", "libnss_myhostname.so.2", "libnss_systemd.so.2", "libnss_files.so.2",
            "libnss_dns.so.2",
            "libgssapi_krb5.so.2", "libidn2.so.0", "libgcc_s.so.1", "libnuma.so.1", "liblttng-ust.so.1", "libssl.so.3", "libcrypto.so.3",
            "libz.so.1",
        ];

        private readonly TemporaryDirectory _directory = new();

        internal CertificateAuthority Authority { get; } = new();

        internal BareRoot Root { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Root = new BareRoot(
                ("/etc/nsswitch.conf", "hosts: mymachines resolve [!UNAVAIL=return] myhostname files dns\n"
                    + "passwd: mymachines systemd files\ngroup: mymachines systemd files\n"),
                ("/etc/hosts", "127.0.0.1 upload.test\n"),
                ("/etc/resolv.conf", "nameserver 127.255.255.254\n"),
                ("/etc/ssl/cert.pem", Authority.Pem));
            var trap = await NativeCode.Library("trap.c", _directory);
            foreach (var directory in s_directories)
            {
                foreach (var library in s_libraries)
                    Root.Copy(trap, $"{directory}/{library}");
            }

            Root.Copy(await NativeCode.StaticProgram("lookup.c", _directory), "/lookup");
        }

        public ValueTask DisposeAsync()
        {
            Root.Dispose();
            Authority.Dispose();
            _directory.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
