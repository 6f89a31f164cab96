// The files of the outbox: what lies in which directory, within which bounds, and who may touch it when.

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Outbox;

/// <summary>What came of looking at a report.</summary>
internal enum TakeResult
{
    /// <summary>It is there, and locked by this process if that was asked for.</summary>
    Taken,

    /// <summary>Another process is sending it.</summary>
    Locked,

    /// <summary>It was delivered or deleted meanwhile.</summary>
    Gone,

    /// <summary>It is no whole report, and is left alone.</summary>
    Damaged,
}

/// <summary>What came of putting a report into the outbox.</summary>
/// <param name="Report">The report, locked by this process; null where it is not there.</param>
/// <param name="Earlier">The reports that have to be delivered before, the oldest first.</param>
/// <param name="HasEnded">Whether it is not there because how its execution ended waits already.</param>
/// <param name="IsFull">Whether it is not there because so many reports came in so short a time that they would push out each other.</param>
/// <param name="Problem">Why it could not be written; null for no problem.</param>
internal readonly record struct AddResult(StoredReport? Report, IReadOnlyList<ReportName> Earlier, bool HasEnded, bool IsFull, string? Problem)
{
    /// <summary>The report could not be written.</summary>
    public static AddResult Failed(string? problem) => new(null, [], HasEnded: false, IsFull: false, problem);
}

/// <summary>
/// The reports that wait. One file each, which appears whole, under its name, and locked by the process that is about to
/// send it; whoever wants to send one that lies there has to lock it first.
/// </summary>
internal sealed class ReportStore : IDisposable
{
    /// <summary>The directory of what waits. It is not there while nothing does, so that a shell can see that.</summary>
    public const string Waiting = "outbox";

    /// <summary>The directory of what servers refused. It is not there while there is nothing, either.</summary>
    public const string Rejected = "rejected";

    /// <summary>At most so many reports wait.</summary>
    public const int MostReports = 200;

    private const string LockFile = "lock";
    private const string CounterFile = "dropped";
    private const string TemporaryPrefix = ".tmp-";
    private const long MostBytes = 5 * 1024 * 1024;
    private const int MostRejected = 20;

    private static readonly TimeSpan LongestLock = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OldestTemporary = TimeSpan.FromMinutes(1);

    private readonly SafeFile _lock;

    private ReportStore(SafeDirectory state, SafeFile lockFile)
    {
        State = state;
        _lock = lockFile;
    }

    /// <summary>The state directory.</summary>
    public SafeDirectory State { get; }

