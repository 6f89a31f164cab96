// The host's curl as the client, for hosts whose proxy or certificates only curl knows.

using System.Globalization;
using ApiFunc.Platform;

namespace ApiFunc.Http;

/// <summary>Runs curl once for each message; its own configuration (~/.curlrc) counts.</summary>
/// <param name="curl">The full path of curl.</param>
internal sealed class CurlHttpClient(string curl) : IHttpClient
{
    // curl's --write-out: the last line on standard error, so that it comes even where nobody reads the body's end. Fields are
    // told since curl 7.84; older ones leave those words as they are.
    private const string Trailer = "%{stderr}\\n%{http_code} %{redirect_url}\\t%header{retry-after}\\t%header{date}";

    // Exit codes of curl that say why there is no answer.
    private const int ProxyNotFound = 5;
    private const int HostNotFound = 6;
    private const int NoConnection = 7;
    private const int TimeIsUp = 28;
    private const int NoTls = 35;
    private const int NoAnswer = 52;
    private const int BadCertificate = 60;
    private const int BadCertificates = 77;

    // curl gives up by itself before it is killed.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public HttpResponse Exchange(HttpRequest message, Deadline deadline)
    {
        if (deadline.Left <= Grace)
            return HttpResponse.Unreachable("the time was up");

        var arguments = Arguments(message, deadline.Left - Grace);
        if (Executable.Run(curl, arguments, message.Body ?? [], Response.LargestBody, deadline.Left) is not { } result)
            return deadline.IsOver ? HttpResponse.Unreachable("the time was up") : HttpResponse.None("curl cannot be run");

        // A body of which as much was read as is wanted is complete: curl found nobody to take the rest.
        var (status, location, retryAfter) = ParseTrailer(result.LastErrorLine);
        if (status == 0 || (result.ExitCode != 0 && result.Output.Length < Response.LargestBody))
        {
            var problem = $"curl ended with {result.ExitCode}{Meaning(result.ExitCode)}";
            DebugLog.Write($"no answer from {message.Url.Host}: {problem}");
            return result.ExitCode is ProxyNotFound or HostNotFound or NoConnection or TimeIsUp
                ? HttpResponse.Unreachable(problem)
                : HttpResponse.None(problem);
        }

        return new HttpResponse(new Response(status, result.Output) { RetryAfter = retryAfter }, location);
    }

    /// <summary>What an exit code of curl means (curl(1), "EXIT CODES"), where that is likely.</summary>
    private static string Meaning(int exitCode) => exitCode switch
    {
        ProxyNotFound => ": the proxy's name was not found",
        HostNotFound => ": the name was not found",
        NoConnection => ": no connection",
        TimeIsUp => ": the time was up",
        NoTls => ": no TLS",
        NoAnswer => ": the server sent nothing",
        BadCertificate => ": the server's certificate is not trusted",
        BadCertificates => ": the trusted certificates cannot be read",
        _ => "",
    };

    /// <summary>
    /// The status (0 where there is none), where it redirects to, and how long the server asks to be left alone, of a line such as
    /// <c>302 http://host/path</c>, behind which the fields Retry-After and Date may stand, a tab before each.
    /// </summary>
    internal static (int Status, Uri? Location, TimeSpan RetryAfter) ParseTrailer(string line)
    {
        var fields = line.Split('\t');
        var parts = fields[0].Split(' ', 2);
        var status = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;
        var location = parts.Length > 1 && Uri.TryCreate(parts[1], UriKind.Absolute, out var url) ? url : null;
        return (status, location, RetryAfter.Parse(fields.ElementAtOrDefault(1), fields.ElementAtOrDefault(2)));
    }

    private static string[] Arguments(HttpRequest message, TimeSpan limit)
    {
        string[] common =
        [
            "--silent", "--globoff", "--no-location", "--no-fail", "--no-include",
            "--max-time", limit.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture),
            .. message.UserAgent is null ? Array.Empty<string>() : ["--user-agent", message.UserAgent],
            "--write-out", Trailer,
            "--url", message.Url.AbsoluteUri,
        ];

        // "Expect:" drops the question whether the server wants the body, which some never answer.
        return message.Body is null
            ? common
            : [.. common, "--header", "Content-Type: application/json", "--header", "Expect:", "--data-binary", "@-"];
    }
}
