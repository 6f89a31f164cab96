// Users and passwords in URLs (RFC 3986, section 3.2.1), and the addresses of webhooks, which are secrets themselves.

using System.Buffers;

namespace ApiFunc.Redaction;

internal static class UrlCredentials
{
    private const int MaxHostLength = 255;

    private static readonly SearchValues<char> s_authorityEnds = SearchValues.Create("/?# \t\r\n\"'<>`\\");
    private static readonly SearchValues<char> s_urlEnds = SearchValues.Create(" \t\r\n\"'<>`");
    private static readonly SearchValues<char> s_at = SearchValues.Create("@");

    // The user of these is an account that everybody has, and no secret.
    private static readonly string[] s_schemesWithPublicUser = ["ssh", "git", "git+ssh", "sftp", "scp", "rsync", "svn+ssh"];

    // A path of these may hold what looks like a port or the end of a password.
    private static readonly string[] s_schemesWithFreePath = ["http", "https", "ws", "wss", "file", "git", "ssh"];

    // The domain below .com, and the path before what lets anybody write.
    private const string WebhookTopLevel = ".com/";
    private static readonly (string Domain, string Path)[] s_webhooks =
    [
        ("hooks.slack", "services/"),
        ("hooks.slack", "workflows/"),
        ("discord", "api/webhooks/"),
        ("discordapp", "api/webhooks/"),
        ("webhook.office", "webhookb2/"),
        ("chat.googleapis", "v1/spaces/"),
    ];

    /// <summary>Masks what stands before the host of a URL.</summary>
    public static void Mask(string text, Replacements replacements)
    {
        var authorityEnds = new ForwardSearch(text, s_authorityEnds);
        var urlEnds = new ForwardSearch(text, s_urlEnds);
        var ats = new ForwardSearch(text, s_at);
        for (var at = 0; text.IndexOf("://", at, StringComparison.Ordinal) is var sign and >= 0;)
        {
            var start = sign + 3;
            at = start;
            var end = authorityEnds.Next(start);
            var userEnd = LastAt(text, start, end);
            var host = userEnd < 0 ? start : userEnd + 1;
            if (IsPasswordWithSlash(text, sign, text.AsSpan(host, end - host))
                && ats.Next(end) is var later && later < urlEnds.Next(end) && IsHost(text, later + 1))
            {
                userEnd = later;
            }

            if (userEnd <= start)
                continue;

            var user = text.AsSpan(start, userEnd - start);
            var isPublic = user.IndexOf(':') < 0 && (IsSchemeOf(text, sign, s_schemesWithPublicUser) || ShellText.IsExpansion(user));
            if (!isPublic && !AreBothExpansions(user))
                replacements.Add(start, userEnd);
            at = userEnd;
        }
    }

    /// <summary>Masks the password in data source names of Go: <c>user:password@tcp(host)/database</c>.</summary>
    public static void MaskDataSourceNames(string text, Replacements replacements)
    {
        if (!text.Contains("@tcp(", StringComparison.Ordinal) && !text.Contains("@unix(", StringComparison.Ordinal))
            return;

        var afterLast = 0;
        for (var at = 0; text.IndexOf('@', at) is var sign and >= 0;)
        {
            at = sign + 1;
            var rest = text.AsSpan(at);
            if (!rest.StartsWith("tcp(") && !rest.StartsWith("unix("))
                continue;

            var start = sign;
            while (start > afterLast && !char.IsWhiteSpace(text[start - 1]) && !ShellText.IsQuote(text[start - 1]))
                start--;
            afterLast = at;
            var colon = text.AsSpan(start, sign - start).IndexOf(':');
            var password = colon < 0 ? default : text.AsSpan(start + colon + 1, sign - start - colon - 1);
            if (!password.StartsWith("//") && !password.StartsWith("%") && !ShellText.IsExpansion(password))
                replacements.Add(sign - password.Length, sign);
        }
    }

    /// <summary>Masks the part of a webhook's path that makes it a secret.</summary>
    public static void MaskWebhooks(string text, Replacements replacements)
    {
        var ends = new ForwardSearch(text, s_urlEnds);
        for (var at = 0; text.IndexOf(WebhookTopLevel, at, StringComparison.Ordinal) is var dot and >= 0;)
        {
            at = dot + WebhookTopLevel.Length;
            foreach (var (domain, path) in s_webhooks)
            {
                if (dot < domain.Length || !IgnoreCase.StandsAt(text, dot - domain.Length, domain) || !IgnoreCase.StandsAt(text, at, path))
                    continue;
                var start = at + path.Length;
                at = ends.Next(start);
                replacements.Add(start, at);
                break;
            }
        }
    }

    private static int LastAt(string text, int start, int end)
    {
        var distance = text.AsSpan(start, end - start).LastIndexOf('@');
        return distance < 0 ? -1 : start + distance;
    }

    /// <summary>
    /// Whether what looks like host and port may be a user and the beginning of a password with a slash. If the paths of the
    /// scheme may hold anything, it is one only if the port is empty or no number.
    /// </summary>
    private static bool IsPasswordWithSlash(string text, int sign, ReadOnlySpan<char> authority)
    {
        var colon = authority.LastIndexOf(':');
        if (colon < 0 || (colon > 0 && authority[0] == '['))
            return false;

        var port = authority[(colon + 1)..];
        if (ShellText.IsExpansion(port))
            return false;
        return port.ContainsAnyExceptInRange('0', '9')
            || !IsSchemeOf(text, sign, s_schemesWithFreePath)
            || (port.IsEmpty && colon > 0);
    }

    /// <summary>Whether a name or an address stands at a position, and a port, a path or nothing after it.</summary>
    private static bool IsHost(string text, int at)
    {
        var end = at;
        while (end < text.Length && end - at < MaxHostLength && IsHostCharacter(text[end]))
            end++;
        return end > at && (end == text.Length || !char.IsLetterOrDigit(text[end]));
    }

    private static bool IsHostCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '[' or ']' or '*' or '$' or '{' or '}';

    private static bool AreBothExpansions(ReadOnlySpan<char> user)
    {
        var colon = user.IndexOf(':');
        if (colon <= 0)
            return false;

        var name = user[..colon];
        var password = user[(colon + 1)..];
        return ShellText.IsExpansion(password)
            && !password.StartsWith("$(")
            && (ShellText.IsExpansion(name) || !name.ContainsAny("$`"));
    }

    private static bool IsSchemeOf(string text, int sign, ReadOnlySpan<string> schemes)
    {
        foreach (var scheme in schemes)
        {
            var start = sign - scheme.Length;
            if (start >= 0 && IgnoreCase.StandsAt(text, start, scheme) && (start == 0 || !char.IsAsciiLetter(text[start - 1])))
                return true;
        }

        return false;
    }
}
