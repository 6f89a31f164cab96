// Commands of the test's own on PATH.

namespace EndToEnd.Harness;

internal static class FakeCommand
{
    /// <summary>Writes a shell script that can be run, and returns its path.</summary>
    public static string Command(this TemporaryDirectory directory, string name, string script)
    {
        var path = directory.Write(name, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
