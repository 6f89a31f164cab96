// Which names of options, variables, fields and headers tell that their value is a secret.

namespace ApiFunc.Redaction;

/// <summary>What a name tells about its value.</summary>
internal enum NameKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is a secret.</summary>
    Secret,

    /// <summary>It is a secret, unless it is the path of a file that holds one.</summary>
    Key,

    /// <summary>If it is assigned, it is several secrets or belongs to one, unless it is a path, a number or a word.</summary>
    Assigned,

    /// <summary>It is a secret if it looks random: the name has a word of a secret's name, or is a key of many kinds.</summary>
    Random,

    /// <summary>It is an HTTP header that grants access.</summary>
    Header,
}

internal static class SecretNames
{
    // The ends of names of secrets.
    private static readonly string[] s_secretEndings =
    [
        "password", "passwd", "passwrd", "passphrase", "passcode", "passwort", "mot_de_passe", "pass", "secret", "token", "apikey",
        "bearer", "masterauth", "cookie_encryption", "community_string", "snmp_community", "snmpcommunity",
    ];

    // The last words of names of secrets.
    private static readonly string[] s_secretLastWords = ["pwd", "pw", "psk", "psw", "pswd", "_auth"];

    // Whose passwords end with these, without a separator: DBPW, ROOTPWD.
    private static readonly string[] s_ownedEndings = ["pw", "pwd"];
    private static readonly string[] s_passwordOwners =
    [
        "db", "user", "root", "admin", "my", "sql", "mysql", "pg", "pgsql", "postgres", "maria", "ldap", "bind", "ftp", "smtp",
        "mail", "imap", "ssh", "sudo", "login", "redis", "mongo", "vnc", "smb", "samba",
    ];

    // A personal access token, if a forge or a registry stands before it: there are patterns and paths, too.
    private const string AccessToken = "pat";
    private static readonly string[] s_forges =
    [
        "gh", "ghcr", "git", "github", "gitlab", "gitea", "forgejo", "bitbucket", "azure", "devops", "ado", "azdo", "docker",
        "dockerhub", "registry", "npm", "access",
    ];

    // Keys are secrets if one of these stands before: there are public ones, and those of tables and maps.
    private const string Key = "key";
    private const string Keys = "keys";
    private static readonly string[] s_secretKeys =
    [
        "api", "secret", "private", "access", "encryption", "encrypt", "master", "auth", "app", "account", "license", "licence",
        "session", "preshared", "shared", "storage", "admin", "jwt", "hmac", "webhook", "cookie", "crypt", "service", "deploy",
        "setup",
    ];

    // Keys in upper case (a variable) or in a header are secrets unless one of these stands before.
    private static readonly string[] s_publicKeys =
    [
        "public", "pub", "gpg", "pgp", "apt", "repo", "ssh", "host", "primary", "foreign", "sort", "hot", "cache", "partition",
        "group", "object", "trusted", "index", "unique",
    ];

    // Packages are signed with a signing-key, which is public.
    private static readonly string[] s_signingKeys = ["signing_key", "signingkey"];

    // After the name of a secret.
    private static readonly string[] s_suffixes =
    [
        "confirmation", "confirm", "repeat", "again", "plain", "value", "encrypted", "base64", "hash", "new", "old", "base",
    ];

    // Programs, and words that only end like the name of a secret.
    private static readonly string[] s_notSecrets =
    [
        "chpasswd", "htpasswd", "gpasswd", "smbpasswd", "mkpasswd", "vncpasswd", "kpasswd", "ldappasswd", "sshpass",
        "systemd-ask-password", "bypass", "publickeytoken", "compass", "encompass", "trespass", "overpass", "surpass", "libsecret",
    ];

    // Several secrets, or a user with a secret.
    private static readonly string[] s_assignedEndings =
    [
        "tokens", "passwords", "secrets", "passphrases", "credentials", "credential", "creds", "secret_id", "secretid",
        "basic_auth", "basicauth",
    ];

    // Hashed with passwords.
    private static readonly string[] s_saltAndPepper = ["salt", "pepper"];

    private static readonly string[] s_signedUrlParameters = ["x-amz-signature", "x-goog-signature"];

    // The ends of names of somebody's own headers (X-Gotify-Key, X-Auth).
    private const string HeaderPrefix = "x-";
    private const string AuthHeaderEnding = "-auth";
    private const string KeyHeaderEnding = "-key";

