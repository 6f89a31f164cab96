// The words that switch something on or off, read in the same way wherever a variable or a setting may hold one.

namespace ApiFunc.Script;

internal static class OnOff
{
    /// <summary>True for <c>on, yes, true, 1</c>, false for <c>off, no, false, 0</c>, in any case; null for anything else.</summary>
    public static bool? Parse(string? text) =>
        IsOneOf(text, "on", "yes", "true", "1") ? true
        : IsOneOf(text, "off", "no", "false", "0") ? false
        : null;

    /// <summary>Whether a text switches something on that is off otherwise.</summary>
    public static bool IsOn(string? text) => Parse(text) == true;

    private static bool IsOneOf(string? text, params ReadOnlySpan<string> words)
    {
        if (string.IsNullOrEmpty(text))
            return false;

        foreach (var word in words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
