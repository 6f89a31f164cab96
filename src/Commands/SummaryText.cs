// `apifunc summary` for a person: tables.

using System.Globalization;
using System.Text;
using ApiFunc.Statistics;

namespace ApiFunc.Commands;

/// <summary>The tables of a summary, each with its largest lines; <c>--json</c> has all of them.</summary>
internal sealed class SummaryText
{
    private const int MostApplications = 20;
    private const int MostFailures = 10;
    private const int MostOthers = 10;
    private const int MostDays = 14;
    private const int Indentation = 4;

    private readonly Figures _figures;
    private readonly Terminal _terminal;
    private readonly StringBuilder _text = new();

    private SummaryText(Figures figures, Terminal terminal)
    {
        _figures = figures;
        _terminal = terminal;
    }

    /// <summary>The tables.</summary>
    /// <param name="figures">What they show.</param>
    /// <param name="terminal">Where they are shown.</param>
    /// <param name="isShort">Whether the first lines suffice, which say how many runs there are.</param>
    public static string Of(Figures figures, Terminal terminal, bool isShort)
    {
        var text = new SummaryText(figures, terminal);
        text.Head();
        if (!isShort && figures.Total.Runs > 0)
            text.Tables();
        return text._text.ToString();
    }

    private void Head()
    {
        var total = _figures.Total;
        Line(SummaryWords.Scope(_figures));
        if (total.Runs > 0)
        {
            Line($"{SummaryWords.Count(total.Succeeded)} succeeded, {SummaryWords.Count(total.Failed)} failed "
                + $"({SummaryWords.Rate(total.SuccessRate)} succeeded of these), {SummaryWords.Count(total.Aborted)} aborted, "
                + $"{SummaryWords.Count(total.Unfinished)} without an end; median {SummaryWords.Duration(total.MedianSeconds)}");
        }

        if (_figures.DamagedCount == 0)
            return;
        Line(SummaryWords.DamagedLines(_figures));
        foreach (var line in _figures.Damaged)
            Line($"  {SummaryWords.Place(line)}: {line.Reason}");
    }

    private void Tables()
    {
        Groups("Applications", new("APPLICATION"), _figures.Applications, MostApplications, hasKind: true);
        Failures();
        Groups("Days on which runs began (UTC)", new("DAY", IsWhole: true), [.. _figures.ByDay.Reverse()], MostDays);
        Groups("Versions of Proxmox VE", new("VERSION"), _figures.PveVersions, MostOthers);
        Groups("Repositories", new("REPOSITORY"), _figures.Repositories, MostOthers);
        Unfinished();
    }

    private void Groups(string title, Column column, IReadOnlyList<Group> groups, int most, bool hasKind = false)
    {
        Title(title);
        var table = new TextTable(
        [
            column, .. hasKind ? new[] { new Column("TYPE") } : [], new("RUNS", true, true), new("SUCCESS", true, true),
            new("FAILED", true, true), new("ABORTED", true, true), new("NO END", true, true), new("MEDIAN", true, true),
        ]);
        foreach (var group in groups.Take(most))
        {
            var tally = group.Tally;
            table.Add(
            [
                SummaryWords.Name(group.Name), .. hasKind ? new Cell[] { group.Kind } : [], SummaryWords.Count(tally.Runs),
                SummaryWords.Rate(tally.SuccessRate), SummaryWords.Count(tally.Failed), SummaryWords.Count(tally.Aborted),
                SummaryWords.Count(tally.Unfinished), SummaryWords.Duration(tally.MedianSeconds),
            ]);
        }

        _text.Append(table.Render(_terminal));
        More(groups.Count - most);
    }

    private void Failures()
    {
        if (_figures.Failures.Count == 0)
            return;

        Title("Commonest failures");
        foreach (var failure in _figures.Failures.Take(MostFailures))
        {
            Line($"{SummaryWords.Count(failure.Count)} {(_terminal.IsUtf8 ? "×" : "x")} {SummaryWords.Failure(failure)}");
            foreach (var detail in new[] { failure.Command, SummaryWords.FirstLine(failure) }.Where(detail => detail.Length > 0))
                _text.Append(' ', Indentation).Append(_terminal.Cut(_terminal.Text(detail), _terminal.Columns - Indentation)).Append('\n');
        }

        More(_figures.Failures.Count - MostFailures);
    }

    private void Unfinished()
    {
        if (_figures.Unfinished.Count == 0)
            return;

        Title("Runs without an end, the latest first");
        var table = new TextTable(
            new("APPLICATION"), new("TYPE"), new("STATUS"), new("BEGAN (UTC)", IsWhole: true), new("ID", IsWhole: true));
        foreach (var run in _figures.Unfinished.Take(MostOthers))
            table.Add(SummaryWords.Name(run.Name), run.Kind, run.Status, SummaryWords.Time(run.Begin), run.Id);
        _text.Append(table.Render(_terminal));
        More(_figures.Total.Unfinished - MostOthers);
    }

    private void Title(string title) => _text.Append('\n').Append(_terminal.Paint(Style.Bold, title)).Append('\n');

    private void More(int count)
    {
        if (count > 0)
            Line(string.Create(CultureInfo.InvariantCulture, $"and {count:N0} more; --json has all of them"));
    }

    /// <summary>A line of text, which may come from outside, wrapped.</summary>
    private void Line(string text) => _text.Append(_terminal.Wrap(_terminal.Text(text), 0)).Append('\n');
}
