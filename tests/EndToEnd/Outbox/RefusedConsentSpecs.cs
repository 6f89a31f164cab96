// A refusal counts for what waits, too.

using EndToEnd.Harness;

namespace EndToEnd.Outbox;

public sealed class RefusedConsentSpecs
{
    public static TheoryData<string, string> Refusals => Shell.With("DIAGNOSTICS=no", "DO_NOT_TRACK=1");

    public static TheoryData<string, string> NoRefusals => Shell.With("DIAGNOSTICS=", "unset DIAGNOSTICS");

    [Theory, MemberData(nameof(Refusals))]
    public async Task Who_refuses_in_so_many_words_has_what_waits_deleted(string shell, string refusal)
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");

        var outcome = await Shell.RunWithShim(shell, $"{refusal}\npost_to_api\necho done", scene.Variables);

        Assert.Equal(new Outcome(0, "done\n", ""), outcome);
        Assert.False(Directory.Exists(scene.Outbox));
    }

    [Fact]
    public async Task Who_refuses_has_what_servers_refused_deleted_too()
    {
        await using var scene = new OutboxScene(RecordingServer.Status(422));
        await scene.Server.Up();
        await scene.Call("post_to_api");
        Assert.True(Directory.Exists(Path.Combine(scene.State, "rejected")));

        await Shell.RunWithShim("dash", "DIAGNOSTICS=no\npost_to_api", scene.Variables);

        Assert.False(Directory.Exists(Path.Combine(scene.State, "rejected")));
    }

    [Theory, MemberData(nameof(NoRefusals))]
    public async Task Who_says_nothing_has_nothing_sent_and_nothing_deleted(string shell, string silence)
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");

        await Shell.RunWithShim(shell, $"{silence}\npost_to_api\npost_update_to_api", scene.Variables);

        Assert.Single(scene.Waiting);
    }

    [Theory]
    [InlineData("no", "yes")]
    [InlineData("no", "")]
    [InlineData("yes", "no")]
    public async Task Flush_deletes_what_waits_if_the_file_or_the_variable_refuses(string file, string variable)
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        await scene.Server.Up();
        using var files = new PrivateFiles(("/usr/local/community-scripts/diagnostics", $"DIAGNOSTICS={file}\n"));

        var outcome = await Shell.Run(
            files.Around(Repository.Binary), ["outbox", "flush"], [.. scene.Variables, ("DIAGNOSTICS", variable)]);

        Assert.Equal(new Outcome(0, "nothing is sent, because consent is refused: 1 waiting report deleted\n", ""), outcome);
        Assert.False(Directory.Exists(scene.Outbox));
    }

    [Fact]
    public async Task The_answer_that_is_kept_in_a_file_counts_for_who_asks_it()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        using var files = new PrivateFiles(("/usr/local/community-scripts/diagnostics", "DIAGNOSTICS=no\n"));

        await Shell.Run(files.Around("sh", "-c"), [$". '{Repository.Shim}'; post_to_api_vm"], scene.Variables);

        Assert.False(Directory.Exists(scene.Outbox));
    }

    [Fact]
    public async Task A_file_that_refuses_counts_where_the_script_says_nothing()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        using var files = new PrivateFiles(("/usr/local/community-scripts/diagnostics", "DIAGNOSTICS=no\n"));

        await Shell.Run(files.Around("sh", "-c"), [$". '{Repository.Shim}'; post_to_api"], [.. scene.Variables, ("DIAGNOSTICS", null)]);

        Assert.False(Directory.Exists(scene.Outbox));
    }

    [Fact]
    public async Task A_payload_of_the_script_is_not_sent_where_the_file_refuses()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        using var files = new PrivateFiles(("/usr/local/community-scripts/diagnostics", "DIAGNOSTICS=no\n"));

        var outcome = await Shell.Run(
            files.Around("sh", "-c"), [$". '{Repository.Shim}'; _tm_send '{{}}'"], [.. scene.Variables, ("DIAGNOSTICS", null)]);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Empty(scene.Server.Requests);
    }

    [Fact]
    public async Task What_is_to_be_delivered_in_the_background_is_not_once_the_file_refuses()
    {
        await using var scene = new OutboxScene();
        using var files = new PrivateFiles(("/usr/local/community-scripts/diagnostics", "DIAGNOSTICS=no\n"));

        await Shell.Run(
            files.Around(Repository.Binary), ["call", "post_to_api"], [.. scene.Variables, ("API_FUNC_DELIVERY", "background")]);
        await scene.Gone();

        Assert.Empty(scene.Server.Requests);
    }

    [Fact]
    public async Task The_configuration_may_say_where_it_waits()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api");
        using var files = new PrivateFiles(
            ("/usr/local/community-scripts/api-func.conf", $"# where\n \tAPI_FUNC_STATE_DIR=\"{scene.State}\"\r\n"));

        await Shell.Run(
            files.Around("sh", "-c"), [$". '{Repository.Shim}'; post_to_api"],
            [.. scene.Variables, ("DIAGNOSTICS", "no"), ("API_FUNC_STATE_DIR", null)]);

        Assert.False(Directory.Exists(scene.Outbox));
    }

    [Theory, MemberData(nameof(Refusals))]
    public async Task Where_nothing_waits_no_process_is_started_for_it(string shell, string refusal)
    {
        await using var scene = new OutboxScene();
        Directory.CreateDirectory(scene.State);
        using var directory = new TemporaryDirectory();
        var binary = directory.Write("apifunc", $"#!/bin/sh\n: >'{directory.File("started")}'\n");
        File.SetUnixFileMode(binary, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await Shell.RunWithShim(
            shell, $"{refusal}\npost_to_api\npost_update_to_api\npost_progress_to_api", [.. scene.Variables, ("API_FUNC_BIN", binary)]);

        Assert.False(File.Exists(directory.File("started")));
    }
}
