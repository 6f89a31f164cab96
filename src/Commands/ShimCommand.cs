// `apifunc shim`: prints the shim, or puts it into a file.

using System.Text;
using ApiFunc.Platform;
using ApiFunc.Script;
using ApiFunc.Shim;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class ShimCommand
{
    // Of sysexits.h: EX_CANTCREAT, EX_IOERR.
    private const int CannotCreate = 73;
    private const int CannotWrite = 74;

    private const string StandardOutput = "-";

    /// <summary>Print the shell library that scripts source in the place of api.func.</summary>
    /// <param name="dialect">What its functions report: classic, or telemetry, as today's api.func does (default: classic).</param>
    /// <param name="output">-o, The file to write it to, which is replaced once it is whole (default: -, standard output).</param>
    /// <returns>0; 64 for a dialect that does not exist, 73 or 74 if the file cannot be made or written.</returns>
    public static int Print([HideDefaultValue] string dialect = Dialects.Classic, [HideDefaultValue] string output = StandardOutput)
    {
        if (Setting.Dialect.Normalize(dialect) is not { } known)
        {
            Output.Error(
                $"apifunc shim: there is no dialect '{Output.Printable(dialect)}'; the dialects are {Dialects.Classic} and " +
                Dialects.Telemetry);
            return ToolCommands.UsageError;
        }

        var shim = ShimGenerator.Render(known);
        if (output == StandardOutput)
        {
            Output.Write(shim);
            return 0;
        }

        if (WholeFile.Replace(output, Encoding.ASCII.GetBytes(shim), out var isUnwritten) is not { } problem)
            return 0;

        Output.Error($"apifunc shim: {Output.Printable(output)} is not written: {problem}");
        return isUnwritten ? CannotWrite : CannotCreate;
    }
}
