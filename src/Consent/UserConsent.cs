// What the user has answered to the question for diagnostics.

using ApiFunc.Script;

namespace ApiFunc.Consent;

/// <summary>Consent is an answer, and silence is neither: nothing is sent without an answer, and nothing deleted.</summary>
internal static class UserConsent
{
    /// <summary>The answer that the script's variable gives, else the file's; null for none.</summary>
    public static string? Answer(ScriptVariables script) => Given(script[Variables.Diagnostics]) ?? Given(ConsentFile.Read());

    /// <summary>The same for who comes later than the script: what the file says now counts more than what the variable was.</summary>
    public static string? LaterAnswer(ScriptVariables script) => Given(ConsentFile.Read()) ?? Given(script[Variables.Diagnostics]);

    private static string? Given(string? answer) => string.IsNullOrEmpty(answer) ? null : answer;

    /// <summary>Whether an answer is consent: only <c>yes</c> is, in any case.</summary>
    public static bool IsYes(string? answer) => "yes".Equals(answer, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the user asks for that by the variable that many programs know (https://consoledonottrack.com).</summary>
    public static bool IsDoNotTrack(ScriptVariables script) => IsDoNotTrack(script[Variables.DoNotTrack]);

    /// <summary>Whether a value of that variable does.</summary>
    public static bool IsDoNotTrack(string? value) => value is not (null or "" or "0");

    /// <summary>
    /// Whether it is refused in so many words, by the script or by the configuration, which counts for what waits to be
    /// sent, too.
    /// </summary>
    public static bool IsRefused(ScriptVariables script, string? answer) =>
        IsDoNotTrack(script) || !(IsYes(answer) || string.IsNullOrEmpty(answer)) || script.Settings.Configuration.Refusal is not null;
}
