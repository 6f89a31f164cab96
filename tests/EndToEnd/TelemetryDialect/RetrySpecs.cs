// What becomes of a report that the server does not accept and that may not wait in the outbox. The tries are a second
// apart, so all shells wait at once.

using System.Collections.Concurrent;
using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.TelemetryDialect;

public sealed class RetrySpecs(Retries retries) : IClassFixture<Retries>
{
    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task That_an_installation_begins_is_tried_three_times(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Begin, Retries.Refused);

        Assert.Equal(new Outcome(0, "false\n", ""), attempt.Outcome);
        Assert.Equal(["installing", "installing", "installing"], attempt.Statuses);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Progress_is_tried_once(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Progress, Retries.Refused);

        Assert.Equal(new Outcome(0, "", ""), attempt.Outcome);
        Assert.Equal(["configuring"], attempt.Statuses);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_tool_and_an_addon_are_tried_once(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Tools, Retries.Refused);

        Assert.Equal(new Outcome(0, "", ""), attempt.Outcome);
        Assert.Equal(["failed", "failed", "failed"], attempt.Statuses);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_failure_that_is_refused_is_tried_twice_and_twice_with_the_short_error(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Failure, Retries.Refused);

        Assert.Equal(new Outcome(0, "false\n", ""), attempt.Outcome);
        Assert.Equal([Retries.LongError, Retries.LongError, Retries.ShortError, Retries.ShortError], attempt.Errors);
        Assert.All(attempt.Requests, request => Assert.Equal(
            ("failed", "127", "dependency"), (request.Field("status"), request.Field("exit_code"), request.Field("error_category"))));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Where_the_short_error_is_accepted_the_report_is_delivered(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Failure, Retries.RefusedWhereLong);

        Assert.Equal(new Outcome(0, "true\n", ""), attempt.Outcome);
        Assert.Equal([Retries.LongError, Retries.ShortError], attempt.Errors);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_beginning_that_is_refused_for_good_is_tried_once(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Begin, Retries.RefusedForGood);

        Assert.Equal(new Outcome(0, "false\n", ""), attempt.Outcome);
        Assert.Equal(["installing"], attempt.Statuses);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_failure_that_is_refused_for_good_is_tried_once_with_each_error(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Failure, Retries.RefusedForGood);

        Assert.Equal(new Outcome(0, "false\n", ""), attempt.Outcome);
        Assert.Equal([Retries.LongError, Retries.ShortError], attempt.Errors);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Where_the_second_try_is_accepted_there_is_no_third(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Failure, Retries.AcceptedTheSecondTime);

        Assert.Equal(new Outcome(0, "true\n", ""), attempt.Outcome);
        Assert.Equal([Retries.LongError, Retries.LongError], attempt.Errors);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_server_that_does_not_answer_is_not_asked_for_less(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Failure, Retries.Dropped);

        Assert.Equal(new Outcome(0, "false\n", ""), attempt.Outcome);
        Assert.Equal([Retries.LongError, Retries.LongError], attempt.Errors);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_success_that_is_refused_is_tried_twice(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Success, Retries.Refused);

        Assert.Equal(new Outcome(0, "false\n", ""), attempt.Outcome);
        Assert.Equal(["success", "success"], attempt.Statuses);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Redirects_are_not_followed_and_no_success(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Success, Retries.Redirected);

        Assert.Equal(new Outcome(0, "false\n", ""), attempt.Outcome);
        Assert.Equal(["/telemetry", "/telemetry"], attempt.Requests.Select(request => request.Path));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Tm_send_tries_as_often_as_it_is_told(string shell)
    {
        var attempt = await retries.Of(shell, Retries.Send, Retries.Refused);

        Assert.Equal(new Outcome(0, "1\n1\n", ""), attempt.Outcome);
        Assert.Equal(["{\"once\":1}", "{\"twice\":1}", "{\"twice\":1}"], attempt.Requests.Select(request => request.Text));
    }
}

/// <summary>What a script did, and what its server received.</summary>
internal sealed record Attempt(Outcome Outcome, IReadOnlyList<RecordedRequest> Requests)
{
    public IEnumerable<string> Statuses => Requests.Select(request => request.Field("status"));

    public IEnumerable<string> Errors => Requests.Select(request => request.Field("error"));
}

/// <summary>Runs a script in every shell at once as soon as one asks for it, each with a server of its own.</summary>
public sealed class Retries
{
    internal const string Begin = "post_to_api; echo \"$POST_TO_API_DONE\"";
    internal const string Progress = "post_progress_to_api";
    internal const string Tools = "post_tool_to_api x failed 1; post_addon_to_api x failed 1; _telemetry_report_exit 1";
    internal const string Success = "post_update_to_api done none; echo \"$POST_UPDATE_DONE\"";
    internal const string Send = "_tm_send '{\"once\":1}' || echo $?; _tm_send '{\"twice\":1}' 5 2 || echo $?";

    private static readonly string s_command = string.Concat(Enumerable.Repeat("make ", 100)).TrimEnd();

    internal static readonly string LongError = $"exit_code=127 | Command not found | at line 9: {s_command}";
    internal static readonly string ShortError = $"exit_code=127 | Command not found | at line 9: {s_command[..200]}";
    internal static readonly string Failure =
        $"FAILED_LINE=9 FAILED_COMMAND='{s_command}'; post_update_to_api failed 127; echo \"$POST_UPDATE_DONE\"";

    private readonly ConcurrentDictionary<(string Script, Answer Answer), Dictionary<string, Task<Attempt>>> _attempts = new();

    /// <summary>Answers the request that is number <paramref name="number"/>.</summary>
    internal delegate Task Answer(int number, RecordedRequest request, HttpContext context);

    internal static readonly Answer Refused = (_, request, context) => RecordingServer.Status(500)(request, context);

    internal static readonly Answer RefusedForGood = (_, request, context) => RecordingServer.Status(400)(request, context);

    internal static readonly Answer RefusedWhereLong = (_, request, context) =>
        RecordingServer.Status(request.Field("error") == LongError ? 422 : 202)(request, context);

    internal static readonly Answer AcceptedTheSecondTime = (number, request, context) =>
        RecordingServer.Status(number == 1 ? 503 : 202)(request, context);

    internal static readonly Answer Redirected = (_, request, context) => RecordingServer.Status(307, "/elsewhere")(request, context);

    internal static readonly Answer Dropped = (_, _, context) =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    internal Task<Attempt> Of(string shell, string script, Answer answer) =>
        _attempts.GetOrAdd((script, answer), _ => Shell.All.ToDictionary(each => each, each => Run(each, script, answer)))[shell];

    private static async Task<Attempt> Run(string shell, string script, Answer answer)
    {
        var number = 0;
        await using var server = await RecordingServer.Start(
            answer: (request, context) => answer(Interlocked.Increment(ref number), request, context));
        var outcome = await Telemetry.Run(shell, Telemetry.Variables + script, server.AsTelemetryEndpoint(), ("API_FUNC_OUTBOX", "off"));
        return new Attempt(outcome, server.Requests);
    }
}
