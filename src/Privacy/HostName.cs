// The name of the host, which its owner has chosen.

namespace ApiFunc.Privacy;

internal static class HostName
{
    // A word, as the name was: what stands around it means what it meant.
    private const string Masked = "HOSTNAME";

    private const int ShortestName = 4;

    // Names that many hosts have, and words that stand in every log: they tell nobody apart.
    private static readonly string[] Common =
    [
        "debian", "ubuntu", "alpine", "fedora", "centos", "rocky", "almalinux", "devuan", "arch", "archlinux", "gentoo", "opensuse", "raspberrypi", "linux", "proxmox", "docker",
        "podman", "kubernetes", "server", "host", "hostname", "localhost", "local", "localdomain", "node", "node1", "node2", "node3", "home", "house", "homelab",
        "homeserver", "lab", "test", "testing", "demo", "cluster", "router", "gateway", "firewall", "switch", "nas", "storage", "backup", "backups",
        "cloud", "mail", "database", "desktop", "laptop", "workstation", "computer", "machine", "virtual", "container", "template", "system", "root",
        "admin", "user", "users", "main", "master", "worker", "primary", "default", "service", "services", "network", "internet", "media",
        "data", "http", "https", "file", "files", "error", "errors", "warning", "failed", "success", "done", "installing", "install", "update", "upgrade", "package",
        "packages", "version", "release", "kernel", "memory", "disk", "line", "code", "exit", "exit_code", "command", "process", "script", "scripts", "shell", "bash",
        "none", "null", "true", "false", "unknown", "advanced", "external", "community", "configuring", "validation", "aborted", "apply", "with", "from",
        "that", "this", "stable", "development", "production", "prod", "staging", "intel", "amd64", "arm64", "operation", "general",
    ];

    /// <summary>Masks the name and the short name of the host as whole words, in any case.</summary>
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

        for (var at = 0; text.IndexOf(shortName, at, StringComparison.OrdinalIgnoreCase) is var start and >= 0;)
        {
            var end = start + shortName.Length;
            if (string.Compare(text, start, host, 0, host.Length, StringComparison.OrdinalIgnoreCase) == 0 && IsEnd(text, start + host.Length))
                end = start + host.Length;
            at = end;
            if ((start == 0 || !IsWordCharacter(text[start - 1])) && IsEnd(text, end))
                edits.Replace(start, end, Masked);
        }
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