    /// <summary>How many reports were given up for newer ones, or because of their age.</summary>
    public long Dropped
    {
        get
        {
            using var file = State.OpenFile(CounterFile, Libc.O_RDONLY, out _);
            return long.TryParse(file?.ReadStart(32), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
        }
    }

    /// <summary>Opens the store in a state directory. Returns null, and says why, where it cannot be written to.</summary>
    public static ReportStore? Open(byte[]? path, bool create, out Problem problem)
    {
        if (StateDirectory.Open(path, create, out problem) is not { } state)
            return null;

        if (state.OpenFile(LockFile, Libc.O_RDWR | Libc.O_CREAT, out var text) is { } file)
            return new ReportStore(state, file);

        problem = new Problem(text, Marshal.GetLastPInvokeError());
        state.Dispose();
        return null;
    }

    /// <summary>
    /// What the names of all reports that keep their order have in common: those of the same random_id to the same
    /// server. One server is not to wait for another.
    /// </summary>
    private static ulong KeyOf(OutgoingReport request) => Fnv.Hash(Encoding.UTF8.GetBytes($"{UnreachableServers.Origin(request)} {request.Identity!.RandomId}"));

    /// <summary>Puts a report into the outbox, and makes room for it.</summary>
    /// <param name="request">The report.</param>
    /// <param name="durable">Whether it has to be on the disk when this returns.</param>
    /// <param name="pushes">Whether it may push out reports that have come in the last minute.</param>
    public AddResult Add(OutgoingReport request, bool durable, bool pushes)
    {
        if (StoredReport.Serialize(request) is not { } content || content.Length > MostBytes)
            return AddResult.Failed("it is too large");

        var temporary = $"{TemporaryPrefix}{Environment.ProcessId}-{System.Diagnostics.Stopwatch.GetTimestamp()}";
        var file = CreateTemporary(temporary, out var directory, out var problem);
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
                    : Publish(directory!, temporary, file, content.Length, request, pushes);
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
            State.Sync();
        return result;
    }

    /// <summary>The names of the reports that wait, the oldest first.</summary>
    public List<ReportName> Names()
    {
        using var directory = State.OpenDirectory(Waiting, create: false, out _);
        return directory is null ? [] : Reports(directory.Names());
    }

    /// <summary>Those that have to be delivered before another report.</summary>
    public IReadOnlyList<ReportName> NamesBefore(OutgoingReport request) => Of(Names(), KeyOf(request));

    /// <summary>What lies in the outbox and is none of its files.</summary>
    public List<string> UnknownNames()
    {
        using var directory = State.OpenDirectory(Waiting, create: false, out _);
        return directory is null
            ? []
            : [.. directory.Names().Where(name => ReportName.Parse(name) is null && !name.StartsWith(TemporaryPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>The names of what a server refused, the oldest first: a number, and the status.</summary>
    public List<string> RejectedNames()
    {
        using var directory = State.OpenDirectory(Rejected, create: false, out _);
        return directory is null ? [] : [.. directory.Names().Order(StringComparer.Ordinal)];
    }

    /// <summary>What a server refused, the oldest first: the file's name, the status, and the report, null where it is damaged.</summary>
    public List<(string File, int Status, StoredReport? Report)> RejectedReports()
    {
        using var directory = State.OpenDirectory(Rejected, create: false, out _);
        var reports = new List<(string File, int Status, StoredReport? Report)>();
        foreach (var name in directory is null ? [] : RejectedNames())
        {
            if (directory!.OpenFile(name, Libc.O_RDONLY, out _) is not { } file)
                continue;
            _ = int.TryParse(name.Split('-', '.').ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var status);
            var report = StoredReport.Read(default, file);
            if (report is null)
                file.Dispose();
            reports.Add((name, status, report));
        }

        return reports;
    }

    /// <summary>Locks a report and reads it.</summary>
    public StoredReport? Take(ReportName name, out TakeResult taking) => Open(name, forSending: true, out taking);

    /// <summary>Reads a report that another process may be sending; <see cref="TakeResult.Locked"/> says that it is.</summary>
    public StoredReport? Look(ReportName name, out TakeResult taking) => Open(name, forSending: false, out taking);

    /// <summary>Takes a report that was delivered, or that nobody wants any more, out of the outbox.</summary>
    public void Remove(ReportName name)
    {
        using (var directory = State.OpenDirectory(Waiting, create: false, out _))
            directory?.Delete(name.ToString());
        State.DeleteDirectory(Waiting);
    }

    /// <summary>Takes a report whose time is over out of the outbox, and counts it.</summary>
    public void Expire(StoredReport report)
    {
        using var guard = Guard();
        Remove(report.Name);
        if (!report.Identity.IsProgress)
            Count(1);
    }

    /// <summary>Leaves a report where it is, safely.</summary>
    public void Keep(StoredReport report)
    {
        report.Sync();
        using (var directory = State.OpenDirectory(Waiting, create: false, out _))
            directory?.Sync();
        State.Sync();
    }

    /// <summary>Moves a report that its server refused to a place of its own, of which the newest 20 are kept.</summary>
    public void Reject(StoredReport report, int status)
    {
        using (var guard = Guard())
        using (var from = State.OpenDirectory(Waiting, create: false, out _))
        using (var to = State.OpenDirectory(Rejected, create: true, out _))
        {
            if (from is null || to is null)
                return;

            var names = to.Names().Order(StringComparer.Ordinal).ToList();
            var last = names.Count > 0 && long.TryParse(names[^1].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            if (from.Rename(report.Name.ToString(), to, string.Create(CultureInfo.InvariantCulture, $"{last + 1:D20}-{status}.report")))
                names.Add("");
            foreach (var old in names.Take(names.Count - MostRejected))
                to.Delete(old);
        }

        State.DeleteDirectory(Waiting);
    }

    /// <summary>Deletes all reports, those that were refused, too. Returns how many waited.</summary>
    public int Clear() => Clear(out _);

    /// <summary>The same, and says how many had been refused.</summary>
    public int Clear(out int refused)
    {
        using var guard = Guard();
        (var count, refused) = (0, 0);
        using (var directory = State.OpenDirectory(Waiting, create: false, out _))
        {
            foreach (var name in directory?.Names() ?? [])
            {
                if (ReportName.Parse(name) is not null)
                    count += directory!.Delete(name) ? 1 : 0;
                else if (name.StartsWith(TemporaryPrefix, StringComparison.Ordinal))
                    directory!.Delete(name);
            }
        }

        using (var directory = State.OpenDirectory(Rejected, create: false, out _))
        {
            foreach (var name in directory?.Names() ?? [])
                refused += directory!.Delete(name) ? 1 : 0;
        }

        State.DeleteDirectory(Waiting);
        State.DeleteDirectory(Rejected);
        State.Delete(CounterFile);
        return count;
    }

    public void Dispose()
    {
        _lock.Dispose();
        State.Dispose();
    }

    /// <summary>The reports among some names, the oldest first.</summary>
    private static List<ReportName> Reports(List<string> names)
    {
        var reports = new List<ReportName>();
        foreach (var name in names)
        {
            if (ReportName.Parse(name) is { } report)
                reports.Add(report);
        }

        reports.Sort();
        return reports;
    }

    private StoredReport? Open(ReportName name, bool forSending, out TakeResult taking)
    {
        taking = TakeResult.Gone;
        using var directory = State.OpenDirectory(Waiting, create: false, out _);
        if (directory?.OpenFile(name.ToString(), forSending ? Libc.O_RDWR : Libc.O_RDONLY, out _) is not { } file)
            return null;

        var isLocked = forSending ? !file.TryLock() : file.IsLocked();
        if (isLocked && forSending)
        {
            taking = TakeResult.Locked;
            file.Dispose();
            return null;
        }

        // Between opening and locking it may have been delivered.
        using (var now = directory.OpenFile(name.ToString(), Libc.O_RDONLY, out _))
        {
            if (now is null)
            {
                file.Dispose();
                return null;
            }
        }

        var report = StoredReport.Read(name, file);
        taking = report is null ? TakeResult.Damaged : isLocked ? TakeResult.Locked : TakeResult.Taken;
        if (report is null)
            file.Dispose();
        return report;
    }

    /// <summary>Makes a file that is locked from its beginning. The directory may go at any time, while nothing is in it.</summary>
    private SafeFile? CreateTemporary(string name, out SafeDirectory? directory, out string? problem)
    {
        const int patience = 100;
        for (var attempt = 1; ; attempt++)
        {
            directory = State.OpenDirectory(Waiting, create: true, out var reason);
            problem = reason.Text;
            var file = directory?.OpenFile(name, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL, out problem);
            if (file is not null && file.TryLock())
                return file;

            var hasGone = Marshal.GetLastPInvokeError() == Libc.ENOENT;
            file?.Dispose();
            directory?.Dispose();
            if (!hasGone || attempt == patience)
                return null;
        }
    }

    /// <summary>Gives a temporary file its name.</summary>
    private AddResult Publish(SafeDirectory directory, string temporary, SafeFile file, int length, OutgoingReport request, bool pushes)
    {
        var topic = request.Identity!;
        var key = KeyOf(request);
        using var guard = Guard();
        if (guard is null)
            return AddResult.Failed("others do not let go of it");

        var all = directory.Names();
        DeleteLeftovers(directory, all, temporary);
        var names = Reports(all);
        if (topic.IsTerminal && FindEnd(names, key, topic.ExecutionId) is { } end)
        {
            if (!topic.Replaces)
                return new AddResult(null, Of(names, key), HasEnded: true, IsFull: false, null);

            // What is being sent cannot be taken back: the new end follows it.
            if (!IsLocked(directory, end))
            {
                directory.Delete(end.ToString());
                names.Remove(end);
            }
        }

        if (!pushes && names.Count >= MostReports && IsYoung(names))
            return new AddResult(null, [], HasEnded: false, IsFull: true, null);

        var name = new ReportName(NextSequence(names), key);
        MakeRoom(directory, names, length);
        return directory.Rename(temporary, directory, name.ToString())
            ? new AddResult(StoredReport.New(name, file, length, request), Of(names, key), HasEnded: false, IsFull: false, null)
            : AddResult.Failed(Libc.LastError);
    }

    /// <summary>
    /// A number that no report ever had: who is still sending one that was deleted meanwhile must not take another for it.
    /// The last one is kept in the file that is locked for this.
    /// </summary>
    private long NextSequence(List<ReportName> names)
    {
        const int digits = 20;
        Span<byte> last = stackalloc byte[digits];
        var length = RandomAccess.Read(_lock.Handle, last, 0);
        _ = long.TryParse(last[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        number = Math.Max(number, names.Count > 0 ? names[^1].Sequence : 0) + 1;
        RandomAccess.Write(_lock.Handle, Encoding.ASCII.GetBytes(number.ToString("D20", CultureInfo.InvariantCulture)), 0);
        return number;
    }

    private static ReportName[] Of(List<ReportName> names, ulong key) => [.. names.Where(name => name.Key == key)];

    /// <summary>The report that says how an execution ended.</summary>
    private ReportName? FindEnd(List<ReportName> names, ulong key, string executionId)
    {
        foreach (var name in names)
        {
            if (name.Key != key)
                continue;
            using var report = Look(name, out _);
            if (report is { Identity.IsTerminal: true } && report.Identity.ExecutionId == executionId)
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
        var (count, dropped) = (names.Count, 0);
        for (var i = 0; i < names.Count; i++)
        {
            if (count < MostReports && total <= MostBytes && !IsExpired(names[i]))
                break;
            if (IsLocked(directory, names[i]))
                continue;
            if (directory.Delete(names[i].ToString()))
                dropped++;
            count--;
            total -= sizes[i];
        }

        Count(dropped);
    }

    private bool IsExpired(ReportName name)
    {
        using var report = Look(name, out _);
        return report?.IsExpired == true;
    }

    /// <summary>Whether the oldest report has come just now, or gone, which makes room.</summary>
    private bool IsYoung(List<ReportName> names)
    {
        foreach (var name in names)
        {
            using var report = Look(name, out var taking);
            if (report is not null || taking == TakeResult.Gone)
                return report is null || report.Age < Moment;
        }

        return false;
    }

    /// <summary>Whether a process is sending a report: then that is no longer among those that wait.</summary>
    private static bool IsLocked(SafeDirectory directory, ReportName name)
    {
        using var file = directory.OpenFile(name.ToString(), Libc.O_RDONLY, out _);
        return file?.IsLocked() == true;
    }

    private static long Size(SafeDirectory directory, ReportName name)
    {
        using var file = directory.OpenFile(name.ToString(), Libc.O_RDONLY, out _);
        return file?.Length ?? 0;
    }

    /// <summary>Deletes what processes left behind that ended before they were done.</summary>
    private static void DeleteLeftovers(SafeDirectory directory, List<string> names, string mine)
    {
        foreach (var name in names)
        {
            if (name == mine || !name.StartsWith(TemporaryPrefix, StringComparison.Ordinal))
                continue;
            using var file = directory.OpenFile(name, Libc.O_RDONLY, out _);
            if (file is not null && (DateTimeOffset.UtcNow - file.Modified).Duration() > OldestTemporary && !file.IsLocked())
                directory.Delete(name);
        }
    }

    private void Count(int dropped)
    {
        if (dropped == 0)
            return;

        var count = Dropped + dropped;
        using var file = State.OpenFile(CounterFile, Libc.O_WRONLY | Libc.O_CREAT, out _);
        file?.Replace(Encoding.ASCII.GetBytes(count.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Keeps other processes from changing which reports there are; null where one does not let go.</summary>
    private LockGuard? Guard()
    {
        var deadline = new Deadline(LongestLock);
        while (!_lock.TryLock())
        {
            if (deadline.IsOver)
                return null;
            Thread.Sleep(1);
        }

        return new LockGuard(_lock);
    }

    private sealed class LockGuard(SafeFile file) : IDisposable
    {
        public void Dispose() => file.Unlock();
    }
}
