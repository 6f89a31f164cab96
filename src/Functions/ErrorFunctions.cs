// The functions that say what an exit code means.

using ApiFunc.Caller;
using ApiFunc.Errors;
using ApiFunc.Platform;

namespace ApiFunc.Functions;

internal static class ErrorFunctions
{
    /// <summary>Prints the meaning of an exit code, one line.</summary>
    public static int GetErrorDescription(CallingScript script, string[] args)
    {
        Output.Write(ExitCodes.Describe(args.ElementAtOrDefault(0) ?? "") + "\n");
        return 0;
    }
}
