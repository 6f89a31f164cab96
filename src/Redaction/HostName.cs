// The name of the host, which its owner has chosen.

namespace ApiFunc.Redaction;

internal static class HostName
{
    // A word, as the name was: what stands around it means what it meant.
    private const string Masked = "HOSTNAME";

    private const int ShortestName = 4;

    // Names that many hosts have, and words that stand in every log: they tell nobody apart.
    private static readonly string[] Common =
    [
        "debian", "ubuntu", "alpine", "fedora", "centos", "rocky", "almalinux", "devuan", "arch", "archlinux", "gentoo", "opensuse",
        "raspberrypi", "linux", "proxmox", "docker",
        "podman", "kubernetes", "server", "host", "hostname", "localhost", "local", "localdomain", "node", "node1", "node2", "node3",
        "home", "house", "homelab",
        "homeserver", "lab", "test", "testing", "demo", "cluster", "router", "gateway", "firewall", "switch", "nas", "storage", "backup",
        "backups",
        "cloud", "mail", "database", "desktop", "laptop", "workstation", "computer", "machine", "virtual", "container", "template",
        "system", "root",
        "admin", "user", "users", "main", "master", "worker", "primary", "default", "service", "services", "network", "internet", "media",
        "data", "http", "https", "file", "files", "error", "errors", "warning", "failed", "success", "done", "installing", "install",
        "update", "upgrade", "package",
        "packages", "version", "release", "kernel", "memory", "disk", "line", "code", "exit", "exit_code", "command", "process", "script",
        "scripts", "shell", "bash",
        "none", "null", "true", "false", "unknown", "advanced", "external", "community", "configuring", "validation", "aborted", "apply",
        "with", "from",
        "that", "this", "stable", "development", "production", "prod", "staging", "intel", "amd64", "arm64", "operation", "general",
    ];

    // Behind the host's name and a dot they are no domain, but say what kind of file is called after it.
    private static readonly string[] Extensions =
    [
        "log", "conf", "cfg", "config", "ini", "env", "sh", "txt", "md", "json", "yaml", "yml", "toml", "xml", "html", "csv", "sql", "db",
        "sqlite",
        "service", "socket", "timer", "mount", "target", "pid", "sock", "lock", "lease", "leases", "list", "sources", "rules", "fw",
        "network", "link", "netdev",
        "pem", "key", "crt", "cer", "csr", "pub", "p12", "pfx", "asc", "gpg", "img", "raw", "qcow2", "vmdk", "vma", "iso", "ova", "bin",
        "gz", "bz2", "xz", "zst", "lzo", "zip", "tar", "tgz", "deb", "bak", "old", "orig", "new", "tmp", "err", "out", "status",
    ];

    /// <summary>Masks the name and the short name of the host as whole words, in any case, with the domain behind it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="edits">What is replaced.</param>
    /// <param name="host">The name, with its domain or without.</param>
    /// <param name="applications">The names of what is installed, which stay: a host may be called after what runs on it.</param>
    public static void Mask(string text, Edits edits, string host, IReadOnlyList<string> applications)
    {
        var dot = host.IndexOf('.');
        var shortName = dot < 0 ? host : host[..dot];
        if (!IsTelling(shortName, applications))
            return;

        for (var at = 0; Values.IndexOf(text, shortName, at) is var start and >= 0;)
        {
            var end = start + shortName.Length;
            if (string.Compare(text, start, host, 0, host.Length, StringComparison.OrdinalIgnoreCase) == 0 && IsEnd(text, start + host.Length))
                end = start + host.Length;
            at = end;
            if ((start == 0 || !IsWordCharacter(text[start - 1])) && IsEnd(text, end))
            {
                at = EndOfDomain(text, end, shortName);
                edits.Replace(start, at, Masked);
            }
        }
    }

    /// <summary>
    /// The end of the labels with dots in front that follow a name. At the end of them, extensions of files and numbers,
    /// which no domain ends with, stay.
    /// </summary>
    private static int EndOfDomain(string text, int at, ReadOnlySpan<char> name)
    {
        var domain = at;
        while (at < text.Length && text[at] == '.')
        {
            var end = at + 1;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '-'))
                end++;
            var label = text.AsSpan(at + 1, end - at - 1).TrimEnd('-');
            if (label.IsEmpty || label[0] == '-' || !IsEnd(text, end))
                break;
            if (label.ContainsAnyExceptInRange('0', '9') && (!Values.IsOneOf(label, Extensions) || label.Equals(name, StringComparison.OrdinalIgnoreCase)))
                domain = at + 1 + label.Length;
            at = end;
        }

        return domain;
    }

    private static bool IsTelling(string name, IReadOnlyList<string> applications)
    {
        if (name.Length < ShortestName || Values.IsOneOf(name, Common) || !name.Any(char.IsLetter))
            return false;

        foreach (var application in applications)
        {
            if (Same(application, name))
                return false;
        }

        return true;
    }

    /// <summary>Whether two names are one but for case and what stands between words.</summary>
    private static bool Same(string one, string other) => Bare(one).Equals(Bare(other), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string name) => string.Concat(name.Where(char.IsLetterOrDigit));

    private static bool IsEnd(string text, int at) => at >= text.Length || !IsWordCharacter(text[at]);

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '_';
}
