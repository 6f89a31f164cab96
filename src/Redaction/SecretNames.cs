// Which names of options, variables and fields say that their value is a secret.

namespace ApiFunc.Redaction;

/// <summary>What a name says about its value.</summary>
internal enum NameKind
{
    /// <summary>Nothing that would have to be hidden.</summary>
    None,

    /// <summary>It is a secret.</summary>
    Secret,

    /// <summary>It is a secret, unless it is the path of a file that holds one.</summary>
    Key,

    /// <summary>It is a secret where it is assigned, unless it is a path, a number or a word: several secrets, or what goes with one.</summary>
    Assigned,

    /// <summary>It is a secret if it looks like something random: the name has a word of a secret's name, or is one of many keys.</summary>
    Random,

    /// <summary>It is a header of HTTP with the right to something.</summary>
    Header,
}

internal static class SecretNames
{
    // The end of a name that tells. "pass" and the shorter ones have conditions of their own.
    private static readonly string[] Secrets =
        ["password", "passwd", "passwrd", "passphrase", "passcode", "passwort", "mot_de_passe", "secret", "token", "apikey", "bearer", "requirepass",
        "masterauth", "cookie_encryption", "community_string", "snmp_community", "snmpcommunity"];

    // The last word of a name that tells.
    private static readonly string[] LastWords = ["pwd", "pw", "psk", "psw", "pswd", "_auth"];

    // What a key has to be to be a secret: there are public ones, and those of tables and maps.
    private static readonly string[] SecretKeys =
    [
        "api", "secret", "private", "access", "encryption", "encrypt", "master", "auth", "app", "account", "license", "licence", "session",
        "preshared", "shared", "storage", "admin", "jwt", "hmac", "webhook", "cookie", "crypt", "service", "deploy", "setup",
    ];

    // Keys in the names of variables that are no secrets.
    private static readonly string[] OpenKeys =
    [
        "public", "pub", "gpg", "pgp", "apt", "repo", "ssh", "host", "primary", "foreign", "sort", "hot", "cache", "partition", "group",
        "object", "trusted", "index", "unique",
    ];

    // Behind a secret's name it is still one.
    private static readonly string[] Endings =
    [
        "confirmation", "confirm", "repeat", "again", "plain", "value", "encrypted", "base64", "hash", "new", "old", "base",
    ];

    // Programs, and words that only end like one.
    private static readonly string[] Others =
    [
        "chpasswd", "htpasswd", "gpasswd", "smbpasswd", "mkpasswd", "vncpasswd", "kpasswd", "ldappasswd", "sshpass", "systemd-ask-password",
        "bypass",
        "publickeytoken", "compass", "encompass", "trespass", "overpass", "surpass", "libsecret",
    ];

    // In front of "pw" and "pwd", without a separator.
    private static readonly string[] Owners =
    [
        "db", "user", "root", "admin", "my", "sql", "mysql", "pg", "pgsql", "postgres", "maria", "ldap", "bind", "ftp", "smtp", "mail",
        "imap", "ssh", "sudo", "login", "redis", "mongo", "vnc", "smb", "samba",
    ];

    // In front of "PAT", a personal access token: there are patterns and paths, too.
    private static readonly string[] Forges =
    [
        "gh", "ghcr", "git", "github", "gitlab", "gitea", "forgejo", "bitbucket", "azure", "devops", "ado", "azdo", "docker", "dockerhub",
        "registry", "npm", "access",
    ];

    private static readonly string[] Plurals = ["tokens", "passwords", "secrets", "passphrases", "credentials", "credential", "creds"];

    // What goes with passwords, and is hidden like them.
    private static readonly string[] Spices = ["salt", "pepper"];

    // A name with one of these words may be that of a secret, or of what is said about one: its length, its age, its file.
    private static readonly string[] Telling =
    [
        "password", "passwd", "pass", "secret", "token", "apikey", "creds", "jwt", "seed", "totp", "otp", "key", "license", "salt",
        "pepper",
    ];

    // What is wrong with a secret: "invalid_token" and "ExpiredToken" are names of errors.
    private static readonly string[] Faults =
    [
        "bad", "duplicate", "expired", "forbidden", "illegal", "incorrect", "insufficient", "invalid", "malformed", "mismatched", "missing",
        "no", "rejected",
        "revoked", "unauthorized", "unexpected", "unknown", "unrecognized", "unsupported", "weak", "wrong",
    ];


    private static readonly string[] Signatures = ["x-amz-signature", "x-goog-signature"];

    private static readonly string[] Headers = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

    // Letters that a name of a secret may end with, one bit each.
    private static readonly uint s_lastLetters = LastLetters();

    /// <summary>What the name of an option, a variable or a field says about its value.</summary>
    public static NameKind Of(ReadOnlySpan<char> name) => Kind(name) is var kind and not NameKind.None && !IsFault(name) ? kind : NameKind.None;

    private static NameKind Kind(ReadOnlySpan<char> name)
    {
        // The variable that sshpass reads.
        if (name is "SSHPASS")
            return NameKind.Secret;

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
            if (Values.EndsWith(name, secret))
                return NameKind.Secret;
        }

