// How a summary says its figures, in tables of text and in the page.

using System.Globalization;
using ApiFunc.Failures;
using ApiFunc.Statistics;

namespace ApiFunc.Commands;

internal static class SummaryWords
{
    private const string Nothing = "-";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A part as per cent.</summary>
    public static string Rate(double? part) =>
        part is { } known ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(known * 1000) / 10:F1} %") : Nothing;

    public static string Duration(double? seconds)
    {
        if (seconds is not { } known)
            return Nothing;
        var time = TimeSpan.FromSeconds(Math.Round(known));
        return time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min"
            : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s"
            : $"{time.Seconds} s";
    }

    public static string Time(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? Nothing;

    /// <summary>A name, or what stands for one that is not known.</summary>
    public static string Name(string name) => name.Length > 0 ? name : "(unknown)";

    /// <summary>How many reports there are, of how many runs, from when to when.</summary>
    public static string Scope(Figures figures)
    {
        var days = figures.ByDay.Where(day => day.Name.Length > 0).ToList();
        var when = days.Count == 0 ? "" : days.Count == 1 ? $" on {days[0].Name}" : $" from {days[0].Name} to {days[^1].Name}";
        return figures.Reports == 0 ? "no reports"
            : $"{Plural(figures.Total.Runs, "run")}{Limits(figures.Filter)}{when}, of {Plural(figures.Reports, "report")}";
    }

    public static string DamagedLines(Figures figures) =>
        $"{Plural(figures.DamagedCount, "line")} {(figures.DamagedCount == 1 ? "is no report" : "are no reports")}"
        + (figures.DamagedCount > figures.Damaged.Count ? ", first:" : ":");

    public static string Place(DamagedLine line) => string.Create(CultureInfo.InvariantCulture, $"{line.File}:{line.Line}");

    /// <summary>A failure's exit code with its category, and what it means.</summary>
    public static string Failure(FailureCount failure) =>
        failure.ExitCode is not { } code ? Meaning(failure)
        : string.Create(
            CultureInfo.InvariantCulture,
            $"exit code {code}{(failure.Category.Length > 0 ? $" ({failure.Category})" : "")}: {Meaning(failure)}");

    /// <summary>What a failure's exit code means. Only telemetry reports have a category.</summary>
    public static string Meaning(FailureCount failure)
    {
        if (failure.ExitCode is not { } number)
            return failure.Command.Length > 0 ? "other failures" : "no exit code";
        var code = number.ToString(CultureInfo.InvariantCulture);
        return failure.Category.Length > 0 ? ExitCodes.Explain(code) : ExitCodes.Describe(code);
    }

    /// <summary>The first line of what a failed command wrote, else of what the report says.</summary>
    public static string FirstLine(FailureCount failure) =>
        failure.FirstLines.Output.Length > 0 ? failure.FirstLines.Output : failure.FirstLines.Error;

    private static string Plural(long count, string one) => $"{Count(count)} {one}{(count == 1 ? "" : "s")}";

    private static string Limits(RunFilter filter) =>
        (filter.Application is null ? "" : $" of {filter.Application}") + (filter.Since is null ? "" : $" since {Time(filter.Since)}");
}
