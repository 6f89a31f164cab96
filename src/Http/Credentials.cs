// The user and password that a URL may have.

using System.Net;

namespace ApiFunc.Http;

internal static class Credentials
{
    /// <summary>A URL's, with percent-encoding undone; the password is empty where there is none. Null where there is no user.</summary>
    public static NetworkCredential? Of(Uri url) =>
        url.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
            ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password.FirstOrDefault() ?? ""))
            : null;

    /// <summary>
    /// A URL that a server points to, with the user and password of another URL if that leads to the same place (scheme, host
    /// and port) and the server has named no others. They are nobody else's business.
    /// </summary>
    public static Uri Keep(Uri target, Uri from) =>
        target.UserInfo.Length == 0
        && (target.Scheme, target.IdnHost, target.Port) == (from.Scheme, from.IdnHost, from.Port)
        && from.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
            ? new UriBuilder(target) { UserName = user, Password = password.FirstOrDefault() }.Uri
            : target;
}
