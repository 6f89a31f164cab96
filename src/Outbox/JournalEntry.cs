// One line of the journal: what became of a report.

using System.Buffers;
using System.Text;
using System.Text.Json;
using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Redaction;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>What became of a report.</summary>
internal enum DeliveryOutcome
{
    /// <summary>Its server accepted it, or it was written to a file.</summary>
    Sent,

    /// <summary>Its server refused it for good.</summary>
    Refused,

    /// <summary>It was not accepted, and is not kept to be sent later.</summary>
    Lost,

    /// <summary>It waited, and was given up.</summary>
    Dropped,
}

/// <summary>What became of a report, without its body unless that is asked for.</summary>
internal sealed record JournalEntry
{
    // A script may put anything into its variables.
    private const int LongestText = 64;
    private const int LongestPlace = 200;

    /// <summary>When that was known.</summary>
    public required DateTimeOffset Time { get; set; }

    public required DeliveryOutcome Outcome { get; set; }

    /// <summary>The function that made the report; empty if nobody knows, as with reports that an earlier version has written.</summary>
    public string Function { get; set; } = "";

    /// <summary>See <see cref="OutgoingReport.Endpoint"/>.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>Where it went, for a person: the server, or the URL of a file.</summary>
    public string Place { get; set; } = "";

    /// <summary>What the body says of itself.</summary>
    public BodySummary Summary { get; set; }

    /// <summary>When the report was made.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>How often it was sent in all.</summary>
    public int Attempts { get; set; }

    /// <summary>How long the last delivery took, from its first try to the answer; zero if there was none.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>The HTTP status of the last answer; 0 for none.</summary>
    public int StatusCode { get; set; }

    /// <summary>What the server answered, or why it did not, or why the report was given up; empty for nothing.</summary>
    public string Answer { get; set; } = "";

    /// <summary>The length of the body in bytes.</summary>
    public int BodyLength { get; set; }

    /// <summary>The body; null if it was not written down.</summary>
    public byte[]? Body { get; set; }

    /// <summary>An entry about a report, whose texts are cut to what a list can show.</summary>
    public static JournalEntry Of(OutgoingReport report, DeliveryOutcome outcome, DateTimeOffset now)
    {
        var summary = BodySummary.Of(report.Body);
        var place = report.Host;
        if (place.Length == 0)
        {
            // What is neither a server nor a file is no URL, and may hold a password or token anywhere.
            place = Encoding.UTF8.GetString(report.Url);
            if (EndpointUrl.FilePath(report.Url) is null)
                place = Redactor.WithoutSecrets(EndpointUrl.WithoutUser(place));
        }

        return new JournalEntry
        {
            Time = now,
            Outcome = outcome,
            Function = report.Function ?? "",
            Endpoint = report.Endpoint,
            Place = Utf8.Cut(place, LongestPlace),
            Summary = new BodySummary(
                Utf8.Cut(summary.Application, LongestText),
                Utf8.Cut(summary.Type, LongestText),
                Utf8.Cut(summary.Status, LongestText),
                Utf8.Cut(report.Identity?.RandomId ?? summary.RandomId, LongestText)),
            Created = now,
            BodyLength = report.Body.Length,
        };
    }

    /// <summary>The entry as one line of JSON, with a newline at its end. No body of a script can make it two.</summary>
    public byte[] ToLine()
    {
        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = AsciiJsonEncoder.Instance, SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("time"u8, Time.ToUnixTimeMilliseconds());
            json.WriteString("state"u8, Name(Outcome));
            json.WriteString("function"u8, Function);
            json.WriteString("endpoint"u8, Endpoint);
            json.WriteString("to"u8, Place);
            json.WriteString("nsapp"u8, Summary.Application);
            json.WriteString("type"u8, Summary.Type);
            json.WriteString("status"u8, Summary.Status);
            json.WriteString("random_id"u8, Summary.RandomId);
            json.WriteNumber("created"u8, Created.ToUnixTimeMilliseconds());
            json.WriteNumber("tries"u8, Attempts);
            json.WriteNumber("took_ms"u8, (long)Elapsed.TotalMilliseconds);
            json.WriteNumber("status_code"u8, StatusCode);
            json.WriteString("answer"u8, Answer);
            json.WriteNumber("bytes"u8, BodyLength);
            if (Body is not null)
                json.WriteString("body"u8, Body);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>Reads a line. Unknown fields are skipped. Null for anything that is not a whole entry.</summary>
    public static JournalEntry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            return json.Read() && json.TokenType == JsonTokenType.StartObject ? Parse(ref json) : null;
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The word for an outcome, in the journal and for people.</summary>
    public static string Name(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Sent => "sent",
        DeliveryOutcome.Refused => "refused",
        DeliveryOutcome.Lost => "lost",
        _ => "dropped",
    };

    private static JournalEntry? Parse(ref Utf8JsonReader json)
    {
        var entry = new JournalEntry { Time = default, Outcome = default };
        var (application, type, status, randomId) = ("", "", "", "");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            switch (name)
            {
                case "time": entry.Time = ReadTime(ref json); break;
                case "state": entry.Outcome = OutcomeOf(json.GetString()); break;
                case "function": entry.Function = ReadText(ref json); break;
                case "endpoint": entry.Endpoint = ReadText(ref json); break;
                case "to": entry.Place = ReadText(ref json); break;
                case "nsapp": application = ReadText(ref json); break;
                case "type": type = ReadText(ref json); break;
                case "status": status = ReadText(ref json); break;
                case "random_id": randomId = ReadText(ref json); break;
                case "created": entry.Created = ReadTime(ref json); break;
                case "tries": entry.Attempts = json.GetInt32(); break;
                case "took_ms": entry.Elapsed = TimeSpan.FromMilliseconds(json.GetInt64()); break;
                case "status_code": entry.StatusCode = json.GetInt32(); break;
                case "answer": entry.Answer = ReadText(ref json); break;
                case "bytes": entry.BodyLength = json.GetInt32(); break;
                case "body": entry.Body = Encoding.UTF8.GetBytes(ReadText(ref json)); break;
                default: json.Skip(); break;
            }
        }

        entry.Summary = new BodySummary(application, type, status, randomId);
        return json.TokenType == JsonTokenType.EndObject && entry.Time != default ? entry : null;
    }

    private static string ReadText(ref Utf8JsonReader json) => json.GetString() ?? "";

    private static DateTimeOffset ReadTime(ref Utf8JsonReader json) => DateTimeOffset.FromUnixTimeMilliseconds(json.GetInt64());

    private static DeliveryOutcome OutcomeOf(string? name) => name switch
    {
        "sent" => DeliveryOutcome.Sent,
        "refused" => DeliveryOutcome.Refused,
        "lost" => DeliveryOutcome.Lost,
        "dropped" => DeliveryOutcome.Dropped,
        _ => throw new FormatException(),
    };
}
