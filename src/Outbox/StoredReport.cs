// A report as it lies in a file: a line of JSON that says what is to be sent where, the bytes of the body, those of the
// shorter one if there is one, and a last line that says what came of the tries.

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ApiFunc.Http;
using ApiFunc.Platform;
using ApiFunc.Redaction;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>A report that was read from its file, which is open, and may be locked.</summary>
internal sealed class StoredReport : IDisposable
{
    /// <summary>How long a report of progress is worth anything.</summary>
    public static readonly TimeSpan ProgressLifetime = TimeSpan.FromSeconds(60);

    /// <summary>How long any report is.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int Version = 1;
    private const int LargestFile = 6 * 1024 * 1024;
    private const int LongestHeader = 64 * 1024;
    private const int MostTries = 99_999;
    private const int LongestProblem = 200;

    // A report that its server has answered so often in a row, and not accepted, may never be.
    private const int ManyAnswers = 3;

    // No report is older than this program. A host without a battery for its clock begins in 1970.
    private static readonly DateTimeOffset s_first = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SafeFile _file;
    private readonly int _start;
    private History _history;

    /// <param name="name">Its name.</param>
    /// <param name="file">Its file.</param>
    /// <param name="start">Where the last line begins in it.</param>
    /// <param name="request">What is to be sent.</param>
    /// <param name="created">When it was written.</param>
    /// <param name="history">What came of the tries.</param>
    private StoredReport(ReportName name, SafeFile file, int start, OutgoingReport request, DateTimeOffset created, History history)
    {
        Name = name;
        _file = file;
        _start = start;
        Request = request;
        Created = created;
        _history = history;
    }

    public ReportName Name { get; }

    public OutgoingReport Request { get; }

    /// <summary>What the report is about.</summary>
    public ReportIdentity Identity => Request.Identity!;

    /// <summary>When it was written, by the clock that the host had then.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>How old it is; nothing where the clock was plainly wrong, since nobody knows how old it is then.</summary>
    public TimeSpan Age => Created > s_first && DateTimeOffset.UtcNow > Created ? DateTimeOffset.UtcNow - Created : TimeSpan.Zero;

    public bool IsExpired => Age > (Identity.IsProgress ? ProgressLifetime : Lifetime);

    /// <summary>How often it was sent in vain.</summary>
    public int Tries => _history.Tries;

    /// <summary>What the server answered last; 0 for nothing.</summary>
    public int LastStatus => _history.LastStatus;

    /// <summary>Why it was not accepted the last time, one line of at most 200 bytes; empty where nobody knows, or it was not tried.</summary>
    public string LastError => _history.LastError;

    /// <summary>Whether its server has answered again and again, and not accepted it. Others need not wait for it any longer.</summary>
    public bool IsStuck => _history.Answers >= ManyAnswers;

    /// <summary>Whether its server needs to know of it before later ones of the same installation.</summary>
    public bool ComesFirst => Request.Endpoint is ClassicDialect.Upload or ClassicDialect.UpdateStatus;

    /// <summary>A report that this process has just written to a file.</summary>
    public static StoredReport New(ReportName name, SafeFile file, int length, OutgoingReport request) =>
        new(name, file, length - History.None.ToBytes().Length, request, DateTimeOffset.UtcNow, History.None);

