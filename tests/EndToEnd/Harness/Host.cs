// A machine whose /usr/local is the test's own: the one place with fixed paths that the functions look at.

namespace EndToEnd.Harness;

/// <summary>Gives scripts a private /usr/local, which holds nothing but what a test puts there.</summary>
internal sealed class Host(params (string Path, string Content)[] files) : IDisposable
{
    /// <summary>Where the user's answer to the question for diagnostics is kept.</summary>
    public const string ConsentFile = "/usr/local/community-scripts/diagnostics";

    private readonly PrivateFiles _files = new([("/usr/local/test", ""), .. files]);

    /// <summary>A machine whose user consents.</summary>
    public static Host WithConsent() => new((ConsentFile, "DIAGNOSTICS=yes\n"));

    /// <summary>The command behind which a command runs on this machine.</summary>
    public string[] Enter() => _files.Around();

    /// <summary>Runs a script that sources the shim first, on this machine.</summary>
    public Task<Outcome> RunWithShim(string shell, string script, params (string Name, string? Value)[] variables) =>
        Shell.RunScript(Enter(), shell, Shell.WithShim(script), variables);

    /// <summary>The same without root's right to read every file.</summary>
    public Task<Outcome> RunWithShimAndNoPrivileges(string shell, string script, params (string Name, string? Value)[] variables) =>
        Shell.RunScript([.. Enter(), "setpriv", "--bounding-set=-all", "--inh-caps=-all"], shell, Shell.WithShim(script), variables);

    /// <summary>Runs the binary on this machine.</summary>
    public Task<Outcome> RunBinary(string[] arguments, params (string Name, string? Value)[] variables) =>
        Shell.Run([.. Enter(), Repository.Binary], arguments, variables);

    public void Dispose() => _files.Dispose();
}
