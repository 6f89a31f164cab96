// An outbox in a directory of its own, whose clock a test moves, with a server that responds as the test says.

using System.Text;
using ApiFunc.Http;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Reports;
using EndToEnd.Harness;

namespace Unit.Harness;

internal sealed class OutboxRoom : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private ReportStore? _store;

    public FakeClock Clock { get; init; } = new();

    /// <summary>The state directory.</summary>
    public string State => _directory.File("state");

    public ReportStore Store => _store ??= Open();

    public OutboxFiles Files => Store.Files;

    /// <summary>The files in the directory of what waits, in order.</summary>
    public string[] Waiting => FilesIn("outbox");

    /// <summary>The files in the directory of what was refused, in order.</summary>
    public string[] Refused => FilesIn("rejected");

    /// <summary>A report of the execution <paramref name="id"/>.</summary>
    public static OutgoingReport Report(
        string id = "id", ReportKind kind = ReportKind.Start, string? execution = null, string url = "http://server.test/path",
        string body = "{}", string endpoint = "telemetry", bool replaces = false) =>
        new(Encoding.UTF8.GetBytes(url), endpoint, Encoding.UTF8.GetBytes(body))
        {
            Limit = TimeSpan.FromSeconds(5),
            FollowsRedirects = true,
            Identity = new ReportIdentity(id, execution ?? id) { Kind = kind, Replaces = replaces },
        };

    /// <summary>The store as another process opens it: its locks are other ones.</summary>
    public ReportStore Open() =>
        ReportStore.Open(Encoding.UTF8.GetBytes(State), create: true, Clock, out var problem)
        ?? throw new InvalidOperationException(problem.Text);

    /// <summary>Puts a report into the outbox, and lets go of it.</summary>
    public ReportName Add(OutgoingReport report, bool mayEvict = false)
    {
        var result = Store.Admission.Add(report, durable: false, mayEvict);
        Assert.NotNull(result.Report);
        result.Report.Dispose();
        return result.Report.Name;
    }

    /// <summary>Writes so many copies of a report, each of an execution of its own, behind the last one.</summary>
    public void Fill(int count, byte[] report)
    {
        var first = Files.Names() is [.., var last] ? last.Sequence + 1 : 1;
        for (var i = first; i < first + count; i++)
            File.WriteAllBytes(Path.Combine(State, "outbox", new ReportName(i, (ulong)i).ToString()), report);
    }

    /// <summary>Reads a report that waits.</summary>
    public T Read<T>(ReportName name, Func<StoredReport, T> read)
    {
        using var report = Files.Look(name, out _);
        return read(report!);
    }

    /// <summary>The path of a file of the outbox.</summary>
    public string PathOf(ReportName name) => Path.Combine(State, "outbox", name.ToString());

    /// <summary>Goes through the outbox once.</summary>
    public Drain Pass(FakeServer server)
    {
        var drain = new Drain(Store, new Transport(server));
        drain.Pass();
        return drain;
    }

    public void Dispose()
    {
        _store?.Dispose();
        _directory.Dispose();
    }

    private string[] FilesIn(string directory)
    {
        var path = Path.Combine(State, directory);
        return !Directory.Exists(path) ? []
            : [.. Directory.GetFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
    }
}

/// <summary>A server that responds with what a test says to a request's body, and remembers the bodies.</summary>
internal sealed class FakeServer(Func<string, Response> respond) : IHttpClient
{
    public FakeServer(int status)
        : this(_ => new Response(status, default))
    {
    }

    /// <summary>The bodies of what was sent, in their order.</summary>
    public List<string> Received { get; } = [];

    public RequestPreview Preview(HttpRequest request) => default;

    public HttpResponse Exchange(HttpRequest request, Deadline deadline)
    {
        var body = Encoding.UTF8.GetString(request.Body!);
        Received.Add(body);
        return new HttpResponse(respond(body), null);
    }
}