    /// <summary>The file's content for a report that is new; null for one of which more is to be said than is read again.</summary>
    public static byte[]? Serialize(OutgoingReport request)
    {
        var topic = request.Identity!;
        var content = new ArrayBufferWriter<byte>(request.Body.Length + 1024);
        using (var json = new Utf8JsonWriter(content, new JsonWriterOptions { Encoder = AsciiJsonEncoder.Instance }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("created", DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            json.WriteString("url", request.Url);
            json.WriteString("endpoint", request.Endpoint);
            if (request.PathSuffix is not null)
                json.WriteString("path_suffix", request.PathSuffix);
            if (request.UserAgent is not null)
                json.WriteString("user_agent", request.UserAgent);
            json.WriteNumber("limit_ms", (long)request.Limit.TotalMilliseconds);
            json.WriteBoolean("follows_redirects", request.FollowsRedirects);
            json.WriteString("random_id", topic.RandomId);
            json.WriteString("execution_id", topic.ExecutionId);
            json.WriteBoolean("terminal", topic.IsTerminal);
            json.WriteBoolean("progress", topic.IsProgress);
            json.WriteNumber("length", request.Body.Length);
            json.WriteNumber("shorter_length", request.ShorterBody?.Length ?? 0);
            json.WriteString("sum", Sum([.. request.Body, .. request.ShorterBody ?? []]));
            json.WriteEndObject();
        }

        content.Write("\n"u8);
        if (content.WrittenCount > LongestHeader)
            return null;

        content.Write(request.Body);
        content.Write(request.ShorterBody);
        content.Write(History.None.ToBytes());
        return content.WrittenSpan.ToArray();
    }

    /// <summary>Reads a file; null where it is no whole report.</summary>
    public static StoredReport? Read(ReportName name, SafeFile file)
    {
        var content = file.ReadStart(LargestFile);
        var header = content.AsSpan(0, Math.Min(content.Length, LongestHeader)).IndexOf((byte)'\n');
        try
        {
            return header < 0 ? null : Parse(name, file, content.AsSpan(0, header), content.AsSpan(header + 1));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Writes into the file that it was tried once more, and what came of it.</summary>
    public void Count(Tried tried)
    {
        var response = tried.Response;
        _history = new History(
            Math.Min(Tries + tried.Count, MostTries),
            response.Status,
            response.Status != 0 ? Math.Min(_history.Answers + 1, ManyAnswers) : IsStuck ? ManyAnswers : 0,
            Describe(response));
        try
        {
            var line = _history.ToBytes();
            RandomAccess.Write(_file.Handle, line, _start);
            RandomAccess.SetLength(_file.Handle, _start + line.Length);
        }
        catch (IOException e)
        {
            DebugLog.Write($"a try is not counted: {e.Message}");
        }
    }

    /// <summary>Returns when the file is on the disk.</summary>
    public void Sync() => _file.Sync();

    /// <summary>Closes the file, which lets others lock it.</summary>
    public void Dispose() => _file.Dispose();

    private static StoredReport? Parse(ReportName name, SafeFile file, ReadOnlySpan<byte> header, ReadOnlySpan<byte> rest)
    {
        var (version, created, limit, length, shorter) = (0L, 0L, 0L, -1L, -1L);
        var (follows, terminal, progress) = (false, false, false);
        byte[]? url = null;
        string? endpoint = null, suffix = null, agent = null, randomId = null, executionId = null, sum = null;
        var json = new Utf8JsonReader(header);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
                continue;

            var property = json.GetString();
            json.Read();
            switch (property)
            {
                case "version": version = json.GetInt64(); break;
                case "created": created = json.GetInt64(); break;
                case "url": url = Encoding.UTF8.GetBytes(json.GetString() ?? ""); break;
                case "endpoint": endpoint = json.GetString(); break;
                case "path_suffix": suffix = json.GetString(); break;
                case "user_agent": agent = json.GetString(); break;
                case "limit_ms": limit = json.GetInt64(); break;
                case "follows_redirects": follows = json.GetBoolean(); break;
                case "random_id": randomId = json.GetString(); break;
                case "execution_id": executionId = json.GetString(); break;
                case "terminal": terminal = json.GetBoolean(); break;
                case "progress": progress = json.GetBoolean(); break;
                case "length": length = json.GetInt64(); break;
                case "shorter_length": shorter = json.GetInt64(); break;
                case "sum": sum = json.GetString(); break;
                default: json.Skip(); break;
            }
        }

        if (version != Version || url is null || endpoint is null || randomId is null || executionId is null
            || length < 0 || shorter < 0 || limit is <= 0 or > 3_600_000 || rest.Length < length + shorter
            || Sum(rest[..(int)(length + shorter)]) != sum)
        {
            return null;
        }

        var request = new OutgoingReport(url, endpoint, rest[..(int)length].ToArray())
        {
            PathSuffix = suffix,
            UserAgent = agent,
            Limit = TimeSpan.FromMilliseconds(limit),
            FollowsRedirects = follows,
            ShorterBody = shorter > 0 ? rest.Slice((int)length, (int)shorter).ToArray() : null,
            Identity = new ReportIdentity(randomId, executionId) { IsTerminal = terminal, IsProgress = progress },
        };
        var start = header.Length + 1 + (int)(length + shorter);
        var history = History.Parse(Encoding.UTF8.GetString(rest[(int)(length + shorter)..]));
        return new StoredReport(name, file, start, request, DateTimeOffset.FromUnixTimeSeconds(created), history);
    }

    /// <summary>
    /// Why an answer is none, or none that accepts, in one line: with what the server says of it, unless that is a page for a browser.
    /// </summary>
    private static string Describe(Response response)
    {
        var status = response.Status == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"HTTP {response.Status}");
        var body = Encoding.UTF8.GetString(response.Body.Span[..Math.Min(response.Body.Length, LongestProblem)]).Trim();
        var problem = response.Problem ?? (body.StartsWith('<') ? "" : body);
        var text = string.Join(": ", ((string[])[status, problem]).Where(part => part.Length > 0));
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return Utf8.Cut(Output.Printable(Redactor.WithoutSecrets(line)), LongestProblem);
    }

    private static string Sum(ReadOnlySpan<byte> bytes) => Fnv.Hash(bytes).ToString("x16", CultureInfo.InvariantCulture);
}

/// <summary>What came of the tries of a report.</summary>
/// <param name="Tries">How often it was sent.</param>
/// <param name="LastStatus">What the server answered last; 0 for nothing.</param>
/// <param name="Answers">How many times in a row it was delivered, and the server did answer.</param>
/// <param name="LastError">What the last answer was, or why there was none.</param>
internal readonly record struct History(int Tries, int LastStatus, int Answers, string LastError)
{
    private const string Label = "tries";

    /// <summary>It was not tried yet.</summary>
    public static History None => new(0, 0, 0, "");

    /// <summary>As the last line of a file: <c>tries 00002 503 1 HTTP 503</c>, of which version 0.1.0 wrote the first three words.</summary>
    public byte[] ToBytes() =>
        Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"\n{Label} {Tries:D5} {LastStatus:D3}")
            + (Tries == 0 ? "\n" : string.Create(CultureInfo.InvariantCulture, $" {Answers} {LastError}\n")));

    /// <summary>Reads such a line. One that was not written whole says nothing: the report is all the same.</summary>
    public static History Parse(string line)
    {
        var words = line.Split('\n') is ["", var first, ..] ? first.Split(' ', 5) : [];
        if (words is not [Label, var tries, var status, ..] || !TryParse(tries, out var count) || !TryParse(status, out var last))
            return None;

        return new History(count, last, TryParse(words.ElementAtOrDefault(3), out var answers) ? answers : 0, words.ElementAtOrDefault(4) ?? "");
    }

    private static bool TryParse(string? text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
