// One function of api.func, and what is true of all of them.

using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Functions;

/// <summary>Runs a function and returns its exit code.</summary>
internal delegate int FunctionBody(FunctionCall call);

/// <summary>What is the result of a function; the shim's body of it depends on that.</summary>
internal enum FunctionKind
{
    /// <summary>What it prints, and its exit code.</summary>
    Prints,

    /// <summary>The variables that it sets in the script, and nothing else. A direct call has no effect.</summary>
    Assigns,

    /// <summary>A report that is sent, if the user consents. It may set variables, too, and returns 0.</summary>
    Sends,
}

/// <summary>A function of the contract: dispatch, help, and the shim's body of it, unless a template has one.</summary>
/// <param name="Kind">What its result is.</param>
/// <param name="Name">Its name in the shell, and as a subcommand.</param>
/// <param name="Usage">Its arguments, as help shows them.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Body">Runs it.</param>
internal sealed record Function(FunctionKind Kind, string Name, string Usage, string Summary, FunctionBody Body)
{
    /// <summary>Whether it has done its work before, and must not do it again. The shim decides that itself.</summary>
    public Func<FunctionCall, bool>? IsDone { get; init; }

    /// <summary>The variable that is <c>true</c> if it has done its work before; null if <see cref="IsDone"/> tells, or nothing.</summary>
    public string? OnceVariable { get; init; }

    /// <summary>Whether it sends a report.</summary>
    public bool IsReporting => Kind == FunctionKind.Sends || SendsArgument;

    /// <summary>Whether it sends what it is given, and its exit code is the result.</summary>
    public bool SendsArgument { get; init; }

    /// <summary>For reports: whether it has no execution, and therefore needs no ID.</summary>
    public bool NeedsNoId { get; init; }

    /// <summary>For reports: whether a signal that ends the script may end it, too.</summary>
    public bool IsInterruptible { get; init; }

    /// <summary>Whether its arguments are what only the shell knows: the shim gives them; those of a direct call do not count.</summary>
    public bool ShellGivesArguments { get; init; }

    /// <summary>The position (1 or 2) of an argument that may be too long for the command line; 0 if there is none.</summary>
    public int LongArgument { get; init; }

    /// <summary>Whether it reads standard input.</summary>
    public bool ReadsInput { get; init; }

    /// <summary>Whether it reads the log with every call.</summary>
    public bool ReadsLog { get; init; }

    /// <summary>Whether a call is going to read the log, which the shim asks; null if <see cref="ReadsLog"/> tells.</summary>
    public Func<FunctionCall, bool>? NeedsLog { get; init; }

    /// <summary>First arguments, such as that of a success, with which the shim need not ask: no log is read.</summary>
    public string[] NeedsNoLogFor { get; init; } = [];

    /// <summary>What it returns if it fails. Without the binary, too, unless a template of the shim defines the function.</summary>
    public int FailureCode { get; init; }

    /// <summary>The line that it prints without the binary; null for none.</summary>
    public string? PrintedWithoutBinary { get; init; }

    /// <summary>What the shim exports without the binary; a value is what stands between double quotes in the shell.</summary>
    public (string Name, string Value)[] ExportedWithoutBinary { get; init; } = [];

    /// <summary>Whether it sets variables of the script, which the shim waits for.</summary>
    public bool SetsVariables => Kind is FunctionKind.Assigns or FunctionKind.Sends;

    /// <summary>Runs the function as a subcommand: no shim has looked at the variables before.</summary>
    public int RunDirectly(Arguments args)
    {
        // To a person only: a script that calls it gets what it always got.
        if (Kind == FunctionKind.Assigns && Libc.isatty(2) == 1)
            Output.Error($"apifunc {Name}: nothing is set: it sets variables of scripts that source the shim, and of no other caller");

        var call = new FunctionCall(ScriptVariables.FromEnvironment(), ShellGivesArguments ? default : args);
        return HasRun(call) ? 0 : Run(call);
    }

    /// <summary>Whether the variables of the script say that it has done its work before.</summary>
    public bool HasRun(FunctionCall call) =>
        OnceVariable is not null ? call.Script[OnceVariable] == "true" : IsDone?.Invoke(call) == true;

    /// <summary>Runs the function. Whatever goes wrong, the script that called goes on: nothing is thrown.</summary>
    public int Run(FunctionCall call)
    {
        try
        {
            call.Function = Name;
            var code = Body(call);
            if (Output.Failure is not (0 or Libc.EPIPE))
                DebugLog.Write($"{Name}: {Output.Describe(Output.Failure)}");
            return code;
        }
#pragma warning disable CA1031 // A report is never worth an installation.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DebugLog.Write($"{Name}: {e.GetType().Name}: {e.Message}");
            return FailureCode;
        }
    }
}

/// <summary>The arguments of a function. To a shell's function, one that is missing is an empty one.</summary>
internal readonly struct Arguments(string[] values)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<string> All => values ?? [];

    /// <summary>The argument at a position, from 1 as in the shell; <paramref name="otherwise"/> if it is missing or empty.</summary>
    public string Get(int position, string otherwise = "") =>
        position <= All.Count && All[position - 1].Length > 0 ? All[position - 1] : otherwise;
}
