// A report on its way to a server.

using ApiFunc.Http;
using ApiFunc.Script;

namespace ApiFunc.Reports;

/// <summary>One report on its way.</summary>
/// <param name="Url">Where it goes, as it was configured: the URL's bytes, since that of a file holds a path.</param>
/// <param name="Endpoint">The endpoint's name, which tells reports apart in a file.</param>
/// <param name="Body">The JSON body, ASCII.</param>
internal sealed record OutgoingReport(byte[] Url, string Endpoint, byte[] Body)
{
    private Uri? _address;
    private string? _origin;
    private Uri? _httpUrl;

    /// <summary>The URL, taken apart once; null if it is none.</summary>
    public Uri? Address => _address ??= EndpointUrl.Parse(Url);

    /// <summary>The server: scheme, host and port; empty if the URL is none.</summary>
    public string Origin => _origin ??= Address is { } url ? url.GetLeftPart(UriPartial.Scheme) + url.Authority : "";

    /// <summary>The server for a person: host, and port if it is not the usual one; empty if the URL is none.</summary>
    public string Host => Address?.Authority ?? "";

    /// <summary>The function that has made it; null if nobody knows.</summary>
    public string? Function { get; init; }

    /// <summary>A step that is appended to the path of an http(s) URL; null for none.</summary>
    public string? PathSuffix { get; init; }

    /// <summary>The URL that a POST goes to, with that step; null if HTTP cannot be spoken to it, as to a file.</summary>
    public Uri? HttpUrl => _httpUrl ??= Address is not { } url || !EndpointUrl.IsHttp(url) ? null
        : PathSuffix is null ? url
        : new UriBuilder(url) { Path = $"{url.AbsolutePath.TrimEnd('/')}/{PathSuffix}" }.Uri;

    /// <summary>The user at the server, see <see cref="Login"/>, if the URL has none and one was set; null for none.</summary>
    public string? User { get; init; }

    /// <summary>The path of the file with that user's password.</summary>
    public string? PasswordFile { get; init; }

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

    /// <summary>What tells the report from others if it may be kept until it is delivered; null if it is sent now or never.</summary>
    public ReportIdentity? Identity { get; init; }
}

/// <summary>What a report says of its execution.</summary>
internal enum ReportKind
{
    /// <summary>It begins; also everything that is neither of the other two.</summary>
    Start,

    /// <summary>How far it has come, which is of no use soon: it is kept for 60 s, and only if no script waits for its delivery.</summary>
    Progress,

    /// <summary>How it ended.</summary>
    End,
}

/// <summary>What tells a report from others, for the outbox.</summary>
/// <param name="RandomId">Reports with the same one to the same server are delivered in their order.</param>
/// <param name="ExecutionId">Of the reports with the same one, at most one says how the execution ended.</param>
internal sealed record ReportIdentity(string RandomId, string ExecutionId)
{
    /// <summary>What it says of the execution.</summary>
    public ReportKind Kind { get; init; }

    /// <summary>Whether it takes the place of an end that waits in the outbox; without this it is dropped if there is one.</summary>
    public bool Replaces { get; init; }
}
