// Where the outbox is, and what becomes of reports where it cannot be.

using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed class StateDirectorySpecs
{
    public static TheoryData<string, string, int> Unusable => new()
    {
        { "a link", "mkdir real && ln -s real state", 73 },
        { "a file", ": >state", 73 },
        { "below a file", ": >file && STATE=$PWD/file/state", 73 },
        { "relative", "STATE=state", 73 },
        { "on a file system that is read-only", "mkdir state && mount -t tmpfs -o ro,mode=0700 none state", 73 },
        { "on a full disk", "mkdir state && mount -t tmpfs -o size=4k,nr_inodes=1,mode=0700 none state", 73 },
        { "open to others", "mkdir -m 0777 state", 77 },
        { "open to a group", "mkdir -m 0770 state", 77 },
        { "somebody else's", "mkdir -m 0700 state && chown 12345 state", 77 },
        { "below somebody else's directory", "mkdir above && chown 12345 above && STATE=$PWD/above/state", 77 },
        { "deep below somebody else's directory", "mkdir -p above/a/b && chmod -R go-w above && chown 12345 above && "
            + "STATE=$PWD/above/a/b/state", 77 },
        { "below a directory that everybody may write to", "mkdir -m 0777 above && STATE=$PWD/above/state", 77 },
        { "below somebody else's link", "mkdir -m 0755 real && ln -s real above && chown -h 12345 above && STATE=$PWD/above/state", 77 },
        { "below links to each other", "ln -s above above && STATE=$PWD/above/state", 73 },
    };

    [Theory, MemberData(nameof(Unusable))]
    public async Task A_directory_that_cannot_be_used_is_named_and_the_report_tried_once(string what, string preparation, int code)
    {
        await using var scene = new OutboxScene(RecordingServer.Status(500));
        await scene.Server.Up();

        var report = await Run("apifunc call post_to_api");
        var list = await Run("apifunc outbox list");

        Assert.Equal(0, report.ExitCode);
        Assert.Contains("no report can be kept: the state directory", report.Error, StringComparison.Ordinal);
        Assert.Single(scene.Server.Requests);
        Assert.Equal((code, ""), (list.ExitCode, list.Output));
        Assert.Matches(@"\Aapifunc outbox: the state directory [^\n]* cannot be used: [^\n]+\n\z", list.Error);
        Assert.True(what.Length > 0);

        async Task<Outcome> Run(string command)
        {
            using var directory = new TemporaryDirectory();
            var script = $"""
                cd '{directory.Path}'
                umask 0
                STATE=$PWD/state
                {preparation} || exit 99
                apifunc() ( "$API_FUNC_BIN" "$@" )
                export API_FUNC_STATE_DIR="$STATE"
                {command}
                """;
            return await Shell.Run(
                ["unshare", "--mount", "sh", "-c"], [script],
                [.. scene.Variables, ("API_FUNC_DIALECT", "telemetry"), ("DEV_MODE", "true")]);
        }
    }

    [Theory]
    [InlineData("mkdir -m 0755 real && ln -s real above")]
    [InlineData("mkdir -m 0755 real && ln -s $PWD/real above")]
    [InlineData("mkdir -m 1777 above")]
    [InlineData("mkdir -m 0775 above")]
    [InlineData(":")]
    public async Task Below_what_is_root_s_it_is_made(string preparation)
    {
        await using var scene = new OutboxScene();
        using var directory = new TemporaryDirectory();

        var outcome = await Shell.Run(
            ["sh", "-euc"],
            [$"cd {directory.Path}; umask 0; {preparation}; export API_FUNC_STATE_DIR=$PWD/above/a/state; \"$API_FUNC_BIN\" post_to_api"],
            [.. scene.Variables]);

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Single(Directory.GetFiles(directory.File("above/a/state/outbox")));
    }

    [Fact]
    public async Task A_disk_that_is_full_when_the_report_is_written_loses_none_that_the_server_takes()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        var outcome = await Shell.Run(
            ["unshare", "--mount", "sh", "-c"],
            ["""
            mkdir -p "$API_FUNC_STATE_DIR" && mount -t tmpfs -o size=16k,mode=0700 none "$API_FUNC_STATE_DIR" || exit 99
            "$API_FUNC_BIN" outbox list || exit 98
            head -c 100000 /dev/zero >"$API_FUNC_STATE_DIR/filler" 2>&-
            "$API_FUNC_BIN" call post_to_api
            find "$API_FUNC_STATE_DIR" -name '*.report' -o -name '.tmp*'
            """],
            [.. scene.Variables]);

        Assert.Single(scene.Server.Requests);
        Assert.EndsWith("#end\n", outcome.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
    }

    [Fact]
    public async Task It_is_made_for_its_owner_only()
    {
        await using var scene = new OutboxScene();
        var deep = Path.Combine(scene.State, "a", "b");

        await Shell.Run(["sh", "-c"], ["umask 0; exec \"$API_FUNC_BIN\" post_to_api"], [.. scene.Variables, ("API_FUNC_STATE_DIR", deep)]);

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(owner, File.GetUnixFileMode(deep));
        Assert.Equal(owner, File.GetUnixFileMode(Path.Combine(deep, "outbox")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Assert.Single(Directory.GetFiles(Path.Combine(deep, "outbox")))));
    }

    [Theory]
    [InlineData("XDG_STATE_HOME", "", "api-func")]
    [InlineData("HOME", "", ".local/state/api-func")]
    public async Task A_user_s_is_below_the_home_directory(string variable, string value, string below)
    {
        await using var scene = new OutboxScene();
        using var home = new TemporaryDirectory();
        await Shell.Run(["chown"], ["12345", home.Path]);

        var outcome = await Shell.Run(
            ["setpriv", "--reuid", "12345", "--regid", "12345", "--clear-groups", "--"],
            [Repository.Binary, "post_to_api"],
            [.. scene.Variables, ("API_FUNC_STATE_DIR", null), ("HOME", value), ("XDG_STATE_HOME", value), (variable, home.Path)]);

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Single(Directory.GetFiles(home.File($"{below}/outbox")));
    }

    [Fact]
    public async Task Root_s_is_in_var_lib()
    {
        await using var scene = new OutboxScene();

        var outcome = await Shell.Run(
            ["unshare", "--mount", "sh", "-c"],
            ["mount -t tmpfs none /var/lib && \"$API_FUNC_BIN\" post_to_api && ls /var/lib/api-func/outbox"],
            [.. scene.Variables, ("API_FUNC_STATE_DIR", null)]);

        Assert.Matches(@"\A0{19}1-[0-9a-f]{16}\.report\n\z", outcome.Output);
    }
}
