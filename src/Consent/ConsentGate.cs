// Whether reports may be sent: what the user has answered, and what the administrator's configuration says.

using ApiFunc.Script;

namespace ApiFunc.Consent;

/// <summary>
/// Consent is an answer, and no answer is neither yes nor no: then nothing is sent, and nothing that waits is deleted.
/// </summary>
internal static class ConsentGate
{
    /// <summary>What stands in the way of a report, each in a few words; nothing if it may be sent.</summary>
    /// <param name="script">The script.</param>
    /// <param name="configuration">The administrator's configuration.</param>
    /// <param name="answer">The user's answer; see <see cref="Variables.Diagnostics"/>.</param>
    /// <param name="needsId">Whether the report is about an execution, which <see cref="Variables.RandomUuid"/> names.</param>
    public static IEnumerable<string> Objections(ScriptVariables script, Configuration configuration, string? answer, bool needsId)
    {
        if (Answer.IsDoNotTrack(script[Variables.DoNotTrack]))
            yield return $"{Variables.DoNotTrack} is set";
        if (!Answer.IsYes(answer))
            yield return $"{Variables.Diagnostics} is not 'yes'";
        if (configuration.Objection is { } objection)
            yield return objection;
        if (needsId && string.IsNullOrEmpty(script[Variables.RandomUuid]))
            yield return $"{Variables.RandomUuid} is empty";
    }

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
}
