// What the runs come to: counts, rates and medians.

using System.Globalization;

namespace ApiFunc.Statistics;

/// <summary>How some runs ended.</summary>
internal struct Tally
{
    public int Runs { get; private set; }

    public int Succeeded { get; private set; }

    public int Failed { get; private set; }

    public int Aborted { get; private set; }

    /// <summary>Those that no report says to have ended.</summary>
    public readonly int Unfinished => Runs - Succeeded - Failed - Aborted;

    /// <summary>Of those that succeeded or failed, the part that succeeded, from 0 to 1; null if there are none.</summary>
    public readonly double? SuccessRate => Succeeded + Failed == 0 ? null : (double)Succeeded / (Succeeded + Failed);

    /// <summary>How many seconds half of the successful runs took at most; null if that is not known of any.</summary>
    public double? MedianSeconds { readonly get; set; }

    public void Add(Outcome outcome)
    {
        Runs++;
        Succeeded += outcome == Outcome.Succeeded ? 1 : 0;
        Failed += outcome == Outcome.Failed ? 1 : 0;
        Aborted += outcome == Outcome.Aborted ? 1 : 0;
    }
}

/// <summary>Runs that have something in common.</summary>
/// <param name="Name">What that is; empty if it is not known of them.</param>
/// <param name="Kind">What kind of thing an application is; empty for all others.</param>
/// <param name="Tally">How they ended.</param>
internal sealed record Group(string Name, string Kind, Tally Tally);

/// <summary>Runs that failed in the same way.</summary>
/// <param name="ExitCode">The exit code; null if it is not known.</param>
/// <param name="Category">Its category; empty in classic reports.</param>
/// <param name="Command">The command that failed; empty if it is not known.</param>
/// <param name="Count">How many there are.</param>
/// <param name="FirstLines">What the first of them says.</param>
internal sealed record FailureCount(int? ExitCode, string Category, string Command, int Count, FirstLines FirstLines);

/// <summary>A run of which no report tells the end.</summary>
/// <param name="Id">Its ID; empty if that is no UUID.</param>
/// <param name="Name">The application.</param>
/// <param name="Kind">What kind of thing that is.</param>
/// <param name="Status">What its latest report said.</param>
/// <param name="Begin">When it began; null if that is not known.</param>
internal sealed record UnfinishedRun(string Id, string Name, string Kind, string Status, DateTimeOffset? Begin);

/// <summary>Which runs count.</summary>
/// <param name="Since">Those that began then, or later; null for all. A run without a time began before that.</param>
/// <param name="Application">Those of this application, in any case; null for all.</param>
internal sealed record RunFilter(DateTimeOffset? Since = null, string? Application = null);

/// <summary>Counts what was collected. Each list has the largest first; the days are in order.</summary>
internal sealed class Figures
{
    /// <summary>How many runs that did not end are listed.</summary>
    public const int MostUnfinished = 20;

    private const long Day = 24L * 60 * 60 * 1000;

    private readonly RunCollector _collector;
    private readonly bool[] _isWanted;
    private readonly long _since;

    public Figures(RunCollector collector, RunFilter filter)
    {
        _collector = collector;
        Filter = filter;
        _since = filter.Since?.ToUnixTimeMilliseconds() ?? long.MinValue;
        _isWanted = new bool[collector.Applications.Count];
        for (var number = 0; number < _isWanted.Length; number++)
        {
            _isWanted[number] = filter.Application is null
                || Application(number).Name.Equals(filter.Application, StringComparison.OrdinalIgnoreCase);
            HasApplication |= _isWanted[number];
        }

        var (firstDay, lastDay) = Days();
        Total = Count(1, static (in Run _) => 0)[0];
        Applications = Largest(Count(collector.Applications.Count, static (in Run run) => run.Application), Application);
        PveVersions = Largest(Count(collector.PveVersions.Count, static (in Run run) => run.PveVersion), Plain(collector.PveVersions));
        Repositories = Largest(Count(collector.Repositories.Count, static (in Run run) => run.Repository), Plain(collector.Repositories));
        ByDay = [.. Groups(
            Count(lastDay - firstDay + 2, (in Run run) => run.Begin == 0 ? 0 : (int)(run.Begin / Day) - firstDay + 1),
            number => (number == 0 ? "" : DayName(firstDay + number - 1), ""))];
        Failures = CountFailures();
        Unfinished = FindUnfinished();
    }

    private delegate int KeyOf(in Run run);

    /// <summary>Whether some report is of the application that was asked for, whenever its run began.</summary>
    public bool HasApplication { get; }

    /// <summary>The names of all applications that reports are of, counted or not.</summary>
    public IEnumerable<string> KnownApplications
    {
        get
        {
            for (var number = Names.Unknown + 1; number < _collector.Applications.Count; number++)
                yield return Application(number).Name;
        }
    }

    public RunFilter Filter { get; }

    /// <summary>How many reports were read, counted or not.</summary>
    public long Reports => _collector.Reports;

    /// <summary>How many lines were no reports.</summary>
    public long DamagedCount => _collector.DamagedCount;

    /// <summary>The first of them.</summary>
    public IReadOnlyList<DamagedLine> Damaged => _collector.Damaged;

    public Tally Total { get; }

    public IReadOnlyList<Group> Applications { get; }

    public IReadOnlyList<Group> PveVersions { get; }

    public IReadOnlyList<Group> Repositories { get; }

