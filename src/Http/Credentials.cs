// The user and password in a URL.

using System.Net;

namespace ApiFunc.Http;

/// <summary>Reads them, and decides whether a redirect gets them.</summary>
internal static class Credentials
{
    /// <summary>A URL's user and password, percent-decoded; an empty password if there is none. Null if there is no user.</summary>
    public static NetworkCredential? Of(Uri url) =>
        url.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
            ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password.FirstOrDefault() ?? ""))
            : null;

    /// <summary>Whether two URLs have the same scheme, host and port.</summary>
    public static bool IsSameServer(Uri one, Uri other) =>
        (one.Scheme, one.IdnHost, one.Port) == (other.Scheme, other.IdnHost, other.Port);

    /// <summary>A text of a server in which the user and the password, as words, are <c>***</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="login">See <see cref="Response.Login"/>.</param>
    public static string Mask(string text, string? login)
    {
        foreach (var word in login?.Split(':', 2) ?? [])
        {
            for (var at = 0; word.Length > 0 && (at = text.IndexOf(word, at, StringComparison.Ordinal)) >= 0; at++)
            {
                var end = at + word.Length;
                if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                    text = $"{text.AsSpan(0, at)}***{text.AsSpan(end)}";
            }
        }

        return text;
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
