// `apifunc shim`: prints the shim, or puts it into a file.

using System.Text;
using ApiFunc.Platform;
using ApiFunc.Script;
using ApiFunc.Shim;

namespace ApiFunc.Commands;

internal static class ShimCommand
{
    // Of sysexits.h: EX_CANTCREAT, EX_IOERR.
    private const int CannotCreate = 73;
    private const int CannotWrite = 74;

    private const string StandardOutput = "-";

    /// <summary>Prints the shim of a dialect, or puts it into a file.</summary>
    public static int Print(
        string dialect = Dialects.Classic, string output = StandardOutput, string? release = null, string? sums = null)
    {
        if (!ReleaseReader.TryRead(release, sums, out var known, out var code, out var why))
            return Refuse(code, why);

        var shim = ShimGenerator.Render(dialect, known);
        if (output == StandardOutput)
        {
            Output.Write(shim);
            return 0;
        }

        if (WholeFile.Replace(output, Encoding.ASCII.GetBytes(shim), out var isUnwritten) is not { } problem)
            return 0;

        return Refuse(isUnwritten ? CannotWrite : CannotCreate, $"{Output.Printable(output)} is not written: {problem}");
    }

    private static int Refuse(int code, string reason)
    {
        Output.Error($"apifunc shim: {reason}");
        return code;
    }
}
