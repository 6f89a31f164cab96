// Reports that their servers have refused for good: the newest 20 are kept for a person to look at, and never sent again.

using System.Globalization;
using ApiFunc.Platform;

namespace ApiFunc.Outbox;

internal sealed class RefusedReports(OutboxFiles files)
{
    /// <summary>At most so many are kept.</summary>
    public const int Most = 20;

    /// <summary>Moves a report out of the outbox. Its new name holds its place in the order, and the HTTP status.</summary>
    public void Add(StoredReport report, int status)
    {
        using (files.LockChanges())
        using (var from = files.State.OpenDirectory(OutboxFiles.Waiting, create: false, out _))
        using (var to = files.State.OpenDirectory(OutboxFiles.Refused, create: true, out _))
        {
            if (from is null || to is null)
                return;

            var names = to.Names().Order(StringComparer.Ordinal).ToList();
            var last = names.Count > 0 && TryParse(names[^1].Split('-')[0], out var number) ? number : 0;
            if (from.Rename(report.Name.ToString(), to, string.Create(CultureInfo.InvariantCulture, $"{last + 1:D20}-{status}.report")))
                names.Add("");
            foreach (var old in names.Take(names.Count - Most))
                to.Delete(old);
        }

        files.State.DeleteDirectory(OutboxFiles.Waiting);
    }

    /// <summary>
    /// All of them, the oldest first: the file's name, the HTTP status (0 if the name has none), and the report, which is null
    /// if it is damaged.
    /// </summary>
    public List<(string File, int Status, StoredReport? Report)> Read()
    {
        var reports = new List<(string File, int Status, StoredReport? Report)>();
        using var directory = files.State.OpenDirectory(OutboxFiles.Refused, create: false, out _);
        foreach (var name in directory?.Names().Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
        {
            if (directory!.OpenFile(name, Libc.O_RDONLY, out _) is not { } file)
                continue;
            _ = int.TryParse(name.Split('-', '.').ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var status);
            var report = StoredReport.Read(default, file, files.Time);
            if (report is null)
                file.Dispose();
            reports.Add((name, status, report));
        }

        return reports;
    }

    /// <summary>Deletes all of them, and returns how many that were.</summary>
    public int DeleteAll()
    {
        var count = 0;
        using (var directory = files.State.OpenDirectory(OutboxFiles.Refused, create: false, out _))
        {
            foreach (var name in directory?.Names() ?? [])
                count += directory!.Delete(name) ? 1 : 0;
        }

        files.State.DeleteDirectory(OutboxFiles.Refused);
        return count;
    }

    private static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
