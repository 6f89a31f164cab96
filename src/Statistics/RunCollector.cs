// Reports become runs: what several of them say about one execution is brought together.

using System.Globalization;
using System.Text;
using ApiFunc.Failures;

namespace ApiFunc.Statistics;

/// <summary>A line that is no report.</summary>
/// <param name="File">The file, as the user named it.</param>
/// <param name="Line">Its number; the first one has 1.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record DamagedLine(string File, long Line, string Reason);

/// <summary>
/// Takes reports in any order, in one pass. An execution is one run however many reports tell of it. A report of an end counts more
/// than one of a beginning; of two ends the later one counts, and without times the one that was read later.
/// </summary>
internal sealed class RunCollector
{
    /// <summary>How many damaged lines are named.</summary>
    public const int MostDamagedNamed = 10;

    // In bytes. A server takes 64 of a name; commands are kept as long as in a capture file.
    private const int LongestName = 128;
    private const int LongestCommand = 300;

    // Real ones: a machine without a clock is in 1970.
    private static readonly long s_firstTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long s_lastTime = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly List<DamagedLine> _damaged = [];
    private readonly Dictionary<ushort, FirstLines> _firstLines = [];
    private readonly byte[] _key = new byte[1024];
    private Dictionary<string, string>? _codeOfMeaning;

    public RunTable Runs { get; } = new();

    /// <summary>Kinds and names of applications, with <see cref="Names.Separator"/> between them.</summary>
    public Names Applications { get; } = new();

    public Names PveVersions { get; } = new();

    public Names Repositories { get; } = new();

    /// <summary>Exit codes, categories and commands, with <see cref="Names.Separator"/> between them.</summary>
    public Names Failures { get; } = new();

    /// <summary>How far runs say that they are that have not ended.</summary>
    public Names Statuses { get; } = new();

    /// <summary>How many reports were read.</summary>
    public long Reports { get; private set; }

