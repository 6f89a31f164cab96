// `apifunc doctor`: the binary, the shims, the clock, and the timer.

using System.Globalization;
using System.Text;
using ApiFunc.Platform;
using ApiFunc.Script;
using ApiFunc.Shim;

namespace ApiFunc.Commands;

internal static class HostChecks
{
    private const int LargestShim = 1024 * 1024;

    // The year in which this code was written: a clock that shows an earlier one is wrong.
    private const int EarliestYear = 2026;

    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(2);

    // systemd.unit(5), "Unit File Load Path".
    private static readonly string[] s_units =
        [HostPaths.Units, "/run/systemd/system", .. HostPaths.PackagedTimers.Select(timer => Path.GetDirectoryName(timer)!)];

    /// <summary>Which binary runs, and which one a shim would run.</summary>
    public static Check Binary(ScriptVariables script, Deadline deadline)
    {
        const string name = "binary";
        var own = Environment.ProcessPath;
        var about = $"{own ?? "this one"}, {Version}";
        var named = script.Get("API_FUNC_BIN", "apifunc");
        var found = named.StartsWith('/') ? (File.Exists(named) ? named : null)
            : named.Contains('/') ? Path.GetFullPath(named)
            : Executable.Find(named, $"/usr/local/bin:{script[Variables.Path]}");
        if (found is null && !named.Contains('/') && FetchedBinary(script) is { } fetched)
            return Check.Good(name, $"{about}; a shim that fetches its binary has it in {fetched}");
        if (found is null)
        {
            return new Check(
                name, Mark.Bad, $"{about}; shims find no {named}, so scripts report nothing",
                named.Contains('/') ? "correct or unset API_FUNC_BIN" : $"'{own ?? "apifunc"} install' puts it where they look for it");
        }

        if (found == own)
            return Check.Good(name, about);

        var limit = s_longestStart < deadline.Left ? s_longestStart : deadline.Left;
        var output = Executable.Run(found, ["--version"], input: null, LargestShim, limit)?.Output ?? [];
        var version = Encoding.UTF8.GetString(output).Split('\n')[0];
        return version == Version ? Check.Good(name, $"{about}; shims run {found}, which is the same version")
            : version.StartsWith("apifunc ", StringComparison.Ordinal)
                ? new Check(
                    name, Mark.Warning, $"{about}; shims run {found}, which is {version}", "put the newer one in the place of the other")
            : new Check(name, Mark.Bad, $"{about}; shims run {found}, which is no apifunc", "correct API_FUNC_BIN or PATH");
    }

    /// <summary>The shims where installations have them, and which dialects they speak. A checkout of scripts has its own.</summary>
    public static List<Check> Shims(out HashSet<string> dialects)
    {
        const string name = "shim";
        dialects = [];
        List<Check> checks = [];
        foreach (var path in ShimFiles())
        {
            using var file = SafeFile.OpenRead(path, out var problem, throughLinks: true);
            var text = file is null ? "" : Encoding.UTF8.GetString(file.ReadStart(LargestShim));
            var version = WordBehind(text, "# The shell library of apifunc ");
            var dialect = Setting.Dialect.Normalize(WordBehind(text, "\n#   apifunc shim --dialect "));
            if (version.Length == 0 || dialect is null)
            {
                checks.Add(new Check(
                    name, Mark.Bad, $"{path} {problem ?? "is no shim of apifunc"}", Renewal(path, Dialects.Telemetry)));
                continue;
            }

            dialects.Add(dialect);
            var about = $"{path}: {dialect}, apifunc {version}";
            checks.Add(version == ThisAssembly.Version
                ? Check.Good(name, about)
                : new Check(
                    name, Mark.Warning, $"{about}, which is not the version of this binary", Renewal(path, dialect)));
        }

        if (checks.Count == 0)
            checks.Add(Check.Skipped(name, $"none at {HostPaths.Shim}; scripts may have one of their own"));
        return checks;
    }

    /// <summary>Whether the clock can be right.</summary>
    public static Check Clock(DateTime now)
    {
        var made = Environment.ProcessPath is { } path && File.Exists(path) ? File.GetLastWriteTimeUtc(path).AddDays(-1) : default;
        var text = now.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return now.Year >= EarliestYear && now >= made
            ? Check.Good("clock", text)
            : new Check(
                "clock", Mark.Bad, $"{text}, which is before this binary was made: certificates are not valid yet",
                "set the clock (timedatectl set-ntp true); if it is wrong after every start, its battery is empty");
    }

    /// <summary>Whether what waits is delivered every hour, also if no script runs.</summary>
    public static Check Delivery()
    {
        const string name = "timer";
        if (!Directory.Exists(HostPaths.RunningSystemd))
            return Check.Skipped(name, "systemd does not run here; what waits goes with the next report that gets through");
        if (!Array.Exists(s_units, directory => File.Exists($"{directory}/{HostPaths.TimerUnit}")))
        {
            return new Check(
                name, Mark.Warning, "there is none; what waits goes with the next report that gets through", "'apifunc install' adds one");
        }

        // A link that leads nowhere counts, too: systemd follows it only when it starts.
        return Array.Exists(s_units, directory => Path.Exists($"{directory}/timers.target.wants/{HostPaths.TimerUnit}"))
            ? Check.Good(name, $"{HostPaths.TimerUnit} is enabled")
            : new Check(name, Mark.Warning, $"{HostPaths.TimerUnit} is not enabled", $"systemctl enable --now {HostPaths.TimerUnit}");
    }

    /// <summary>What puts another shim in the place of one: whoever put it there keeps a record of it.</summary>
    private static string Renewal(string path, string dialect) =>
        path == HostPaths.Shim ? $"apifunc install --dialect {dialect}" : "apt-get install --reinstall apifunc";

    /// <summary>The cache of shims that fetch their binary, if one is in it; else null.</summary>
    private static string? FetchedBinary(ScriptVariables script)
    {
        var home = script.Get("XDG_CACHE_HOME", $"{script.Get("HOME")}/.cache");
        var cache = script.Get("API_FUNC_CACHE", Libc.geteuid() == 0 ? ShimGenerator.CacheOfRoot : $"{home}/{ShimGenerator.CacheOfUser}");
        try
        {
            return Directory.Exists(cache) && Directory.GetDirectories(cache).Any(sum => File.Exists($"{sum}/apifunc")) ? cache : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Version => $"apifunc {ThisAssembly.Version}";

    private static IEnumerable<string> ShimFiles()
    {
        string[] packaged = Directory.Exists(HostPaths.PackagedShims) ? Directory.GetFiles(HostPaths.PackagedShims, "*.func*") : [];
        return packaged.Order(StringComparer.Ordinal).Prepend(HostPaths.Shim).Where(File.Exists);
    }

    /// <summary>The word behind a text; empty if the text is not there.</summary>
    private static string WordBehind(string text, string beginning)
    {
        var start = text.IndexOf(beginning, StringComparison.Ordinal) + beginning.Length;
        return start < beginning.Length ? "" : text[start..].Split([' ', ',', '\n', '\r'])[0];
    }
}
