// What became of the reports that are no longer there: a file in the state directory to which each process appends one line for each
// report, and which is cut back to its newest lines now and then.

using ApiFunc.Platform;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Outbox;

/// <summary>What is written down about reports; see <see cref="Setting.History"/>.</summary>
internal enum JournalMode
{
    Off,
    On,

    /// <summary>Bodies and answers, too.</summary>
    WithBodies,
}

/// <summary>The journal as it is read.</summary>
/// <param name="Entries">The entries, the oldest first.</param>
/// <param name="DamagedLines">The numbers of the lines, from 1, of which at least a part is no entry.</param>
internal readonly record struct JournalContent(IReadOnlyList<JournalEntry> Entries, IReadOnlyList<int> DamagedLines);

/// <summary>
/// Appends to the journal, and reads it. Appending takes no lock, so that nothing can hold up a function. What is appended while
/// another process replaces the file is lost to neither: whoever appends looks whether the file is still the journal afterwards, and
/// whoever replaces it looks for what was appended meanwhile. An entry may be written twice by that, and is read once.
/// </summary>
/// <param name="state">The state directory.</param>
/// <param name="time">The clock.</param>
/// <param name="mode">What is written down.</param>
internal sealed class DeliveryJournal(SafeDirectory state, TimeProvider time, JournalMode mode)
{
    /// <summary>At most so many entries are read, or kept when the file is cut back.</summary>
    public const int MostEntries = 200;

    /// <summary>Why a report was given up.</summary>
    public const string TooOld = "it was too old";

    /// <inheritdoc cref="TooOld"/>
    public const string NoRoom = "newer reports needed the room";

    /// <inheritdoc cref="TooOld"/>
    public const string Replaced = "the script has said anew how it ended";

    /// <inheritdoc cref="TooOld"/>
    public const string HasEnded = "another report waited that said how it ended";

    /// <summary>The file.</summary>
    public const string FileName = "history";

    // While a process cuts the file back, it has locked the first of these, and writes the second.
    private const string LockFile = "history.lock";
    private const string NewFile = "history.new";

    // The size that the file does not exceed, in bytes. 200 entries without bodies take some 60 KiB.
    private const int LargestFile = 128 * 1024;
    private const int LargestFileWithBodies = 1024 * 1024;

    // How much of that is left when it is cut back.
    private const double KeptPart = 0.75;

    // The largest body of a report. A script may hand over a larger one.
    private const int LargestBody = 256 * 1024;

    private const int MostTries = 3;

    private static readonly TimeSpan s_longestWaitForLock = TimeSpan.FromSeconds(2);

    private static ReadOnlySpan<byte> Beginning => "{\"time\":"u8;

    private int LargestSize => mode == JournalMode.WithBodies ? LargestFileWithBodies : LargestFile;

    /// <summary>What the settings ask for.</summary>
    public static JournalMode ModeOf(Settings settings) =>
        settings.KeepsBodies ? JournalMode.WithBodies : settings.KeepsHistory ? JournalMode.On : JournalMode.Off;

    /// <summary>Writes down what came of sending a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="result">What came of the last delivery.</param>
    /// <param name="stored">The report in the outbox, in which that delivery is not recorded yet; null if it was not there.</param>
    public void Add(OutgoingReport report, DeliveryOutcome outcome, SendResult result, StoredReport? stored = null)
    {
        if (mode == JournalMode.Off)
            return;

        // Masking costs more than all else here, and what a server says to a report that it accepts is worth it to few.
        var response = result.Response;
        var isAnswerWanted = outcome != DeliveryOutcome.Sent || mode == JournalMode.WithBodies;
        var now = time.GetUtcNow();
        Append(JournalEntry.Of(report, outcome, now) with
        {
            Created = stored?.Created ?? now - result.Elapsed,
            Attempts = (stored?.History.Attempts ?? 0) + result.Attempts,
            Elapsed = result.Elapsed,
            StatusCode = response.Status,
            Answer = isAnswerWanted ? AttemptHistory.Describe(response) : "",
        }, report.Body);
    }

    /// <summary>Writes down that a report is given up.</summary>
    /// <param name="report">The report.</param>
    /// <param name="reason">Why, in a few words.</param>
    /// <param name="stored">The report in the outbox; null if it was not there.</param>
    public void AddDropped(OutgoingReport report, string reason, StoredReport? stored = null)
    {
        if (mode == JournalMode.Off)
            return;

        var history = stored?.History ?? AttemptHistory.None;
        var entry = JournalEntry.Of(report, DeliveryOutcome.Dropped, time.GetUtcNow());
        Append(entry with
        {
            Created = stored?.Created ?? entry.Created,
            Attempts = history.Attempts,
            StatusCode = history.LastStatus,
            Answer = reason,
        }, report.Body);
    }

