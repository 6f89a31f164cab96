// Hardware addresses (MAC, EUI-48 and EUI-64). Fingerprints, which have more octets, stay.

namespace ApiFunc.Redaction;

internal static class MacAddresses
{
    private const string Masked = "xx:xx:xx:xx:xx:xx";

    // Six octets, or eight; PXE writes one more before them, the hardware type.
    private const int MinOctets = 6;
    private const int MaxOctets = 9;

    // Serial numbers of certificates have eight octets or more.
    private const int MinSerialOctets = 8;
    private const int MaxDistanceToSerial = 32;

    // aabb.ccdd.eeff
    private const int LengthWithDots = 14;

    /// <summary>Masks <c>aa:bb:cc:dd:ee:ff</c>.</summary>
    public static void MaskWithColons(string text, Replacements replacements) => MaskOctets(text, replacements, ':');

    /// <summary>Masks <c>aa-bb-cc-dd-ee-ff</c>.</summary>
    public static void MaskWithHyphens(string text, Replacements replacements) => MaskOctets(text, replacements, '-');

    /// <summary>Masks <c>aabb.ccdd.eeff</c>.</summary>
    public static void MaskWithDots(string text, Replacements replacements)
    {
        for (var at = 0; at < text.Length && text.IndexOf('.', at) is var dot and >= 0; at = dot + 1)
        {
            var start = dot - 4;
            var end = start + LengthWithDots;
            if (start < 0 || end > text.Length)
                continue;

            var address = text.AsSpan(start, LengthWithDots);
            var isAddress = address[9] == '.'
                && CharacterClass.IsHexadecimal(address[..4])
                && CharacterClass.IsHexadecimal(address[5..9])
                && CharacterClass.IsHexadecimal(address[10..]);
            if (!isAddress)
                continue;

            var isWord = (start == 0 || !IsWordCharacter(text[start - 1])) && (end == text.Length || !IsWordCharacter(text[end]));
            var hasLetter = address.ContainsAnyInRange('a', 'f') || address.ContainsAnyInRange('A', 'F');
            if (isWord && hasLetter && address.ContainsAnyInRange('0', '9'))
                replacements.Add(start, end, Masked);
        }
    }

    private static void MaskOctets(string text, Replacements replacements, char separator)
    {
        for (var at = 0; at < text.Length && text.IndexOf(separator, at) is var first and >= 0;)
        {
            at = first + 1;
            var start = first - 2;
            if (start < 0 || (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1])))
                continue;
            if (!CharacterClass.IsHexadecimal(text.AsSpan(start, 2)))
                continue;

            // As many octets as follow each other.
            var (octets, end) = (1, first);
            while (IsOctet(text, end, separator))
                (octets, end) = (octets + 1, end + 3);
            at = Math.Max(at, end);
            var isPartOfWord = separator == '-'
                && ((start > 0 && text[start - 1] is '-' or '_' or '.') || (end < text.Length && text[end] is '-' or '_'));
            var mayBeOne = octets is >= MinOctets and <= MaxOctets && !isPartOfWord;
            if (mayBeOne && (octets < MinSerialOctets || !IsSerial(text, start, end)))
                replacements.Add(start, end, Masked);
        }
    }

    /// <summary>Whether a separator and two hexadecimal digits stand at a position, and no third one.</summary>
    private static bool IsOctet(string text, int at, char separator) =>
        at + 3 <= text.Length && text[at] == separator && CharacterClass.IsHexadecimal(text.AsSpan(at + 1, 2))
        && (at + 3 == text.Length || !char.IsAsciiLetterOrDigit(text[at + 3]));

    /// <summary>Whether octets are a serial number: they are called one, or alone on their line, as OpenSSL prints it.</summary>
    private static bool IsSerial(string text, int start, int end)
    {
        var from = Math.Max(0, start - MaxDistanceToSerial);
        var before = text.AsSpan(from, start - from);
        var lineBefore = before[(before.LastIndexOf('\n') + 1)..];
        if (lineBefore.Contains("serial", StringComparison.OrdinalIgnoreCase))
            return true;

        var isFirst = (from == 0 || lineBefore.Length < before.Length) && lineBefore.IsWhiteSpace();
        return isFirst && text.AsSpan(end, ShellText.EndOfLine(text, end) - end).IsWhiteSpace();
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';
}
