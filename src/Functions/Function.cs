// One function of api.func, and what is true of all of them.

using ApiFunc.Script;
using ApiFunc.Platform;

namespace ApiFunc.Functions;

/// <summary>Runs a function and returns its exit code.</summary>
internal delegate int FunctionBody(FunctionCall call);

/// <summary>A function of the contract.</summary>
/// <param name="Name">Its name in the shell, and as a subcommand.</param>
/// <param name="Usage">Its arguments, as help shows them.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Body">Runs it.</param>
internal sealed record Function(string Name, string Usage, string Summary, FunctionBody Body)
{
    /// <summary>Whether it has done its work before and is not to do it again. The shim decides that itself.</summary>
    public Func<FunctionCall, bool>? IsDone { get; init; }

    /// <summary>Whether it sets variables of the script, which the shim waits for.</summary>
    public bool SetsVariables { get; init; }

    /// <summary>Whether setting variables is all that it does, which nobody sees where it is called directly.</summary>
    public bool OnlySetsVariables { get; init; }

    /// <summary>
    /// Whether its arguments are what only the shell knows: then the shim gives them, and those of a direct call are none.
    /// </summary>
    public bool ShellGivesArguments { get; init; }

    /// <summary>What it returns where it comes to grief.</summary>
    public int FailureCode { get; init; }

    /// <summary>Runs the function as a subcommand, where no shim has looked at the variables before.</summary>
    public int RunDirectly(Arguments args)
    {
        // To a person only: a script that calls it gets what it always got.
        if (OnlySetsVariables && Libc.isatty(2) == 1)
            Output.Error($"apifunc {Name}: nothing is set: it sets variables of scripts that source the shim, and of no other caller");

        var call = new FunctionCall(ScriptVariables.FromEnvironment(), ShellGivesArguments ? default : args);
        return IsDone?.Invoke(call) == true ? 0 : Run(call);
    }

    /// <summary>Runs the function. Whatever goes wrong, the script that called goes on: nothing is thrown.</summary>
    public int Run(FunctionCall call)
    {
        try
        {
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

    /// <summary>The argument at a position, from 1 as in the shell; <paramref name="otherwise"/> where it is missing or empty.</summary>
    public string Get(int position, string otherwise = "") =>
        position <= All.Count && All[position - 1].Length > 0 ? All[position - 1] : otherwise;
}