    // A name with one of these words may be a secret's, or that of its length, its age, its file.
    private static readonly string[] s_secretWords =
    [
        "password", "passwd", "pass", "secret", "token", "apikey", "creds", "jwt", "seed", "totp", "otp", "key", "license", "salt",
        "pepper",
    ];

    // Names of errors begin with these: "invalid_token", "ExpiredToken".
    private static readonly string[] s_errorPrefixes =
    [
        "bad", "duplicate", "expired", "forbidden", "illegal", "incorrect", "insufficient", "invalid", "malformed", "mismatched",
        "missing", "no", "rejected", "revoked", "unauthorized", "unexpected", "unknown", "unrecognized", "unsupported", "weak",
        "wrong",
    ];

    /// <summary>Headers that grant access.</summary>
    public static readonly string[] Headers = ["authorization", "proxy-authorization", "cookie", "set-cookie"];

    // Every header contains one of these, which begin with letters that are seldom. A unit test keeps it so.
    private static readonly string[] s_partsOfHeaders = ["uthorization", "cookie"];

    // Most words end with another letter than these names do, and need not be compared with any: one bit for each letter.
    private static readonly uint s_lastLetters = LettersOf(
        s_secretEndings, s_secretLastWords, s_ownedEndings, [AccessToken, Key, Keys, AuthHeaderEnding, KeyHeaderEnding],
        s_signingKeys, s_suffixes, s_assignedEndings, s_saltAndPepper, s_signedUrlParameters);

    /// <summary>What the name of an option, a variable or a field tells about its value.</summary>
    public static NameKind Of(ReadOnlySpan<char> name) =>
        KindOf(name) is var kind and not NameKind.None && !IsError(name) ? kind : NameKind.None;

    /// <summary>Whether a text may contain the name of a header that grants access.</summary>
    public static bool MayContainHeader(string text)
    {
        foreach (var part in s_partsOfHeaders)
        {
            if (IgnoreCase.Contains(text, part))
                return true;
        }

        return false;
    }

    /// <summary>What the name of a header tells about its value.</summary>
    public static NameKind OfHeader(ReadOnlySpan<char> name) => IgnoreCase.IsOneOf(name, Headers) ? NameKind.Header : NameKind.None;

    /// <summary>Whether a parameter of a URL is a signature, which grants access to it.</summary>
    public static bool IsSignature(ReadOnlySpan<char> name) => name is "sig" or "Signature";

    /// <summary>Whether a name has a word of a secret's name anywhere, or is a key of some kind.</summary>
    public static bool MayBeSecret(ReadOnlySpan<char> name)
    {
        for (var at = 0; at < name.Length;)
        {
            var length = name[at..].IndexOfAny('_', '-', '.');
            length = length < 0 ? name.Length - at : length;
            if (IgnoreCase.IsOneOf(name.Slice(at, length), s_secretWords))
                return !IsError(name) && !EndsWithAnyPart(WithoutKey(name), s_publicKeys);
            at += length + 1;
        }

        return false;
    }

    private static NameKind KindOf(ReadOnlySpan<char> name)
    {
        // The variable that sshpass reads.
        if (name is "SSHPASS")
            return NameKind.Secret;

        name = WithoutNumber(name);
        if (name.IsEmpty || !IsLastCharacter(name[^1]) || IgnoreCase.IsOneOf(name, s_notSecrets))
            return NameKind.None;

        foreach (var suffix in s_suffixes)
        {
            if (EndsWithPart(name, suffix))
            {
                name = name[..^suffix.Length].TrimEnd("_-.");
                break;
            }
        }

        if (IgnoreCase.EndsWithAny(name, s_secretEndings))
            return NameKind.Secret;
        if (IgnoreCase.EndsWithAny(name, s_signingKeys))
            return NameKind.Assigned;
        if (IgnoreCase.EndsWith(name, Key) && (IsSecretKey(name[..^Key.Length]) || !IsOwnHeader(name)))
            return IsSecretKey(name[..^Key.Length]) ? NameKind.Key : NameKind.None;
        if (EndsWithAnyPart(name, s_secretLastWords) || IsOwnHeader(name))
            return NameKind.Secret;
        if (IsOwnedPassword(name) || IsAccessToken(name) || IgnoreCase.IsOneOf(name, s_signedUrlParameters))
            return NameKind.Secret;
        return !name.ContainsAny('-', '.') && IsAssigned(name) ? NameKind.Assigned : NameKind.None;
    }

