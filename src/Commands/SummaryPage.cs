// `apifunc summary --html`: one page that holds everything it shows, asks nobody for anything, and runs nothing.

using System.Globalization;
using System.Net;
using System.Text;
using ApiFunc.Platform;
using ApiFunc.Statistics;

namespace ApiFunc.Commands;

/// <summary>Writes the page. All text from reports is escaped, and the page's own policy forbids scripts and requests.</summary>
internal sealed class SummaryPage
{
    private const int MostApplications = 40;
    private const int MostFailures = 30;
    private const int MostOthers = 50;
    private const int MostDays = 92;

    private readonly Figures _figures;
    private readonly StringBuilder _html = new();

    private SummaryPage(Figures figures) => _figures = figures;

    /// <summary>What the page forbids: everything but its own style, which is known by its hash (Content Security Policy, W3C).</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src '{SummaryStyle.Hash}'; base-uri 'none'; form-action 'none'";

    public static string Of(Figures figures)
    {
        var page = new SummaryPage(figures);
        page.Write();
        return page._html.ToString();
    }

    private void Write()
    {
        var scope = Escape(SummaryWords.Scope(_figures));
        Append(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>Installation reports: {scope}</title>
            <style>{SummaryStyle.Sheet}</style>
            </head>
            <body>
            <main>
            <h1>Installation reports</h1>
            <p class="scope">{scope}</p>

            """);
        if (_figures.Total.Runs > 0)
            Sections();
        Damaged();
        Append("</main>\n</body>\n</html>\n");
    }

    private void Sections()
    {
        var total = _figures.Total;
        Append("<dl class=\"figures\">\n");
        Figure("Success rate", SummaryWords.Rate(total.SuccessRate), "aborted ones left out");
        Figure("Succeeded", SummaryWords.Count(total.Succeeded), $"median {SummaryWords.Duration(total.MedianSeconds)}");
        Figure("Failed", SummaryWords.Count(total.Failed), Part(total.Failed));
        Figure("Aborted", SummaryWords.Count(total.Aborted), Part(total.Aborted));
        Figure("Without an end", SummaryWords.Count(total.Unfinished), Part(total.Unfinished));
        Append("</dl>\n");

        DayChart();
        Groups("Applications", "Application", _figures.Applications, MostApplications, hasKind: true);
        Failures();
        Groups("Versions of Proxmox VE", "Version", _figures.PveVersions, MostOthers);
        Groups("Repositories", "Repository", _figures.Repositories, MostOthers);
        Groups("Days", "Day (UTC)", [.. _figures.ByDay.Reverse()], MostDays);
        Unfinished();
    }

    private void Figure(string name, string value, string note) =>
        Append($"<div><dt>{name}</dt><dd>{value}<small>{note}</small></dd></div>\n");

    private string Part(int count) => $"{SummaryWords.Rate((double)count / _figures.Total.Runs)} of all runs";

    /// <summary>A bar for each day, also for those without runs, with four parts on top of each other.</summary>
    private void DayChart()
    {
        const int width = 960, height = 200, left = 56, bottom = 24, top = 8;
        Group[] known = [.. _figures.ByDay.Where(day => day.Name.Length > 0)];
        if (known.Length < 2)
            return;

        var last = Date(known[^1].Name);
        known = Array.FindAll(known, day => (last - Date(day.Name)).Days < MostDays);
        var first = Date(known[0].Name);
        var days = (last - first).Days + 1;
        var most = Ceiling(known.Max(day => day.Tally.Runs));
        var step = (double)(width - left) / days;
        var scale = (double)(height - top - bottom) / most;
        Append(
            $"""
            <section>
            <h2>Runs by day</h2>
            <svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="Runs by day, {Day(first)} to {Day(last)}; table below">

            """);
        foreach (var part in new[] { 0, 0.5, 1 })
        {
            var y = height - bottom - (part * most * scale);
            Append($"<line x1=\"{left}\" y1=\"{Number(y)}\" x2=\"{width}\" y2=\"{Number(y)}\"/>");
            Append($"<text x=\"{left - 8}\" y=\"{Number(y + 4)}\" text-anchor=\"end\">{SummaryWords.Count((long)(part * most))}</text>\n");
        }

        var labels = Math.Max(1, (int)Math.Ceiling(days / 8.0));
        var next = 0;
        for (var day = 0; day < days; day++)
        {
            var date = Day(first.AddDays(day));
            var x = left + (day * step);
            if (known[next].Name == date)
            {
                var tally = known[next++].Tally;
                Append($"<g><title>{date}: {Description(tally)}</title>");
                var y = (double)(height - bottom);
                foreach (var (name, count) in Parts(tally))
                {
                    y -= count * scale;
                    if (count > 0)
                        Rectangle(name, x + (step * 0.12), y, step * 0.76, count * scale);
                }

                Append("</g>\n");
            }

            if (day % labels == 0 && (days - day > labels / 2.0 || day == 0))
                Append($"<text x=\"{Number(x + (step / 2))}\" y=\"{height - 6}\" text-anchor=\"middle\">{date[5..]}</text>\n");
        }

        Append("</svg>\n");
        Legend();
        Append("</section>\n");
    }

    private void Legend()
    {
        Append("<p class=\"legend\">");
        foreach (var (kind, name) in new[] { ("ok", "succeeded"), ("bad", "failed"), ("stop", "aborted"), ("open", "without an end") })
            Append($"<span><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"{kind}\" width=\"10\" height=\"10\"/></svg> "
                + $"{name}</span> ");
        Append("</p>\n");
    }

    private void Groups(string title, string column, IReadOnlyList<Group> groups, int most, bool hasKind = false)
    {
        Begin(title);
        Append($"<th scope=\"col\">{column}</th>");
        if (hasKind)
            Append("<th scope=\"col\">Type</th>");
        Append("<th scope=\"col\" class=\"n\">Runs</th><td class=\"bars\"></td>");
        foreach (var name in new[] { "Success", "Failed", "Aborted", "No end", "Median" })
            Append($"<th scope=\"col\" class=\"n\">{name}</th>");
        Append("</tr></thead>\n<tbody>\n");
        var largest = groups.Count == 0 ? 1 : groups.Take(most).Max(group => group.Tally.Runs);
        foreach (var group in groups.Take(most))
        {
            var tally = group.Tally;
            Append($"<tr><th scope=\"row\">{Name(group.Name)}</th>");
            if (hasKind)
                Append($"<td><bdi>{Escape(group.Kind)}</bdi></td>");
            Cell(SummaryWords.Count(tally.Runs));
            Append("<td class=\"bars\">");
            Bar(tally, largest);
            Append("</td>");
            Cell(SummaryWords.Rate(tally.SuccessRate));
            Cell(SummaryWords.Count(tally.Failed));
            Cell(SummaryWords.Count(tally.Aborted));
            Cell(SummaryWords.Count(tally.Unfinished));
            Cell(SummaryWords.Duration(tally.MedianSeconds));
            Append("</tr>\n");
        }

        End(groups.Count - most);
    }

    private void Failures()
    {
        if (_figures.Failures.Count == 0)
            return;

        Begin("Commonest failures");
        Append("<th scope=\"col\" class=\"n\">Runs</th><th scope=\"col\" class=\"n\">Exit code</th>"
            + "<th scope=\"col\">What failed</th></tr></thead>\n<tbody>\n");
        foreach (var failure in _figures.Failures.Take(MostFailures))
        {
            Append("<tr>");
            Cell(SummaryWords.Count(failure.Count));
            Cell(failure.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "-");
            Append($"<td class=\"failure\">{Escape(SummaryWords.Meaning(failure))}");
            if (failure.Category.Length > 0)
                Append($" <span class=\"category\"><bdi>{Escape(failure.Category)}</bdi></span>");
            if (failure.Command.Length > 0)
                Append($"<code>{Escape(failure.Command)}</code>");
            if (SummaryWords.FirstLine(failure) is { Length: > 0 } line)
                Append($"<samp>{Escape(line)}</samp>");
            Append("</td></tr>\n");
        }

        End(_figures.Failures.Count - MostFailures);
    }

    private void Unfinished()
    {
        if (_figures.Unfinished.Count == 0)
            return;

        Begin("Runs without an end, the latest first");
        foreach (var column in new[] { "Application", "Type", "Last status", "Began (UTC)", "ID" })
            Append($"<th scope=\"col\">{column}</th>");
        Append("</tr></thead>\n<tbody>\n");
        foreach (var run in _figures.Unfinished)
        {
            Append($"<tr><th scope=\"row\">{Name(run.Name)}</th><td><bdi>{Escape(run.Kind)}</bdi></td>");
            Append($"<td><bdi>{Escape(run.Status)}</bdi></td>");
            Append($"<td>{SummaryWords.Time(run.Begin)}</td><td class=\"id\">{run.Id}</td></tr>\n");
        }

        End(_figures.Total.Unfinished - _figures.Unfinished.Count);
    }

    private void Damaged()
    {
        if (_figures.DamagedCount == 0)
            return;

        Append($"<section>\n<h2>Lines that are no reports</h2>\n<p>{SummaryWords.DamagedLines(_figures)}</p>\n<ul>\n");
        foreach (var line in _figures.Damaged)
            Append($"<li><bdi>{Escape(SummaryWords.Place(line))}</bdi>: {line.Reason}</li>\n");
        Append("</ul>\n</section>\n");
    }

    /// <summary>The beginning of a table, up to its titles. It scrolls on its own if it is too wide.</summary>
    private void Begin(string title) =>
        Append(
            $"""
            <section>
            <h2>{title}</h2>
            <div class="scroll" role="region" aria-label="{title}" tabindex="0">
            <table>
            <thead><tr>
            """);

    private void End(int more)
    {
        Append("</tbody>\n</table>\n</div>\n");
        if (more > 0)
            Append($"<p class=\"more\">and {SummaryWords.Count(more)} more</p>\n");
        Append("</section>\n");
    }

    private void Cell(string text) => Append($"<td class=\"n\">{text}</td>");

    /// <summary>A bar in parts. The numbers beside it say the same.</summary>
    private void Bar(in Tally tally, int largest)
    {
        const double width = 120;
        Append("<svg class=\"bar\" viewBox=\"0 0 120 10\" aria-hidden=\"true\">");
        double x = 0;
        foreach (var (kind, count) in Parts(tally))
        {
            var length = count * width / largest;
            if (count > 0)
                Rectangle(kind, x, 0, length, 10);
            x += length;
        }

        Append("</svg>");
    }

    private void Rectangle(string kind, double x, double y, double width, double height) =>
        Append($"<rect class=\"{kind}\" x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\"/>");

    private void Append(string html) => _html.Append(html);

    private static (string Kind, int Count)[] Parts(in Tally tally) =>
        [("ok", tally.Succeeded), ("bad", tally.Failed), ("stop", tally.Aborted), ("open", tally.Unfinished)];

    private static string Description(in Tally tally) =>
        $"{SummaryWords.Count(tally.Runs)} runs, {SummaryWords.Count(tally.Failed)} failed, {SummaryWords.Count(tally.Aborted)} aborted, "
        + $"{SummaryWords.Count(tally.Unfinished)} without an end";

    /// <summary>The next even number that is 1, 2, 4, 6 or 8 with zeros behind it.</summary>
    private static long Ceiling(int number)
    {
        long power = 1;
        while (power * 10 <= number)
            power *= 10;
        long digit = 1;
        while (digit * power < number || digit * power % 2 != 0)
            digit += digit == 1 ? 1 : 2;
        return digit * power;
    }

    private static DateTime Date(string day) => DateTime.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Name(string name) =>
        name.Length > 0 ? $"<bdi>{Escape(name)}</bdi>" : $"<i>{Escape(SummaryWords.Name(name))}</i>";

    private static string Escape(string text) => WebUtility.HtmlEncode(Output.Printable(text));
}
