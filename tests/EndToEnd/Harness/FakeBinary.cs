// Programs in the place of the binary, to see what the shim makes of them.

using System.Text;

namespace EndToEnd.Harness;

internal static class FakeBinary
{
    private const string TraceFile = "trace";

    /// <summary>
    /// A binary that writes down which function it was called for, and prints nothing. The shim calls it as
    /// `call FUNCTION …`.
    /// </summary>
    public static Task<string> ThatLeavesATrace(TemporaryDirectory directory, string name = "apifunc") =>
        Script(directory, name, $"printf '%s\\n' \"$2\" >>{Shell.Quote(directory.File(TraceFile))}");

    /// <summary>What <see cref="ThatLeavesATrace"/> has written down.</summary>
    public static string[] Trace(TemporaryDirectory directory) =>
        File.Exists(directory.File(TraceFile)) ? File.ReadAllLines(directory.File(TraceFile)) : [];

    /// <summary>A binary that is a shell script.</summary>
    public static Task<string> Script(TemporaryDirectory directory, string name, string script) =>
        Executable(directory, name, Encoding.UTF8.GetBytes($"#!/bin/sh\n{script}\n"));

    /// <summary>An executable file of any content.</summary>
    public static async Task<string> Executable(TemporaryDirectory directory, string name, byte[] content)
    {
        var source = directory.Write($"{name}.source", content);

        // A process of its own writes it: of a file that is open for writing here, another test's child may hold the
        // descriptor for a moment, and then it cannot be executed (ETXTBSY).
        var installed = await Shell.Run(["install", "-D", "-m", "755"], [source, directory.File(name)]);
        Assert.Equal(new Outcome(0, "", ""), installed);
        return directory.File(name);
    }
}
