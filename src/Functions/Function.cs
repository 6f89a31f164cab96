// One function of api.func, and what is true of all of them.

using ApiFunc.Caller;
using ApiFunc.Platform;

namespace ApiFunc.Functions;

/// <summary>A function of the contract.</summary>
/// <param name="Name">Its name in the shell, and as a subcommand.</param>
/// <param name="Usage">Its arguments, as help shows them.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Body">Runs it for a script with literal arguments, and returns its exit code.</param>
internal sealed record Function(string Name, string Usage, string Summary, Func<CallingScript, string[], int> Body)
{
    /// <summary>The variable that is <c>true</c> once the function has done its work and is not to do it again.</summary>
    public string? DoneVariable { get; init; }

    /// <summary>Runs the function as a subcommand, where no shim has looked at the variables before.</summary>
    public int RunDirectly(string[] args)
    {
        var script = CallingScript.FromEnvironment();
        return DoneVariable is not null && script[DoneVariable] == "true" ? 0 : Run(script, args);
    }

    /// <summary>Runs the function. Whatever goes wrong, the script that called goes on: nothing is thrown.</summary>
    public int Run(CallingScript script, string[] args)
    {
        DebugLog.Enabled = script[Variables.DevMode] == "true";
        try
        {
            return Body(script, args);
        }
#pragma warning disable CA1031 // A report is never worth an installation.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DebugLog.Write($"{Name}: {e.GetType().Name}: {e.Message}");
            return 0;
        }
    }
}
