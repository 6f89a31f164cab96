// The cache is only used if nobody else can put anything there, and nothing is run that somebody else has put there.

using EndToEnd.Harness;

namespace EndToEnd.Fetching;

public sealed class CacheSafetySpecs
{
    private const string Script = "post_to_api\necho \"$RESPONSE\"";

    private static readonly Outcome s_silence = new(0, "000\n", "");

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory]
    [InlineData("mkdir cache; chown 65534 cache")]
    [InlineData("mkdir cache; chmod 777 cache")]
    [InlineData("mkdir cache; chmod 1777 cache")]
    [InlineData("mkdir cache; chmod 770 cache")]
    [InlineData("mkdir cache; chmod 1757 cache")]
    [InlineData("mkdir real; ln -s real cache; chown -h 65534 cache")]
    [InlineData("mkdir real; ln -s real link; ln -s link cache; chown -h 65534 link")]
    [InlineData("mkdir real; ln -s real cache; chmod 777 real")]
    [InlineData("chmod 777 .")]
    [InlineData("chown 65534 .")]
    [InlineData("ln -s cache cache")]
    [InlineData("touch cache")]
    public async Task Where_somebody_else_could_put_something_nothing_is_fetched(string preparation)
    {
        Needs.Root();
        await using var scene = await ReleaseScene.Start();
        await Prepare(scene, preparation);

        foreach (var shell in new[] { "bash", "dash" })
            Assert.Equal(s_silence, await scene.Run(shell, Script, Cache(scene)));
        Assert.Empty(scene.Downloads);
    }

    [Theory]
    [InlineData("mkdir cache")]
    [InlineData("mkdir -m 1777 above; mkdir -m 700 above/real; ln -s above/real cache")]
    [InlineData("mkdir -p real/deep; ln -s $PWD/real/deep/../deep link; ln -s ./link cache")]
    [InlineData("mkdir -m 755 cache; chmod 775 .")]
    public async Task Links_and_directories_of_ones_own_are_followed(string preparation)
    {
        await using var scene = await ReleaseScene.Start();
        await Prepare(scene, preparation);

        foreach (var shell in new[] { "bash", "dash", "zsh" })
            Assert.Equal(0, (await scene.Run(shell, Script, Cache(scene))).ExitCode);
        Assert.Equal((1, 3), (scene.Downloads.Length, scene.Reports));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_binary_that_somebody_else_has_planted_is_not_run(string shell)
    {
        Needs.Root();
        await using var scene = await ReleaseScene.Start();
        await using var other = await ReleaseScene.Start();
        var trace = scene.Files.File("trace");
        string[] preparations =
        [
            // Somebody else's directory, file, and links to what is the caller's.
            "mkdir -m 777 cache cache/SUM; plant cache/SUM; chown -R 65534 cache/SUM",
            "mkdir -m 777 cache cache/SUM; plant cache/SUM; chown 65534 cache/SUM/apifunc",
            "mkdir -m 777 cache cache/SUM; plant cache/SUM; rm cache/SUM/apifunc; ln -s $PWD/own cache/SUM/apifunc",
            "mkdir -p -m 777 cache dir/SUM; plant dir/SUM; ln -s $PWD/dir/SUM cache/SUM",

            // The caller's own cache, which was checked under another path.
            "mkdir -p dir/SUM; plant dir/SUM; echo \"$PWD/dir\" >dir/SUM/place; ln -s dir cache; chown -h 65534 cache",
        ];

        foreach (var preparation in preparations)
        {
            await Prepare(scene, $$"""
                rm -rf place; mkdir place; cd place
                plant() {
                  printf '#!/bin/sh\necho run >>{{trace}}\n' >"$1/apifunc"; chmod 755 "$1/apifunc"; cp -p "$1/apifunc" own
                  echo "$PWD/cache" >"$1/place"; mkdir "$1/users"
                }
                {{preparation.Replace("SUM", scene.Sum, StringComparison.Ordinal)}}
                chmod 777 .
                """);
            Assert.Equal(s_silence, await scene.Run(shell, Script, ("API_FUNC_CACHE", scene.Files.File("in/place/cache"))));
        }

        Assert.False(File.Exists(trace));
        Assert.Empty(scene.Downloads);
    }

    [Fact]
    public async Task What_was_planted_before_the_cache_was_made_safe_is_deleted()
    {
        Needs.Root();
        await using var scene = await ReleaseScene.Start();
        await Prepare(scene, $"mkdir -m 700 cache; cd cache; mkdir {scene.Sum}; touch {scene.Sum}/apifunc; chown -R 65534 {scene.Sum}");

        Assert.Equal(0, (await scene.Run("bash", Script, Cache(scene))).ExitCode);
        Assert.Equal((1, 1), (scene.Downloads.Length, scene.Reports));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Whatever_else_is_in_the_directory_stays(string shell)
    {
        await using var scene = await ReleaseScene.Start();
        const string others = "new new.gz newest/file lock/since tool/apifunc";
        await Prepare(scene, $"mkdir cache; cd cache; mkdir lock newest tool; for file in {others}; do echo mine >$file; done");

        for (var run = 0; run < 2; run++)
            Assert.Equal(0, (await scene.Run(shell, Script, Cache(scene))).ExitCode);

        Assert.Equal((1, 2), (scene.Downloads.Length, scene.Reports));
        Assert.All(others.Split(' '), file => Assert.Equal("mine\n", File.ReadAllText(scene.Files.File($"in/cache/{file}"))));
    }

    [Fact]
    public async Task A_user_has_a_cache_of_the_users_own()
    {
        Needs.Root();
        await using var scene = await ReleaseScene.Start();
        await Prepare(scene, "mkdir home; chown 65534 home; chmod 755 .. . ../*.shim");
        string[] behind = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

        var outcome = await Shell.Run(
            [.. behind, "sh", "-c"], [scene.Script(Script)],
            [
                .. scene.Variables, ("API_FUNC_CACHE", null), ("HOME", scene.Files.File("in/home")),
                ("API_FUNC_STATE_DIR", scene.Files.File("in/home/state")),
            ]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(1, scene.Reports);
        Assert.True(File.Exists(scene.Files.File($"in/home/.cache/api-func/{scene.Sum}/apifunc")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_user_whose_files_nobody_may_read_leaves_few_of_them(string shell)
    {
        await using var scene = await ReleaseScene.Start();
        await Prepare(scene, "mkdir -m 700 cache state; chown 65534 cache state; chmod 755 .. . ../*.shim");
        string[] behind = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

        var outcome = await Shell.Run(
            [.. behind, .. shell.Split(' ')], ["-c", $"umask 777\n{scene.Script(Script)}"],
            [.. scene.Variables, Cache(scene), ("API_FUNC_STATE_DIR", scene.Files.File("in/state"))]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(1, scene.Reports);
        Assert.InRange(Directory.GetFiles(scene.Files.File($"in/cache/{scene.Sum}/users")).Length, 1, 4);
    }

    private static (string Name, string? Value) Cache(ReleaseScene scene) => ("API_FUNC_CACHE", scene.Files.File("in/cache"));

    /// <summary>Runs a script in the directory `in` of the scene.</summary>
    private static async Task Prepare(ReleaseScene scene, string script)
    {
        Directory.CreateDirectory(scene.Files.File("in"));
        var outcome = await Shell.Run(["sh", "-euc"], [$"umask 022; cd {scene.Files.File("in")}\n{script}"]);
        Assert.Equal(new Outcome(0, "", ""), outcome);
    }
}
