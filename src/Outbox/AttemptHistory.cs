// The end of a report's file: what came of the attempts to send it, in one line, and of each delivery, in a line each.

using System.Globalization;
using System.Text;
using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Redaction;

namespace ApiFunc.Outbox;

/// <summary>What came of the attempts to send a report.</summary>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="LastStatus">The HTTP status of the last response; 0 for none.</param>
/// <param name="Responses">How many deliveries in a row the server has responded to, up to <see cref="ManyResponses"/>.</param>
/// <param name="LastError">Why it was not accepted the last time, one line of at most 200 bytes; empty if nobody knows.</param>
internal readonly record struct AttemptHistory(int Attempts, int LastStatus, int Responses, string LastError)
{
    private const string Label = "tries";
    private const string DeliveryLabel = "try";
    private const int MostDeliveries = 20;
    private const int ManyResponses = 3;
    private const int MostAttempts = 99_999;
    private const int LongestError = 200;

    /// <summary>The lines about the newest deliveries, each with its end: <c>try 1780315200 503 12 HTTP 503</c>.</summary>
    public string Past { get; init; } = "";

    /// <summary>The newest deliveries, the oldest first.</summary>
    public IEnumerable<PastDelivery> Deliveries => Past.Split('\n').Select(PastDelivery.Parse).OfType<PastDelivery>();

    /// <summary>There was no attempt yet.</summary>
    public static AttemptHistory None => new(0, 0, 0, "");

    /// <summary>Whether the server has responded so often in a row, and not accepted the report, that it may never do so.</summary>
    public bool IsStuck => Responses >= ManyResponses;

    /// <summary>The history with one more delivery in it. Once a report is stuck, a missing response does not change that.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="now">When it ended.</param>
    public AttemptHistory With(SendResult result, DateTimeOffset now)
    {
        var response = result.Response;
        var responses = response.Status != 0 ? Math.Min(Responses + 1, ManyResponses) : IsStuck ? ManyResponses : 0;
        var error = Describe(response);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{DeliveryLabel} {now.ToUnixTimeSeconds()} {response.Status} {(long)result.Elapsed.TotalMilliseconds} {error}\n");
        var lines = (Past + line).Split('\n')[..^1];
        return new AttemptHistory(Math.Min(Attempts + result.Attempts, MostAttempts), response.Status, responses, error)
        {
            Past = string.Concat(lines.TakeLast(MostDeliveries).Select(past => past + '\n')),
        };
    }

    /// <summary>
    /// The lines: <c>tries 00002 503 1 HTTP 503</c>, of which version 0.1.0 wrote the first three words, then <see cref="Past"/>.
    /// </summary>
    public byte[] ToBytes() =>
        Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"\n{Label} {Attempts:D5} {LastStatus:D3}")
            + (Attempts == 0 ? "\n" : string.Create(CultureInfo.InvariantCulture, $" {Responses} {LastError}\n{Past}")));

    /// <summary>Reads such lines. A first one that was not written whole counts as none: that does not damage the report itself.</summary>
    public static AttemptHistory Parse(string line)
    {
        var words = line.Split('\n') is ["", var first, ..] ? first.Split(' ', 5) : [];
        if (words is not [Label, var attempts, var status, ..] || !TryParse(attempts, out var count) || !TryParse(status, out var last))
            return None;

        var responses = TryParse(words.ElementAtOrDefault(3), out var number) ? number : 0;
        var past = line.Split('\n').Skip(2).Where(text => PastDelivery.Parse(text) is not null).Select(text => text + '\n');
        return new AttemptHistory(count, last, responses, words.ElementAtOrDefault(4) ?? "") { Past = string.Concat(past) };
    }

    /// <summary>
    /// Why a report was not accepted, in one line, with the first line of what the server says, unless that is a page for a browser.
    /// </summary>
    public static string Describe(Response response)
    {
        var status = response.Status == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"HTTP {response.Status}");
        var problem = response.Problem ?? FirstLine(Credentials.Mask(Encoding.UTF8.GetString(response.Body.Span), response.Login));
        var text = string.Join(": ", ((string[])[status, problem]).Where(part => part.Length > 0));
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return Utf8.Cut(Output.Printable(Redactor.WithoutSecrets(line)), LongestError);
    }

    /// <summary>The first line of a text; all lines of JSON, whose first one may be a bracket; nothing of a page for a browser.</summary>
    private static string FirstLine(string body)
    {
        // More than is kept: nobody could see that a secret is one if its end were missing.
        var text = body[..Math.Min(body.Length, 4 * LongestError)].Trim();
        var end = text is ['{' or '[', ..] ? -1 : text.IndexOf('\n');
        return text.StartsWith('<') ? "" : end < 0 ? text : text[..end];
    }

    private static bool TryParse(string? text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>What came of one delivery.</summary>
    /// <param name="Time">When it ended.</param>
    /// <param name="Status">The HTTP status; 0 for none.</param>
    /// <param name="Elapsed">How long it took.</param>
    /// <param name="Error">See <see cref="LastError"/>.</param>
    internal sealed record PastDelivery(DateTimeOffset Time, int Status, TimeSpan Elapsed, string Error)
    {
        // The year 9999, and a day.
        private const long LastSecond = 253_402_300_799;
        private const long Longest = 86_400_000;

        /// <summary>Reads a line; null for any other.</summary>
        public static PastDelivery? Parse(string line) =>
            line.Split(' ', 5) is [DeliveryLabel, var seconds, var status, var milliseconds, var error]
            && TryParse(seconds, LastSecond, out var time) && TryParse(status, 999, out var code)
            && TryParse(milliseconds, Longest, out var elapsed)
                ? new(DateTimeOffset.FromUnixTimeSeconds(time), (int)code, TimeSpan.FromMilliseconds(elapsed), error)
                : null;

        private static bool TryParse(string text, long most, out long number) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
    }
}
