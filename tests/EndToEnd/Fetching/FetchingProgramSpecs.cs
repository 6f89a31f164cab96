// How the file is fetched: with curl, or wget, which nothing else steers, within limits, and over https.

using EndToEnd.Harness;

namespace EndToEnd.Fetching;

public sealed class FetchingProgramSpecs
{
    private const string Script = "post_to_api\necho \"$RESPONSE\"";

    [Fact]
    public async Task Curl_reads_no_configuration_and_has_limits()
    {
        await using var scene = await ReleaseScene.Start();
        var path = scene.PathWith("curl", $"printf '%s\\n' \"$@\" >{scene.Files.File("arguments")}");

        await Shell.RunScript("bash", $". {await Https(scene)}\n{Report.Variables}{Script}", [.. scene.Variables, ("PATH", path)]);

        Assert.Equal(
            [
                "-q", "--silent", "--show-error", "--fail", "--globoff", "--location", "--max-redirs", "5", "--proto", "=https",
                "--proto-redir", "=https", "--max-time", "20", "--max-filesize", $"{scene.Packed.Length + 1}",
                "https://example.invalid/a'b$(x)/apifunc-1.2.3-linux-amd64.gz",
            ],
            await File.ReadAllLinesAsync(scene.Files.File("arguments"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wget_reads_no_configuration_follows_no_redirect_and_has_limits()
    {
        await using var scene = await ReleaseScene.Start();
        var arguments = scene.Files.File("arguments");
        scene.Files.Command("fakes/wget", $"[ \"$1\" != --version ] || {{ echo 'GNU Wget 1'; exit; }}; printf '%s\\n' \"$@\" >{arguments}");
        scene.Files.Command("fakes/timeout", "[ \"$1\" != --version ] || { echo 'timeout (GNU coreutils)'; exit; }\n"
            + $"echo \"$1\" >{scene.Files.File("limit")}; [ \"$2\" -gt 15 ] && [ \"$2\" -le 20 ] || exit; shift 2; exec \"$@\"");
        var path = $"{scene.Files.File("fakes")}:{ReleaseScene.PathWithout("curl", "wget", "timeout")}";

        await Shell.RunScript("bash", $". {await Https(scene)}\n{Report.Variables}{Script}", [.. scene.Variables, ("PATH", path)]);

        Assert.Equal("--foreground\n", await File.ReadAllTextAsync(scene.Files.File("limit"), TestContext.Current.CancellationToken));
        Assert.Equal(
            [
                "--no-config", "--no-hsts", "--quiet", "--server-response", "--max-redirect=0", "--tries=1", "--timeout=20", "-O", "-",
                "https://example.invalid/a'b$(x)/apifunc-1.2.3-linux-amd64.gz",
            ],
            await File.ReadAllLinesAsync(arguments, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task BusyBox_has_20_seconds()
    {
        await using var scene = await ReleaseScene.Start();
        scene.Files.Command("fakes/timeout", $"[ \"$1\" = --version ] || echo \"$@\" >{scene.Files.File("arguments")}");
        var path = $"{scene.Files.File("fakes")}:{ReleaseScene.PathWithout("curl", "wget", "timeout")}";

        await Shell.RunScript("bash", $". {await Https(scene)}\n{Report.Variables}{Script}", [.. scene.Variables, ("PATH", path)]);

        Assert.Matches(
            @"^20 /\S+/busybox wget -q -O - https://example.invalid/a'b\$\(x\)/apifunc-1.2.3-linux-amd64.gz\n$",
            await File.ReadAllTextAsync(scene.Files.File("arguments"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("curl")]
    [InlineData("wget")]
    [InlineData("BusyBox")]
    public async Task Redirects_are_followed(string program)
    {
        await using var scene = await ReleaseScene.Start((context, scene) => context.Request.Path.Value switch
        {
            "/v1/apifunc-1.2.3-linux-amd64.gz" => RecordingServer.Status(302, "/second?a=1&b=2")(null!, context),
            "/second" => RecordingServer.Status(307, $"{scene.Url}/amd64")(null!, context),
            _ => ReleaseScene.Serve(context, scene),
        });

        var outcome = await scene.Run("bash", Script, ("PATH", Path(program)));

        Assert.Equal((0, 1), (outcome.ExitCode, scene.Reports));
        Assert.Equal(["/v1/apifunc-1.2.3-linux-amd64.gz", "/second?a=1&b=2", "/amd64"], scene.Downloads);
    }

    [Theory]
    [InlineData("curl", true)]
    [InlineData("curl", false)]
    [InlineData("wget", true)]
    [InlineData("wget", false)]
    public async Task Https_never_becomes_http(string program, bool isRedirected)
    {
        using var authority = new CertificateAuthority();
        await using var target = await ReleaseScene.Start();
        await using var reports = await RecordingServer.Start();
        await using var scene = await ReleaseScene.Start(
            isRedirected ? (context, _) => RecordingServer.Status(302, $"{target.Url}/amd64")(null!, context) : null, 4, authority);
        using var trusted = new PrivateFiles(("/etc/ssl/certs/ca-certificates.crt", authority.Pem));

        var outcome = await scene.Run(trusted.Around(), "bash", Script, reports.AsEndpoint(), ("PATH", Path(program)));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Single(scene.Downloads);
        Assert.Empty(target.Downloads);
        Assert.Equal(isRedirected ? 0 : 1, reports.Requests.Count);
    }

    [Theory]
    [InlineData("curl")]
    [InlineData("wget")]
    public async Task A_server_that_nobody_vouches_for_is_not_asked(string program)
    {
        using var authority = new CertificateAuthority();
        await using var scene = await ReleaseScene.Start(authority: authority);

        var outcome = await scene.Run("bash", Script, ("PATH", Path(program)));

        Assert.Equal(new Outcome(0, "000\n", ""), outcome);
        Assert.Empty(scene.Downloads);
    }

    [Fact]
    public async Task Without_curl_and_wget_nothing_is_fetched_until_there_is_one_of_them()
    {
        await using var scene = await ReleaseScene.Start();

        var outcome = await scene.Run("bash", Script, ("PATH", ReleaseScene.PathWithout("curl", "wget", "busybox")));
        var files = scene.Cached;
        await scene.Run("bash", Script);

        Assert.Equal(new Outcome(0, "000\n", ""), outcome);
        Assert.Empty(files);
        Assert.Equal((1, 1), (scene.Downloads.Length, scene.Reports));
    }

    [Theory]
    [InlineData("sha256sum")]
    [InlineData("sha256sum busybox")]
    public async Task Any_program_will_do_that_knows_SHA_256(string missing)
    {
        await using var scene = await ReleaseScene.Start();

        await scene.Run("bash", Script, ("PATH", ReleaseScene.PathWithout(missing.Split(' '))));

        Assert.Equal((1, 1), (scene.Downloads.Length, scene.Reports));
    }

    private static string Path(string program) => program switch
    {
        "curl" => "/usr/sbin:/usr/bin:/sbin:/bin",
        "wget" => ReleaseScene.PathWithout("curl"),
        _ => ReleaseScene.PathWithout("curl", "wget"),
    };

    /// <summary>A shim for a release at an https URL that a shell has to take literally.</summary>
    private static async Task<string> Https(ReleaseScene scene)
    {
        var printed = await Shell.RunBinary(
            ["shim", "--release", "https://example.invalid/a'b$(x)", "--sums", scene.Files.File("SHA256SUMS")]);
        Assert.Equal((0, ""), (printed.ExitCode, printed.Error));
        return scene.Files.Write("https.shim", printed.Output);
    }
}
