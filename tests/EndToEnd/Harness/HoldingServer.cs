// A server that lets one request wait for its answer until the test says so.

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Harness;

/// <summary>
/// Scripts report to it, and show it where they are: a request for <c>/stage/NAME</c> is the stage NAME, and a report the
/// stage that its status names. Everything is answered with 202.
/// </summary>
internal sealed class HoldingServer : IAsyncDisposable
{
    /// <summary>The longest that anything may take: a safety net against a hang, no measure.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string? _heldStage;
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _arrivals = new();
    private RecordingServer _server = null!;
    private int _held;

    private HoldingServer(string? heldStage) => _heldStage = heldStage;

    /// <summary>Where a script shows its stages.</summary>
    public (string Name, string? Value) Stages => ("STAGES", $"{_server.Url}/stage");

    /// <summary>Where it reports.</summary>
    public (string Name, string? Value) Endpoint => _server.AsTelemetryEndpoint();

    /// <summary>The reports that have arrived, in order.</summary>
    public IReadOnlyList<RecordedRequest> Reports => [.. _server.Requests.Where(request => request.Path == "/telemetry")];

    /// <summary>Those among them that say how something ended.</summary>
    public IReadOnlyList<RecordedRequest> Ends =>
        [.. Reports.Where(report => report.Field("status") is "success" or "failed" or "aborted" or "unknown")];

    /// <summary>Starts a server.</summary>
    /// <param name="heldStage">The stage whose first request has to wait; null for none.</param>
    public static async Task<HoldingServer> Start(string? heldStage)
    {
        var holding = new HoldingServer(heldStage);
        holding._server = await RecordingServer.Start(answer: holding.Answer);
        return holding;
    }

    /// <summary>Waits until a stage is reached.</summary>
    public Task Reached(string stage) => Arrival(stage).Task.WaitAsync(Limit);

    /// <summary>Answers the request that waits.</summary>
    public void Release() => _release.SetResult();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task Answer(RecordedRequest request, HttpContext context)
    {
        var stage = request.Path == "/telemetry" ? request.Field("status") : request.Path.Split('/')[^1];
        Arrival(stage).TrySetResult();
        if (stage == _heldStage && Interlocked.Increment(ref _held) == 1)
        {
            // Who was killed does not wait any longer.
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = context.RequestAborted.Register(gone.SetResult);
            await Task.WhenAny(_release.Task, gone.Task);
        }

        context.Response.StatusCode = 202;
    }

    private TaskCompletionSource Arrival(string stage) =>
        _arrivals.GetOrAdd(stage, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
