// Which words look as if a program had drawn them at random.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class Randomness
{
    private const int MinLength = 8;
    private const int MinLengthOfHexadecimal = 24;

    private static readonly SearchValues<char> s_characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-");

    /// <summary>
    /// Whether a word looks random: it changes between upper case, lower case and digits more often than names do, or is a
    /// long hexadecimal number.
    /// </summary>
    public static bool LooksRandom(ReadOnlySpan<char> word)
    {
        word = word.TrimEnd('=');
        if (word.Length < MinLength || word.ContainsAnyExcept(s_characters) || word[0] is '/' or '-' || word.StartsWith("0x"))
            return false;

        var (digits, lower, upper, changes, slashes, last) = (0, 0, 0, 0, 0, '\0');
        var isHexadecimal = true;
        foreach (var c in word)
        {
            var kind = char.IsAsciiDigit(c) ? '1' : char.IsAsciiLetterLower(c) ? 'a' : char.IsAsciiLetterUpper(c) ? 'A' : '-';
            digits += kind == '1' ? 1 : 0;
            lower += kind == 'a' ? 1 : 0;
            upper += kind == 'A' ? 1 : 0;
            slashes += c == '/' ? 1 : 0;
            changes += kind != '-' && last != '\0' && kind != last && (last, kind) != ('A', 'a') ? 1 : 0;
            last = kind == '-' ? last : kind;
            isHexadecimal &= char.IsAsciiHexDigitLower(c);
        }

        if (digits == 0 || lower + upper == 0)
            return false;
        return isHexadecimal
            ? word.Length >= MinLengthOfHexadecimal
            : lower > 0 && changes >= Math.Max(4, (word.Length / 5) + (4 * slashes));
    }
}
