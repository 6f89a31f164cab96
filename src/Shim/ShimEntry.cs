// The shim's entry, `apifunc call …`: runs a function and prints what it sets in the script as shell code, and answers the
// shim's questions.

using System.Text;
using ApiFunc.Functions;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Shim;

internal static class ShimEntry
{
    /// <summary>The name of the entry. It is not listed by --help: only the shim uses it.</summary>
    public const string Name = "call";

    /// <summary><c>call --needs-log FUNCTION ARGUMENT…</c> returns 0 if that call is going to read the log, else 1.</summary>
    public const string NeedsLog = "--needs-log";

    /// <summary>
    /// <c>call --delete-if-refused ANSWER</c> deletes what waits to be sent if consent is refused: by the answer, by the file
    /// that keeps it if the answer is empty, or by the configuration.
    /// </summary>
    public const string DeleteIfRefused = "--delete-if-refused";

    /// <summary>The first line of what is printed; the value of <see cref="MarkVariable"/> follows.</summary>
    public const string BeginMark = "#begin";

    /// <summary>The environment variable by which the shim tells the binary's output from what traps and traces print.</summary>
    public const string MarkVariable = "_api_func_mark";

    /// <summary>The last line of what is printed. Without it the output was cut short, and the shim does not evaluate it.</summary>
    public const string EndMark = "#end";

    // EX_USAGE of sysexits.h.
    private const int UsageError = 64;

    // What a shell returns for a program that cannot be run (XCU 2.8.2 of POSIX): the shim then does what it does without one.
    private const int CannotRun = 126;

    /// <summary>
    /// Runs the function that the first argument names, and returns its exit code. <c>-1</c> or <c>-2</c> in front of it says
    /// that this argument of the function is on standard input, because it is too long for the command line. For the
    /// other options see <see cref="NeedsLog"/> and <see cref="DeleteIfRefused"/>. Returns 64 for anything else, and 126 to a
    /// shim that <see cref="ShimVersion"/> does not let in.
    /// </summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        if (!ShimVersion.IsServed())
            return CannotRun;

        switch (args)
        {
            case [DeleteIfRefused, _]:
                return Ask(DeleteIfRefused, DeletePending, args[1..]);
            case [NeedsLog, var name, .. var rest] when FunctionTable.Find(name) is { } function:
                return Ask(NeedsLog, call => function.ReadsLog || function.NeedsLog?.Invoke(call) == true ? 0 : 1, rest);
            case [['-', >= '1' and <= '9' and var digit], var name, .. var rest]
                when FunctionTable.Find(name) is { } function && digit - '0' <= rest.Length:
                var values = Literal(rest);
                values[digit - '1'] = StandardInput.Text();
                return Run(function, values);
            case [var name, .. var rest] when FunctionTable.Find(name) is { } function:
                return Run(function, Literal(rest));
            default:
                Output.Error($"apifunc: '{Name}' is the shim's entry and takes the name of a function");
                return UsageError;
        }
    }

    private static int Run(Function function, string[] values)
    {
        var call = NewCall(values);
        var code = function.Run(call);
        if (function.SetsVariables)
        {
            var begin = Encoding.ASCII.GetBytes($"{BeginMark}{call.Script[MarkVariable]}\n");
            Output.Write([.. begin, .. call.Assignments.Code, .. Encoding.ASCII.GetBytes($"{EndMark}\n")]);
        }

        return code;
    }

    /// <summary>Runs what is no function as functions are run: nothing is thrown.</summary>
    private static int Ask(string question, FunctionBody body, ReadOnlySpan<string> args) =>
        new Function(FunctionKind.Prints, question, "", "", body) { FailureCode = 1 }.Run(NewCall(Literal(args)));

    private static int DeletePending(FunctionCall call)
    {
        call.DeletePendingIfRefused(call.Arguments.Get(1));
        return 0;
    }

    private static FunctionCall NewCall(string[] values) =>
        new(ScriptVariables.FromEnvironment(), new Arguments(values));

    private static string[] Literal(ReadOnlySpan<string> args)
    {
        var values = new string[args.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = ScriptVariables.Argument(args[i]);
        return values;
    }
}
