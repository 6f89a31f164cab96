// Programs in the place of the binary, to see what the shim makes of them.

namespace EndToEnd.Harness;

internal static class FakeBinary
{
    private const string TraceFile = "trace";

    /// <summary>
    /// A binary that writes down which function it was called for, and prints nothing. The shim calls it as
    /// `call FUNCTION …`.
    /// </summary>
    public static string ThatLeavesATrace(TemporaryDirectory directory) =>
        directory.Command("apifunc", $"printf '%s\\n' \"$2\" >>{Shell.Quote(directory.File(TraceFile))}");

    /// <summary>What <see cref="ThatLeavesATrace"/> has written down.</summary>
    public static string[] Trace(TemporaryDirectory directory) =>
        File.Exists(directory.File(TraceFile)) ? File.ReadAllLines(directory.File(TraceFile)) : [];
}
