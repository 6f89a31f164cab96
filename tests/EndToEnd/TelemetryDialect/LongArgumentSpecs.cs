// Arguments that are longer than what Linux takes for one: they arrive whole, by standard input.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class LongArgumentSpecs
{
    private static readonly string s_megabyte = string.Concat(Enumerable.Repeat(new string('x', 63) + "\n", 16 * 1024)).TrimEnd('\n');

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task Json_escape_takes_a_megabyte(string shell)
    {
        using var directory = new TemporaryDirectory();

        var outcome = await Telemetry.Run(shell, $"long=$(cat {directory.Write("text", s_megabyte)})\njson_escape \"$long\" surplus");

        Assert.Equal(new Outcome(0, s_megabyte.Replace("\n", "\\n", StringComparison.Ordinal) + "\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Build_error_string_takes_a_megabyte(string shell)
    {
        using var directory = new TemporaryDirectory();

        var outcome = await Telemetry.Run(
            shell, $"long=$(cat {directory.Write("text", s_megabyte)})\nFAILED_COMMAND=make\nbuild_error_string 2 \"$long\"");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var parts = outcome.Output.Split("\n---\n");
        Assert.EndsWith(" | command: make", parts[0], StringComparison.Ordinal);
        Assert.Equal(s_megabyte, parts[1]);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Tm_send_takes_a_megabyte(string shell)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(202));

        var outcome = await Telemetry.Run(
            shell, $"long=$(cat {directory.Write("text", s_megabyte)})\n_tm_send \"$long\" 10 2 && echo sent",
            server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "sent\n", ""), outcome);
        Assert.Equal(s_megabyte, Assert.Single(server.Requests).Text);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Text_around_the_limits_and_beyond_ascii_arrives_whole(string shell)
    {
        int[] lengths = [31999, 32000, 32001, 131_000, 131_071, 131_072];
        string[] texts =
        [
            .. lengths.SelectMany(length => new[] { new string('y', length), $"€{new string('y', length - 2)}€" }),
            new string('€', 65_000),
        ];
        using var directory = new TemporaryDirectory();
        var files = texts.Select((text, number) => directory.Write($"{number}", text));
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(202));

        var outcome = await Telemetry.Run(
            shell, $"for file in {string.Join(' ', files)}; do _tm_send \"$(cat \"$file\")\"; done", server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(texts, server.Requests.Select(request => request.Text));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Other_long_arguments_and_variables_are_cut_and_the_report_arrives(string shell)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(shell, Telemetry.Variables + $$"""
            long=$(cat {{directory.Write("text", s_megabyte)}})
            NSAPP=$long FAILED_COMMAND=$long METHOD=$long
            post_progress_to_api "$long"
            post_update_to_api failed 2
            post_tool_to_api "$long" failed "$long"
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal([s_megabyte[..16], "failed", "failed"], server.Statuses());
        Assert.All(server.Requests, request => Assert.Equal(s_megabyte[..64], request.Field("nsapp")));
        Assert.Equal(s_megabyte[..4096], server.Requests[1].Field("failed_command"));
    }
}
