// `apifunc shim`: prints the shim.

using ApiFunc.Caller;
using ApiFunc.Platform;

namespace ApiFunc.Commands;

internal static class ShimCommand
{
    /// <summary>Print the shell library that scripts source in the place of api.func.</summary>
    /// <param name="dialect">What its functions report: classic, or telemetry (today's api.func).</param>
    /// <returns>0, or 64 for a dialect that does not exist.</returns>
    public static int Print(string dialect = Dialects.Classic)
    {
        if (dialect is not (Dialects.Classic or Dialects.Telemetry))
        {
            Output.Error($"apifunc shim: there is no dialect '{dialect}'; the dialects are {Dialects.Classic} and {Dialects.Telemetry}");
            return ToolCommands.UsageError;
        }

        Output.Write(Shim.Render(dialect));
        return 0;
    }
}
