// Comparing text whatever its case is.

namespace ApiFunc.Redaction;

internal static class IgnoreCase
{
    /// <summary>The first position from <paramref name="at"/> on where a word of two letters or more stands; -1 for none.</summary>
    public static int IndexOf(string text, string word, int at = 0)
    {
        // Without ICU the runtime compares the word at each position. This is several times as fast.
        var (lower, upper, second) = (char.ToLowerInvariant(word[0]), char.ToUpperInvariant(word[0]), char.ToUpperInvariant(word[1]));
        for (var last = text.Length - word.Length; at <= last; at++)
        {
            var distance = text.AsSpan(at, last + 1 - at).IndexOfAny(lower, upper);
            if (distance < 0)
                break;

            at += distance;
            if (char.ToUpperInvariant(text[at + 1]) == second && text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase))
                return at;
        }

        return -1;
    }

    /// <summary>Whether a text contains a word of two letters or more.</summary>
    public static bool Contains(string text, string word) => IndexOf(text, word) >= 0;

    /// <summary>Whether a text contains one of some others.</summary>
    public static bool ContainsAny(ReadOnlySpan<char> text, ReadOnlySpan<string> others)
    {
        foreach (var other in others)
        {
            if (text.Contains(other, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether a text is another.</summary>
    public static bool Equals(ReadOnlySpan<char> text, string other) =>
        text.Length == other.Length && text.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether another text stands at a position.</summary>
    public static bool StandsAt(string text, int at, string other) =>
        string.Compare(text, at, other, 0, other.Length, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Whether a text is one of some words.</summary>
    public static bool IsOneOf(ReadOnlySpan<char> text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Equals(text, word))
                return true;
        }

        return false;
    }

    /// <summary>Whether a text ends with some ASCII.</summary>
    public static bool EndsWith(ReadOnlySpan<char> text, string ascii) =>
        text.Length >= ascii.Length && (text[^1] | 0x20) == (ascii[^1] | 0x20) && text.EndsWith(ascii, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text ends with one of some words of ASCII.</summary>
    public static bool EndsWithAny(ReadOnlySpan<char> text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (EndsWith(text, word))
                return true;
        }

        return false;
    }
}