    /// <summary>A name without the number of one of several: <c>password2</c>, <c>DB_PASSWORD_1</c>.</summary>
    private static ReadOnlySpan<char> WithoutNumber(ReadOnlySpan<char> name)
    {
        if (IgnoreCase.EndsWith(name, "base64"))
            return name;
        var bare = name.TrimEnd("0123456789");
        return bare.Length < name.Length ? bare.TrimEnd('_') : name;
    }

    /// <summary>Whether the name of a secret may end with a character. Numbers are gone, but that of base64.</summary>
    private static bool IsLastCharacter(char c) => char.IsAsciiLetter(c) ? (s_lastLetters & Bit(c)) != 0 : char.IsAsciiDigit(c);

    private static uint LettersOf(params ReadOnlySpan<string[]> tables)
    {
        var letters = 0u;
        foreach (var table in tables)
        {
            foreach (var word in table)
                letters |= char.IsAsciiLetter(word[^1]) ? Bit(word[^1]) : 0;
        }

        return letters;
    }

    private static uint Bit(char letter) => 1u << (letter & 31);

    private static bool IsSecretKey(ReadOnlySpan<char> before)
    {
        var kind = before.TrimEnd("_-. ");
        if (IgnoreCase.EndsWithAny(kind, s_secretKeys))
            return true;

        // LDAP_ENC_KEY: a variable
        return before is [.., '_'] && !before.ContainsAnyInRange('a', 'z') && !EndsWithAnyPart(kind, s_publicKeys);
    }

    private static bool IsOwnHeader(ReadOnlySpan<char> name) =>
        name.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase)
        && (IgnoreCase.EndsWith(name, AuthHeaderEnding)
            || (IgnoreCase.EndsWith(name, KeyHeaderEnding) && !EndsWithAnyPart(name[..^KeyHeaderEnding.Length], s_publicKeys)));

    private static bool IsOwnedPassword(ReadOnlySpan<char> name)
    {
        foreach (var ending in s_ownedEndings)
        {
            if (IgnoreCase.EndsWith(name, ending) && EndsWithAnyPart(name[..^ending.Length], s_passwordOwners))
                return true;
        }

        return false;
    }

    private static bool IsAccessToken(ReadOnlySpan<char> name) =>
        EndsWithPart(name, AccessToken) && EndsWithAnyPart(name[..^AccessToken.Length].TrimEnd("_-."), s_forges);

    private static bool IsAssigned(ReadOnlySpan<char> name) =>
        IgnoreCase.EndsWithAny(name, s_assignedEndings)
        || (IgnoreCase.EndsWith(name, Keys) && IgnoreCase.EndsWithAny(name[..^Keys.Length].TrimEnd('_'), s_secretKeys))
        || (EndsWithAnyPart(name, s_saltAndPepper) && !IgnoreCase.IsOneOf(name, s_saltAndPepper));

    private static bool IsError(ReadOnlySpan<char> name)
    {
        foreach (var prefix in s_errorPrefixes)
        {
            var isPrefix = name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
            if (isPrefix && IsNewWord(name, prefix.Length))
                return true;
        }

        return false;

        static bool IsNewWord(ReadOnlySpan<char> name, int at) =>
            name[at] is '_' or '-' || (char.IsAsciiLetterUpper(name[at]) && char.IsAsciiLetterLower(name[at - 1]));
    }

    private static ReadOnlySpan<char> WithoutKey(ReadOnlySpan<char> name) =>
        IgnoreCase.EndsWith(name, Key) ? name[..^Key.Length].TrimEnd("_-.") : name;

    private static bool EndsWithAnyPart(ReadOnlySpan<char> name, ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (EndsWithPart(name, part))
                return true;
        }

        return false;
    }

    /// <summary>Whether a name ends with a part, or is it: before the part is a separator, or case changes.</summary>
    private static bool EndsWithPart(ReadOnlySpan<char> name, string part)
    {
        if (!IgnoreCase.EndsWith(name, part))
            return false;

        var before = name.Length - part.Length - 1;
        return before < 0
            || !char.IsAsciiLetterOrDigit(name[before])
            || (char.IsAsciiLetterLower(name[before]) && char.IsAsciiLetterUpper(name[before + 1]));
    }
}
