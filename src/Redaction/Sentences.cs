// What programs say about the passwords that they have made: "A temporary password is generated for root@localhost: x".

namespace ApiFunc.Redaction;

internal static class Sentences
{
    private const int Longest = 160;

    // A sentence with one of these is about what went wrong.
    private static readonly string[] Failures =
    [
        "fail", "error", "invalid", "denied", "incorrect", "wrong", "expire", " not ", "missing", "required", "unknown", "cannot", "unable",
        "mismatch",
        "doesn't", "isn't", "unexpected", "refused", "reject", "must", "should",
    ];

    // In front of the value.
    private static readonly string[] Verbs = ["is", "to", "was", "as", "be", "="];

    /// <summary>Masks what a sentence says a password or a token is. Returns where to go on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="edits">Where masks go.</param>
    /// <param name="name">What the sentence is about.</param>
    /// <param name="start">Where that begins.</param>
    /// <param name="end">The position behind it.</param>
    public static int Mask(string text, Edits edits, ReadOnlySpan<char> name, int start, int end)
    {
        if (end >= text.Length || text[end] != ' ' || !char.IsAsciiLetter(name[0]) || name.Contains('.'))
            return end;
        if (start > 0 && !char.IsWhiteSpace(text[start - 1]) && !Values.IsQuote(text[start - 1]) && text[start - 1] != '(')
            return end;

        var rest = text.AsSpan(end, Math.Min(Longest, text.Length - end));
        rest = rest.IndexOfAny('\r', '\n') is >= 0 and var lineEnd ? rest[..lineEnd] : rest;
        if (MaskWord(edits, rest, end) is > 0 and var behindWord)
            return behindWord;

        var colon = rest.LastIndexOf(": ");
        var sign = rest.LastIndexOf(" = ");
        var isAtEnd = rest.EndsWith(":") && end + rest.Length < text.Length;
        var at = isAtEnd ? rest.Length - 1 : Math.Max(colon, sign < 0 ? -1 : sign + 1);
        if (at <= 0 || rest[..at].IndexOf(". ") >= 0 || Values.ContainsAny(rest[..at], Failures))
            return end;
        if (isAtEnd)
            return NextLines.Mask(text, edits, new(true, false, false, false), start, end + at + 1, out var behind) ? behind : end;

        var from = at + 1;
        while (from < rest.Length && rest[from] is ' ' or '\t')
            from++;
        var word = rest[from..].IndexOfAny(' ', '\t') is >= 0 and var length ? rest.Slice(from, length) : rest[from..];
        var remark = rest[(from + word.Length)..].TrimStart();
        var value = Bare(word, out var skipped);
        if ((remark.Length > 0 && remark[0] != '(') || !IsMade(value))
            return end;
        edits.Replace(end + from + skipped, end + from + skipped + value.Length);
        return end + from + skipped + value.Length;
    }

    /// <summary>Masks one of the next words that looks random, if it is said to be the password: "password is x", "with password x".</summary>
    private static int MaskWord(Edits edits, ReadOnlySpan<char> rest, int end)
    {
        const int mostWords = 8;
        var at = 0;
        var isSaid = true;
        for (var words = 0; words < mostWords && at < rest.Length; words++)
        {
            while (at < rest.Length && rest[at] == ' ')
                at++;
            var length = rest[at..].IndexOf(' ') is >= 0 and var found ? found : rest.Length - at;
            var word = rest.Slice(at, length);
            if (word.StartsWith("("))
                break; // a remark

            var value = Bare(word, out var skipped);
            if (isSaid && Values.LooksRandom(value) && value.IndexOfAny('-', '/', '=') < 0)
            {
                edits.Replace(end + at + skipped, end + at + skipped + value.Length);
                return end + at + skipped + value.Length;
            }

            isSaid = Values.IsOneOf(word, Verbs);
            at += length;
        }

        return 0;
    }

    /// <summary>A word without quotes and what ends the sentence.</summary>
    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> word, out int skipped)
    {
        var bare = word.TrimStart("'\"`");
        skipped = word.Length - bare.Length;
        return bare.TrimEnd("'\"`.,");
    }

    /// <summary>Whether a word may be a password that a program made, and is no name of a host, an account or a file, version or time.</summary>
    private static bool IsMade(ReadOnlySpan<char> word)
    {
        const int shortest = 6;
        if (word.Length < shortest || word.IndexOfAnyInRange('0', '9') < 0 || word[0] is '/' or '.' or '$' or '<' or '[' or '{' || word.Contains("://", StringComparison.Ordinal))
            return false;
        if (word.IndexOfAnyInRange('A', 'Z') < 0 && word.IndexOfAny('.', '_', '/') >= 0)
            return false;
        return word.IndexOfAnyInRange('a', 'z') >= 0 && (word.IndexOfAnyInRange('A', 'Z') >= 0 || word.Length > shortest + 2) && !word.Contains(':');
    }
}
