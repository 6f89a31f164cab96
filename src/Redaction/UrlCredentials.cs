// Users and passwords in URLs (RFC 3986, section 3.2.1), and the addresses of webhooks, which are secrets themselves.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class UrlCredentials
{
    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?# \t\r\n\"'<>`\\");
    private static readonly SearchValues<char> UrlEnds = SearchValues.Create(" \t\r\n\"'<>`");
    private static readonly SearchValues<char> At = SearchValues.Create("@");

    // The user of these is the name of an account that everybody has, or is asked for.
    private static readonly string[] WithoutSecretUser = ["ssh", "git", "git+ssh", "sftp", "scp", "rsync", "svn+ssh"];

    // In their paths there may be what looks like a port or the end of a password.
    private static readonly string[] SchemesOfPages = ["http", "https", "ws", "wss", "file", "git", "ssh"];

    // The path behind them lets anybody write.
    private static readonly string[] Webhooks =
    [
        "hooks.slack.com/services/", "hooks.slack.com/workflows/", "discord.com/api/webhooks/", "discordapp.com/api/webhooks/",
        "webhook.office.com/webhookb2/", "chat.googleapis.com/v1/spaces/",
    ];

    /// <summary>Masks what stands in front of the host of a URL.</summary>
    public static void Mask(string text, Edits edits)
    {
        var authorityEnds = new Ahead(text, AuthorityEnds);
        var urlEnds = new Ahead(text, UrlEnds);
        var ats = new Ahead(text, At);
        for (var at = 0; IndexOf(text, "://", at) is var sign and >= 0;)
        {
            var start = sign + 3;
            at = start;
            var end = authorityEnds.From(start);
            var userEnd = LastAt(text, start, end);
            var host = userEnd < 0 ? start : userEnd + 1;
            if (IsPasswordWithSlash(text, sign, text.AsSpan(host, end - host)) && ats.From(end) is var later && later < urlEnds.From(end) && IsHost(text, later + 1))
                userEnd = later;
            if (userEnd <= start)
                continue;

            var user = text.AsSpan(start, userEnd - start);
            var isOpen = user.IndexOf(':') < 0 && (IsSchemeOf(text, sign, WithoutSecretUser) || Values.IsReference(user));
            if (!isOpen && !IsReferenceToBoth(user))
                edits.Replace(start, userEnd);
            at = userEnd;
        }
    }

    /// <summary>Masks the password in the names of data sources of Go: <c>user:password@tcp(host)/database</c>.</summary>
    public static void MaskDataSources(string text, Edits edits)
    {
        if (!text.Contains("@tcp(", StringComparison.Ordinal) && !text.Contains("@unix(", StringComparison.Ordinal))
            return;

        var behindLast = 0;
        for (var at = 0; text.IndexOf('@', at) is var sign and >= 0;)
        {
            at = sign + 1;
            var rest = text.AsSpan(at);
            if (!rest.StartsWith("tcp(") && !rest.StartsWith("unix("))
                continue;

            var start = sign;
            while (start > behindLast && !char.IsWhiteSpace(text[start - 1]) && !Values.IsQuote(text[start - 1]))
                start--;
            behindLast = at;
            var colon = text.AsSpan(start, sign - start).IndexOf(':');
            var password = colon < 0 ? default : text.AsSpan(start + colon + 1, sign - start - colon - 1);
            if (!password.StartsWith("//") && !password.StartsWith("%") && !Values.IsReference(password))
                edits.Replace(sign - password.Length, sign);
        }
    }

    /// <summary>Masks what tells one webhook from others.</summary>
    public static void MaskWebhooks(string text, Edits edits)
    {
        if (!Values.Contains(text, "hook") && !Values.Contains(text, "chat.googleapis"))
            return;

        var ends = new Ahead(text, UrlEnds);
        for (var at = 0; IndexOf(text, ".com/", at) is var found and >= 0;)
        {
            at = found + 5;
            foreach (var webhook in Webhooks)
            {
                var host = webhook.IndexOf('/');
                if (found + 4 < host || string.Compare(text, found + 4 - host, webhook, 0, webhook.Length, StringComparison.OrdinalIgnoreCase) != 0)
                    continue;
                at = ends.From(found + 4 - host + webhook.Length);
                edits.Replace(found + 4 - host + webhook.Length, at);
                break;
            }
        }
    }

    private static int IndexOf(string text, string what, int at) => text.IndexOf(what, at, StringComparison.Ordinal);

    private static int LastAt(string text, int start, int end)
    {
        var distance = text.AsSpan(start, end - start).LastIndexOf('@');
        return distance < 0 ? -1 : start + distance;
    }

    /// <summary>
    /// Whether what looks like host and port is rather a user and the password's beginning: a port is a number. Where the
    /// scheme is that of pages, whose paths hold what they want, an empty port and a number are one.
    /// </summary>
    private static bool IsPasswordWithSlash(string text, int sign, ReadOnlySpan<char> authority)
    {
        var colon = authority.LastIndexOf(':');
        if (colon < 0 || (colon > 0 && authority[0] == '['))
            return false;

        var port = authority[(colon + 1)..];
        var isNumber = port.IndexOfAnyExceptInRange('0', '9') < 0;
        return !Values.IsReference(port) && (!isNumber || (!IsSchemeOf(text, sign, SchemesOfPages) || (port.IsEmpty && colon > 0)));
    }

    /// <summary>Whether a name or an address stands there, and a port, a path or nothing behind it.</summary>
    private static bool IsHost(string text, int at)
    {
        const int longest = 255;
        var end = at;
        while (end < text.Length && end - at < longest && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '-' or '_' or '[' or ']' or '*' or '$' or '{' or '}'))
            end++;
        return end > at && (end == text.Length || !char.IsLetterOrDigit(text[end]));
    }

    private static bool IsReferenceToBoth(ReadOnlySpan<char> user)
    {
        var colon = user.IndexOf(':');
        return colon > 0 && Values.IsReference(user[(colon + 1)..]) && !user[(colon + 1)..].StartsWith("$(") && (Values.IsReference(user[..colon]) || !user[..colon].ContainsAny("$`"));
    }

    private static bool IsSchemeOf(string text, int sign, ReadOnlySpan<string> schemes)
    {
        foreach (var scheme in schemes)
        {
            var start = sign - scheme.Length;
            if (start >= 0 && string.Compare(text, start, scheme, 0, scheme.Length, StringComparison.OrdinalIgnoreCase) == 0
                && (start == 0 || !char.IsAsciiLetter(text[start - 1])))
            {
                return true;
            }
        }

        return false;
    }
}
