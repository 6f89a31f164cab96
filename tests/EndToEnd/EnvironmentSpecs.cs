// Variables that steer the .NET runtime or OpenSSL: they change nothing, load nothing and write nothing.

using EndToEnd.Harness;

namespace EndToEnd;

public sealed class EnvironmentSpecs(EnvironmentSpecs.Trap trap) : IClassFixture<EnvironmentSpecs.Trap>
{
    private const string Delivered = RecordingServer.DefaultAnswer + "201";

    /// <summary>Variables with {0} for a directory in which nothing may appear.</summary>
    public static TheoryData<string, string> Variables
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var prefix in new[] { "DOTNET_", "COMPlus_" })
            {
                data.Add($"{prefix}DbgEnableMiniDump", "1");
                data.Add($"{prefix}GCHeapHardLimit", "zzz");
                data.Add($"{prefix}GCHeapHardLimit", "1");
                data.Add($"{prefix}GCHeapHardLimitPercent", "zzz");
                data.Add($"{prefix}GCHeapCount", "zzz");
                data.Add($"{prefix}gcServer", "1");
                data.Add($"{prefix}GCName", "{0}/trap.so");
                data.Add($"{prefix}GCPath", "{0}/trap.so");
                data.Add($"{prefix}EnableDiagnostics", "1");
                data.Add($"{prefix}EnableEventPipe", "1");
                data.Add($"{prefix}EventPipeOutputPath", "{0}/written");
                data.Add($"{prefix}DiagnosticPorts", "{0}/written");
                data.Add($"{prefix}DbgMiniDumpName", "{0}/written");
                data.Add($"{prefix}STARTUP_HOOKS", "{0}/trap.so");
            }

            data.Add("DOTNET_SYSTEM_NET_DISABLEIPV6", "zzz");
            data.Add("DOTNET_SYSTEM_NET_SECURITY_DISABLETLSRESUME", "zzz");
            data.Add("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "false");
            data.Add("DOTNET_OPENSSL_VERSION_OVERRIDE", "{0}/trap");
            data.Add("CLR_OPENSSL_VERSION_OVERRIDE", "{0}/trap");
            data.Add("CLR_ICU_VERSION_OVERRIDE", "zzz");
            data.Add("OPENSSL_CONF", "{0}/openssl.cnf");
            data.Add("OPENSSL_CONF", "{0}");
            data.Add("OPENSSL_MODULES", "{0}");
            data.Add("OPENSSL_ENGINES", "{0}");
            data.Add("OPENSSL_CONF_INCLUDE", "{0}");
            data.Add("SSLKEYLOGFILE", "{0}/written");
            data.Add("CTLOG_FILE", "{0}/openssl.cnf");
            data.Add("MALLOC_CHECK_", "3");
            data.Add("GLIBC_TUNABLES", "glibc.malloc.check=3");
            data.Add("TMPDIR", "/nonexistent");
            data.Add("TZ", "{0}/openssl.cnf");
            data.Add("LC_ALL", "zzz");
            return data;
        }
    }

    [Fact]
    public async Task The_trap_works()
    {
        var outcome = await Shell.Run(["openssl"], ["list", "-providers"], ("OPENSSL_CONF", trap.Directory.File("openssl.cnf")));

        Assert.Equal(99, outcome.ExitCode);
    }

    [Theory, MemberData(nameof(Variables))]
    public async Task No_variable_changes_what_is_reported(string name, string value)
    {
        await using var server = await RecordingServer.Start(trap.Authority.Issue());

        var told = await Direct.PostToApi(
            "built in", server.Url, ("SSL_CERT_FILE", trap.Directory.File("ca.pem")), (name, value.Replace("{0}", trap.Directory.Path, StringComparison.Ordinal)));

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(told.Payload, Assert.Single(server.Requests).Text);
        Assert.Equal(
            [trap.Directory.File("ca.pem"), trap.Directory.File("openssl.cnf"), trap.Directory.File("trap.so")],
            Directory.GetFileSystemEntries(trap.Directory.Path).Order(StringComparer.Ordinal));
    }

    /// <summary>A library that ends who loads it, and a configuration that has OpenSSL load it.</summary>
    public sealed class Trap : IAsyncLifetime, IDisposable
    {
        internal TemporaryDirectory Directory { get; } = new();

        internal CertificateAuthority Authority { get; } = new();

        public async Task InitializeAsync()
        {
            Directory.Write("ca.pem", Authority.Pem);
            Directory.Write(
                "openssl.cnf",
                $"""
                openssl_conf = openssl
                [openssl]
                providers = providers_of_the_test
                [providers_of_the_test]
                default = default_provider
                trap = trap_provider
                [default_provider]
                activate = 1
                [trap_provider]
                module = {await NativeCode.Library("trap.c", Directory)}
                activate = 1

                """);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose()
        {
            Directory.Dispose();
            Authority.Dispose();
        }
    }
}
