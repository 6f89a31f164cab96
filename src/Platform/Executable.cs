// Programs of the host, found and run the same way everywhere: never from the current directory, always within a time limit.

using CliWrap;
using CliWrap.Exceptions;

namespace ApiFunc.Platform;

internal static class Executable
{
    /// <summary>
    /// The full path of a program, from the absolute entries of PATH; null where there is none. Relative entries (and the
    /// current directory, where CliWrap and <see cref="System.Diagnostics.Process"/> look first) are passed over: the
    /// binary runs as root in directories that it does not know.
    /// </summary>
    public static string? Find(string name, string? path)
    {
        const int execute = 1;
        foreach (var directory in (path ?? "").Split(':'))
        {
            var candidate = $"{directory}/{name}";
            if (directory.StartsWith('/') && Native.Access(candidate, execute) == 0 && File.Exists(candidate))
                return candidate;
        }

        return null;
    }

    /// <summary>
    /// Runs a command until it ends or the time is up, when it is killed. Returns its exit code, or null where it could
    /// not be started or did not end in time. Its output went where the command says.
    /// </summary>
    public static int? Run(Command command, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);

        // What nobody asked for is read, too: the pipe of CliWrap's own Null is closed, and whoever writes into it dies.
        static PipeTarget Read(PipeTarget target) => target == PipeTarget.Null ? PipeTarget.ToStream(Stream.Null) : target;
        try
        {
            return command
                .WithStandardOutputPipe(Read(command.StandardOutputPipe))
                .WithStandardErrorPipe(Read(command.StandardErrorPipe))
                .WithWorkingDirectory("/")
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(timeout.Token)
                .GetAwaiter().GetResult()
                .ExitCode;
        }
        catch (OperationCanceledException)
        {
            DebugLog.Write($"{command.TargetFilePath} did not end within {limit.TotalSeconds} s");
        }
        catch (Exception e) when (e is CliWrapException or System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            DebugLog.Write($"{command.TargetFilePath} could not be run: {e.Message}");
        }

        return null;
    }
}
