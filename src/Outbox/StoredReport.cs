// A report in a file: a header line, the bytes of the body, those of the shorter body if there is one, and a last line that says
// what came of the attempts to send it.

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>A report that was read from its file, which is open, and may be locked.</summary>
internal sealed class StoredReport : IDisposable
{
    private const int LargestFile = 6 * 1024 * 1024;
    private const int LongestHeader = 64 * 1024;
    private const int LongestLimit = 3_600_000;

    private static readonly TimeSpan s_progressLifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(7);

    // No report is older than this program. A host without a battery for its clock begins in 1970.
    private static readonly DateTimeOffset s_earliest = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SafeFile _file;
    private readonly int _historyStart;
    private readonly TimeProvider _time;

    private StoredReport(
        ReportName name, SafeFile file, int historyStart, OutgoingReport report, DateTimeOffset created, AttemptHistory history,
        TimeProvider time)
    {
        Name = name;
        _file = file;
        _historyStart = historyStart;
        Report = report;
        Created = created;
        History = history;
        _time = time;
    }

    public ReportName Name { get; }

    /// <summary>What is to be sent.</summary>
    public OutgoingReport Report { get; }

    /// <summary>What tells the report from others.</summary>
    public ReportIdentity Identity => Report.Identity!;

    /// <summary>When it was written, by the clock that the host had then.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>How old it is; zero if the clock was plainly wrong then or is now, because nobody knows its age in that case.</summary>
    public TimeSpan Age => Created > s_earliest && _time.GetUtcNow() is var now && now > Created ? now - Created : TimeSpan.Zero;

    /// <summary>Whether it is too old to be sent: progress after 60 s, everything else after 7 days.</summary>
    public bool IsExpired => Age > (Identity.Kind == ReportKind.Progress ? s_progressLifetime : s_lifetime);

    /// <summary>What came of the attempts to send it.</summary>
    public AttemptHistory History { get; private set; }

    /// <summary>Whether its server has responded again and again, and not accepted it. Others do not wait for it any longer.</summary>
    public bool IsStuck => History.IsStuck;

    /// <summary>Whether its server needs to know of it before later reports of the same installation, even if it is stuck.</summary>
    public bool ComesFirst => Report.Endpoint is ClassicDialect.Upload or ClassicDialect.UpdateStatus;

    /// <summary>A report that this process has just written to a file of that length.</summary>
    public static StoredReport New(ReportName name, SafeFile file, int length, OutgoingReport report, TimeProvider time) =>
        new(name, file, length - AttemptHistory.None.ToBytes().Length, report, time.GetUtcNow(), AttemptHistory.None, time);

    /// <summary>The content of a new report's file; null if its header would be too long to be read again.</summary>
    public static byte[]? Serialize(OutgoingReport report, DateTimeOffset created)
    {
        var identity = report.Identity!;
        var content = new ArrayBufferWriter<byte>(report.Body.Length + 1024);
        new StoredReportHeader
        {
            Version = StoredReportHeader.CurrentVersion,
            Created = created.ToUnixTimeSeconds(),
            Url = Encoding.UTF8.GetString(report.Url),
            Endpoint = report.Endpoint,
            Function = report.Function,
            PathSuffix = report.PathSuffix,
            User = report.User,
            PasswordFile = report.PasswordFile,
            UserAgent = report.UserAgent,
            LimitMs = (long)report.Limit.TotalMilliseconds,
            FollowsRedirects = report.FollowsRedirects,
            RandomId = identity.RandomId,
            ExecutionId = identity.ExecutionId,
            Terminal = identity.Kind == ReportKind.End,
            Progress = identity.Kind == ReportKind.Progress,
            Length = report.Body.Length,
            ShorterLength = report.ShorterBody?.Length ?? 0,
            Sum = Sum([.. report.Body, .. report.ShorterBody ?? []]),
        }.Write(content);
        content.Write("\n"u8);
        if (content.WrittenCount > LongestHeader)
            return null;

        content.Write(report.Body);
        content.Write(report.ShorterBody);
        content.Write(AttemptHistory.None.ToBytes());
        return content.WrittenSpan.ToArray();
    }

    /// <summary>Reads a file, which becomes the report's; null if it is no whole report.</summary>
    public static StoredReport? Read(ReportName name, SafeFile file, TimeProvider time)
    {
        var content = file.ReadStart(LargestFile);
        var header = content.AsSpan(0, Math.Min(content.Length, LongestHeader)).IndexOf((byte)'\n');
        try
        {
            return header < 0 ? null : Parse(name, file, content.AsSpan(0, header), content.AsSpan(header + 1), time);
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Writes into the file what came of one more delivery.</summary>
    public void Record(SendResult result)
    {
        History = History.With(result, _time.GetUtcNow());
        try
        {
            var line = History.ToBytes();
            RandomAccess.Write(_file.Handle, line, _historyStart);
            RandomAccess.SetLength(_file.Handle, _historyStart + line.Length);
        }
        catch (IOException e)
        {
            DebugLog.Write($"an attempt is not counted: {e.Message}");
        }
    }

    /// <summary>Returns when the file is on the disk.</summary>
    public void Sync() => _file.Sync();

    /// <summary>Closes the file, which lets others lock it.</summary>
    public void Dispose() => _file.Dispose();

    private static StoredReport? Parse(
        ReportName name, SafeFile file, ReadOnlySpan<byte> line, ReadOnlySpan<byte> rest, TimeProvider time)
    {
        var header = StoredReportHeader.Parse(line);
        var (length, shorter) = (header.Length, header.ShorterLength);
        if (header is not
            {
                Version: StoredReportHeader.CurrentVersion, LimitMs: > 0 and <= LongestLimit,
                Url: { } url, Endpoint: { } endpoint, RandomId: { } randomId, ExecutionId: { } executionId,
            }
            || length < 0 || shorter < 0 || rest.Length < length + shorter || Sum(rest[..(int)(length + shorter)]) != header.Sum)
        {
            return null;
        }

        var report = new OutgoingReport(Encoding.UTF8.GetBytes(url), endpoint, rest[..(int)length].ToArray())
        {
            Function = header.Function,
            PathSuffix = header.PathSuffix,
            User = header.User,
            PasswordFile = header.PasswordFile,
            UserAgent = header.UserAgent,
            Limit = TimeSpan.FromMilliseconds(header.LimitMs),
            FollowsRedirects = header.FollowsRedirects,
            ShorterBody = shorter > 0 ? rest.Slice((int)length, (int)shorter).ToArray() : null,
            Identity = new ReportIdentity(randomId, executionId)
            {
                Kind = header.Terminal ? ReportKind.End : header.Progress ? ReportKind.Progress : ReportKind.Start,
            },
        };
        var history = AttemptHistory.Parse(Encoding.UTF8.GetString(rest[(int)(length + shorter)..]));
        var historyStart = line.Length + 1 + (int)(length + shorter);
        return new StoredReport(name, file, historyStart, report, DateTimeOffset.FromUnixTimeSeconds(header.Created), history, time);
    }

    private static string Sum(ReadOnlySpan<byte> bytes) => Fnv.Hash(bytes).ToString("x16", CultureInfo.InvariantCulture);
}
