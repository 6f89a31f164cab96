// A report on its way to a server.

using System.Text;

namespace ApiFunc.Reports;

/// <summary>One report on its way.</summary>
/// <param name="Url">Where it goes, as it was configured: the URL's bytes, since that of a file holds a path.</param>
/// <param name="Endpoint">The endpoint's name, which tells reports apart in a file.</param>
/// <param name="Body">The JSON body, ASCII.</param>
internal sealed record OutgoingReport(byte[] Url, string Endpoint, byte[] Body)
{
    private Uri? _address;

    /// <summary>The URL, taken apart once; null if it is none.</summary>
    public Uri? Address => _address ??= Uri.TryCreate(Encoding.UTF8.GetString(Url), UriKind.Absolute, out var address) ? address : null;

    /// <summary>A step that is appended to the path of an http(s) URL; null for none.</summary>
    public string? PathSuffix { get; init; }

    /// <summary>The client's name, if the server goes by it; null for the client's own.</summary>
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
    public ReportIdentity? Identity { get; init; }
}

/// <summary>What a report is about, for those who keep it.</summary>
/// <param name="RandomId">Reports of the same one to the same server are delivered in their order.</param>
/// <param name="ExecutionId">Ends once, with one terminal status.</param>
internal sealed record ReportIdentity(string RandomId, string ExecutionId)
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
