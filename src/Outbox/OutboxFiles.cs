// The files of the outbox and their locks: which directories there are, how a report appears whole under its name, and who may
// touch it when.

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Outbox;

/// <summary>What came of opening a report.</summary>
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

/// <summary>
/// The state directory and the reports in it, one file each. A process that is about to send a report locks its file (an open
/// file description lock, which ends with the process); one that changes which reports there are locks the file <c>lock</c>.
/// </summary>
internal sealed class OutboxFiles : IDisposable
{
    /// <summary>The directory of the reports that wait. It is missing while there are none: the shim looks for it.</summary>
    public const string Waiting = "outbox";

    /// <summary>
    /// The directory of the reports that servers have refused, as it has been named since 0.1.0. It is missing while there are none, too.
    /// </summary>
    public const string Refused = "rejected";

    private const string LockFile = "lock";
    private const string TemporaryPrefix = ".tmp-";
    private const int SequenceDigits = 20;

    private static readonly TimeSpan s_longestWaitForLock = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_oldestTemporary = TimeSpan.FromMinutes(1);

    private readonly SafeFile _lock;

    private OutboxFiles(SafeDirectory state, SafeFile lockFile, TimeProvider time)
    {
        State = state;
        _lock = lockFile;
        Time = time;
    }

    /// <summary>The state directory.</summary>
    public SafeDirectory State { get; }

    /// <summary>The clock that ages are told by.</summary>
    public TimeProvider Time { get; }

    /// <summary>Opens a state directory, after making it if that is asked for; null, with the reason, if it cannot be used.</summary>
    public static OutboxFiles? Open(byte[]? path, bool create, TimeProvider time, out Problem problem)
    {
        if (StateDirectory.Open(path, create, out problem) is not { } state)
            return null;

        if (state.OpenFile(LockFile, Libc.O_RDWR | Libc.O_CREAT, out var text) is { } file)
            return new OutboxFiles(state, file, time);

        problem = new Problem(text, Marshal.GetLastPInvokeError());
        state.Dispose();
        return null;
    }

    /// <summary>The reports among some file names, the oldest first.</summary>
    public static List<ReportName> Reports(List<string> files)
    {
        List<ReportName> reports = [];
        foreach (var file in files)
        {
            if (ReportName.Parse(file) is { } report)
                reports.Add(report);
        }

        reports.Sort();
        return reports;
    }

    /// <summary>The names of the reports that wait, the oldest first.</summary>
    public List<ReportName> Names() => Reports(NamesIn(Waiting));

    /// <summary>The files in the directory of the reports that are none, in order.</summary>
    public List<string> UnknownNames() =>
        [.. NamesIn(Waiting).Where(name => ReportName.Parse(name) is null && !IsTemporary(name)).Order(StringComparer.Ordinal)];

    /// <summary>The names of everything in a directory below the state directory, in no order; none if it is missing.</summary>
    public List<string> NamesIn(string directory)
    {
        using var opened = State.OpenDirectory(directory, create: false, out _);
        return opened is null ? [] : opened.Names();
    }

    /// <summary>Locks a report, and reads it. Null if the result is not <see cref="TakeResult.Taken"/>.</summary>
    public StoredReport? Take(ReportName name, out TakeResult result) => Open(name, forSending: true, out result);

    /// <summary>Reads a report that another process may be sending: <see cref="TakeResult.Locked"/> says that it is.</summary>
    public StoredReport? Look(ReportName name, out TakeResult result) => Open(name, forSending: false, out result);

    /// <summary>Whether another process, or another descriptor of this one, has locked a report, as the one does that sends it.</summary>
    public bool IsLocked(ReportName name)
    {
        using var directory = State.OpenDirectory(Waiting, create: false, out _);
        return directory is not null && IsLocked(directory, name);
    }

    /// <inheritdoc cref="IsLocked(ReportName)"/>
    public static bool IsLocked(SafeDirectory waiting, ReportName name)
    {
        using var file = waiting.OpenFile(name.ToString(), Libc.O_RDONLY, out _);
        return file?.IsLocked() == true;
    }

    /// <summary>Deletes a report, whoever has locked it. Returns whether it was the last file in its directory.</summary>
    public bool Delete(ReportName name)
    {
        using (var directory = State.OpenDirectory(Waiting, create: false, out _))
            directory?.Delete(name.ToString());
        return State.DeleteDirectory(Waiting);
    }

