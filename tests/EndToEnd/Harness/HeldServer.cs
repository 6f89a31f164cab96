// A server that keeps its first answer back until the test has done what is to happen meanwhile.

using Microsoft.AspNetCore.Http;

namespace EndToEnd.Harness;

/// <summary>Receives a request, lets the test know, and answers when it is told to; later requests at once.</summary>
internal sealed class HeldServer : IAsyncDisposable
{
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RecordingServer? _server;

    /// <summary>Is done as soon as a whole request has arrived.</summary>
    public Task Arrived => _arrived.Task;

    /// <summary>Waits until so many requests have arrived in all.</summary>
    public Task Arrive(int count) => _server!.Arrive(count);

    /// <summary>What has arrived so far, in order.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _server!.Requests;

    public static async Task<HeldServer> Start()
    {
        var held = new HeldServer();
        held._server = await RecordingServer.Start(answer: held.Answer);
        return held;
    }

    /// <summary>The setting that sends reports to this server.</summary>
    public (string Name, string? Value) AsEndpoint() => _server!.AsEndpoint();

    /// <summary>Lets the answer go.</summary>
    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _server!.DisposeAsync();
    }

    private async Task Answer(RecordedRequest request, HttpContext context)
    {
        _arrived.TrySetResult();
        await _released.Task;
        context.Response.StatusCode = StatusCodes.Status201Created;
    }
}
