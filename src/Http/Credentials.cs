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
