// `apifunc shim`: prints the shim.

using ApiFunc.Caller;
using ApiFunc.Platform;

namespace ApiFunc.Commands;

internal static class ShimCommand
{
    /// <summary>Print the shell library that scripts source in the place of api.func.</summary>
    public static void Print() => Output.Write(Shim.Render());
}
