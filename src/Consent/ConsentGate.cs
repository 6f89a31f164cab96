// Whether reports may be sent: what the user has answered, and what the administrator's configuration says.

using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Consent;

/// <summary>
/// Consent is an answer, and no answer is neither yes nor no: then nothing is sent, and nothing that waits is deleted.
/// </summary>
internal static class ConsentGate
{
    /// <summary>
    /// Whether nothing stands in the way of a report. DEV_MODE shows what does.
    /// </summary>
    /// <param name="script">The script.</param>
    /// <param name="configuration">The administrator's configuration.</param>
    /// <param name="answer">The user's answer; see <see cref="Variables.Diagnostics"/>.</param>
    /// <param name="needsId">Whether the report is about an execution, which <see cref="Variables.RandomUuid"/> names.</param>
    public static bool IsOpen(ScriptVariables script, Configuration configuration, string? answer, bool needsId) =>
        Allow(
            Answer.IsDoNotTrack(script[Variables.DoNotTrack]) ? $"{Variables.DoNotTrack} is set"
            : !Answer.IsYes(answer) ? $"{Variables.Diagnostics} is not 'yes'"
            : configuration.Objection
            ?? (needsId && string.IsNullOrEmpty(script[Variables.RandomUuid]) ? $"{Variables.RandomUuid} is empty" : null));

    /// <summary>
    /// Whether consent is refused by an answer, by DO_NOT_TRACK or by the configuration. A refusal also counts for the
    /// reports that wait to be sent.
    /// </summary>
    /// <param name="script">The script.</param>
    /// <param name="configuration">The administrator's configuration.</param>
    /// <param name="answer">The user's answer; null or empty for none.</param>
    public static bool IsRefused(ScriptVariables script, Configuration configuration, string? answer) =>
        Answer.IsDoNotTrack(script[Variables.DoNotTrack])
        || !(Answer.IsYes(answer) || string.IsNullOrEmpty(answer))
        || configuration.Refusal is not null;

    /// <summary>
    /// The same for what waits, which is sent later: a refusal counts in the variable and in the file, which may have changed
    /// since the script ran.
    /// </summary>
    public static bool IsRefused(ScriptVariables script, Configuration configuration) =>
        IsRefused(script, configuration, script[Variables.Diagnostics]) || IsRefused(script, configuration, ConsentFile.Read());

    /// <summary>The answer in the script's variable, else the one in the file; null for none.</summary>
    public static string? VariableElseFile(ScriptVariables script) => Given(script[Variables.Diagnostics]) ?? Given(ConsentFile.Read());

    private static string? Given(string? answer) => string.IsNullOrEmpty(answer) ? null : answer;

    private static bool Allow(string? objection)
    {
        if (objection is not null)
            DebugLog.Write($"nothing is sent: {objection}");
        return objection is null;
    }
}
