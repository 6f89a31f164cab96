// Programs that make what .NET cannot make.

using CliWrap;

namespace Unit.Harness;

internal static class Run
{
    /// <summary>Runs a command to its end. Throws where it fails.</summary>
    public static void Command(string name, params string[] arguments) =>
        Cli.Wrap(name).WithArguments(arguments).ExecuteAsync().GetAwaiter().GetResult();
}
