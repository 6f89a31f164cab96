// The binary in containers of Proxmox VE: pct(1) copies it there, and calls it once to prove that it runs.

using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Commands;

/// <param name="files">The host's files, whose record names the containers.</param>
/// <param name="log">What is said.</param>
internal sealed class Containers(HostFiles files, InstallLog log)
{
    private const int LargestBinary = 32 * 1024 * 1024;

    // Of what programs say. Where more comes, they are told to stop.
    private const int OutputLimit = 64 * 1024;

    // Where it is tried before it takes its place: what was there goes on working until then.
    private const string OnTrial = $"{HostPaths.Binary}.new";

    // What pct says of a number that no container of this node has. It may fail for other reasons, and then it is not known.
    private const string NoSuchContainer = "does not exist";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    // Why nothing can be run in a container, by its number; empty if that is possible.
    private readonly Dictionary<string, string> _problems = [];

    // Those that are not here any more.
    private readonly List<string> _gone = [];

    private readonly string? _pct = Executable.Find("pct", Environment.GetEnvironmentVariable("PATH"));

    /// <summary>Whether a text is the number of a container: Proxmox VE has them from 100 to 999999999.</summary>
    public static bool IsNumber(string text) => text.Length is >= 3 and <= 9 && text.All(char.IsAsciiDigit) && text[0] != '0';

    /// <summary>Puts a binary of the host into a container.</summary>
    /// <param name="number">The container's number.</param>
    /// <param name="binary">Its path on the host.</param>
    /// <param name="content">What it holds.</param>
    public void Install(string number, string binary, byte[] content)
    {
        var name = $"container {number}";
        if (!IsRunning(number))
            return;
        var pct = _pct!;
        if (ReadBinary(pct, number, content.Length + 1) is { ExitCode: 0 } old
            && old.Output.AsSpan().SequenceEqual(content))
        {
            InstallLog.Say(name, $"{HostPaths.Binary} is already right");
            return;
        }

        if (log.IsDryRun)
        {
            log.Did($"{name}: {HostPaths.Binary}", "installed");
            return;
        }

        // Written down first: whatever happens then, it is known where something may be.
        var before = files.Record.SumInContainer(number);
        files.Record.SetContainer(number, InstallRecord.SumOf(content));
        if (!files.SaveRecord())
            return;

        var pushed = Executable.Run(pct, ["push", number, binary, OnTrial, "--perms", "755"], null, OutputLimit, s_limit);
        if (pushed is not { ExitCode: 0 })
        {
            TakeBack(pct, number, before);
            log.Fail(
                InstallLog.CannotCreate,
                $"{name}: the binary cannot be copied there: {Reason(pushed)}; it needs {content.Length / 1024 / 1024 + 1} MiB, and the "
                    + "directory /usr/local/bin");
            return;
        }

        var tried = Inside(pct, number, OnTrial, "--version");
        if (tried is not { ExitCode: 0 } || !tried.Value.Output.AsSpan().StartsWith("apifunc "u8))
        {
            TakeBack(pct, number, before);
            log.Fail(
                InstallLog.Unavailable,
                $"{name}: the binary does not run there: {Reason(tried)}; install one for the container's own architecture");
            return;
        }

        if (Inside(pct, number, "mv", "-f", OnTrial, HostPaths.Binary) is var moved && moved is not { ExitCode: 0 })
        {
            TakeBack(pct, number, before);
            log.Fail(InstallLog.CannotCreate, $"{name}: {HostPaths.Binary} cannot be replaced: {Reason(moved)}");
            return;
        }

        log.Did($"{name}: {HostPaths.Binary}", $"installed, and runs there ({FirstLine(tried.Value.Output)})");
    }

    /// <summary>Whether the binary can be taken out of all containers that have it; if not, has said of each why.</summary>
    public bool CanUninstallAll()
    {
        var canAll = true;
        foreach (var number in files.Record.Containers)
        {
            if (ProblemOf(number).Length > 0 && !_gone.Contains(number))
                canAll = Fail(number);
        }

        return canAll;
    }

