// Fetches that fail: nothing is run, nothing is said, the script goes on, and it is not tried again for an hour.

using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Fetching;

public sealed class FailedFetchSpecs
{
    private const string Script = "post_to_api\necho \"$RESPONSE\"\npost_update_to_api failed 1\necho \"$RESPONSE\"";

    private static readonly Outcome s_silence = new(0, "000\n000\n", "");

    private static readonly Dictionary<string, Func<HttpContext, ReleaseScene, Task>> s_answers = new()
    {
        ["tampered"] = (context, scene) => ReleaseScene.Send(context, Changed(scene.Packed)),
        ["truncated"] = (context, scene) => ReleaseScene.Send(context, scene.Packed.AsMemory(0, 1000)),
        ["cut off"] = async (context, scene) =>
        {
            context.Response.ContentLength = scene.Packed.Length;
            await context.Response.Body.WriteAsync(scene.Packed.AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            context.Abort();
        },
        ["longer"] = (context, scene) => ReleaseScene.Send(context, (byte[])[.. scene.Packed, 0]),
        ["longer, and does not say so"] = (context, scene) =>
            context.Response.Body.WriteAsync((byte[])[.. scene.Packed, 0]).AsTask(),
        ["endless"] = async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[64 * 1024]);
        },
        ["empty"] = (_, _) => Task.CompletedTask,
        ["404"] = (context, _) => RecordingServer.Status(404)(null!, context),
        ["500"] = (context, _) => RecordingServer.Status(500)(null!, context),
        ["a redirect to itself"] = (context, _) => RecordingServer.Status(302, context.Request.Path)(null!, context),
        ["a redirect to nowhere"] = (context, _) => RecordingServer.Status(302, "ftp://127.0.0.1/x")(null!, context),
        ["dropped"] = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        },
    };

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string, string> AnswersAndPrograms
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var answer in s_answers.Keys)
            {
                foreach (var program in new[] { "curl", "wget", "BusyBox" })
                    data.Add(answer, program);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(AnswersAndPrograms))]
    public async Task Whatever_a_server_answers_nothing_of_it_is_run_or_kept(string answer, string program)
    {
        await using var scene = await ReleaseScene.Start(s_answers[answer]);
        var path = program switch
        {
            "curl" => "/usr/sbin:/usr/bin:/sbin:/bin",
            "wget" => ReleaseScene.PathWithout("curl"),
            _ => ReleaseScene.PathWithout("curl", "wget"),
        };

        var outcome = await scene.Run(program == "BusyBox" ? "busybox ash" : "bash", Script, ("PATH", path));

        Assert.Equal(s_silence, outcome);
        Assert.Equal(["failed"], scene.Cached);
        Assert.NotEmpty(scene.Downloads);
        Assert.Equal(0, scene.Reports);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task It_is_not_tried_again_for_an_hour(string shell)
    {
        var isRepaired = false;
        await using var scene = await ReleaseScene.Start((context, scene) =>
            isRepaired ? ReleaseScene.Serve(context, scene) : ReleaseScene.Send(context, Changed(scene.Packed)));
        var strict = shell == "bash" ? "set -E -o pipefail; trap 'echo trap ERR' ERR\n" : "";

        Assert.Equal(s_silence, await scene.Run(shell, strict + Script));
        isRepaired = true;
        Assert.Equal(s_silence, await scene.Run(shell, strict + Script));
        Assert.Single(scene.Downloads);

        var marker = Path.Combine(scene.Home, "failed");
        var (process, time) = File.ReadAllText(marker).Split(' ') is [var first, var second] ? (first, long.Parse(second)) : default;
        await File.WriteAllTextAsync(marker, $"{process} {time - 3601}", TestContext.Current.CancellationToken);
        Assert.Contains("201", (await scene.Run(shell, Script)).Output, StringComparison.Ordinal);
        Assert.Equal(2, scene.Downloads.Length);
        Assert.DoesNotContain("failed", scene.Cached);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_forbid_it()
    {
        await using var scene = await ReleaseScene.Start();
        Directory.CreateDirectory(scene.Home);
        scene.Files.Write($"cache/{scene.Sum}/failed", "1 4000000000");

        await scene.Run("bash", Script);

        Assert.Equal(2, scene.Reports);
    }

    [Theory]
    [InlineData("size=64k", 1)]
    [InlineData("size=6m", 1)]
    [InlineData("noexec", 1)]
    [InlineData("ro", 0)]
    [InlineData("size=64k,nr_inodes=1", 0)]
    public async Task A_disk_that_takes_or_runs_nothing_is_left_as_it_was(string options, int downloads)
    {
        await using var scene = await ReleaseScene.Start();
        Directory.CreateDirectory(scene.Cache);
        var left = scene.Files.File("left");
        string[] behind =
        [
            "unshare", "--mount", "sh", "-c",
            $"mount -t tmpfs -o mode=700,{options} none {scene.Cache}; \"$@\"; code=$?; find {scene.Cache} -type f >{left}; exit $code",
            "sh",
        ];

        foreach (var shell in new[] { "bash", "dash", "zsh" })
        {
            var outcome = await scene.Run(behind, shell, Script);

            Assert.Equal(s_silence, outcome);
            var files = await File.ReadAllLinesAsync(left, TestContext.Current.CancellationToken);
            Assert.All(files, file => Assert.Equal("failed", Path.GetFileName(file)));
        }

        Assert.Equal(downloads * 3, scene.Downloads.Length);
    }

    [Theory]
    [InlineData("/nonexistent", true)]
    [InlineData("relative/cache", false)]
    public async Task A_place_that_cannot_be_is_none(string cache, bool needsUser)
    {
        await using var scene = await ReleaseScene.Start();
        string[] behind = needsUser ? ["setpriv", "--reuid=65534", "--clear-groups"] : [];
        File.SetUnixFileMode(scene.Files.Path, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(scene.Shim(), (UnixFileMode)0b110_100_100);

        var outcome = await Shell.Run([.. behind, "sh", "-c"], [scene.Script(Script)], [.. scene.Variables, ("API_FUNC_CACHE", cache)]);

        Assert.Equal(s_silence, outcome);
        Assert.Empty(scene.Downloads);
    }

    private static byte[] Changed(byte[] bytes)
    {
        byte[] changed = [.. bytes];
        changed[^100] ^= 1;
        return changed;
    }
}
