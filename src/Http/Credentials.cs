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

    /// <summary>
    /// The target of a redirect, with the credentials of another URL if that has the same scheme, host and port, and if the
    /// target has none of its own. No other server gets them.
    /// </summary>
    public static Uri CarryOver(Uri target, Uri from) =>
        target.UserInfo.Length == 0
        && (target.Scheme, target.IdnHost, target.Port) == (from.Scheme, from.IdnHost, from.Port)
        && from.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
            ? new UriBuilder(target) { UserName = user, Password = password.FirstOrDefault() }.Uri
            : target;
}
