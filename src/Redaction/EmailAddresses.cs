// Mail addresses (RFC 5322, in the forms that people have).

namespace ApiFunc.Redaction;

internal static class EmailAddresses
{
    private const string Masked = "***@***";
    private const string EncodedAt = "%40";

    // After an @ and a name with a dot these end no domain, but a unit of systemd or a file.
    private static readonly string[] s_unitsAndExtensions =
    [
        "service", "socket", "timer", "mount", "automount", "target", "slice", "scope", "device", "swap", "path", "conf", "png",
        "jpg", "jpeg", "gif", "svg", "webp", "ico", "js", "mjs", "cjs", "ts", "css", "json", "map", "log", "deb", "gz", "tgz", "xz",
        "zip", "lock", "tar", "bz2", "zst", "toml", "yaml", "yml", "txt", "xml", "html", "vue", "tsx", "jsx", "rpm", "apk", "whl",
        "jar", "iso", "img",
    ];

    /// <summary>Masks addresses, but not <c>git@host</c>, packages (<c>name@1.2.3</c>) and units (<c>getty@tty1.service</c>).</summary>
    public static void Mask(string text, Replacements replacements)
    {
        var afterLast = 0;
        for (var at = 0; at < text.Length;)
        {
            var distance = text.AsSpan(at).IndexOfAny('@', '%');
            if (distance < 0)
                return;

            var sign = at + distance;
            var after = text[sign] == '@' ? sign + 1 : sign + EncodedAt.Length;
            at = sign + 1;
            if (text[sign] == '%' && string.CompareOrdinal(text, sign, EncodedAt, 0, EncodedAt.Length) != 0)
                continue;

            var start = sign;
            while (start > afterLast && IsLocalPart(text[start - 1]))
                start--;
            while (start < sign && text[start] is '.' or '-' or '+' or '%')
                start++;
            var end = after;
            while (end < text.Length && IsDomainPart(text[end]))
                end++;
            at = Math.Max(at, end);
            afterLast = after;
            while (end > after && text[end - 1] is '.' or '-')
                end--;
            var local = text.AsSpan(start, sign - start);
            if (local.Length > 0 && local is not "git" && IsMailDomain(text.AsSpan(after, end - after)))
                replacements.Add(start, end, Masked);
        }
    }

    private static bool IsLocalPart(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '+' or '-' or '%';

    private static bool IsDomainPart(char c) => char.IsLetterOrDigit(c) || c is '.' or '-';

    /// <summary>Whether a name has two labels or more, of which the last is a word, and the first two are no version numbers.</summary>
    private static bool IsMailDomain(ReadOnlySpan<char> name)
    {
        var dot = name.LastIndexOf('.');
        if (dot <= 0 || name.Length - dot - 1 < 2 || name.IndexOf("..") >= 0)
            return false;

        var last = name[(dot + 1)..];
        foreach (var c in last)
        {
            if (!char.IsLetter(c) && !(last.StartsWith("xn--") && (char.IsAsciiDigit(c) || c == '-')))
                return false;
        }

        var first = name.IndexOf('.');
        var isVersion = name.TrimStart('v')[..1].ContainsAnyInRange('0', '9')
            && !name[..first].ContainsAnyExceptInRange('0', '9')
            && char.IsAsciiDigit(name[first + 1]);
        return !isVersion && !IgnoreCase.IsOneOf(last, s_unitsAndExtensions);
    }
}
