// What may enter the outbox: bounds, order, and one end for each execution.

using System.Text;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>What came of putting a report into the outbox.</summary>
/// <param name="Report">The report, locked by this process; null if it was not admitted.</param>
/// <param name="Earlier">The reports that have to be delivered before, the oldest first.</param>
/// <param name="HasEnded">Whether it was not admitted because an end of its execution waits already.</param>
/// <param name="IsFull">Whether it was not admitted because only reports of the last minute wait, and they fill the outbox.</param>
/// <param name="Problem">Why it could not be written; null for no problem.</param>
internal readonly record struct AddResult(
    StoredReport? Report, IReadOnlyList<ReportName> Earlier, bool HasEnded, bool IsFull, string? Problem)
{
    /// <summary>The report could not be written.</summary>
    public static AddResult Failed(string? problem) => new(null, [], HasEnded: false, IsFull: false, problem);
}

/// <summary>Puts reports into the outbox, and makes room for them.</summary>
internal sealed class Admission(OutboxFiles files, DroppedCounter dropped, DeliveryJournal journal)
{
    /// <summary>At most so many reports wait.</summary>
    public const int MostReports = 200;

    /// <summary>Together they have at most so many bytes.</summary>
    public const long MostBytes = 5 * 1024 * 1024;

    // No installation fills the outbox within that time. What does is a storm, whose reports must not evict each other.
    private static readonly TimeSpan s_stormWindow = TimeSpan.FromMinutes(1);

    /// <summary>Puts a report into the outbox, and drops the oldest ones for it if there is no room.</summary>
    /// <param name="report">The report, with an identity.</param>
    /// <param name="durable">Whether it has to be on the disk when this returns.</param>
    /// <param name="mayEvict">Whether it may take the place of reports that came within the last minute.</param>
    public AddResult Add(OutgoingReport report, bool durable, bool mayEvict)
    {
        if (StoredReport.Serialize(report, files.Time.GetUtcNow()) is not { } content || content.Length > MostBytes)
            return AddResult.Failed("it is too large");

        var file = files.CreateTemporary(out var directory, out var temporary, out var problem);
        if (file is null)
            return AddResult.Failed(problem);

        AddResult result = default;
        using (directory)
        {
            try
            {
                RandomAccess.Write(file.Handle, content, 0);
                result = durable && !file.Sync()
                    ? AddResult.Failed(Libc.LastError)
                    : Publish(directory!, temporary, file, content.Length, report, mayEvict);
            }
            catch (IOException e)
            {
                result = AddResult.Failed(e.Message);
            }

            if (result.Report is null)
            {
                directory!.Delete(temporary);
                file.Dispose();
            }
            else if (durable)
            {
                directory!.Sync();
            }
        }

        if (durable)
            files.State.Sync();
        return result;
    }

    /// <summary>The reports that have to be delivered before another one, the oldest first.</summary>
    public IReadOnlyList<ReportName> Before(OutgoingReport report) => WithKey(files.Names(), KeyOf(report));

    /// <summary>What the names of reports that keep their order have in common: one for each server and random_id.</summary>
    private static ulong KeyOf(OutgoingReport report) => Fnv.Hash(Encoding.UTF8.GetBytes($"{report.Origin} {report.Identity!.RandomId}"));

    private static ReportName[] WithKey(List<ReportName> names, ulong key) => [.. names.Where(name => name.Key == key)];

    /// <summary>Gives a temporary file its name, by which it is in the outbox; under the lock, so that no other comes between.</summary>
    private AddResult Publish(SafeDirectory directory, string temporary, SafeFile file, int length, OutgoingReport report, bool mayEvict)
    {
        var identity = report.Identity!;
        var key = KeyOf(report);
        using var changes = files.LockChanges();
        if (changes is null)
            return AddResult.Failed("another process holds its lock");

        var all = directory.Names();
        files.DeleteLeftovers(directory, all, temporary);
        var names = OutboxFiles.Reports(all);
        if (identity.Kind == ReportKind.End && FindEnd(names, key, identity.ExecutionId) is { } end)
        {
            if (!identity.Replaces)
                return new AddResult(null, WithKey(names, key), HasEnded: true, IsFull: false, null);

            // A report that is being sent cannot be replaced: the new end is queued behind it.
            if (!OutboxFiles.IsLocked(directory, end))
            {
                Drop(directory, end, DeliveryJournal.Replaced);
                names.Remove(end);
            }
        }

        if (!mayEvict && names.Count >= MostReports && IsStorm(names))
            return new AddResult(null, [], HasEnded: false, IsFull: true, null);

        var name = new ReportName(files.NextSequence(names), key);
        MakeRoom(directory, names, length);
        return directory.Rename(temporary, directory, name.ToString())
            ? new AddResult(
                StoredReport.New(name, file, length, report, files.Time), WithKey(names, key), HasEnded: false, IsFull: false, null)
            : AddResult.Failed(Libc.LastError);
    }

    /// <summary>The report that says how an execution ended.</summary>
    private ReportName? FindEnd(List<ReportName> names, ulong key, string executionId)
    {
        foreach (var name in names)
        {
            if (name.Key != key)
                continue;
            using var report = files.Look(name, out _);
            if (report is { Identity.Kind: ReportKind.End } && report.Identity.ExecutionId == executionId)
                return name;
        }

        return null;
    }

    /// <summary>Drops the oldest reports until another one has room, and those that are too old.</summary>
    private void MakeRoom(SafeDirectory directory, List<ReportName> names, long length)
    {
        if (names.Count == 0)
            return;

        var sizes = names.Select(name => Size(directory, name)).ToList();
        var total = sizes.Sum() + length;
        var (count, droppedNow) = (names.Count, 0);
        for (var i = 0; i < names.Count; i++)
        {
            if (count < MostReports && total <= MostBytes && !IsExpired(names[i]))
                break;
            if (OutboxFiles.IsLocked(directory, names[i]))
                continue;
            if (Drop(directory, names[i], DeliveryJournal.NoRoom))
                droppedNow++;
            count--;
            total -= sizes[i];
        }

        dropped.Add(droppedNow);
    }

    /// <summary>Deletes a report, and writes that down. Returns false if it has gone meanwhile.</summary>
    private bool Drop(SafeDirectory directory, ReportName name, string reason)
    {
        using var report = files.Look(name, out _);
        if (!directory.Delete(name.ToString()))
            return false;

        if (report is not null)
            journal.AddDropped(report.Report, report.IsExpired ? DeliveryJournal.TooOld : reason, report);
        return true;
    }

    private bool IsExpired(ReportName name)
    {
        using var report = files.Look(name, out _);
        return report?.IsExpired == true;
    }

    /// <summary>Whether the oldest report came within the last minute, or has gone meanwhile: then there will be room soon.</summary>
    private bool IsStorm(List<ReportName> names)
    {
        foreach (var name in names)
        {
            using var report = files.Look(name, out var result);
            if (report is not null || result == TakeResult.Gone)
                return report is null || report.Age < s_stormWindow;
        }

        return false;
    }

    private static long Size(SafeDirectory directory, ReportName name)
    {
        using var file = directory.OpenFile(name.ToString(), Libc.O_RDONLY, out _);
        return file?.Length ?? 0;
    }
}
