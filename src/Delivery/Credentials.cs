// The user and password that a URL may have.

using System.Net;

namespace ApiFunc.Delivery;

internal static class Credentials
{
    /// <summary>A URL's, with percent-encoding undone; the password is empty where there is none. Null where there is no user.</summary>
    public static NetworkCredential? Of(Uri url) =>
        url.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
            ? new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password.FirstOrDefault() ?? ""))
            : null;
}
