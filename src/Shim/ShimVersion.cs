// The version of the shim that calls, which need not be the binary's: they work together within the same major version.

using System.Runtime.InteropServices;
using System.Text;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Shim;

internal static class ShimVersion
{
    /// <summary>The environment variable by which the shim says its version. That of 0.1.0 says none.</summary>
    public const string Variable = "_api_func_version";

    /// <summary>
    /// Whether this binary does what the calling shim asks for. If their versions differ, a line on standard error says so
    /// under DEV_MODE.
    /// </summary>
    public static unsafe bool IsServed()
    {
        var value = Libc.getenv(Variable);
        if (value is null || *value == 0)
            return true;

        // This is asked with every call, so nothing is made of a version that is the same.
        var shim = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(value);
        if (shim.SequenceEqual(ThisAssembly.VersionAsBytes))
            return true;

        var (isServed, remark) = Compare(Encoding.UTF8.GetString(shim), ThisAssembly.Version);
        ScriptVariables.FromEnvironment(); // DEV_MODE
        DebugLog.Write($"{remark}");
        return isServed;
    }

    /// <summary>
    /// Whether a binary serves a shim of another version, as it does within the same major version, and what there is to say
    /// about that.
    /// </summary>
    public static (bool IsServed, string Remark) Compare(string shim, string binary)
    {
        var isServed = Major(shim) == Major(binary);
        var what = $"the shim is of version {shim} and this binary of {binary}";
        return isServed
            ? (true, $"{what}: 'apifunc shim' prints the shim that belongs to it")
            : (false, $"nothing is done: {what}; install the binary of version {Major(shim)}, or a shim that 'apifunc shim' prints");
    }

    private static string Major(string version) => version.Split('.')[0];
}
