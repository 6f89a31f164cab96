// The outbox on the disk: its parts, and what concerns several of them.

using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>What is kept in one state directory.</summary>
internal sealed class ReportStore : IDisposable
{
    private ReportStore(OutboxFiles files, JournalMode journalMode)
    {
        Files = files;
        Dropped = new DroppedCounter(files.State);
        Journal = new DeliveryJournal(files.State, files.Time, journalMode);
        Admission = new Admission(files, Dropped, Journal);
        Refused = new RefusedReports(files);
        Servers = new UnreachableServers(files.State, files.Time);
    }

    /// <summary>The files of the reports that wait, and their locks.</summary>
    public OutboxFiles Files { get; }

    /// <summary>The way in.</summary>
    public Admission Admission { get; }

    /// <summary>What servers have refused.</summary>
    public RefusedReports Refused { get; }

    /// <summary>How many reports were given up.</summary>
    public DroppedCounter Dropped { get; }

    /// <summary>What became of reports.</summary>
    public DeliveryJournal Journal { get; }

    /// <summary>Which servers are not to be tried now.</summary>
    public UnreachableServers Servers { get; }

    /// <summary>Opens a state directory, after making it if that is asked for; null, with the reason, if it cannot be used.</summary>
    public static ReportStore? Open(
        byte[]? path, bool create, TimeProvider time, out Problem problem, JournalMode journalMode = JournalMode.On) =>
        OutboxFiles.Open(path, create, time, out problem) is { } files ? new ReportStore(files, journalMode) : null;

    /// <summary>Sends a report that is in the outbox or not, and remembers what that says of its server. Sleeps between attempts.</summary>
    public SendResult Send(Transport transport, OutgoingReport report, int attempts)
    {
        var result = transport.Send(report, attempts);
        Servers.Learn(report, result.Response, result.Elapsed);
        return result;
    }

    /// <summary>Does with a report what the response to it asks for. Returns whether it is still in the outbox.</summary>
    /// <param name="report">A report that this process has locked and sent.</param>
    /// <param name="result">What came of that.</param>
    /// <param name="isLast">Whether nothing else waits any more.</param>
    public bool ApplyResponse(StoredReport report, SendResult result, out bool isLast)
    {
        isLast = false;
        if (result.Response.IsSuccess)
        {
            isLast = Files.Delete(report.Name);
            Journal.Add(report.Report, DeliveryOutcome.Sent, result, report);
            return false;
        }

        if (result.Response.IsRefusal)
        {
            Journal.Add(report.Report, DeliveryOutcome.Refused, result, report);
            report.Record(result);
            Refused.Add(report, result.Response.Status);
            return false;
        }

        report.Record(result);
        Files.Sync(report);
        return true;
    }

    /// <summary>Drops a report that is too old, and counts it unless it is progress.</summary>
    public void Expire(StoredReport report)
    {
        Journal.AddDropped(report.Report, DeliveryJournal.TooOld, report);
        using var changes = Files.LockChanges();
        Files.Delete(report.Name);
        Dropped.Add(report.Identity.Kind == ReportKind.Progress ? 0 : 1);
    }

    /// <summary>Deletes all reports and the count of those given up. Returns how many waited, and how many had been refused.</summary>
    public (int Waiting, int Refused) DeleteAll()
    {
        using var changes = Files.LockChanges();
        var counts = (Files.DeleteAll(), Refused.DeleteAll());
        Dropped.Reset();
        return counts;
    }

    public void Dispose() => Files.Dispose();
}
