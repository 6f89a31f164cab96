// A host without the binary, and a server that has a release of it and takes reports.

using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Harness;

/// <summary>Runs scripts with a shim that fetches its binary from a server of the scene's own.</summary>
internal sealed class ReleaseScene : IAsyncDisposable
{
    // The place of the operating system in the header of gzip (RFC 1952), which nobody reads: two releases with one content.
    private const int SystemByte = 9;
    private const int ArchitectureByte = 18; // e_machine of elf(5)
    private const byte Arm64 = 183; // EM_AARCH64

    private static readonly Lazy<byte[]> s_packed = new(() => Pack(File.ReadAllBytes(Repository.Binary)));
    private static readonly Lazy<byte[]> s_ofAnotherMachine = new(() =>
    {
        var binary = File.ReadAllBytes(Repository.Binary);
        binary[ArchitectureByte] ^= Arm64 ^ 62; // EM_X86_64
        return Pack(binary);
    });

    private static readonly string[] s_programs = ["/usr/bin", "/bin", "/usr/sbin"];

    private static readonly ConcurrentDictionary<string, Lazy<TemporaryDirectory>> s_paths = new();

    private readonly TemporaryDirectory _directory = new();
    private RecordingServer _server = null!;

    private ReleaseScene(byte release)
    {
        Packed = [.. s_packed.Value];
        Packed[SystemByte] = release;
    }

    /// <summary>What is served for this machine: the binary, packed.</summary>
    public byte[] Packed { get; }

    /// <summary>Its SHA-256, by which the cache names its directory.</summary>
    public string Sum => Hash(Packed);

    /// <summary>The cache.</summary>
    public string Cache => _directory.File("cache");

    /// <summary>The directory of this release in the cache.</summary>
    public string Home => Path.Combine(Cache, Sum);

    /// <summary>The binary in the cache.</summary>
    public string Binary => Path.Combine(Home, "apifunc");

    /// <summary>A directory for what a test needs.</summary>
    public TemporaryDirectory Files => _directory;

    /// <summary>The server's URL.</summary>
    public string Url => _server.Url;

    /// <summary>The paths that were asked for, in order.</summary>
    public string[] Downloads => [.. _server.Requests.Where(request => request.Method == "GET").Select(request => request.Path)];

    /// <summary>How many reports have arrived.</summary>
    public int Reports => _server.Requests.Count(request => request.Method == "POST");

    /// <summary>What the scripts' environment is beside.</summary>
    public (string Name, string? Value)[] Variables =>
        [("API_FUNC_BIN", null), ("API_FUNC_CACHE", Cache), _server.AsEndpoint(), _server.AsTelemetryEndpoint()];

    /// <summary>The names of all files in the cache, without sums.</summary>
    public string[] Cached => Directory.Exists(Cache)
        ? [.. Directory.GetFiles(Cache, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Cache, file)).Select(file => file[(file.IndexOf('/') + 1)..])
            .Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Answers what is asked for, in place of the file; null for nothing unusual.</param>
    /// <param name="release">Tells one release from another.</param>
    /// <param name="authority">Issues the certificate of an https server.</param>
    public static async Task<ReleaseScene> Start(
        Func<HttpContext, ReleaseScene, Task>? answer = null, byte release = 3, CertificateAuthority? authority = null)
    {
        Needs.NoInstalledBinary();
        var scene = new ReleaseScene(release);
        answer ??= Serve;
        scene._server = await RecordingServer.Start(authority?.Issue(), (request, context) =>
            request.Method == "GET" ? answer(context, scene) : RecordingServer.Created(request, context));
        await scene.WriteShim("classic");
        await scene.WriteShim("telemetry");
        return scene;
    }

    /// <summary>Answers with the file that is asked for.</summary>
    public static Task Serve(HttpContext context, ReleaseScene scene) =>
        Send(context, context.Request.Path.Value!.Contains("amd64", StringComparison.Ordinal) ? scene.Packed : s_ofAnotherMachine.Value);

    /// <summary>Answers with bytes, and says how many they are.</summary>
    public static async Task Send(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }

    /// <summary>The shim of a dialect.</summary>
    public string Shim(string dialect = "classic") => _directory.File($"{dialect}.shim");

    /// <summary>A script that sources the shim first, under `set -eu`, with the variables of an ordinary installation.</summary>
    public string Script(string script) => $"set -eu\n. {Shell.Quote(Shim())}\n{Report.Variables}{script}";

    /// <summary>Runs such a script.</summary>
    public Task<Outcome> Run(string shell, string script, params (string Name, string? Value)[] variables) =>
        Run([], shell, script, variables);

    /// <summary>The same behind a command that prepares the world.</summary>
    public Task<Outcome> Run(string[] behind, string shell, string script, params (string Name, string? Value)[] variables) =>
        Shell.RunScript(behind, shell, Script(script), [.. Variables, .. variables]);

    /// <summary>A directory for PATH with what the machine has, but for some programs.</summary>
    public static string PathWithout(params string[] programs) =>
        s_paths.GetOrAdd(string.Join(' ', programs), _ => new Lazy<TemporaryDirectory>(() => Links(programs))).Value.Path;

    /// <summary>A value for PATH with a command of the test's own before all others.</summary>
    public string PathWith(string name, string script)
    {
        _directory.Command($"fakes/{name}", script);
        return $"{_directory.File("fakes")}:/usr/sbin:/usr/bin:/sbin:/bin";
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    private async Task WriteShim(string dialect)
    {
        (string Name, byte[] Bytes)[] files =
        [
            ("apifunc-1.2.3-linux-amd64.gz", Packed), ("apifunc-1.2.3-linux-arm64.gz", s_ofAnotherMachine.Value),
        ];
        var sums = _directory.Write("SHA256SUMS", string.Concat(files.Select(file => $"# size: {file.Name} {file.Bytes.Length}\n"))
            + string.Concat(files.Select(file => $"{Hash(file.Bytes)}  {file.Name}\n")));
        var printed = await Shell.RunBinary(["shim", "--dialect", dialect, "--release", $"{Url}/v1", "--sums", sums]);
        Assert.Equal((0, ""), (printed.ExitCode, printed.Error));
        _directory.Write($"{dialect}.shim", printed.Output);
    }

    private static TemporaryDirectory Links(string[] missing)
    {
        var directory = new TemporaryDirectory();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
        foreach (var program in s_programs.Where(Directory.Exists).SelectMany(Directory.GetFiles))
        {
            var name = Path.GetFileName(program);
            if (!missing.Contains(name) && !File.Exists(directory.File(name)))
                File.CreateSymbolicLink(directory.File(name), program);
        }

        return directory;
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
