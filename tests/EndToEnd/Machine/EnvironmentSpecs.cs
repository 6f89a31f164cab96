// Variables that steer the .NET runtime or OpenSSL: they change nothing, load nothing and write nothing.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Machine;

public sealed partial class EnvironmentSpecs(EnvironmentSpecs.Trap trap) : IClassFixture<EnvironmentSpecs.Trap>
{
    private const string Delivered = RecordingServer.DefaultAnswer + "201";

    /// <summary>Variables of the runtime, with {0} for a directory in which nothing may appear. COMPlus_ is their older prefix.</summary>
    private static readonly (string Name, string Value)[] s_runtime =
    [
        ("GCHeapHardLimitPercent", "zzz"), ("GCHeapCount", "zzz"), ("gcServer", "1"), ("GCName", "{0}/trap.so"), ("GCPath", "{0}/trap.so"),
        ("EnableDiagnostics", "1"), ("EnableEventPipe", "1"), ("EventPipeOutputPath", "{0}/written"), ("DiagnosticPorts", "{0}/written"),
        ("DbgMiniDumpName", "{0}/written"), ("STARTUP_HOOKS", "{0}/trap.so"), ("SYSTEM_NET_DISABLEIPV6", "zzz"),
        ("SYSTEM_GLOBALIZATION_INVARIANT", "false"),
    ];

    private static readonly (string Name, string Value)[] s_libraries =
    [
        ("OPENSSL_MODULES", "{0}"), ("OPENSSL_ENGINES", "{0}"), ("OPENSSL_CONF_INCLUDE", "{0}"),
        ("CLR_OPENSSL_VERSION_OVERRIDE", "{0}/trap"),
        ("CLR_ICU_VERSION_OVERRIDE", "zzz"), ("SSLKEYLOGFILE", "{0}/written"), ("CTLOG_FILE", "{0}/openssl.cnf"),
        ("TMPDIR", "/nonexistent"),
        ("TZ", "{0}/openssl.cnf"), ("LC_ALL", "zzz"), ("GLIBC_TUNABLES", "glibc.malloc.check=3"),
    ];

    [Fact]
    public async Task The_trap_works()
    {
        var outcome = await Shell.Run(["openssl"], ["list", "-providers"], ("OPENSSL_CONF", trap.Directory.File("openssl.cnf")));

        Assert.Equal(99, outcome.ExitCode);
    }

    [Theory]
    [InlineData("DOTNET_DbgEnableMiniDump", "1")]
    [InlineData("DOTNET_GCHeapHardLimit", "zzz")]
    [InlineData("DOTNET_GCHeapHardLimit", "1")]
    [InlineData("COMPlus_DbgEnableMiniDump", "1")]
    [InlineData("COMPlus_GCHeapHardLimit", "zzz")]
    [InlineData("COMPlus_GCHeapHardLimit", "1")]
    [InlineData("OPENSSL_CONF", "{0}/openssl.cnf")]
    [InlineData("OPENSSL_CONF", "{0}")]
    [InlineData("SSLKEYLOGFILE", "{0}/written")]
    public async Task No_variable_changes_what_is_reported(string name, string value) => await AssertReported((name, value));

    [Fact]
    public async Task Nor_do_many_at_once()
    {
        await AssertReported([
            .. s_libraries,
            .. s_runtime.Select(variable => ($"DOTNET_{variable.Name}", variable.Value)),
            .. s_runtime.Select(variable => ($"COMPlus_{variable.Name}", variable.Value)),
        ]);
    }