    /// <summary>The newest entries. A line that was cut off, and the next one appended to it, hides none.</summary>
    public static JournalContent Read(SafeDirectory state)
    {
        using var file = state.OpenFile(FileName, Libc.O_RDONLY, out _);
        ReadOnlySpan<byte> content = file is null ? [] : file.ReadEnd(2 * LargestFileWithBodies);
        List<JournalEntry> entries = [];
        List<int> damaged = [];
        HashSet<ulong> seen = [];
        for (var number = content.Count((byte)'\n') + 1; number > 0 && entries.Count < MostEntries; number--)
        {
            var start = content.LastIndexOf((byte)'\n') + 1;
            var line = content[start..];
            content = content[..Math.Max(start - 1, 0)];
            if (line.IsEmpty || !seen.Add(Fnv.Hash(line)))
                continue;

            var entry = JournalEntry.Parse(line);
            if (entry is null)
                damaged.Add(number);
            entry ??= line.LastIndexOf(Beginning) is > 0 and var at ? JournalEntry.Parse(line[at..]) : null;
            if (entry is not null)
                entries.Add(entry);
        }

        entries.Reverse();
        damaged.Reverse();
        return new JournalContent([.. entries.OrderBy(entry => entry.Time)], damaged);
    }

    /// <summary>Deletes the journal. Returns null, also if there was none, or why it is still there.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="wasThere">Whether there was one, and is no more.</param>
    public static string? Delete(SafeDirectory state, out bool wasThere)
    {
        wasThere = false;
        // A process that is cutting it back would bring it back.
        using var cutting = state.OpenFile(LockFile, Libc.O_RDWR, out _);
        var deadline = new Deadline(s_longestWaitForLock);
        while (cutting?.TryLock() == false && !deadline.IsOver)
            Thread.Sleep(1);

        foreach (var name in (ReadOnlySpan<string>)[NewFile, FileName])
        {
            if (state.Delete(name))
                wasThere = true;
            else if (Problem.Last() is { Error: not Libc.ENOENT } problem)
                return problem.Text;
        }

        return null;
    }

    private void Append(JournalEntry entry, byte[] body)
    {
        if (mode == JournalMode.WithBodies && body.Length <= LargestBody)
            entry.Body = body;

        var line = entry.ToLine();
        for (var attempt = 1; attempt <= MostTries; attempt++)
        {
            using var file = state.OpenFile(FileName, Libc.O_WRONLY | Libc.O_APPEND | Libc.O_CREAT, out var problem);
            if (attempt == 1 && file?.Length + line.Length > LargestSize)
            {
                CutBack(line.Length);
                continue;
            }

            if (file is null || !file.Append(line, out problem))
            {
                DebugLog.Write($"the history of this report is not written: {problem}");
                return;
            }

            if (file.HasName)
                return;
        }
    }

    /// <summary>Makes room for another line, unless another process does so just now.</summary>
    private void CutBack(int length)
    {
        using var mine = state.OpenFile(LockFile, Libc.O_RDWR | Libc.O_CREAT, out _);
        if (mine?.TryLock() != true)
            return;

        using var old = state.OpenFile(FileName, Libc.O_RDONLY, out _);
        if (old is null || old.Length + length <= LargestSize)
            return;

        using var cut = state.OpenFile(NewFile, Libc.O_RDWR | Libc.O_CREAT | Libc.O_APPEND, out _);
        var content = WholeLines(old.ReadEnd(LargestSize), out var beyond);
        var isDone = cut?.Replace(Newest(content, (int)(LargestSize * KeptPart) - length)) == true
            && state.Rename(NewFile, state, FileName);

        // What others appended since the file was opened. Whoever is still at it appends to the new file again.
        if (isDone && WholeLines(old.ReadFrom(old.Length - beyond), out _) is { Length: > 0 } rest)
            cut!.Append(rest, out _);
    }

    /// <summary>A text up to its last newline. Behind that is a line that a process is just writing.</summary>
    private static ReadOnlySpan<byte> WholeLines(byte[] content, out int beyond)
    {
        var end = content.AsSpan().LastIndexOf((byte)'\n') + 1;
        beyond = content.Length - end;
        return content.AsSpan(0, end);
    }

    /// <summary>The newest whole lines, not more than <see cref="MostEntries"/>, that take so many bytes at most.</summary>
    private static ReadOnlySpan<byte> Newest(ReadOnlySpan<byte> content, int size)
    {
        var start = content.Length;
        for (var lines = 0; lines < MostEntries && start > 0; lines++)
        {
            var previous = content[..(start - 1)].LastIndexOf((byte)'\n') + 1;
            if (content.Length - previous > size)
                break;
            start = previous;
        }

        return content[start..];
    }
}
