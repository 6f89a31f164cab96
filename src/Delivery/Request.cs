// What is delivered, and what comes back.

namespace ApiFunc.Delivery;

/// <summary>One report on its way.</summary>
/// <param name="Url">Where it goes, as it was configured: the URL's bytes, since that of a file holds a path.</param>
/// <param name="Endpoint">The endpoint's name, which tells reports apart where they are kept in a file.</param>
/// <param name="Body">The JSON body, ASCII.</param>
internal sealed record Request(byte[] Url, string Endpoint, byte[] Body)
{
    /// <summary>A step that is appended to the path of an http(s) URL; null for none.</summary>
    public string? PathSuffix { get; init; }

    /// <summary>The client's name where the server goes by it; null for the client's own.</summary>
    public string? UserAgent { get; init; }

    /// <summary>How long all of it may take, from the lookup of the name to the last byte of the answer.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>Whether redirects are followed.</summary>
    public required bool FollowsRedirects { get; init; }
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

    /// <summary>No complete answer came.</summary>
    public static Answer None { get; } = new(0, default);
}
