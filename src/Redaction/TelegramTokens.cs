// Tokens of Telegram bots: a number, a colon and 35 characters.

namespace ApiFunc.Redaction;

internal static class TelegramTokens
{
    private const int MinDigits = 8;
    private const int MaxDigits = 10;
    private const int SecretLength = 35;

    // In a URL the number follows "bot", and the secret need not be looked at closely.
    private const int MaxDigitsInUrl = 12;
    private const int MinSecretLengthInUrl = 30;

    /// <summary>Masks the numbers and secrets of bots.</summary>
    public static void Mask(string text, Replacements replacements)
    {
        for (var at = 0; at < text.Length && text.IndexOf(':', at) is var colon and >= 0;)
        {
            at = colon + 1;
            var first = colon;
            while (first > 0 && char.IsAsciiDigit(text[first - 1]) && colon - first <= MaxDigitsInUrl)
                first--;
            var isInUrl = first >= 3 && string.CompareOrdinal(text, first - 3, "bot", 0, 3) == 0;
            var isAlone = first == 0 || !CharacterClass.Contains(CharacterClass.Word, text[first - 1]);
            var digits = colon - first;
            if (digits < MinDigits || (isInUrl ? digits > MaxDigitsInUrl : digits > MaxDigits || !isAlone))
                continue;

            var length = CharacterClass.Length(text, at, CharacterClass.Word, text.Length);
            if (isInUrl ? length >= MinSecretLengthInUrl : IsSecret(text.AsSpan(at, length)))
                replacements.Add(first, at + length);
            at += length;
        }
    }

    /// <summary>
    /// Whether something is random enough for a secret. Names of containers, targets and resources after a number are longer,
    /// or have letters of one case.
    /// </summary>
    private static bool IsSecret(ReadOnlySpan<char> word) =>
        word.Length >= SecretLength
        && word.ContainsAnyInRange('A', 'Z') && word.ContainsAnyInRange('a', 'z') && word.ContainsAnyInRange('0', '9')
        && (word.Length == SecretLength || !word.ContainsAny('-', '_'));
}
