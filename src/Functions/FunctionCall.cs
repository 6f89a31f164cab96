// One call of a function: what it is given, what it finds out on the way, and what it sets in return.

using ApiFunc.Consent;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Redaction;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Functions;

/// <summary>The call of a function. What has to be looked up is looked up once, if the function asks for it.</summary>
/// <param name="script">The variables of the script.</param>
/// <param name="arguments">The arguments, taken literally.</param>
/// <param name="preview">Takes the report if it is only to be looked at; null to send it.</param>
internal sealed class FunctionCall(ScriptVariables script, Arguments arguments, ReportPreview? preview = null)
{
    private Settings? _settings;
    private MachineFacts? _machine;
    private Redactor? _redactor;

    /// <summary>The name of the function that is called.</summary>
    public string? Function { get; set; }

    public ScriptVariables Script => script;

    public Arguments Arguments => arguments;

    /// <summary>What the function sets in the script.</summary>
    public Assignments Assignments { get; } = new();

    /// <summary>The user's answer in the script's variable; null if it is not set.</summary>
    public string? Answer => script[Variables.Diagnostics];

    public Settings Settings => _settings ??= new Settings(script);

    public MachineFacts Machine => _machine ??= new MachineFacts(script);

    /// <summary>Masks what goes into a report or to standard output.</summary>
    public Redactor Redactor => _redactor ??= RedactorFor(application: "");

    /// <summary>A redactor that knows the host's name, which may be made from that of an application.</summary>
    /// <param name="application">What is installed or run, if the script's variables do not say so.</param>
    /// <param name="keepsControls">See <see cref="Redactor.KeepsControls"/>.</param>
    public Redactor RedactorFor(string application, bool keepsControls = false) =>
        new(
            Machine.Kernel.HostName,
            application,
            script.Get(Variables.NsApp),
            script.Get(Variables.App),
            script.Get(Variables.AppTitle),
            script.Get(Variables.TelemetryToolName))
        {
            KeepsControls = keepsControls,
            Counter = preview?.Masked,
        };

    /// <summary>Whether a report about an execution may be sent, by the answer in the script's variable.</summary>
    public bool MayReport() => MayReport(Answer);

    /// <summary>Whether a report may be sent. If consent is refused, what waits is deleted.</summary>
    /// <param name="answer">The user's answer; null or empty for none.</param>
    /// <param name="needsId">Whether the report is about an execution, which has an ID.</param>
    public bool MayReport(string? answer, bool needsId = true)
    {
        if (preview is null)
            DeletePendingIfRefused(answer);
        foreach (var objection in ConsentGate.Objections(script, Settings.Configuration, answer, needsId))
        {
            if (IsStoppedBy(objection))
                return false;
        }

        return true;
    }

    /// <summary>Whether a report is not made for some reason. A preview makes it all the same, and remembers the reason.</summary>
    /// <param name="objection">The reason, in a few words.</param>
    public bool IsStoppedBy(string objection)
    {
        if (preview is null)
            DebugLog.Write($"nothing is sent: {objection}");
        else
            preview.Objections.Add(objection);
        return preview is null;
    }

    /// <summary>
    /// Deletes what waits if consent is refused: by the answer, by the file if the answer is empty, or by the configuration.
    /// </summary>
    /// <param name="answer">The user's answer; null or empty for none.</param>
    public void DeletePendingIfRefused(string? answer)
    {
        var known = string.IsNullOrEmpty(answer) ? ConsentGate.VariableElseFile(script) : answer;
        if (ConsentGate.IsRefused(script, Settings.Configuration, known))
            ReportOutbox.DeletePending(script, Settings);
    }

    /// <summary>The way out for reports; null if nothing can be sent.</summary>
    public IOutbox? OpenOutbox() => preview is null ? ReportOutbox.Open(script, Settings, Function) : preview;
}
