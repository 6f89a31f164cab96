// The version of Proxmox VE.

using System.Text;
using System.Text.RegularExpressions;
using ApiFunc.Platform;

namespace ApiFunc.Host;

internal static partial class ProxmoxVersion
{
    private const int LongestOutput = 64 * 1024;

    private static readonly TimeSpan s_commandLimit = TimeSpan.FromSeconds(2);

    /// <summary>The version, such as <c>8.2.4</c>; null if there is no Proxmox VE, or it does not say.</summary>
    /// <param name="root">The root of the file system to look at.</param>
    /// <param name="path">PATH, in which the command is looked up.</param>
    public static string? Read(string root, string? path)
    {
        // The Perl module that `pveversion` takes it from. The command is the last resort: to start Perl takes some 300 ms.
        var module = Path.Join(root, "usr/share/perl5/PVE/pvecfg.pm");
        if (!File.Exists(module))
            return AskCommand(path);

        using var file = SafeFile.OpenRead(module, out var problem);
        if (file is null)
        {
            DebugLog.Write($"{module} is not read: {problem}");
            return null;
        }

        var match = ModuleVersion().Match(Encoding.UTF8.GetString(file.ReadStart(64 * 1024)));
        return match.Success ? match.Groups["version"].Value : null;
    }

    /// <summary>The second part of <c>pve-manager/8.2.4/faa83925c9641325 (running kernel: 6.8.8-2-pve)</c>.</summary>
    internal static string? ParseCommandOutput(string output)
    {
        var parts = output.Split('\n')[0].Split('/', ' ');
        return parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null;
    }

    private static string? AskCommand(string? path)
    {
        if (Executable.Find("pveversion", path) is not { } command)
            return null;

        var result = Executable.Run(command, [], null, LongestOutput, s_commandLimit);
        return result is { ExitCode: 0, Output: var output } ? ParseCommandOutput(Encoding.UTF8.GetString(output)) : null;
    }

    [GeneratedRegex("""sub\s+version\s*\{\s*return\s*(['"])(?<version>[^'"\s]+)\1""")]
    private static partial Regex ModuleVersion();
}
