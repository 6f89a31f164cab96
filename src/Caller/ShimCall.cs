// The shim's entry, `apifunc call FUNCTION …`: runs a function and prints what it sets in the script as shell code.

using ApiFunc.Functions;
using ApiFunc.Platform;

namespace ApiFunc.Caller;

internal static class ShimCall
{
    /// <summary>The name of the entry. It is not listed by --help: only the shim uses it.</summary>
    public const string Name = "call";

    /// <summary>The last line of what is printed. Without it the output was cut short, and the shim does not evaluate it.</summary>
    public const string EndMark = "#end";

    /// <summary>Runs the function that the first argument names. Returns 64 where there is none such, else the function's code.</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        if (args.IsEmpty || FunctionTable.Find(args[0]) is not { } function)
        {
            Output.Error($"apifunc: '{Name}' is the shim's entry and takes the name of a function");
            return 64;
        }

        var script = CallingScript.FromEnvironment();
        var code = function.Run(script, args[1..].ToArray());
        Output.Write([.. script.Assignments, .. "#end\n"u8]);
        return code;
    }
}
