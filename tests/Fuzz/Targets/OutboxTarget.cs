// Files in the outbox of the real binary: they are listed as JSON and delivered, put aside or left alone, and never crash it.

using System.Text.Json;
using EndToEnd.Harness;

namespace Fuzz.Targets;

internal sealed class OutboxTarget : BinaryTarget
{
    private const string File1 = "outbox/00000000000000000001-0123456789abcdef.report";
    private const string File2 = "rejected/422-00000000000000000002-0123456789abcdef.report";

    private readonly RecordingServer _server = RecordingServer.Start().GetAwaiter().GetResult();

    public OutboxTarget() => Seeds =
        [Stored("classic", "call", "post_to_api"), Stored("telemetry", "call", "post_update_to_api", "failed", "127")];

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Words { get; } = Each(
        "\"version\":", "\"created\":", "\"url\":", "\"endpoint\":", "\"path_suffix\":", "\"user_agent\":", "\"limit_ms\":",
        "\"follows_redirects\":", "\"random_id\":", "\"execution_id\":", "\"terminal\":",
        "\"progress\":", "\"length\":", "\"shorter_length\":", "\"sum\":", "true", "false", "null", "1", "{", "}", "[", "]", ",", "\"",
        "\n", "\ntries 00001 503\n", "\\u0000", "\\ud800", "http://", "https://");

    public override void Check(byte[] input)
    {
        using var directory = new TemporaryDirectory();
        directory.Write($"state/{File1}", input);
        directory.Write($"state/{File2}", input);
        directory.Write("state/dropped", input.AsSpan(0, Math.Min(input.Length, 32)).ToArray());
        foreach (var path in Directory.GetDirectories(directory.Path, "*", SearchOption.AllDirectories))
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (string, string?)[] variables =
            [.. Installation(_server.Url, $"http://{Server}/upload"), ("API_FUNC_STATE_DIR", directory.File("state"))];

        var list = Run(["outbox", "list", "--json"], variables);
        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        var json = JsonDocument.Parse(list.Output).RootElement;
        Assert.Equal(1, json.GetProperty("reports").GetArrayLength());

        var table = Run(["outbox", "list"], variables);
        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        Assert.DoesNotContain(table.Output, c => char.IsControl(c) && c != '\n');

        var flush = Run(["outbox", "flush"], variables);
        Assert.Equal("", flush.Error);
        Assert.Contains(flush.ExitCode, (int[])[0, 65, 75]);
    }

    public override void Dispose()
    {
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose();
    }

    /// <summary>A report as the binary keeps it if its server is away.</summary>
    private static byte[] Stored(string dialect, params string[] arguments)
    {
        using var directory = new TemporaryDirectory();
        using var nobody = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        nobody.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var url = $"http://127.0.0.1:{((System.Net.IPEndPoint)nobody.LocalEndPoint!).Port}/x";
        Run(arguments, [.. Installation("", url), ("API_FUNC_DIALECT", dialect), ("API_FUNC_STATE_DIR", directory.File("state"))]);
        return File.ReadAllBytes(Assert.Single(Directory.GetFiles(directory.File("state/outbox"), "*.report")));
    }
}
