// The host's curl as the client, for hosts whose proxy or certificates only curl knows.

using System.Globalization;
using ApiFunc.Platform;

namespace ApiFunc.Delivery;

/// <summary>Runs curl once for each message; its own configuration (~/.curlrc) counts.</summary>
/// <param name="curl">The full path of curl.</param>
internal sealed class CurlHttpClient(string curl) : IHttpClient
{
    // curl's --write-out: the last line on standard error, so that it comes even where nobody reads the body's end.
    private const string Trailer = "%{stderr}\\n%{http_code} %{redirect_url}";

    // Exit codes of curl that say that the server is away.
    private const int ProxyNotFound = 5;
    private const int HostNotFound = 6;
    private const int NoConnection = 7;
    private const int TimeIsUp = 28;

    // curl gives up by itself before it is killed.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public HttpAnswer Exchange(HttpMessage message, Deadline deadline)
    {
        if (deadline.Left <= Grace)
            return HttpAnswer.Away;

        var arguments = Arguments(message, deadline.Left - Grace);
        if (Executable.Run(curl, arguments, message.Body, Answer.LargestBody, deadline.Left) is not { } result)
            return deadline.IsOver ? HttpAnswer.Away : HttpAnswer.None;

        // A body of which as much was read as is wanted is complete: curl found nobody to take the rest.
        var (status, location) = ParseTrailer(result.LastErrorLine);
        if (status == 0 || (result.ExitCode != 0 && result.Output.Length < Answer.LargestBody))
        {
            DebugLog.Write($"no answer from {message.Url.Host}: curl ended with {result.ExitCode}");
            return result.ExitCode is ProxyNotFound or HostNotFound or NoConnection or TimeIsUp ? HttpAnswer.Away : HttpAnswer.None;
        }

        return new HttpAnswer(new Answer(status, result.Output), location);
    }

    /// <summary>The status (0 where there is none) and where it redirects to, of a line such as <c>302 http://host/path</c>.</summary>
    internal static (int Status, Uri? Location) ParseTrailer(string line)
    {
        var parts = line.Split(' ', 2);
        var status = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;
        return (status, parts.Length > 1 && Uri.TryCreate(parts[1], UriKind.Absolute, out var location) ? location : null);
    }

    private static string[] Arguments(HttpMessage message, TimeSpan limit)
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