    [Fact]
    public async Task Nothing_is_opened_where_they_point_and_nothing_written_anywhere()
    {
        await using var server = await RecordingServer.Start(trap.Authority.Issue());
        using var directory = new TemporaryDirectory();
        var trace = directory.File("trace");

        // Variables that would steer strace itself, which is a program of the host, are left to the other tests.
        var outcome = await Shell.Run(
            ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=%file,bind", "-e", "signal=none", "-o", trace, Repository.Binary],
            ["post_to_api"],
            [
                .. Direct.Installation, ("API_FUNC_URL", server.Url), ("API_FUNC_OUTBOX", "off"), ("API_FUNC_HISTORY", "off"),
                ("SSL_CERT_FILE", trap.Directory.File("ca.pem")),
                .. s_runtime.SelectMany(
                    variable => new[] { ($"DOTNET_{variable.Name}", variable.Value), ($"COMPlus_{variable.Name}", variable.Value) })
                    .Concat(s_libraries.Where(variable => variable.Name is not ("TZ" or "GLIBC_TUNABLES")))
                    .Append(("OPENSSL_CONF", "{0}/openssl.cnf")).Append(("TMPDIR", "{0}"))
                    .DistinctBy(variable => variable.Item1)
                    .Select(variable =>
                        (variable.Item1, (string?)variable.Item2.Replace("{0}", trap.Directory.Path, StringComparison.Ordinal))),
            ]);

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Single(server.Requests);
        var calls = await File.ReadAllLinesAsync(trace);
        Assert.Contains(calls, call => call.Contains(trap.Directory.File("ca.pem"), StringComparison.Ordinal));
        Assert.DoesNotContain(
            calls,
            call => call.Contains(trap.Directory.Path, StringComparison.Ordinal) && !call.Contains("/ca.pem", StringComparison.Ordinal));
        Assert.DoesNotContain(
            calls, call => call.Contains("bind(", StringComparison.Ordinal) && call.Contains("AF_UNIX", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => Writing().IsMatch(call));
    }

    [Fact]
    public async Task Curl_does_not_get_them_either()
    {
        using var directory = new TemporaryDirectory();
        directory.Command("curl", $"cat >/dev/null; env >{directory.File("seen")}; printf '\\n201 ' >&2");

        var told = await Direct.PostToApi(
            "curl", "http://127.0.0.1:1/", ("PATH", $"{directory.Path}:/usr/bin:/bin"), ("OPENSSL_CONF", "/x"), ("OPENSSL_MODULES", "/x"),
            ("SSLKEYLOGFILE", "/x"),
            ("DOTNET_x", "/x"), ("COMPlus_x", "/x"), ("KEPT", "/x"));

        Assert.Equal("201", told.Response);
        var seen = await File.ReadAllLinesAsync(directory.File("seen"));
        Assert.Contains("KEPT=/x", seen);
        Assert.DoesNotContain(
            seen, line => line.StartsWith("OPENSSL_", StringComparison.Ordinal) || line.StartsWith("SSLKEY", StringComparison.Ordinal));
        Assert.DoesNotContain(
            seen, line => line.StartsWith("DOTNET_", StringComparison.Ordinal) || line.StartsWith("COMPlus_", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"O_WRONLY|O_RDWR|O_CREAT|\b(mkdir|rename|link|symlink|mknod|creat|truncate)(at)?\d?\(")]
    private static partial Regex Writing();

    private async Task AssertReported(params (string Name, string Value)[] variables)
    {
        await using var server = await RecordingServer.Start(trap.Authority.Issue());

        var told = await Direct.PostToApi(
            "built in",
            server.Url,
            [("SSL_CERT_FILE", trap.Directory.File("ca.pem")), .. variables.Select(
                variable => (variable.Name, (string?)variable.Value.Replace("{0}", trap.Directory.Path, StringComparison.Ordinal)))]);

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(told.Payload, Assert.Single(server.Requests).Text);
        Assert.Equal(
            [trap.Directory.File("ca.pem"), trap.Directory.File("openssl.cnf"), trap.Directory.File("trap.so")],
            Directory.GetFileSystemEntries(trap.Directory.Path).Order(StringComparer.Ordinal));
    }

    /// <summary>A library that ends who loads it, and a configuration that has OpenSSL load it.</summary>
    public sealed class Trap : IAsyncLifetime
    {
        internal TemporaryDirectory Directory { get; } = new();

        internal CertificateAuthority Authority { get; } = new();

        public async ValueTask InitializeAsync()
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

        public ValueTask DisposeAsync()
        {
            Directory.Dispose();
            Authority.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
