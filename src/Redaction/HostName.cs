// The name of the host, which its owner has chosen.

namespace ApiFunc.Redaction;

/// <summary>Masks the name of a host, and its domain.</summary>
/// <param name="host">The name, with its domain or without.</param>
/// <param name="applications">The names of what is installed, which stay: a host may be named after what runs on it.</param>
internal sealed class HostName(string host, IReadOnlyList<string> applications)
{
    // A word, as the name was, so that the text around it keeps its meaning.
    private const string Masked = "HOSTNAME";

    private const int MinLength = 4;

    // Names that many hosts have, and words of every log: they identify nobody.
    private static readonly string[] s_commonNames =
    [
        "debian", "ubuntu", "alpine", "fedora", "centos", "rocky", "almalinux", "devuan", "arch", "archlinux", "gentoo", "opensuse",
        "raspberrypi", "linux", "proxmox", "docker", "podman", "kubernetes", "server", "host", "hostname", "localhost", "local",
        "localdomain", "node", "node1", "node2", "node3", "home", "house", "homelab", "homeserver", "lab", "test", "testing",
        "demo", "cluster", "router", "gateway", "firewall", "switch", "nas", "storage", "backup", "backups", "cloud", "mail",
        "database", "desktop", "laptop", "workstation", "computer", "machine", "virtual", "container", "template", "system", "root",
        "admin", "user", "users", "main", "master", "worker", "primary", "default", "service", "services", "network", "internet",
        "media", "data", "http", "https", "file", "files", "error", "errors", "warning", "failed", "success", "done", "installing",
        "install", "update", "upgrade", "package", "packages", "version", "release", "kernel", "memory", "disk", "line", "code",
        "exit", "exit_code", "command", "process", "script", "scripts", "shell", "bash", "none", "null", "true", "false", "unknown",
        "advanced", "external", "community", "configuring", "validation", "aborted", "apply", "with", "from", "that", "this",
        "stable", "development", "production", "prod", "staging", "intel", "amd64", "arm64", "operation", "general",
    ];

    // After the host's name and a dot these are no domain, but the extension of a file.
    private static readonly string[] s_extensions =
    [
        "log", "conf", "cfg", "config", "ini", "env", "sh", "txt", "md", "json", "yaml", "yml", "toml", "xml", "html", "csv", "sql",
        "db", "sqlite", "service", "socket", "timer", "mount", "target", "pid", "sock", "lock", "lease", "leases", "list",
        "sources", "rules", "fw", "network", "link", "netdev", "pem", "key", "crt", "cer", "csr", "pub", "p12", "pfx", "asc", "gpg",
        "img", "raw", "qcow2", "vmdk", "vma", "iso", "ova", "bin", "gz", "bz2", "xz", "zst", "lzo", "zip", "tar", "tgz", "deb",
        "bak", "old", "orig", "new", "tmp", "err", "out", "status",
    ];

    private readonly string _shortName = host.Split('.')[0];
    private bool? _isIdentifying;

    /// <summary>The text without the name and the short name of the host, as whole words in any case, and the domain after them.</summary>
    public string Mask(string text, MaskCounter? counter = null)
    {
        if (!(_isIdentifying ??= IsIdentifying()))
            return text;

        var replacements = new Replacements(text);
        for (var at = 0; IgnoreCase.IndexOf(text, _shortName, at) is var start and >= 0;)
        {
            var end = start + _shortName.Length;
            if (IgnoreCase.StandsAt(text, start, host) && IsWordEnd(text, start + host.Length))
                end = start + host.Length;
            at = end;
            if ((start == 0 || !IsWordCharacter(text[start - 1])) && IsWordEnd(text, end))
            {
                at = EndOfDomain(text, end);
                replacements.Add(start, at, Masked);
            }
        }

        counter?.Add("the host's name", replacements);
        return replacements.Result;
    }

    private bool IsIdentifying() =>
        _shortName.Length >= MinLength
        && !IgnoreCase.IsOneOf(_shortName, s_commonNames)
        && _shortName.Any(char.IsLetter)
        && !applications.Any(application => IsSameName(application, _shortName));

    /// <summary>Whether two names differ only in case and in what stands between words.</summary>
    private static bool IsSameName(string one, string other) =>
        LettersAndDigits(one).Equals(LettersAndDigits(other), StringComparison.OrdinalIgnoreCase);

    private static string LettersAndDigits(string name) => string.Concat(name.Where(char.IsLetterOrDigit));

    /// <summary>The end of the domain after a name. Extensions of files and numbers at its end do not belong to it.</summary>
    private int EndOfDomain(string text, int at)
    {
        var domain = at;
        while (at < text.Length && text[at] == '.')
        {
            var end = at + 1;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '-'))
                end++;
            var label = text.AsSpan(at + 1, end - at - 1).TrimEnd('-');
            if (label.IsEmpty || label[0] == '-' || !IsWordEnd(text, end))
                break;
            var isExtension = IgnoreCase.IsOneOf(label, s_extensions) && !IgnoreCase.Equals(label, _shortName);
            if (label.ContainsAnyExceptInRange('0', '9') && !isExtension)
                domain = at + 1 + label.Length;
            at = end;
        }

        return domain;
    }

    private static bool IsWordEnd(string text, int at) => at >= text.Length || !IsWordCharacter(text[at]);

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '_';
}
