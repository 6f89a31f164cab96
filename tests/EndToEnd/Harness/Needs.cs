// What tests need of the machine that they run on. A test whose machine does not have it is skipped, with the reason.

using CliWrap;

namespace EndToEnd.Harness;

/// <summary>Skips the test that asks, unless the machine permits, or has, what is asked for.</summary>
internal static class Needs
{
    private static readonly string[] s_directories = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    private static readonly Lazy<bool> s_canMount = new(() => Succeeds("unshare", "--mount", "sh", "-c", "mount -t tmpfs none /mnt"));

    private static readonly Lazy<bool> s_canTrace = new(() => Succeeds("strace", "-f", "-o", "/dev/null", "true"));

    /// <summary>Needs the rights of root, such as to give a file to somebody else, or to be a name server (port 53).</summary>
    public static void Root() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");

    /// <summary>Needs to mount in a namespace of its own, which some containers refuse even to root.</summary>
    public static void Mounts()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to mount in a namespace of its own");
        Assert.SkipUnless(s_canMount.Value, "this system permits no mount namespaces");
    }

    /// <summary>Needs a machine on which the binary is not installed.</summary>
    public static void NoInstalledBinary() =>
        Assert.SkipWhen(HasProgram("apifunc"), "needs a machine on which apifunc is not installed");

    /// <summary>Needs to follow system calls.</summary>
    public static void Tracing() => Assert.SkipUnless(s_canTrace.Value, "this system permits no tracing");

    /// <summary>Needs a shell. Not every Debian has every one of them.</summary>
    /// <param name="shell">The command that starts it.</param>
    public static void InstalledShell(string shell) =>
        Assert.SkipUnless(HasProgram(shell), $"needs the shell {shell}, which is not installed");

    /// <summary>Whether there is a program where programs are.</summary>
    public static bool HasProgram(string name) => s_directories.Any(directory => File.Exists(Path.Combine(directory, name)));

    /// <summary>Needs what the programs of a command line need.</summary>
    public static void ToRun(IEnumerable<string> command)
    {
        foreach (var word in command)
        {
            switch (word)
            {
                case "unshare":
                    Mounts();
                    break;
                case "setpriv" or "chown" or "chroot":
                    Root();
                    break;
                case "strace":
                    Tracing();
                    break;
                case "bash" or "dash" or "ksh93" or "mksh" or "yash" or "zsh":
                    InstalledShell(word);
                    break;
                default:
                    break;
            }
        }
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        lock (ProcessStart.Lock)
        {
            return Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None)
                .ExecuteAsync().GetAwaiter().GetResult().ExitCode == 0;
        }
    }
}