    /// <summary>Deletes everything that waits, unknown files excepted. Returns how many reports that were.</summary>
    public int DeleteAll()
    {
        var count = 0;
        using (var directory = State.OpenDirectory(Waiting, create: false, out _))
        {
            foreach (var name in directory?.Names() ?? [])
            {
                var isReport = ReportName.Parse(name) is not null;
                if ((isReport || IsTemporary(name)) && directory!.Delete(name) && isReport)
                    count++;
            }
        }

        State.DeleteDirectory(Waiting);
        return count;
    }

    /// <summary>Returns when a report that stays in the outbox is on the disk, with what was recorded in it, and so is its name.</summary>
    public void Sync(StoredReport report)
    {
        report.Sync();
        using (var directory = State.OpenDirectory(Waiting, create: false, out _))
            directory?.Sync();
        State.Sync();
    }

    /// <summary>
    /// Keeps other processes from changing which reports there are, until the result is disposed. Null if one of them does not
    /// let go within 2 s.
    /// </summary>
    public ChangeLock? LockChanges()
    {
        var deadline = new Deadline(s_longestWaitForLock, Time);
        while (!_lock.TryLock())
        {
            if (deadline.IsOver)
                return null;
            Thread.Sleep(1);
        }

        return new ChangeLock(_lock);
    }

    /// <summary>
    /// A sequence number that no report ever had, under the lock. A process may still be sending a report that was deleted
    /// meanwhile: it must not delete another one of the same name in the end. The last number is kept in the lock file.
    /// </summary>
    /// <param name="names">The reports that wait, the oldest first.</param>
    public long NextSequence(List<ReportName> names)
    {
        Span<byte> last = stackalloc byte[SequenceDigits];
        var length = RandomAccess.Read(_lock.Handle, last, 0);
        _ = long.TryParse(last[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        number = Math.Max(number, names.Count > 0 ? names[^1].Sequence : 0) + 1;
        RandomAccess.Write(_lock.Handle, Encoding.ASCII.GetBytes(number.ToString("D20", CultureInfo.InvariantCulture)), 0);
        return number;
    }

    /// <summary>
    /// Makes a file in the directory of the reports that is locked from its beginning, under a name that is no report's. Null,
    /// with the reason, if that cannot be. The directory may go at any time while nothing is in it: then it is made again.
    /// </summary>
    public SafeFile? CreateTemporary(out SafeDirectory? directory, out string name, out string? problem)
    {
        const int mostAttempts = 100;
        name = $"{TemporaryPrefix}{Environment.ProcessId}-{Stopwatch.GetTimestamp()}";
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
            if (!hasGone || attempt == mostAttempts)
                return null;
        }
    }

    /// <summary>Deletes the temporary files of processes that ended before they were done.</summary>
    /// <param name="waiting">The directory of the reports.</param>
    /// <param name="names">What is in it.</param>
    /// <param name="mine">The temporary file of this process.</param>
    public void DeleteLeftovers(SafeDirectory waiting, List<string> names, string mine)
    {
        foreach (var name in names)
        {
            if (name == mine || !IsTemporary(name))
                continue;
            using var file = waiting.OpenFile(name, Libc.O_RDONLY, out _);
            if (file is not null && (Time.GetUtcNow() - file.Modified).Duration() > s_oldestTemporary && !file.IsLocked())
                waiting.Delete(name);
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        State.Dispose();
    }

    private static bool IsTemporary(string name) => name.StartsWith(TemporaryPrefix, StringComparison.Ordinal);

    private StoredReport? Open(ReportName name, bool forSending, out TakeResult result)
    {
        result = TakeResult.Gone;
        using var directory = State.OpenDirectory(Waiting, create: false, out _);
        if (directory?.OpenFile(name.ToString(), forSending ? Libc.O_RDWR : Libc.O_RDONLY, out _) is not { } file)
            return null;

        var isLocked = forSending ? !file.TryLock() : file.IsLocked();
        if (isLocked && forSending)
        {
            result = TakeResult.Locked;
            file.Dispose();
            return null;
        }

        // It may have been delivered between opening and locking.
        using (var now = directory.OpenFile(name.ToString(), Libc.O_RDONLY, out _))
        {
            if (now is null)
            {
                file.Dispose();
                return null;
            }
        }

        var report = StoredReport.Read(name, file, Time);
        result = report is null ? TakeResult.Damaged : isLocked ? TakeResult.Locked : TakeResult.Taken;
        if (report is null)
            file.Dispose();
        return report;
    }

    /// <summary>The lock on which reports there are; see <see cref="LockChanges"/>.</summary>
    internal sealed class ChangeLock(SafeFile file) : IDisposable
    {
        public void Dispose() => file.Unlock();
    }
}
