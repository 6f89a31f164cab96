// Which names of options, variables and fields say that their value is a secret.

namespace ApiFunc.Privacy;

/// <summary>What a name says about its value.</summary>
internal enum NameKind
{
    /// <summary>Nothing that would have to be hidden.</summary>
    None,

    /// <summary>It is a secret.</summary>
    Secret,

    /// <summary>It is a secret, unless it is the path of a file that holds one.</summary>
    Key,

    /// <summary>It is a header of HTTP with the right to something.</summary>
    Header,
}

internal static class SecretNames
{
    // The end of a name that tells. "pass" and the shorter ones have conditions of their own.
    private static readonly string[] Secrets =
        ["password", "passwd", "passphrase", "passcode", "passwort", "secret", "token", "apikey", "bearer", "requirepass", "masterauth"];

    // What a key has to be to be a secret: there are public ones, and those of tables and maps.
    private static readonly string[] SecretKeys =
    [
        "api", "secret", "private", "access", "encryption", "encrypt", "master", "auth", "app", "account", "license", "licence", "session",
        "preshared", "shared", "storage", "admin", "jwt", "hmac", "webhook", "cookie", "crypt", "service", "deploy",
    ];

    // Keys in the names of variables that are no secrets.
    private static readonly string[] OpenKeys =
        ["public", "pub", "gpg", "pgp", "apt", "repo", "ssh", "host", "primary", "foreign", "sort", "hot", "cache", "partition", "group", "object", "trusted"];

    // Behind a secret's name it is still one.
    private static readonly string[] Endings = ["confirmation", "confirm", "repeat", "again", "plain", "value", "encrypted", "base64", "hash", "new", "old", "base"];

    // Programs, and words that only end like one.
    private static readonly string[] Others =
    [
        "chpasswd", "htpasswd", "gpasswd", "smbpasswd", "mkpasswd", "vncpasswd", "kpasswd", "ldappasswd", "sshpass", "systemd-ask-password", "bypass",
        "compass", "encompass", "trespass", "overpass", "surpass", "libsecret",
    ];

    private static readonly string[] Headers = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

    /// <summary>What the name of an option, a variable or a field says about its value.</summary>
    public static NameKind Of(ReadOnlySpan<char> name)
    {
        name = WithoutNumber(name);
        if (name.IsEmpty || !MayTell(name[^1]) || Values.IsOneOf(name, Others))
            return NameKind.None;

        foreach (var ending in Endings)
        {
            if (EndsWithPart(name, ending))
            {
                name = name[..^ending.Length].TrimEnd("_-.");
                break;
            }
        }

        foreach (var secret in Secrets)
        {
            if (name.EndsWith(secret, StringComparison.OrdinalIgnoreCase))
                return NameKind.Secret;
        }

        if (name.EndsWith("key", StringComparison.OrdinalIgnoreCase))
            return IsSecretKey(name[..^3]) ? NameKind.Key : NameKind.None;
        if (name.EndsWith("pass", StringComparison.OrdinalIgnoreCase))
            return NameKind.Secret;
        return EndsWithPart(name, "pwd") || EndsWithPart(name, "pw") || EndsWithPart(name, "psk") || EndsWithPart(name, "_auth") ? NameKind.Secret : NameKind.None;
    }

    /// <summary>Whether a name is that of a header which carries secrets, whatever they look like.</summary>
    public static NameKind OfHeader(ReadOnlySpan<char> name) =>
        name.Length > 5 && name[^1] is 'n' or 'N' or 'e' or 'E' && Values.IsOneOf(name, Headers) ? NameKind.Header : NameKind.None;

    private static bool IsSecretKey(ReadOnlySpan<char> before)
    {
        var what = before.TrimEnd("_-. ");
        foreach (var secret in SecretKeys)
        {
            if (what.EndsWith(secret, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        // LDAP_ENC_KEY: a variable that is set to a key, of which there are open ones.
        return before is [.., '_'] && before.IndexOfAnyInRange('a', 'z') < 0 && !EndsWithOpenKey(what);
    }

    private static bool EndsWithOpenKey(ReadOnlySpan<char> what)
    {
        foreach (var open in OpenKeys)
        {
            if (EndsWithPart(what, open))
                return true;
        }

        return false;
    }

    /// <summary>Whether the last letter is one that a name of a secret may end with.</summary>
    private static bool MayTell(char last) => "detnyswkrhm4".Contains(char.ToLowerInvariant(last));

    /// <summary>Whether a name ends with a part, which may be all of it: in front of it is a separator, or case changes.</summary>
    private static bool EndsWithPart(ReadOnlySpan<char> name, ReadOnlySpan<char> part)
    {
        if (!name.EndsWith(part, StringComparison.OrdinalIgnoreCase))
            return false;

        var before = name.Length - part.Length - 1;
        return before < 0 || !char.IsAsciiLetterOrDigit(name[before]) || (char.IsAsciiLetterLower(name[before]) && char.IsAsciiLetterUpper(name[before + 1]));
    }

    /// <summary>The name without the number of one of several: <c>password2</c>, <c>DB_PASSWORD_1</c>.</summary>
    private static ReadOnlySpan<char> WithoutNumber(ReadOnlySpan<char> name)
    {
        if (name.EndsWith("base64", StringComparison.OrdinalIgnoreCase))
            return name;
        var bare = name.TrimEnd("0123456789");
        return bare.Length < name.Length ? bare.TrimEnd('_') : name;
    }
}
