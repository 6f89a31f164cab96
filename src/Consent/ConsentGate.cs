// The conditions of every report.

using ApiFunc.Script;
using ApiFunc.Outbox;
using ApiFunc.Platform;

namespace ApiFunc.Consent;

internal static class ConsentGate
{
    /// <summary>Whether the user consents, and the execution can be told from others.</summary>
    /// <param name="script">The caller.</param>
    /// <param name="answer">What was answered to the question for diagnostics; see <see cref="UserConsent"/>.</param>
    public static bool IsOpen(ScriptVariables script, string? answer) =>
        IsConsentGiven(script, answer) && Refuse(script[Variables.RandomUuid] is null or "" ? $"{Variables.RandomUuid} is empty" : null);

    /// <summary>
    /// Whether the user consents, and no configuration stands in the way: enough for tools and addons, which have no
    /// execution. A refusal in so many words counts for what waits to be sent, too.
    /// </summary>
    /// <param name="script">The caller.</param>
    /// <param name="answer">See <see cref="IsOpen"/>.</param>
    public static bool IsConsentGiven(ScriptVariables script, string? answer)
    {
        if (UserConsent.IsRefused(script, string.IsNullOrEmpty(answer) ? UserConsent.Answer(script) : answer))
            ReportOutbox.DeletePending(script);
        return Refuse(
            UserConsent.IsDoNotTrack(script) ? $"{Variables.DoNotTrack} is set"
            : !UserConsent.IsYes(answer) ? $"{Variables.Diagnostics} is not 'yes'"
            : script.Settings.Configuration.Problem ?? script.Settings.Configuration.Refusal);
    }

    private static bool Refuse(string? reason)
    {
        if (reason is not null)
            DebugLog.Write($"nothing is sent: {reason}");
        return reason is null;
    }
}
