// The shim's entry, `apifunc call FUNCTION …`: runs a function and prints what it sets in the script as shell code.

using System.Text;
using ApiFunc.Functions;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Shim;

internal static class ShimEntry
{
    /// <summary>The name of the entry. It is not listed by --help: only the shim uses it.</summary>
    public const string Name = "call";

    /// <summary>The first line of what is printed; the value of <see cref="MarkVariable"/> follows.</summary>
    public const string BeginMark = "#begin";

    /// <summary>The environment variable by which the shim tells the binary's output from what traps and traces print.</summary>
    public const string MarkVariable = "_api_func_mark";

    /// <summary>The last line of what is printed. Without it the output was cut short, and the shim does not evaluate it.</summary>
    public const string EndMark = "#end";

    /// <summary>
    /// Runs the function that the first argument names. An argument in front of it, <c>-2</c>, says that the second one
    /// of the function's is on standard input, because it is too long for the command line. Returns 64 where there is no
    /// such function, else the function's code.
    /// </summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        var onInput = 0;
        if (!args.IsEmpty && args[0] is ['-', >= '1' and <= '9' and var digit])
        {
            onInput = digit - '0';
            args = args[1..];
        }

        if (args.IsEmpty || FunctionTable.Find(args[0]) is not { } function || onInput >= args.Length)
        {
            Output.Error($"apifunc: '{Name}' is the shim's entry and takes the name of a function");
            return 64;
        }

        string[] values = [.. args[1..].ToArray().Select(ScriptVariables.Argument)];
        if (onInput > 0)
            values[onInput - 1] = StandardInput.Text();

        var script = ScriptVariables.FromEnvironment();
        var call = new FunctionCall(script, new Arguments(values), isFromShim: true);
        var code = function.Run(call);
        if (function.SetsVariables)
            Output.Write([.. Encoding.ASCII.GetBytes($"{BeginMark}{script[MarkVariable]}\n"), .. call.Assignments.Code, .. Encoding.ASCII.GetBytes($"{EndMark}\n")]);
        return code;
    }
}
