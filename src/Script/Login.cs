// The user and the password for a server of one's own, of which the password stands in a file that nobody else may read.

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Script;

/// <summary>
/// What <see cref="Setting.UrlUser"/> and <see cref="Setting.UrlPasswordFile"/> give. The password is read when something is sent,
/// and goes nowhere but to the server.
/// </summary>
internal static class Login
{
    // In bytes. Tokens that stand in the place of a password may be long.
    private const int LongestPassword = 4096;

    /// <summary>
    /// The text <c>user:password</c>, which Basic credentials are made of (RFC 7617). Null, with the reason in one line for a person,
    /// if one of them is missing or cannot be used: then nothing is to be sent.
    /// </summary>
    /// <param name="user">The user; empty if the setting is missing.</param>
    /// <param name="passwordFile">The path of the file; empty if the setting is missing.</param>
    /// <param name="problem">The reason.</param>
    public static string? Read(string user, string passwordFile, out string? problem)
    {
        problem = user.Length == 0 ? $"{Setting.UrlPasswordFile.Name} is set, and {Setting.UrlUser.Name} is not"
            : passwordFile.Length == 0 ? $"{Setting.UrlUser.Name} is set, and {Setting.UrlPasswordFile.Name} is not"
            : CheckUser(user) ?? CheckPath(passwordFile);
        if (problem is not null)
            return null;

        if (ReadPassword(passwordFile, out problem) is { } password)
            return $"{user}:{password}";

        problem = $"the password file {passwordFile} cannot be used: {problem}";
        return null;
    }

    /// <summary>Why a text is no user, one line for a person; null if it is one.</summary>
    public static string? CheckUser(string user)
    {
        var isName = user.Length > 0;
        foreach (var c in user)
            isName &= c != ':' && !char.IsControl(c);
        return isName ? null : $"{Setting.UrlUser.Name} takes a name without colons and control characters";
    }

    /// <summary>
    /// Why a text is no path of the file, one line for a person; null if it is one. The line is kept with the report, and does not
    /// have the text in it: it may be the password itself.
    /// </summary>
    public static string? CheckPath(string path) =>
        path.StartsWith('/') ? null : $"{Setting.UrlPasswordFile.Name} takes the path of a file, which begins with a slash";

    private static string? ReadPassword(string path, out string? problem)
    {
        using var file = SafeFile.OpenOwn(Encoding.UTF8.GetBytes(path), Libc.O_RDONLY, out problem);
        problem ??= file!.Exposure;
        if (problem is not null)
            return null;

        // One byte more than the longest line with its end of two.
        ReadOnlySpan<byte> content = file!.ReadStart(LongestPassword + 3);
        var end = content.IndexOf((byte)'\n');
        var line = end < 0 ? content : content[..end];
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        problem = content.Length < Math.Min(file.Length, LongestPassword + 3) ? "it cannot be read"
            : line.IsEmpty ? "its first line is empty"
            : line.Length > LongestPassword ? $"its first line is longer than {LongestPassword} bytes"
            : !System.Text.Unicode.Utf8.IsValid(line) || line.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 ? "its first line is no text"
            : null;
        return problem is null ? Encoding.UTF8.GetString(line) : null;
    }
}
