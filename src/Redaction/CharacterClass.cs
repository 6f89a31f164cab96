// The classes of characters that tokens, addresses and numbers are made of.

namespace ApiFunc.Redaction;

internal static class CharacterClass
{
    /// <summary>Letters, digits, underscore and hyphen.</summary>
    public const char Word = 'd';

    /// <summary>A UUID as a whole.</summary>
    public const char Uuid = 'u';

    /// <summary>The length of a UUID.</summary>
    public const int UuidLength = 36;

    /// <summary>Whether a character belongs to a class, by the letter that names it in <see cref="TokenTable"/>.</summary>
    public static bool Contains(char name, char c) => name switch
    {
        'n' => char.IsAsciiDigit(c),
        'h' => char.IsAsciiHexDigit(c),
        'U' => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c),
        _ => char.IsAsciiLetterOrDigit(c) || (name switch
        {
            'w' => "_",
            Word => "_-",
            'v' => "_-.~",
            'c' => "+/",
            'b' => "+/=",
            'x' => "+/=:",
            't' => "_-.+/=",
            'B' => "_-.+/=~",
            'p' => "_-.@!=:",
            'H' => "./+=,$",
            _ => "",
        }).Contains(c),
    };

    /// <summary>How many characters of a class stand at a position, at most <paramref name="max"/>.</summary>
    public static int Length(string text, int start, char name, int max)
    {
        if (name == Uuid)
            return IsUuid(text.AsSpan(start)) ? UuidLength : 0;

        var last = Math.Min(text.Length - start, max);
        var length = 0;
        while (length < last && Contains(name, text[start + length]))
            length++;
        return length;
    }

    /// <summary>Whether a text consists of hexadecimal digits.</summary>
    public static bool IsHexadecimal(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }

        return true;
    }

    private static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length < UuidLength || (text.Length > UuidLength && Contains(Word, text[UuidLength])))
            return false;

        for (var i = 0; i < UuidLength; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
                return false;
        }

        return true;
    }
}
