// What is delivered, and what comes back.

using System.Text;

namespace ApiFunc.Delivery;

/// <summary>One report on its way.</summary>
/// <param name="Url">Where it goes, as it was configured: the URL's bytes, since that of a file holds a path.</param>
/// <param name="Endpoint">The endpoint's name, which tells reports apart where they are kept in a file.</param>
/// <param name="Body">The JSON body, ASCII.</param>
internal sealed record Request(byte[] Url, string Endpoint, byte[] Body)
{
    private Uri? _address;

    /// <summary>The URL, taken apart once; null where it is none.</summary>
    public Uri? Address => _address ??= Uri.TryCreate(Encoding.UTF8.GetString(Url), UriKind.Absolute, out var address) ? address : null;

    /// <summary>A step that is appended to the path of an http(s) URL; null for none.</summary>
    public string? PathSuffix { get; init; }

    /// <summary>The client's name where the server goes by it; null for the client's own.</summary>
    public string? UserAgent { get; init; }

    /// <summary>How long all of it may take, from the lookup of the name to the last byte of the answer.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>Whether redirects are followed.</summary>
    public required bool FollowsRedirects { get; init; }

    /// <summary>
    /// A body that says less, without what the server may have refused, for one that answered and did not accept the other; null
    /// for none.
    /// </summary>
    public byte[]? ShorterBody { get; init; }

    /// <summary>What tells the report from others, where it may be kept until it is delivered; null where it is now or never.</summary>
    public Topic? Topic { get; init; }
}

/// <summary>What a report is about, for those who keep it.</summary>
/// <param name="RandomId">Reports of the same one to the same server are delivered in their order.</param>
/// <param name="ExecutionId">Ends once, with one terminal status.</param>
internal sealed record Topic(string RandomId, string ExecutionId)
{
    /// <summary>Whether it says how the execution ended.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether it replaces what was said before about the end.</summary>
    public bool Replaces { get; init; }

    /// <summary>
    /// Whether it only says how far things have come: soon nobody wants to know. It is kept for a short time only, and
    /// only where nobody waits for its delivery.
    /// </summary>
    public bool IsProgress { get; init; }
}

/// <summary>What a server answered.</summary>
/// <param name="Status">The HTTP status; 0 where no complete answer came.</param>
/// <param name="Body">The first <see cref="LargestBody"/> bytes of the body.</param>
internal readonly record struct Answer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>How much of a body is read, in bytes.</summary>
    public const int LargestBody = 64 * 1024;

    /// <summary>Whether the server accepted the report: any 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether the server will not take the same another time either.</summary>
    public bool IsRefusal => Status is 400 or 404 or 405 or 410 or 413 or 415 or 422;

    /// <summary>Whether the server is away: it refused the connection, did not answer in time, or has no address.</summary>
    public bool IsAway { get; init; }

    /// <summary>How long the server asks to be left alone (Retry-After), at most an hour; zero where it does not.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Whether the report may be accepted later, and the server asks not to be tried before.</summary>
    public bool AsksForPatience => RetryAfter > TimeSpan.Zero && !IsSuccess && !IsRefusal;

    /// <summary>Why no complete answer came, or what else is to be said about it, one line for a person; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>No complete answer came.</summary>
    /// <param name="problem">Why, one line for a person.</param>
    public static Answer None(string problem) => new(0, default) { Problem = problem };

    /// <summary>No complete answer came, and the next try would not get one either.</summary>
    /// <inheritdoc cref="None" path="/param"/>
    public static Answer Away(string problem) => new(0, default) { Problem = problem, IsAway = true };
}
