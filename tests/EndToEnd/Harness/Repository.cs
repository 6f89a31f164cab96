// Where the things under test lie.

namespace EndToEnd.Harness;

internal static class Repository
{
    /// <summary>The top of the repository.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The static binary, as build.sh leaves it.</summary>
    public static string Binary { get; } = Path.Combine(Root, "out", "apifunc");

    /// <summary>The committed shim.</summary>
    public static string Shim { get; } = Path.Combine(Root, "api.func.shim");

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "global.json"))
            ? directory
            : Find(
                Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("the tests do not run inside of the repository"));
}
