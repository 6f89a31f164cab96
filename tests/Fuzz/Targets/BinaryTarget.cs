// The real binary, as the shim calls it.

using EndToEnd.Harness;

namespace Fuzz.Targets;

/// <summary>Reports to a server that does not exist, through a proxy on loopback: no input leads out of the machine.</summary>
internal abstract class BinaryTarget : Target
{
    // A name that no name server knows (RFC 6761, section 6.4).
    protected const string Server = "report.test";

    // For every input one to three processes start.
    public override int Cases => 30;

    /// <summary>The environment of an installation whose reports go through a proxy.</summary>
    protected static (string Name, string? Value)[] Installation(string proxy, string url) =>
    [
        ("DIAGNOSTICS", "yes"), ("RANDOM_UUID", "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11"), ("NSAPP", "nginx"), ("CT_TYPE", "1"),
        ("DISK_SIZE", "8G"), ("CORE_COUNT", "2"),
        ("RAM_SIZE", "1024"), ("var_os", "debian"), ("var_version", "12"), ("API_FUNC_URL", url), ("TELEMETRY_URL", url),
        ("http_proxy", proxy), ("https_proxy", proxy),
    ];

    /// <summary>Runs the binary to its end.</summary>
    protected static Outcome Run(string[] arguments, params (string Name, string? Value)[] variables) =>
        Shell.RunBinary(arguments, variables).GetAwaiter().GetResult();

    /// <summary>Calls post_to_api, which has to return 0, and silently, with whole assignments. Returns them.</summary>
    protected static string Post(string proxy, string url, params (string Name, string? Value)[] variables)
    {
        var outcome = Run(["call", "post_to_api"], [.. Installation(proxy, url), .. variables]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith("#begin\n", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n#end\n", outcome.Output, StringComparison.Ordinal);
        return outcome.Output;
    }
}
