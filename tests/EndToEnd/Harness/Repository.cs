// Where the things under test lie.

using System.Runtime.InteropServices;

namespace EndToEnd.Harness;

internal static class Repository
{
    /// <summary>The top of the repository.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>
    /// The architecture of the binary under test, by Debian's name, if it is not this machine's own: scripts/emulate.sh lets
    /// this machine run it then. Else null.
    /// </summary>
    public static string? EmulatedArchitecture { get; } = Environment.GetEnvironmentVariable("TEST_ARCH");

    /// <summary>The architecture of the binary under test, by Debian's name.</summary>
    public static string Architecture { get; } = EmulatedArchitecture ?? RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>The static binary, as build.sh leaves it.</summary>
    public static string Binary { get; } = Path.Combine(Root, "out", EmulatedArchitecture ?? "", "apifunc");

    /// <summary>A static BusyBox for the architecture of the binary.</summary>
    public static string BusyBox { get; } =
        EmulatedArchitecture is { } architecture ? Path.Combine(Root, "obj", architecture, "busybox", "bin", "busybox") : "/bin/busybox";

    /// <summary>The committed shim.</summary>
    public static string Shim { get; } = Path.Combine(Root, "api.func.shim");

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "global.json"))
            ? directory
            : Find(
                Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("the tests do not run inside of the repository"));
}
