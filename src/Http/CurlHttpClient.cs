// The host's curl as the HTTP client, for proxies and certificates that only curl can use.

using System.Globalization;
using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>Runs curl once for each request. It reads its own configuration (~/.curlrc).</summary>
/// <param name="curl">The full path of curl.</param>
internal sealed class CurlHttpClient(string curl) : IHttpClient
{
    // For --write-out: the last line on standard error, which is written even if the body is not read to its end. Before 7.84,
    // curl does not know %header{...}, and leaves it as it is.
    private const string Trailer = "%{stderr}\\n%{http_code} %{redirect_url}\\t%header{retry-after}\\t%header{date}";

    private const string ContentType = "Content-Type: application/json";

    // Exit codes (curl(1), "EXIT CODES"), with their names in curl/curl.h.
    private const int ProxyNotFound = 5; // CURLE_COULDNT_RESOLVE_PROXY
    private const int HostNotFound = 6; // CURLE_COULDNT_RESOLVE_HOST
    private const int CouldNotConnect = 7; // CURLE_COULDNT_CONNECT
    private const int TimedOut = 28; // CURLE_OPERATION_TIMEDOUT
    private const int TlsFailed = 35; // CURLE_SSL_CONNECT_ERROR
    private const int GotNothing = 52; // CURLE_GOT_NOTHING
    private const int CertificateNotTrusted = 60; // CURLE_PEER_FAILED_VERIFICATION
    private const int BundleNotReadable = 77; // CURLE_SSL_CACERT_BADFILE

    // curl's own time limit ends before the process is killed.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public HttpResponse Exchange(HttpRequest request, Deadline deadline)
    {
        if (deadline.Left <= s_grace)
            return HttpResponse.Unreachable("timed out");

        using var where = SecretPipe.Create(Encoding.UTF8.GetBytes(Where(request)), out var problem);
        if (where is null && request.LoginInForce is not null)
            return HttpResponse.None($"curl cannot be told as whom to ask: {problem}");

        // Without /proc, in a bare chroot, the URL has to be an argument.
        string[] target = where is null ? ["--url", request.Url.AbsoluteUri] : ["--config", where.Path];
        var arguments = Arguments(request, target, deadline.Left - s_grace);
        if (Executable.Run(curl, arguments, request.Body ?? [], Response.MaxBodyLength, deadline.Left) is not { } result)
            return deadline.IsOver ? HttpResponse.Unreachable("timed out") : HttpResponse.None("could not run curl");

        // A body that reached the limit is complete: curl could not write the rest, and failed for that reason.
        var (status, location, retryAfter) = ParseTrailer(result.LastErrorLine);
        if (status == 0 || (result.ExitCode != 0 && result.Output.Length < Response.MaxBodyLength))
        {
            problem = $"curl exited with {result.ExitCode}{Meaning(result.ExitCode)}";
            return result.ExitCode is ProxyNotFound or HostNotFound or CouldNotConnect or TimedOut
                ? HttpResponse.Unreachable(problem)
                : HttpResponse.None(problem);
        }

        return new HttpResponse(new Response(status, result.Output) { RetryAfter = retryAfter }, location);
    }

    /// <inheritdoc/>
    /// <remarks>The head is curl's own but for what its arguments say.</remarks>
    public RequestPreview Preview(HttpRequest request)
    {
        var agent = request.UserAgent is { } name ? (string[])[$"User-Agent: {name}"] : [];
        return new RequestPreview([$"POST {request.Url.PathAndQuery}", .. agent, ContentType], $"{curl}, which adds a head of its own");
    }

    /// <summary>What an exit code of curl means; empty for less common ones.</summary>
    private static string Meaning(int exitCode) => exitCode switch
    {
        ProxyNotFound => ": could not resolve proxy",
        HostNotFound => ": could not resolve host",
        CouldNotConnect => ": could not connect",
        TimedOut => ": timed out",
        TlsFailed => ": TLS error",
        GotNothing => ": empty response",
        CertificateNotTrusted => ": certificate verification failed",
        BundleNotReadable => ": could not read the CA certificates",
        _ => "",
    };

    /// <summary>
    /// Parses a line such as <c>302 http://host/path</c>, which may be followed by the fields Retry-After and Date, each after a tab.
    /// The status is 0 if the line has none.
    /// </summary>
    internal static (int Status, Uri? Location, TimeSpan RetryAfter) ParseTrailer(string line)
    {
        var fields = line.Split('\t');
        var parts = fields[0].Split(' ', 2);
        var status = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;
        var location = parts.Length > 1 && Uri.TryCreate(parts[1], UriKind.Absolute, out var url) ? url : null;
        return (status, location, RetryAfter.Parse(fields.ElementAtOrDefault(1), fields.ElementAtOrDefault(2)));
    }

    /// <summary>
    /// Where the request goes, and as whom, in the form of curl's configuration: both may hold secrets. A curl that cannot read it has
    /// no URL, and sends nothing.
    /// </summary>
    private static string Where(HttpRequest request)
    {
        var user = request.Login is { } login && Credentials.Of(request.Url) is null ? $"user = \"{Quote(login)}\"\n" : "";
        return $"url = \"{Quote(request.Url.AbsoluteUri)}\"\n{user}";

        static string Quote(string text) =>
            text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
    }

    private static string[] Arguments(HttpRequest request, string[] target, TimeSpan limit)
    {
        string[] common =
        [
            "--silent", "--globoff", "--no-location", "--no-fail", "--no-include",
            "--max-time", limit.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture),
            .. request.UserAgent is null ? Array.Empty<string>() : ["--user-agent", request.UserAgent],
            "--write-out", Trailer,
            .. target,
        ];

        // An empty Expect: without it, curl may wait for "100 Continue" before a large body, which some servers never send.
        return request.Body is null
            ? common
            : [.. common, "--header", ContentType, "--header", "Expect:", "--data-binary", "@-"];
    }
}