    /// <summary>Forgets all containers that have the binary, and says how to take it out of them.</summary>
    public void LeaveAll()
    {
        foreach (var number in (string[])[.. files.Record.Containers])
        {
            InstallLog.Say(
                $"container {number}: {HostPaths.Binary}", $"stays; 'pct exec {number} -- rm {HostPaths.Binary}' removes it");
            files.Record.SetContainer(number, null);
        }
    }

    /// <summary>Takes the binary out of a container if it is the one that was put there.</summary>
    public void Uninstall(string number)
    {
        var name = $"container {number}";
        if (!files.Record.Containers.Contains(number))
        {
            InstallLog.Say(name, "nothing installed");
            return;
        }

        var problem = ProblemOf(number);
        if (_gone.Contains(number))
        {
            InstallLog.Say(name, "is not here any more");
            files.Record.SetContainer(number, null);
            return;
        }

        if (problem.Length > 0)
        {
            Fail(number);
            return;
        }

        var pct = _pct!;
        var present = ReadBinary(pct, number, LargestBinary);
        if (present is not { ExitCode: 0 })
        {
            // pct itself may have failed, and the binary still be there.
            if (Inside(pct, number, "test", "!", "-e", HostPaths.Binary) is not { ExitCode: 0 })
            {
                log.Fail(InstallLog.Unavailable, $"{name}: {HostPaths.Binary} cannot be read: {Reason(present)}");
                return;
            }

            InstallLog.Say(name, $"{HostPaths.Binary} is already gone");
        }
        else if (InstallRecord.SumOf(present.Value.Output) != files.Record.SumInContainer(number))
        {
            InstallLog.Say(name, $"{HostPaths.Binary} stays, because it was changed since it was installed");
        }
        else if (!log.IsDryRun && Inside(pct, number, "rm", "-f", HostPaths.Binary) is var removed && removed is not { ExitCode: 0 })
        {
            log.Fail(InstallLog.CannotCreate, $"{name}: {HostPaths.Binary} is not removed: {Reason(removed)}");
            return;
        }
        else
        {
            log.Did($"{name}: {HostPaths.Binary}", "removed");
        }

        files.Record.SetContainer(number, null);
    }

    /// <summary>Whether programs can be run in a container; if not, has said why.</summary>
    private bool IsRunning(string number) => ProblemOf(number).Length == 0 || Fail(number);

    private bool Fail(string number) => log.Fail(InstallLog.Unavailable, $"container {number}: {ProblemOf(number)}");

    private string ProblemOf(string number)
    {
        if (!_problems.TryGetValue(number, out var problem))
            _problems.Add(number, problem = FindProblem(number));
        return problem;
    }

    private string FindProblem(string number)
    {
        if (_pct is null)
            return "there is no pct on PATH; run this on the Proxmox VE host";

        var status = Executable.Run(_pct, ["status", number], null, OutputLimit, s_limit);
        if (status is not { ExitCode: 0 })
        {
            if (status?.LastErrorLine.Contains(NoSuchContainer, StringComparison.Ordinal) == true)
                _gone.Add(number);
            return $"there is none here: {Reason(status)}; 'pct list' shows them";
        }

        var text = FirstLine(status.Value.Output);
        return text == "status: running" ? "" : $"it does not run ({text}); 'pct start {number}' starts it";
    }

    private void TakeBack(string pct, string number, string? before)
    {
        Inside(pct, number, "rm", "-f", OnTrial);
        files.Record.SetContainer(number, before);
        files.SaveRecord();
    }

    private static ProgramResult? Inside(string pct, string number, params string[] command) =>
        Executable.Run(pct, ["exec", number, "--", .. command], null, OutputLimit, s_limit);

    private static ProgramResult? ReadBinary(string pct, string number, int limit) =>
        Executable.Run(pct, ["exec", number, "--", "cat", HostPaths.Binary], null, limit, s_limit);

    private static string FirstLine(byte[] output) => Encoding.UTF8.GetString(output).Split('\n')[0].Trim();

    private static string Reason(ProgramResult? result) =>
        result is not { } ended ? "it did not end"
        : ended.LastErrorLine.Length > 0 ? ended.LastErrorLine
        : $"exit code {ended.ExitCode}";
}
