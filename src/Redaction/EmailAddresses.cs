// Addresses of mail (RFC 5322, as far as people have them).

namespace ApiFunc.Redaction;

internal static class EmailAddresses
{
    private const string Masked = "***@***";
    private const string EncodedAt = "%40";

    // What stands behind an @ and a name with a dot and is no domain: units of systemd, files.
    private static readonly string[] NoDomains =
    [
        "service", "socket", "timer", "mount", "automount", "target", "slice", "scope", "device", "swap", "path",
        "conf", "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "js", "mjs", "cjs", "ts", "css", "json", "map", "log", "deb", "gz",
        "tgz", "xz", "zip",
        "lock", "tar", "bz2", "zst", "toml", "yaml", "yml", "txt", "xml", "html", "vue", "tsx", "jsx", "rpm", "apk", "whl", "jar", "iso",
        "img",
    ];

    /// <summary>Masks addresses. <c>git@host</c>, packages (<c>name@1.2.3</c>) and units (<c>getty@tty1.service</c>) stay.</summary>
    public static void Mask(string text, Edits edits)
    {
        var behindLast = 0;
        for (var at = 0; at < text.Length;)
        {
            var distance = text.AsSpan(at).IndexOfAny('@', '%');
            if (distance < 0)
                return;

            var sign = at + distance;
            var behind = text[sign] == '@' ? sign + 1 : sign + EncodedAt.Length;
            at = sign + 1;
            if (text[sign] == '%' && string.CompareOrdinal(text, sign, EncodedAt, 0, EncodedAt.Length) != 0)
                continue;

            var start = sign;
            while (start > behindLast && IsLocal(text[start - 1]))
                start--;
            while (start < sign && text[start] is '.' or '-' or '+' or '%')
                start++;
            var end = behind;
            while (end < text.Length && IsDomain(text[end]))
                end++;
            at = Math.Max(at, end);
            behindLast = behind;
            while (end > behind && text[end - 1] is '.' or '-')
                end--;
            if (start < sign && IsMailDomain(text.AsSpan(behind, end - behind)) && !text.AsSpan(start, sign - start).SequenceEqual("git"))
                edits.Replace(start, end, Masked);
        }
    }

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '+' or '-' or '%';

    private static bool IsDomain(char c) => char.IsLetterOrDigit(c) || c is '.' or '-';

    /// <summary>Whether a name has at least two parts, of which the last is a word, and the first two no numbers of a version.</summary>
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
        var isVersion = name.TrimStart('v')[..1].IndexOfAnyInRange('0', '9') >= 0 && !name[..first].ContainsAnyExceptInRange('0', '9') && char.IsAsciiDigit(name[first + 1]);
        return !isVersion && !Values.IsOneOf(last, NoDomains);
    }
}
