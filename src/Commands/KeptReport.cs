// What `apifunc outbox list` has to say of a report, whether it waits or was refused.

using ApiFunc.Outbox;
using ApiFunc.Reports;

namespace ApiFunc.Commands;

/// <summary>What becomes of a report.</summary>
internal enum KeptState
{
    Waiting,
    Sending,
    Refused,
}

/// <summary>A file in the outbox, or among what was refused.</summary>
/// <param name="File">Its name.</param>
/// <param name="Report">The report, which is to be disposed; null if it is damaged.</param>
/// <param name="State">What becomes of it.</param>
/// <param name="RefusedWith">The HTTP status that refused it.</param>
internal sealed record KeptReport(string File, StoredReport? Report, KeptState State, int RefusedWith = 0)
{
    /// <summary>How often it was sent. Version 0.1.0 did not count the attempt that was refused.</summary>
    public int Attempts => Report!.History.Attempts + (State == KeptState.Refused && Report.History.LastStatus != RefusedWith ? 1 : 0);

    /// <summary>The last HTTP status; 0 for none.</summary>
    public int LastStatus => State == KeptState.Refused ? RefusedWith : Report!.History.LastStatus;

    /// <summary>What its body says of itself.</summary>
    public BodySummary Summary => BodySummary.Of(Report!.Report.Body);

    /// <summary>The reports that wait, the oldest first; none without a store.</summary>
    public static List<KeptReport> Waiting(ReportStore? store) => store is null ? [] :
    [
        .. store.Files.Names()
            .Select(name => (Name: name, Report: store.Files.Look(name, out var result), Result: result))
            .Where(found => found.Result != TakeResult.Gone)
            .Select(found => new KeptReport(
                found.Name.ToString(), found.Report, found.Result == TakeResult.Locked ? KeptState.Sending : KeptState.Waiting)),
    ];

    /// <summary>The reports that were refused, the oldest first; none without a store.</summary>
    public static List<KeptReport> Refused(ReportStore? store) => store is null ? [] :
        [.. store.Refused.Read().Select(found => new KeptReport(found.File, found.Report, KeptState.Refused, found.Status))];
}