    /// <summary>How many lines were no reports.</summary>
    public long DamagedCount { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<DamagedLine> Damaged => _damaged;

    /// <summary>The first lines of a failure's first report.</summary>
    public FirstLines FirstLinesOf(ushort failure) => _firstLines.GetValueOrDefault(failure, FirstLines.None);

    /// <summary>Takes all lines of a file. Blank ones are passed over.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="lines">Its lines.</param>
    public void Add(string file, LineReader lines)
    {
        while (lines.TryRead(out var line, out var isTooLong))
        {
            // Some editors begin a file with a byte order mark.
            if (lines.Number == 1 && line.StartsWith(Encoding.UTF8.Preamble))
                line = line[Encoding.UTF8.Preamble.Length..];
            if (!isTooLong && line.Trim(" \t\r"u8).IsEmpty)
                continue;

            var report = ReportFields.Read(line, out var problem);
            if (problem is null)
                Add(report);
            else
                Damage(file, lines.Number, isTooLong ? "it is longer than 1 MiB" : problem);
        }
    }

    private void Damage(string file, long line, string reason)
    {
        DamagedCount++;
        if (_damaged.Count < MostDamagedNamed)
            _damaged.Add(new DamagedLine(file, line, reason));
    }

    private void Add(in ReportFields report)
    {
        Reports++;
        var time = report.Time > s_firstTime && report.Time < s_lastTime ? report.Time : 0;
        ref var run = ref Runs.Find(RunId.Of(report.Id.Text));
        if (time > 0 && (run.Begin == 0 || time < run.Begin))
            run.Begin = time;

        // The end of a classic installation says nothing of these.
        if (!report.Application.IsEmpty)
            run.Application = Applications.NumberOf(Join(Cut(report.Type), Cut(report.Application)));
        if (!report.PveVersion.IsEmpty)
            run.PveVersion = PveVersions.NumberOf(Cut(report.PveVersion));
        if (!report.RepoSource.IsEmpty || !report.RepoSlug.IsEmpty)
            run.Repository = Repositories.NumberOf(Cut(Repository(report)));

        var status = report.Status.Text;
        var isEnd = !IsUnderWay(status);
        if (isEnd != (run.Outcome != Outcome.Unfinished) ? !isEnd : time != 0 && time < run.Latest)
            return;

        run.Latest = time;
        run.Duration = report.Duration;
        if (isEnd)
            End(ref run, report, status);
        else
            run.Detail = Statuses.NumberOf(Cut(report.Status));
    }

    private void End(ref Run run, in ReportFields report, ReadOnlySpan<byte> status)
    {
        run.Detail = Names.Unknown;
        if (status.SequenceEqual("success"u8) || status.SequenceEqual("done"u8))
        {
            run.Outcome = Outcome.Succeeded;
            return;
        }

        var code = report.ExitCode >= 0 ? report.ExitCode.ToString(CultureInfo.InvariantCulture) : ClassicCode(report.Error.Text);
        if (status.SequenceEqual("aborted"u8) || (status.SequenceEqual("failed"u8) && ExitCodes.IsAbort(code)))
        {
            run.Outcome = Outcome.Aborted;
            return;
        }

        run.Outcome = Outcome.Failed;
        var first = report.Error.FirstLine(out var rest);
        var command = report.FailedCommand.IsEmpty ? CommandOf(first.Text) : report.FailedCommand.FirstLine(out _).Text;
        run.Detail = Failures.NumberOf(Join(Encoding.ASCII.GetBytes(code), Cut(report.ErrorCategory), Names.Cut(command, LongestCommand)));
        if (!_firstLines.ContainsKey(run.Detail))
            _firstLines.Add(run.Detail, FirstLines.Of(first, rest));
    }

    /// <summary>Whether a status is none of an end. Any that is not known is one: classic statuses are sent as they were given.</summary>
    private static bool IsUnderWay(ReadOnlySpan<byte> status) =>
        status.SequenceEqual("installing"u8) || status.SequenceEqual("configuring"u8) || status.SequenceEqual("validation"u8);

    /// <summary>One of the two repositories that everybody knows, or the name of another one.</summary>
    private static RawText Repository(in ReportFields report) =>
        report.RepoSource.IsEmpty || (!report.RepoSlug.IsEmpty && report.RepoSource.Text.SequenceEqual("external"u8))
            ? report.RepoSlug
            : report.RepoSource;

    /// <summary>The exit code of which a classic report has only the meaning; empty if there is none.</summary>
    private string ClassicCode(ReadOnlySpan<byte> meaning)
    {
        _codeOfMeaning ??= ExitCodes.Descriptions.DistinctBy(entry => entry.Meaning)
            .ToDictionary(entry => entry.Meaning, entry => entry.Code);
        var text = Encoding.UTF8.GetString(Names.Cut(meaning, LongestCommand));
        return _codeOfMeaning.TryGetValue(text, out var code) ? code : ExitCodes.UndescribedCode(text);
    }

    /// <summary>The command that the first line of an error names, as build_error_string writes it; empty if there is none.</summary>
    private static ReadOnlySpan<byte> CommandOf(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf(" | at line "u8);
        var end = at < 0 ? -1 : line[at..].IndexOf(": "u8);
        if (end >= 0)
            return line[(at + end + 2)..];

        var command = " | command: "u8;
        at = line.IndexOf(command);
        return at < 0 ? [] : line[(at + command.Length)..];
    }

    private static ReadOnlySpan<byte> Cut(RawText text) => Names.Cut(text.Text, LongestName);

    /// <summary>Texts with separators between them, valid until the next call.</summary>
    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        first.CopyTo(_key);
        _key[first.Length] = Names.Separator;
        second.CopyTo(_key.AsSpan(first.Length + 1));
        return _key.AsSpan(0, first.Length + 1 + second.Length);
    }

    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        var length = Join(first, second).Length;
        _key[length] = Names.Separator;
        third.CopyTo(_key.AsSpan(length + 1));
        return _key.AsSpan(0, length + 1 + third.Length);
    }
}

/// <summary>What the first report of a failure says.</summary>
/// <param name="Error">The first line of its error text; empty if there is none.</param>
/// <param name="Output">The first line of what the command had written; empty if there is none.</param>
internal sealed record FirstLines(string Error, string Output)
{
    private const int LongestLine = 300; // bytes

    public static FirstLines None { get; } = new("", "");

    /// <summary>Takes the first line of an error text, and what comes behind it.</summary>
    public static FirstLines Of(RawText first, RawText rest)
    {
        // build_error_string writes a line --- in front of the output.
        var output = rest.FirstLine(out var lines);
        if (output.Text.SequenceEqual("---"u8))
            output = lines.FirstLine(out _);
        return new FirstLines(Text(first), Text(output));
    }

    private static string Text(RawText line) => Encoding.UTF8.GetString(Names.Cut(line.Text, LongestLine));
}
