// `apifunc doctor`: what waits, what was refused, and which servers are left alone.

using System.Globalization;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Commands;

internal static class OutboxChecks
{
    private const string Name = "outbox";

    public static IEnumerable<Check> Run(ScriptVariables script, Settings settings)
    {
        if (!settings.UseOutbox)
        {
            yield return new Check(
                Name, Mark.Warning, $"{Setting.Outbox.Name} is off: what cannot be delivered at once is lost",
                $"unset {Setting.Outbox.Name}");
            yield break;
        }

        var path = StateDirectory.PathOf(script, settings);
        using var store = ReportOutbox.OpenStore(script, settings, out var problem);
        if (store is null && problem.Error != Libc.ENOENT)
        {
            yield return new Check(
                Name, Mark.Bad, $"{StateDirectory.Describe(path, problem)}; what cannot be delivered at once is lost",
                "it and those above it have to belong to root or to you, and nobody else may write there");
            yield break;
        }

        var waiting = KeptReport.Waiting(store);
        var refused = KeptReport.Refused(store);
        yield return OfWaiting([.. waiting.Where(kept => kept.Report is not null)]);
        if (waiting.Concat(refused).Count(kept => kept.Report is null) is > 0 and var damaged)
            yield return new Check(Name, Mark.Warning, $"{damaged} damaged files", "'apifunc outbox list' names them");
        if (store?.Dropped.Value is > 0 and var dropped)
            yield return new Check(Name, Mark.Warning, $"{dropped} reports were given up for newer ones or for their age");
        yield return OfRefused([.. refused.Where(kept => kept.Report is not null)]);

        var servers = Endpoint.All(settings).Select(endpoint => endpoint.Report)
            .Concat(waiting.Select(kept => kept.Report?.Report).OfType<Reports.OutgoingReport>()).DistinctBy(report => report.Origin);
        foreach (var server in servers)
        {
            var left = TimeSpan.Zero;
            if (store?.Servers.Look(server, out left) is { } state and not CircuitState.Closed)
            {
                var seconds = Math.Ceiling(left.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);
                var why = state == CircuitState.OpenByRetryAfter ? "it asked for patience" : "it did not answer";
                yield return new Check("server", Mark.Warning, $"{server.Host} is left alone for {seconds} s more: {why}");
            }
        }

        waiting.Concat(refused).ToList().ForEach(kept => kept.Report?.Dispose());
    }

    private static Check OfWaiting(List<KeptReport> waiting)
    {
        if (waiting.Count == 0)
            return Check.Good(Name, "nothing waits");

        var oldest = waiting.MaxBy(kept => kept.Report!.Age)!.Report!;

        // What was not tried waits for the same reason as what was.
        List<KeptReport> tried = waiting.FindAll(kept => kept.Attempts > 0);
        var why = (tried.Count > 0 ? tried : waiting)
            .CountBy(kept => OutboxTable.WithHost(kept.Report!.Report.Host, OutboxTable.WhyItWaits(kept.Report.History)))
            .MaxBy(reason => reason.Value).Key;
        return new Check(
            Name, Mark.Warning, $"{Reports(waiting.Count)} waiting, the oldest for {OutboxTable.Age(oldest.Age)}: {why}",
            "'apifunc outbox flush' delivers now, 'apifunc outbox list' shows them");
    }

    private static Check OfRefused(List<KeptReport> refused)
    {
        const string name = "refused";
        return refused.Count == 0
            ? Check.Good(name, "no report was refused")
            : new Check(
                name, Mark.Warning, $"{Reports(refused.Count)} refused for good, the last one with {OutboxTable.Answer(refused[^1])}",
                "'apifunc outbox list' shows them, 'apifunc outbox clear' deletes them");
    }

    private static string Reports(int count) => count == 1 ? "1 report" : $"{count} reports";
}
