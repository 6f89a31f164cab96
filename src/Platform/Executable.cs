// Programs of the host, found and run the same way everywhere: never from the current directory, always within a time limit.

using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

internal static class Executable
{
    /// <summary>
    /// The full path of a program, from the absolute entries of PATH; null where there is none. Relative entries are passed
    /// over: the binary runs as root in directories that it does not know.
    /// </summary>
    public static string? Find(string name, string? path)
    {
        const int execute = 1;
        foreach (var directory in (path ?? "").Split(':'))
        {
            var candidate = $"{directory}/{name}";
            if (directory.StartsWith('/') && Libc.Access(candidate, execute) == 0 && File.Exists(candidate))
                return candidate;
        }

        return null;
    }

    /// <summary>
    /// Runs a program until it ends or the time is up, when it is killed with all that it has started. Returns null where
    /// it could not be started or did not end in time.
    /// </summary>
    /// <param name="path">Its full path.</param>
    /// <param name="arguments">Its arguments, without its name.</param>
    /// <param name="input">What it finds on its standard input.</param>
    /// <param name="outputLimit">So many bytes of its output are read; then there is nobody to take the rest.</param>
    /// <param name="limit">The time that it has.</param>
    public static ProgramResult? Run(string path, IReadOnlyList<string> arguments, ReadOnlySpan<byte> input, int outputLimit, TimeSpan limit)
    {
        var deadline = new Deadline(limit);
        using var child = ChildProcess.Start(path, arguments, out var error);
        if (child is null)
        {
            DebugLog.Write($"{path} could not be run: {Marshal.GetPInvokeErrorMessage(error)}");
            return null;
        }

        var (output, lastErrorLine) = child.Exchange(input, outputLimit, deadline);
        if (child.Wait(deadline) is { } code)
            return new ProgramResult(code, output, lastErrorLine);

        DebugLog.Write($"{path} did not end within {limit.TotalSeconds} s");
        return null;
    }
}

/// <summary>What came of running a program.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where a signal ended it.</param>
/// <param name="Output">What it wrote to its standard output, up to the limit.</param>
/// <param name="LastErrorLine">The last line that it wrote to its standard error, of which all is read.</param>
internal readonly record struct ProgramResult(int ExitCode, byte[] Output, string LastErrorLine);
