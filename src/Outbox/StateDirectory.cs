// Where this project keeps what has to outlive a process: one directory for root, one for each user.

using System.Text;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Outbox;

internal static class StateDirectory
{
    /// <summary>Root's.</summary>
    public const string OfRoot = "/var/lib/api-func";

    /// <summary>A user's, below XDG_STATE_HOME.</summary>
    public const string OfUser = "api-func";

    /// <summary>What XDG_STATE_HOME is if it is not set, below HOME.</summary>
    public const string StateHome = ".local/state";

    /// <summary>The path that the settings name, or the default; null if there is no home directory.</summary>
    public static byte[]? PathOf(ScriptVariables script, Settings settings) =>
        settings.StateDirectory is { } path ? path
        : Libc.geteuid() == 0 ? [.. Encoding.ASCII.GetBytes(OfRoot)]
        : OfHome(script);

    /// <summary>Every path at which reports of this user may wait.</summary>
    public static IEnumerable<byte[]> PathsOf(ScriptVariables script, Settings settings)
    {
        if (PathOf(script, settings) is { } path)
            yield return path;
        if (settings.StateDirectory is null && Libc.geteuid() == 0 && OfHome(script) is { } home)
            yield return home;
    }

    /// <summary>
    /// The same, and every other one that the configuration and the defaults name, which scripts use whose environment names none.
    /// </summary>
    public static IEnumerable<byte[]> AllPathsOf(ScriptVariables script, Settings settings)
    {
        List<byte[]> paths = [.. PathsOf(script, settings)];
        Add(settings.Configuration[Setting.StateDirectory.Name]);
        if (Libc.geteuid() == 0)
            Add(Encoding.ASCII.GetBytes(OfRoot));
        Add(OfHome(script));
        return paths;

        void Add(byte[]? path)
        {
            foreach (var known in paths)
            {
                if (path is null || path.AsSpan().SequenceEqual(known))
                    return;
            }

            if (path is { Length: > 0 })
                paths.Add(path);
        }
    }

    /// <summary>Opens the directory, after making it if that is asked for; null, with the reason, if it cannot be used.</summary>
    public static SafeDirectory? Open(byte[]? path, bool create, out Problem problem)
    {
        const int invalid = 22;
        if (path is not null && path.AsSpan().StartsWith("/"u8))
            return SafeDirectory.Open(path.AsSpan().TrimEnd((byte)'/'), create, out problem);

        problem = new Problem(
            path is null ? "neither XDG_STATE_HOME nor HOME says where it is" : "its path has to begin with a slash", invalid);
        return null;
    }

    /// <summary>One line for a person about a directory that cannot be used.</summary>
    public static string Describe(byte[]? path, Problem problem) =>
        $"the state directory{(path is null ? "" : $" {Encoding.UTF8.GetString(path)}")} cannot be used: {problem.Text}";

    // The base directory specification wants relative paths to be ignored.
    private static byte[]? OfHome(ScriptVariables script) =>
        script.Bytes("XDG_STATE_HOME") is [(byte)'/', ..] and var state ? [.. state, .. "/"u8, .. Encoding.ASCII.GetBytes(OfUser)]
        : script.Bytes("HOME") is [(byte)'/', ..] and var home ? [.. home, .. Encoding.ASCII.GetBytes($"/{StateHome}/{OfUser}")]
        : null;
}
