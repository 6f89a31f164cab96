// The tests' own C code, in the directory Native.

namespace EndToEnd.Harness;

internal static class NativeCode
{
    /// <summary>Compiles a source into a library that needs no other, and returns its path.</summary>
    public static Task<string> Library(string source, TemporaryDirectory directory) =>
        Compile(source, directory.File(Path.ChangeExtension(source, ".so")), "-shared", "-fPIC", "-nostdlib");

    /// <summary>Compiles a source into a program that is linked statically, and returns its path.</summary>
    public static Task<string> StaticProgram(string source, TemporaryDirectory directory) =>
        Compile(source, directory.File(Path.GetFileNameWithoutExtension(source)), "-static");

    private static async Task<string> Compile(string source, string target, params string[] options)
    {
        var path = Path.Combine(Repository.Root, "tests", "EndToEnd", "Native", source);
        var outcome = await Shell.Run(["clang", .. options, "-O2", "-Wall", "-Wextra", "-o", target], [path]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        return target;
    }
}
