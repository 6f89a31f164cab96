// Passwords in what programs say about them: "A temporary password is generated for root@localhost: x".

namespace ApiFunc.Redaction;

internal static class SecretsInProse
{
    private const int MaxLength = 160;
    private const int MaxWords = 8;
    private const int MinPasswordLength = 6;

    // A sentence with one of these is about what went wrong.
    private static readonly string[] s_errorWords =
    [
        "fail", "error", "invalid", "denied", "incorrect", "wrong", "expire", " not ", "missing", "required", "unknown", "cannot",
        "unable", "mismatch", "doesn't", "isn't", "unexpected", "refused", "reject", "must", "should",
    ];

    // Before the password.
    private static readonly string[] s_verbs = ["is", "to", "was", "as", "be", "="];

    /// <summary>Masks what a sentence says a password or a token is. Returns where to go on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replacements">Where masks go.</param>
    /// <param name="name">What the sentence is about.</param>
    /// <param name="start">Where that begins.</param>
    /// <param name="end">The position after it.</param>
    public static int Mask(string text, Replacements replacements, ReadOnlySpan<char> name, int start, int end)
    {
        if (end >= text.Length || text[end] != ' ' || !char.IsAsciiLetter(name[0]) || name.Contains('.'))
            return end;
        if (start > 0 && !char.IsWhiteSpace(text[start - 1]) && !ShellText.IsQuote(text[start - 1]) && text[start - 1] != '(')
            return end;

        var rest = text.AsSpan(end, Math.Min(MaxLength, text.Length - end));
        rest = rest.IndexOfAny('\r', '\n') is >= 0 and var lineEnd ? rest[..lineEnd] : rest;
        if (MaskWord(replacements, rest, end) is > 0 and var afterWord)
            return afterWord;

        var colon = rest.LastIndexOf(": ");
        var sign = rest.LastIndexOf(" = ");
        var isAtEnd = rest.EndsWith(":") && end + rest.Length < text.Length;
        var at = isAtEnd ? rest.Length - 1 : Math.Max(colon, sign < 0 ? -1 : sign + 1);
        if (at <= 0 || rest[..at].IndexOf(". ") >= 0 || IgnoreCase.ContainsAny(rest[..at], s_errorWords))
            return end;
        if (isAtEnd)
        {
            var form = new MultilineValues.NameForm(HasColon: true, IsElement: false, IsQuoted: false, MustLookRandom: false);
            return MultilineValues.Mask(text, replacements, form, start, end + at + 1, out var after) ? after : end;
        }

        var from = at + 1;
        while (from < rest.Length && ShellText.IsBlank(rest[from]))
            from++;
        var word = rest[from..].IndexOfAny(' ', '\t') is >= 0 and var length ? rest.Slice(from, length) : rest[from..];
        var remark = rest[(from + word.Length)..].TrimStart();
        var value = WithoutQuotes(word, out var skipped);
        if ((remark.Length > 0 && remark[0] != '(') || !LooksGenerated(value))
            return end;

        var first = end + from + skipped;
        replacements.Add(first, first + value.Length);
        return first + value.Length;
    }

    /// <summary>Masks the first of the next words that looks random after a verb: "password is x", "with password x".</summary>
    private static int MaskWord(Replacements replacements, ReadOnlySpan<char> rest, int end)
    {
        var at = 0;
        var isAfterVerb = true;
        for (var words = 0; words < MaxWords && at < rest.Length; words++)
        {
            while (at < rest.Length && rest[at] == ' ')
                at++;
            var length = rest[at..].IndexOf(' ') is >= 0 and var found ? found : rest.Length - at;
            var word = rest.Slice(at, length);
            if (word.StartsWith("("))
                break; // a remark

            var value = WithoutQuotes(word, out var skipped);
            if (isAfterVerb && Randomness.LooksRandom(value) && value.IndexOfAny('-', '/', '=') < 0)
            {
                var first = end + at + skipped;
                replacements.Add(first, first + value.Length);
                return first + value.Length;
            }

            isAfterVerb = IgnoreCase.IsOneOf(word, s_verbs);
            at += length;
        }

        return 0;
    }

    /// <summary>A word without quotes and the punctuation after it.</summary>
    private static ReadOnlySpan<char> WithoutQuotes(ReadOnlySpan<char> word, out int skipped)
    {
        var bare = word.TrimStart("'\"`");
        skipped = word.Length - bare.Length;
        return bare.TrimEnd("'\"`.,");
    }

    /// <summary>Whether a word looks like a generated password, and not like a host, an account, a file, a version or a time.</summary>
    private static bool LooksGenerated(ReadOnlySpan<char> word)
    {
        if (word.Length < MinPasswordLength || !word.ContainsAnyInRange('0', '9') || !word.ContainsAnyInRange('a', 'z'))
            return false;
        if (word[0] is '/' or '.' or '$' or '<' or '[' or '{' || word.Contains(':'))
            return false;

        var hasUpperCase = word.ContainsAnyInRange('A', 'Z');
        return hasUpperCase || (word.Length > MinPasswordLength + 2 && word.IndexOfAny('.', '_', '/') < 0);
    }
}
