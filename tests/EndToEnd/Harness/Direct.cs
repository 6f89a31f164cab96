// The binary, called as the shim calls it: what a function would set in the script, without a shell in between.

using System.Text.RegularExpressions;

namespace EndToEnd.Harness;

/// <summary>What a function sets in the script; null for what it leaves alone.</summary>
/// <param name="Payload">JSON_PAYLOAD.</param>
/// <param name="Response">RESPONSE.</param>
/// <param name="Log">The lines of DEV_MODE=true.</param>
internal sealed record Told(string? Payload, string? Response, string Log);

internal static partial class Direct
{
    private const string BuiltIn = "built in";
    private const string Curl = "curl";

    /// <summary>The variables of an ordinary installation.</summary>
    public static readonly (string Name, string? Value)[] Installation =
    [
        ("DIAGNOSTICS", "yes"), ("RANDOM_UUID", "5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11"), ("NSAPP", "nginx"), ("METHOD", "default"),
        ("CT_TYPE", "1"), ("DISK_SIZE", "8G"), ("CORE_COUNT", "2"), ("RAM_SIZE", "1024"), ("var_os", "debian"), ("var_version", "12"),
        ("DISABLEIP6", "no"),
    ];

    /// <summary>The ways to send over HTTP, which give the same results; see <see cref="Transport"/>.</summary>
    public static readonly string[] Transports = [BuiltIn, Curl];

    /// <summary>Every way to send, with each of the given values.</summary>
    public static TheoryData<string, T> EachTransportWith<T>(params T[] values)
    {
        var data = new TheoryData<string, T>();
        foreach (var transport in Transports)
        {
            foreach (var value in values)
                data.Add(transport, value);
        }

        return data;
    }

    /// <summary>The setting for a way to send.</summary>
    public static (string Name, string? Value) Transport(string transport) =>
        ("API_FUNC_TRANSPORT", transport == Curl ? Curl : null);

    /// <summary>Calls post_to_api for an ordinary installation.</summary>
    public static Task<Told> PostToApi(string transport, string url, params (string Name, string? Value)[] variables) =>
        Call([Repository.Binary], ["post_to_api"], [Transport(transport), ("API_FUNC_URL", url), .. variables]);

    /// <summary>Calls a function for an ordinary installation. It has to return 0, and silently unless DEV_MODE is set.</summary>
    /// <param name="binary">How the binary is started.</param>
    /// <param name="function">The function and its arguments.</param>
    /// <param name="variables">More variables, which win.</param>
    public static async Task<Told> Call(string[] binary, string[] function, params (string Name, string? Value)[] variables)
    {
        var outcome = await Shell.Run(binary, ["call", .. function], [.. Installation, .. variables]);

        Assert.Equal(0, outcome.ExitCode);
        if (!variables.Contains(("DEV_MODE", "true")))
            Assert.Equal("", outcome.Error);
        Assert.StartsWith("#begin\n", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith("#end\n", outcome.Output, StringComparison.Ordinal);
        var set = Assignment().Matches(outcome.Output, "#begin\n".Length).ToDictionary(
            match => match.Groups["name"].Value,
            match => match.Groups["value"].Value.Replace("'\\''", "'", StringComparison.Ordinal));
        return new Told(set.GetValueOrDefault("JSON_PAYLOAD"), set.GetValueOrDefault("RESPONSE"), outcome.Error);
    }

    [GeneratedRegex(@"\G(?<name>\w+)='(?<value>(?:[^']|'\\'')*)'\n#\n")]
    private static partial Regex Assignment();
}
