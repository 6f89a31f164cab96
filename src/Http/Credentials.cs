// The user and password in a URL.

using System.Net;
using System.Text;

namespace ApiFunc.Http;

/// <summary>Reads them, and decides whether a redirect gets them.</summary>
internal static class Credentials
{
    // In characters: by chance no text contains something so long.
    private const int LongEnough = 8;

    /// <summary>A URL's user and password, percent-decoded; an empty password if there is none. Null if there is no user.</summary>
    public static NetworkCredential? Of(Uri url) =>
        url.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
            ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password.FirstOrDefault() ?? ""))
            : null;

    /// <summary>Whether two URLs have the same scheme, host and port.</summary>
    public static bool IsSameServer(Uri one, Uri other) =>
        (one.Scheme, one.IdnHost, one.Port) == (other.Scheme, other.IdnHost, other.Port);

    /// <summary>
    /// A text of a server in which the user and the password are <c>***</c>, also as they stand in a URL, in JSON, and in the
    /// Authorization field. Short ones are masked as words only: a user "a" is not meant by every "a".
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="login">See <see cref="Response.Login"/>.</param>
    public static string Mask(string text, string? login)
    {
        if (login is null)
            return text;

        var secrets = FormsOf(login);
        var masked = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            // The longest first: a password may begin with the name of the user.
            var found = Array.Find(secrets, secret => IsAt(text, at, secret));
            masked.Append(found is null ? text.AsSpan(at, 1) : "***");
            at += found?.Length ?? 1;
        }

        return masked.ToString();
    }

    private static string[] FormsOf(string login)
    {
        List<string> forms = [Convert.ToBase64String(Encoding.UTF8.GetBytes(login))];
        foreach (var part in login.Split(':', 2))
        {
            var inJson = part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            forms.AddRange(part, Uri.EscapeDataString(part), inJson);
        }

        return [.. forms.Where(form => form.Length > 0).OrderByDescending(form => form.Length)];
    }

    private static bool IsAt(string text, int at, string secret)
    {
        // Servers write %2F as %2f, too.
        if (secret.Length >= LongEnough)
            return string.Compare(text, at, secret, 0, secret.Length, StringComparison.OrdinalIgnoreCase) == 0;

        var end = at + secret.Length;
        return string.CompareOrdinal(text, at, secret, 0, secret.Length) == 0
            && (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
    }

    /// <summary>
    /// The target of a redirect, with the credentials of another URL if that has the same scheme, host and port, and if the
    /// target has none of its own. No other server gets them.
    /// </summary>
    public static Uri CarryOver(Uri target, Uri from) =>
        target.UserInfo.Length == 0
        && IsSameServer(target, from)
        && from.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
            ? new UriBuilder(target) { UserName = user, Password = password.FirstOrDefault() }.Uri
            : target;
}
