// Hardware addresses (MAC): pairs of hexadecimal digits. Fingerprints, which have more of them, stay.

namespace ApiFunc.Redaction;

internal static class HardwareAddresses
{
    private const string Masked = "xx:xx:xx:xx:xx:xx";

    // Six pairs, or eight; one more may stand in front that says of which kind the network is.
    private const int FewestPairs = 6;
    private const int MostPairs = 9;

    // Serial numbers of certificates have eight octets or more.
    private const int FewestOfSerial = 8;
    private const int LongestBehindSerial = 32;

    /// <summary>Masks addresses as <c>aa:bb:cc:dd:ee:ff</c>, <c>aa-bb-cc-dd-ee-ff</c> and <c>aabb.ccdd.eeff</c>.</summary>
    public static void Mask(string text, Edits edits)
    {
        if (text.AsSpan().IndexOfAny(':', '-', '.') < 0)
            return;

        MaskGroups(text, edits: edits, separator: ':');
    }

    /// <summary>See <see cref="Mask"/>.</summary>
    public static void MaskWithHyphens(string text, Edits edits)
    {
        if (text.Contains('-'))
            MaskGroups(text, edits, '-');
    }

    /// <summary>See <see cref="Mask"/>.</summary>
    public static void MaskWithDots(string text, Edits edits)
    {
        for (var at = 0; at < text.Length && text.IndexOf('.', at) is var dot and >= 0; at = dot + 1)
        {
            var start = dot - 4;
            if (start < 0 || start + 14 > text.Length || text[start + 9] != '.' || !IsHexadecimal(text.AsSpan(start, 4))
                || !IsHexadecimal(text.AsSpan(start + 5, 4)) || !IsHexadecimal(text.AsSpan(start + 10, 4)))
            {
                continue;
            }

            var isWord = (start == 0 || !IsWordCharacter(text[start - 1])) && (start + 14 == text.Length || !IsWordCharacter(text[start + 14]));
            if (isWord && text.AsSpan(start, 14).ContainsAnyInRange('0', '9') && (text.AsSpan(start, 14).ContainsAnyInRange('a', 'f') || text.AsSpan(start, 14).ContainsAnyInRange('A', 'F')))
                edits.Replace(start, start + 14, Masked);
        }
    }

    private static void MaskGroups(string text, Edits edits, char separator)
    {
        for (var at = 0; at < text.Length && text.IndexOf(separator, at) is var first and >= 0;)
        {
            at = first + 1;
            var start = first - 2;
            if (start < 0 || !IsHexadecimal(text.AsSpan(start, 2)) || (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1])))
                continue;

            // As many pairs as follow each other.
            var (pairs, end) = (1, first);
            while (end + 3 <= text.Length && text[end] == separator && IsHexadecimal(text.AsSpan(end + 1, 2)) && (end + 3 == text.Length || !char.IsAsciiLetterOrDigit(text[end + 3])))
                (pairs, end) = (pairs + 1, end + 3);
            at = Math.Max(at, end);
            var isPartOfWord = separator == '-'
                && ((start > 0 && text[start - 1] is '-' or '_' or '.') || (end < text.Length && text[end] is '-' or '_'));
            var mayBeOne = pairs is >= FewestPairs and <= MostPairs && !isPartOfWord;
            if (mayBeOne && (pairs < FewestOfSerial || !IsSerial(text, start, end)))
                edits.Replace(start, end, Masked);
        }
    }

    /// <summary>Whether a serial number stands there: it is called one, or alone on its line, as OpenSSL prints it.</summary>
    private static bool IsSerial(string text, int start, int end)
    {
        var from = Math.Max(0, start - LongestBehindSerial);
        var before = text.AsSpan(from, start - from);
        var lineBefore = before[(before.LastIndexOf('\n') + 1)..];
        if (lineBefore.Contains("serial", StringComparison.OrdinalIgnoreCase))
            return true;

        var isFirst = (from == 0 || lineBefore.Length < before.Length) && lineBefore.IsWhiteSpace();
        return isFirst && text.AsSpan(end, Values.EndOfLine(text, end) - end).IsWhiteSpace();
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';

    private static bool IsHexadecimal(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }

        return true;
    }
}
