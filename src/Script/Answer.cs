// What a value of DIAGNOSTICS or DO_NOT_TRACK says, in a variable or in a file.

namespace ApiFunc.Script;

internal static class Answer
{
    /// <summary>Whether a value of <see cref="Variables.Diagnostics"/> gives consent: only <c>yes</c> does, in any case.</summary>
    public static bool IsYes(string? value) => "yes".Equals(value, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a value of <see cref="Variables.DoNotTrack"/> refuses consent: any but empty and <c>0</c>
    /// (https://consoledonottrack.com).
    /// </summary>
    public static bool IsDoNotTrack(string? value) => value is not (null or "" or "0");
}