    /// <summary>Days of UTC on which runs began, such as 2026-02-11; the first one has no name if there are runs without a time.</summary>
    public IReadOnlyList<Group> ByDay { get; }

    public IReadOnlyList<FailureCount> Failures { get; }

    /// <summary>The latest of them.</summary>
    public IReadOnlyList<UnfinishedRun> Unfinished { get; }

    private static Func<int, (string Name, string Kind)> Plain(Names names) => number => (names.TextOf((ushort)number), "");

    private static string DayName(int day) =>
        DateTimeOffset.FromUnixTimeMilliseconds(day * Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private (string Name, string Kind) Application(int number) =>
        _collector.Applications.TextOf((ushort)number).Split((char)Names.Separator, 2) is [var kind, var name] ? (name, kind) : ("", "");

    private bool IsCounted(in Run run) => _isWanted[run.Application] && run.Begin >= _since;

    /// <summary>The first and the last day, counted from 1970; a last one before the first if no run has a time.</summary>
    private (int First, int Last) Days()
    {
        var (first, last) = (long.MaxValue, -1L);
        for (var number = 0; number < _collector.Runs.Count; number++)
        {
            ref var run = ref _collector.Runs[number];
            if (run.Begin == 0 || !IsCounted(run))
                continue;
            first = Math.Min(first, run.Begin);
            last = Math.Max(last, run.Begin);
        }

        return last < 0 ? (0, -1) : ((int)(first / Day), (int)(last / Day));
    }

    /// <summary>Counts the runs of each key from 0 on, and finds their medians.</summary>
    private Tally[] Count(int keys, KeyOf keyOf)
    {
        var tallies = new Tally[keys];
        var ends = new int[keys + 1];
        for (var number = 0; number < _collector.Runs.Count; number++)
        {
            ref var run = ref _collector.Runs[number];
            if (!IsCounted(run))
                continue;
            var key = keyOf(run);
            tallies[key].Add(run.Outcome);
            ends[key + 1] += run.Seconds > 0 ? 1 : 0;
        }

        // The durations of each key lie beside each other, in one array.
        for (var key = 1; key <= keys; key++)
            ends[key] += ends[key - 1];
        var durations = new int[ends[keys]];
        var next = ends.AsSpan(0, keys).ToArray();
        for (var number = 0; number < _collector.Runs.Count; number++)
        {
            ref var run = ref _collector.Runs[number];
            if (run.Seconds > 0 && IsCounted(run))
                durations[next[keyOf(run)]++] = run.Seconds;
        }

        for (var key = 0; key < keys; key++)
            tallies[key].MedianSeconds = Median(durations.AsSpan(ends[key]..ends[key + 1]));
        return tallies;
    }

    /// <summary>The middle one, or what is between the two in the middle; null for none. Sorts what it is given.</summary>
    private static double? Median(Span<int> values)
    {
        if (values.IsEmpty)
            return null;
        values.Sort();
        return ((double)values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    private static IReadOnlyList<Group> Largest(Tally[] tallies, Func<int, (string Name, string Kind)> describe) =>
        [.. Groups(tallies, describe).OrderByDescending(group => group.Tally.Runs).ThenBy(group => group.Name, StringComparer.Ordinal)];

    private static IEnumerable<Group> Groups(Tally[] tallies, Func<int, (string Name, string Kind)> describe)
    {
        for (var number = 0; number < tallies.Length; number++)
        {
            if (tallies[number].Runs == 0)
                continue;
            var (name, kind) = describe(number);
            yield return new Group(name, kind, tallies[number]);
        }
    }

    private List<FailureCount> CountFailures()
    {
        var counts = new int[_collector.Failures.Count];
        for (var number = 0; number < _collector.Runs.Count; number++)
        {
            ref var run = ref _collector.Runs[number];
            if (run.Outcome == Outcome.Failed && IsCounted(run))
                counts[run.Detail]++;
        }

        List<FailureCount> failures = [];
        for (var number = 0; number < counts.Length; number++)
        {
            if (counts[number] > 0)
                failures.Add(Failure((ushort)number, counts[number]));
        }

        // This leaves those that are equally common in the order in which they were found.
        return [.. failures.OrderByDescending(failure => failure.Count)];
    }

    private FailureCount Failure(ushort number, int count)
    {
        var parts = _collector.Failures.TextOf(number).Split((char)Names.Separator, 3);
        var code = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : (int?)null;
        return parts is [_, var category, var command]
            ? new FailureCount(code, category, command, count, _collector.FirstLinesOf(number))
            : new FailureCount(null, "", parts[0], count, FirstLines.None);
    }

    private List<UnfinishedRun> FindUnfinished()
    {
        List<UnfinishedRun> latest = [];
        for (var number = 0; number < _collector.Runs.Count; number++)
        {
            ref var run = ref _collector.Runs[number];
            if (run.Outcome != Outcome.Unfinished || !IsCounted(run))
                continue;

            DateTimeOffset? begin = run.Begin == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(run.Begin);
            var place = latest.FindLastIndex(other => other.Begin >= begin || begin is null) + 1;
            if (place == MostUnfinished)
                continue;

            var (name, kind) = Application(run.Application);
            latest.Insert(place, new UnfinishedRun(run.Id.ToString(), name, kind, _collector.Statuses.TextOf(run.Detail), begin));
            if (latest.Count > MostUnfinished)
                latest.RemoveAt(MostUnfinished);
        }

        return latest;
    }
}
