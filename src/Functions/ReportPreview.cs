// What a call would send: the report is made as always, and goes no further.

using ApiFunc.Http;
using ApiFunc.Outbox;
using ApiFunc.Redaction;
using ApiFunc.Reports;

namespace ApiFunc.Functions;

/// <summary>Takes the place of the outbox, and keeps the report for somebody to look at.</summary>
internal sealed class ReportPreview : IOutbox
{
    /// <summary>The report; null if the function has made none.</summary>
    public OutgoingReport? Report { get; private set; }

    /// <summary>Why it would not be sent, each in a few words.</summary>
    public List<string> Objections { get; } = [];

    /// <summary>What was masked in it.</summary>
    public MaskCounter Masked { get; } = new();

    public DeliveryResult Deliver(OutgoingReport report, int attempts = 1)
    {
        Report = report;
        return new DeliveryResult(Response.None("nothing is sent for a preview"), IsKept: false);
    }
}
