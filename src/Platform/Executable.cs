// Programs of the host, found and run the same way everywhere: by an absolute path, without a shell, within a time limit.

using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using CliWrap;

namespace ApiFunc.Platform;

/// <summary>
/// Finds and runs programs. child.c says how they start: among other things with the caller's environment, so that variables which
/// are set here have no effect.
/// </summary>
internal static class Executable
{
    private const int LongestErrorLine = 4096;

    // A process that survives SIGKILL (in an uninterruptible sleep, or another user's by now) is not waited for any longer.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The full path of a program, from the absolute entries of PATH; null if there is none. Relative entries are passed
    /// over: the binary runs as root in directories that it does not know.
    /// </summary>
    public static string? Find(string name, string? path)
    {
        foreach (var directory in (path ?? "").Split(':'))
        {
            var candidate = $"{directory}/{name}";
            if (directory.StartsWith('/') && Libc.access(candidate, Libc.X_OK) == 0 && File.Exists(candidate))
                return candidate;
        }

        return null;
    }

    /// <summary>
    /// Runs a program in the root directory until it ends and its outputs are closed. If the time is up before, it is killed
    /// with all that it has started. Returns null, and never throws, if it could not be started or did not end in time.
    /// </summary>
    /// <param name="path">Its full path.</param>
    /// <param name="arguments">Its arguments, without its name.</param>
    /// <param name="input">What it finds on its standard input; null for nothing.</param>
    /// <param name="outputLimit">How many bytes of its output are read; then the pipe is closed.</param>
    /// <param name="limit">The time that it has.</param>
    public static ProgramResult? Run(string path, IReadOnlyList<string> arguments, byte[]? input, int outputLimit, TimeSpan limit)
    {
        using var stop = new CancellationTokenSource();
        Task<byte[]>? output = null;
        Task<string>? lastErrorLine = null;

        // Cli.Wrap would ask for the current directory, which may have been deleted.
        var command = new Command(
            path, "", "/", ResourcePolicy.Default, Credentials.Default, new Dictionary<string, string?>(), CommandResultValidation.None,
            PipeSource.FromBytes(input ?? []),
            PipeTarget.Create((stream, _) => output = ReadStart(stream, outputLimit, stop.Token)),
            PipeTarget.Create((stream, _) => lastErrorLine = ReadLastLine(stream, stop.Token)));
        try
        {
            var running = command.WithArguments(arguments).ExecuteAsync();
            if (Task.WaitAny([running.Task], limit) < 0)
            {
                // Whatever it has started may keep its outputs open.
                var isKilled = TryKill(running.ProcessId);
                stop.Cancel();
                if (Task.WaitAny([running.Task], s_grace) < 0 || isKilled)
                {
                    DebugLog.Write($"{path} did not end within {limit.TotalSeconds} s");
                    return null;
                }
            }

            return new ProgramResult(running.Task.GetAwaiter().GetResult().ExitCode, output!.Result, lastErrorLine!.Result);
        }
#pragma warning disable CA1031 // Whatever goes wrong, the program has not done what was asked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var reason = e is Win32Exception { NativeErrorCode: var error } ? Marshal.GetPInvokeErrorMessage(error) : e.Message;
            DebugLog.Write($"{path} could not be run: {reason}");
            return null;
        }
    }

    /// <summary>Kills a program with its process group. Returns false if it has ended: its number may be another process's.</summary>
    private static bool TryKill(int process)
    {
        if (Libc.waitid(Libc.P_PID, process, 0, Libc.WEXITED | Libc.WNOHANG | Libc.WNOWAIT) != 0)
            return false;

        // It may have left its group.
        _ = Libc.kill(-process, Libc.SIGKILL);
        _ = Libc.kill(process, Libc.SIGKILL);
        return true;
    }

    /// <summary>The first bytes of a stream, as many as came until it was to stop.</summary>
    private static async Task<byte[]> ReadStart(Stream stream, int limit, CancellationToken stop)
    {
        var buffer = new byte[limit];
        var length = 0;
        while (length < limit && await ReadAsync(stream, buffer.AsMemory(length), stop) is > 0 and var count)
            length += count;
        return buffer[..length];
    }

    /// <summary>The last line of a stream, and of a long one its end; what came until it was to stop.</summary>
    private static async Task<string> ReadLastLine(Stream stream, CancellationToken stop)
    {
        var buffer = new byte[2 * LongestErrorLine];
        var length = 0;
        while (await ReadAsync(stream, buffer.AsMemory(length, LongestErrorLine), stop) is > 0 and var count)
        {
            var text = buffer.AsSpan(0, length + count);
            var line = text[(text.TrimEnd((byte)'\n').LastIndexOf((byte)'\n') + 1)..];
            line = line[Math.Max(0, line.Length - LongestErrorLine)..];
            line.CopyTo(buffer);
            length = line.Length;
        }

        return Encoding.UTF8.GetString(buffer.AsSpan(0, length).TrimEnd((byte)'\n'));
    }

    /// <summary>Reads what is there. Returns 0 at the end, and when it was to stop.</summary>
    private static async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken stop)
    {
        try
        {
            return await stream.ReadAsync(buffer, stop);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }
}

/// <summary>What came of running a program.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number if a signal ended it.</param>
/// <param name="Output">What it wrote to its standard output, up to the limit.</param>
/// <param name="LastErrorLine">The last line that it wrote to its standard error, of which all is read.</param>
internal readonly record struct ProgramResult(int ExitCode, byte[] Output, string LastErrorLine);
