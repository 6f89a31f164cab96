// What a server responds with.

namespace ApiFunc.Http;

/// <summary>What a server answered.</summary>
/// <param name="Status">The HTTP status; 0 where no complete answer came.</param>
/// <param name="Body">The first <see cref="LargestBody"/> bytes of the body.</param>
internal readonly record struct Response(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>How much of a body is read, in bytes.</summary>
    public const int LargestBody = 64 * 1024;

    /// <summary>Whether the server accepted the report: any 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether the server will not take the same another time either.</summary>
    public bool IsRejection => Status is 400 or 404 or 405 or 410 or 413 or 415 or 422;

    /// <summary>Whether the server is away: it refused the connection, did not answer in time, or has no address.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>How long the server asks to be left alone (Retry-After), at most an hour; zero where it does not.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Whether the report may be accepted later, and the server asks not to be tried before.</summary>
    public bool AsksToWait => RetryAfter > TimeSpan.Zero && !IsSuccess && !IsRejection;

    /// <summary>Why no complete answer came, or what else is to be said about it, one line for a person; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>No complete answer came.</summary>
    /// <param name="problem">Why, one line for a person.</param>
    public static Response None(string problem) => new(0, default) { Problem = problem };

    /// <summary>No complete answer came, and the next try would not get one either.</summary>
    /// <inheritdoc cref="None" path="/param"/>
    public static Response Unreachable(string problem) => new(0, default) { Problem = problem, IsUnreachable = true };
}
