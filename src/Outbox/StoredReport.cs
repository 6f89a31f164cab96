// A report as it lies in a file: a line of JSON that says what is to be sent where, the bytes of the body, those of the
// shorter one if there is one, and a last line that counts the tries.

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ApiFunc.Delivery;
using ApiFunc.Platform;
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
    private const string TriesLabel = "tries ";
    private const int TrailerLength = 17; // "\ntries 00000 000\n"

    // No report is older than this program. A host without a battery for its clock begins in 1970.
    private static readonly DateTimeOffset s_first = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SafeFile _file;
    private readonly long _length;

    private StoredReport(ReportName name, SafeFile file, long length, Request request, DateTimeOffset created, (int Tries, int LastStatus) history)
    {
        Name = name;
        _file = file;
        _length = length;
        Request = request;
        Created = created;
        (Tries, LastStatus) = history;
    }

    public ReportName Name { get; }

    public Request Request { get; }

    /// <summary>What the report is about.</summary>
    public Topic Topic => Request.Topic!;

    /// <summary>When it was written, by the clock that the host had then.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>How old it is; nothing where the clock was plainly wrong, since nobody knows how old it is then.</summary>
    public TimeSpan Age => Created > s_first && DateTimeOffset.UtcNow > Created ? DateTimeOffset.UtcNow - Created : TimeSpan.Zero;

    public bool IsExpired => Age > (Topic.IsProgress ? ProgressLifetime : Lifetime);

    /// <summary>How often it was tried in vain.</summary>
    public int Tries { get; private set; }

    /// <summary>What the server answered last; 0 for nothing.</summary>
    public int LastStatus { get; private set; }

    /// <summary>A report that this process has just written to a file.</summary>
    public static StoredReport New(ReportName name, SafeFile file, long length, Request request) =>
        new(name, file, length, request, DateTimeOffset.UtcNow, (0, 0));

    /// <summary>The file's content for a report that is new; null for one of which more is to be said than is read again.</summary>
    public static byte[]? Serialize(Request request)
    {
        var topic = request.Topic!;
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
        content.Write(Trailer(0, 0));
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
    public void CountTry(int status)
    {
        (Tries, LastStatus) = (Math.Min(Tries + 1, 99_999), status);
        try
        {
            RandomAccess.Write(_file.Handle, Trailer(Tries, LastStatus), _length - TrailerLength);
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
            || length < 0 || shorter < 0 || limit is <= 0 or > 3_600_000 || rest.Length != length + shorter + TrailerLength
            || Sum(rest[..(int)(length + shorter)]) != sum)
        {
            return null;
        }

        var request = new Request(url, endpoint, rest[..(int)length].ToArray())
        {
            PathSuffix = suffix,
            UserAgent = agent,
            Limit = TimeSpan.FromMilliseconds(limit),
            FollowsRedirects = follows,
            ShorterBody = shorter > 0 ? rest.Slice((int)length, (int)shorter).ToArray() : null,
            Topic = new Topic(randomId, executionId) { IsTerminal = terminal, IsProgress = progress },
        };
        return new StoredReport(name, file, header.Length + 1 + rest.Length, request, DateTimeOffset.FromUnixTimeSeconds(created), History(rest[^TrailerLength..]));
    }

    private static byte[] Trailer(int tries, int status) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{TriesLabel}{tries:D5} {status:D3}\n"));

    /// <summary>A count that was not written whole is none: the report is all the same.</summary>
    private static (int Tries, int LastStatus) History(ReadOnlySpan<byte> trailer) =>
        int.TryParse(trailer.Slice(1 + TriesLabel.Length, 5), NumberStyles.None, CultureInfo.InvariantCulture, out var tries)
        && int.TryParse(trailer.Slice(TriesLabel.Length + 7, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? (tries, status)
            : (0, 0);

    private static string Sum(ReadOnlySpan<byte> bytes) => Fnv.Hash(bytes).ToString("x16", CultureInfo.InvariantCulture);
}
