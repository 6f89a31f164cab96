// Commands of the test's own on PATH.

using System.Text;

namespace EndToEnd.Harness;

internal static class FakeCommand
{
    /// <summary>Writes a shell script that can be run, and returns its path.</summary>
    public static string Command(this TemporaryDirectory directory, string name, string script) =>
        directory.Executable(name, Encoding.UTF8.GetBytes($"#!/bin/sh\n{script}\n"));

    /// <summary>Writes a file of any content that can be run, as far as that is up to its permissions, and returns its path.</summary>
    public static string Executable(this TemporaryDirectory directory, string name, ReadOnlySpan<byte> content)
    {
        var path = directory.Write(name, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
