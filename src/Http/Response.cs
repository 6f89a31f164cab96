// What a server responds with.

namespace ApiFunc.Http;

/// <summary>The response to a report, or the reason why there is none.</summary>
/// <param name="Status">The HTTP status; 0 if no complete response was received.</param>
/// <param name="Body">The first <see cref="MaxBodyLength"/> bytes of the body.</param>
internal readonly record struct Response(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>How much of a body is read, in bytes.</summary>
    public const int MaxBodyLength = 64 * 1024;

    /// <summary>Whether the server accepted the report: any 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether the server refused the report for good: it would not accept the same one later.</summary>
    public bool IsRefusal => Status is 400 or 404 or 405 or 410 or 413 or 415 or 422;

    /// <summary>Whether the server is unreachable: its name was not found, it refused the connection, or it timed out.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>How long the server asks clients to wait (Retry-After), at most an hour; zero if it does not.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Whether the server may accept the report later, and asks not to be sent anything before.</summary>
    public bool AsksToWait => RetryAfter > TimeSpan.Zero && !IsSuccess && !IsRefusal;

    /// <summary>As whom the server was asked, see <see cref="HttpRequest.LoginInForce"/>: its answer may say so.</summary>
    public string? Login { get; init; }

    /// <summary>Why there is no complete response, or what else there is to say about it: one line for people; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>No complete response was received.</summary>
    /// <param name="problem">Why, as one line for people.</param>
    public static Response None(string problem) => new(0, default) { Problem = problem };

    /// <summary>No complete response was received, and other requests to the same server would fail in the same way.</summary>
    /// <inheritdoc cref="None" path="/param"/>
    public static Response Unreachable(string problem) => new(0, default) { Problem = problem, IsUnreachable = true };
}