        // What packages are signed with is written signing-key, and is public.
        if (Values.EndsWith(name, "signing_key") || Values.EndsWith(name, "signingkey"))
            return NameKind.Assigned;
        if (Values.EndsWith(name, "key") && (IsSecretKey(name[..^3]) || !IsHeaderOfKey(name)))
            return IsSecretKey(name[..^3]) ? NameKind.Key : NameKind.None;
        if (Values.EndsWith(name, "pass"))
            return NameKind.Secret;
        if (EndsWithAnyPart(name, LastWords) || IsHeaderOfKey(name))
            return NameKind.Secret;
        if (IsOwned(name, "pw") || IsOwned(name, "pwd") || (EndsWithPart(name, "pat") && EndsWithAnyPart(name[..^3].TrimEnd("_-."), Forges)) || Values.IsOneOf(name, Signatures))
            return NameKind.Secret;
        return !name.ContainsAny('-', '.') && IsAssigned(name) ? NameKind.Assigned : NameKind.None;
    }

    /// <summary>Whether a name in the query of a URL is that of what gives the right to fetch it.</summary>
    public static bool IsSignature(ReadOnlySpan<char> name) => name is "sig" or "Signature";

    /// <summary>Whether a name is that of a header which carries secrets, whatever they look like.</summary>
    public static NameKind OfHeader(ReadOnlySpan<char> name) =>
        name.Length > 5 && name[^1] is 'n' or 'N' or 'e' or 'E' && Values.IsOneOf(name, Headers) ? NameKind.Header : NameKind.None;

    private static bool IsSecretKey(ReadOnlySpan<char> before)
    {
        var what = before.TrimEnd("_-. ");
        if (EndsWithAny(what, SecretKeys))
            return true;

        // LDAP_ENC_KEY: a variable that is set to a key, of which there are open ones.
        return before is [.., '_'] && before.IndexOfAnyInRange('a', 'z') < 0 && !EndsWithAnyPart(what, OpenKeys);
    }

    private static bool IsAssigned(ReadOnlySpan<char> name) =>
        EndsWithAny(name, Plurals)
        || (Values.EndsWith(name, "keys") && EndsWithAny(name[..^4].TrimEnd('_'), SecretKeys))
        || (name.Length > 4 && EndsWithAnyPart(name, Spices) && !Values.IsOneOf(name, Spices))
        || EndsWithAny(name, ["secret_id", "secretid", "basic_auth", "basicauth"]);

    /// <summary>Whether a name ends with what somebody or something is called, and a part, with nothing between them.</summary>
    private static bool IsOwned(ReadOnlySpan<char> name, string part) =>
        Values.EndsWith(name, part) && EndsWithAnyPart(name[..^part.Length], Owners);

    private static bool EndsWithAny(ReadOnlySpan<char> name, ReadOnlySpan<string> ends)
    {
        foreach (var end in ends)
        {
            if (Values.EndsWith(name, end))
                return true;
        }

        return false;
    }

    private static bool EndsWithAnyPart(ReadOnlySpan<char> name, ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (EndsWithPart(name, part))
                return true;
        }

        return false;
    }

    /// <summary>Whether the last letter is one that a name of a secret may end with.</summary>
    private static bool MayTell(char last) => char.IsAsciiLetter(last) ? (s_lastLetters >> ((last & 31) - 1) & 1) != 0 : last == '4';

    private static uint LastLetters()
    {
        var letters = 0u;
        ReadOnlySpan<string[]> tables = [Secrets, LastWords, Endings, Plurals, Spices, Signatures, ["key", "keys", "pass", "pat", "auth", "id"]];
        foreach (var table in tables)
        {
            foreach (var word in table)
                letters |= char.IsAsciiLetter(word[^1]) ? 1u << ((word[^1] & 31) - 1) : 0;
        }

        return letters;
    }

    /// <summary>Whether a name has a word of a secret's name anywhere, or is a key of some kind.</summary>
    public static bool MayBeSecret(ReadOnlySpan<char> name)
    {
        for (var at = 0; at < name.Length;)
        {
            var length = name[at..].IndexOfAny('_', '-', '.');
            length = length < 0 ? name.Length - at : length;
            if (Values.IsOneOf(name.Slice(at, length), Telling))
                return !IsFault(name) && !EndsWithAnyPart(WithoutKey(name), OpenKeys);
            at += length + 1;
        }

        return false;
    }

    /// <summary>Whether a name is that of an error about a secret.</summary>
    private static bool IsFault(ReadOnlySpan<char> name)
    {
        foreach (var fault in Faults)
        {
            if (name.Length > fault.Length && name.StartsWith(fault, StringComparison.OrdinalIgnoreCase)
                && (name[fault.Length] is '_' or '-' || (char.IsAsciiLetterUpper(name[fault.Length]) && char.IsAsciiLetterLower(name[fault.Length - 1]))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a name is that of a header of somebody's own that carries a key: <c>X-Gotify-Key</c>, <c>X-Auth</c>.</summary>
    private static bool IsHeaderOfKey(ReadOnlySpan<char> name) =>
        name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)
        && (Values.EndsWith(name, "-auth") || (Values.EndsWith(name, "-key") && !EndsWithAnyPart(name[..^4], OpenKeys)));

    private static ReadOnlySpan<char> WithoutKey(ReadOnlySpan<char> name) =>
        Values.EndsWith(name, "key") ? name[..^3].TrimEnd("_-.") : name;

    /// <summary>Whether a name ends with a part, which may be all of it: in front of it is a separator, or case changes.</summary>
    private static bool EndsWithPart(ReadOnlySpan<char> name, string part)
    {
        if (!Values.EndsWith(name, part))
            return false;

        var before = name.Length - part.Length - 1;
        return before < 0 || !char.IsAsciiLetterOrDigit(name[before]) || (char.IsAsciiLetterLower(name[before]) && char.IsAsciiLetterUpper(name[before + 1]));
    }

    /// <summary>The name without the number of one of several: <c>password2</c>, <c>DB_PASSWORD_1</c>.</summary>
    private static ReadOnlySpan<char> WithoutNumber(ReadOnlySpan<char> name)
    {
        if (Values.EndsWith(name, "base64"))
            return name;
        var bare = name.TrimEnd("0123456789");
        return bare.Length < name.Length ? bare.TrimEnd('_') : name;
    }
}
