// The shells that scripts are run in, and what running one gives.

using System.Text;
using CliWrap;

namespace EndToEnd.Harness;

/// <summary>What a script, or the binary, did.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error);

/// <summary>Runs programs as a user's session would: with a small environment, and with no terminal.</summary>
internal static class Shell
{
    /// <summary>The longest that anything may take: a safety net against a hang, no measure.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Every shell that the shim is made for. For a binary that is emulated one is enough: the shim is the same.</summary>
    public static readonly string[] All = Repository.EmulatedArchitecture is null
        ? ["bash", "dash", "busybox ash", "ksh93", "mksh", "yash", "zsh"]
        : ["bash"];

    /// <summary>Those of <see cref="All"/> that this machine has, for a test of several at once; each of the others is skipped.</summary>
    public static string[] Installed { get; } = [.. All.Where(shell => Needs.HasProgram(shell.Split(' ')[0]))];

    /// <summary><see cref="All"/> as the data of a theory.</summary>
    public static TheoryData<string> EveryShell => [.. All];

    /// <summary>Every shell with each of the given values.</summary>
    public static TheoryData<string, string> With(params string[] values)
    {
        var data = new TheoryData<string, string>();
        foreach (var shell in All)
        {
            foreach (var value in values)
                data.Add(shell, value);
        }

        return data;
    }

    /// <summary>A text as one literal word of every shell.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "'\\''")}'";

    /// <summary>
    /// Runs a script that sources the shim in its first line and may then call its functions. It runs under `set -eu`.
    /// </summary>
    /// <param name="shell">One of <see cref="All"/>.</param>
    /// <param name="script">The script, behind the line that sources the shim.</param>
    /// <param name="variables">The environment, beside PATH and the binary's place; null takes a variable out.</param>
    public static async Task<Outcome> RunWithShim(string shell, string script, params (string Name, string? Value)[] variables) =>
        await RunScript(shell, WithShim(script), variables);

    /// <summary>A script that sources the shim first, under `set -eu`.</summary>
    public static string WithShim(string script) => $"set -eu\n. {Quote(Repository.Shim)}\n{script}";

    /// <summary>Runs a script as a file of its own.</summary>
    public static Task<Outcome> RunScript(string shell, string script, params (string Name, string? Value)[] variables) =>
        RunScript([], shell, script, variables);

    /// <summary>Runs a script behind a command that prepares the world for the command that is its last arguments.</summary>
    public static async Task<Outcome> RunScript(
        string[] behind, string shell, string script, params (string Name, string? Value)[] variables)
    {
        using var directory = new TemporaryDirectory();
        return await Run([.. behind, .. shell.Split(' ')], [directory.Write("script", script)], variables);
    }

    /// <summary>Runs the binary.</summary>
    public static Task<Outcome> RunBinary(string[] arguments, params (string Name, string? Value)[] variables) =>
        Run([Repository.Binary], arguments, variables);

    /// <summary>Runs a command.</summary>
    public static Task<Outcome> Run(string[] command, string[] arguments, params (string Name, string? Value)[] variables) =>
        Start(command, arguments, variables).Outcome;

    /// <summary>
    /// Starts a command, or skips the test where the machine cannot run it. Gives the number of its process at once, and
    /// what it did as soon as it has ended.
    /// </summary>
    public static (int ProcessId, Task<Outcome> Outcome) Start(
        string[] command, string[] arguments, params (string Name, string? Value)[] variables)
    {
        Needs.ToRun(command);
        var timeout = new CancellationTokenSource(Limit);
        var state = new TemporaryDirectory();
        var output = new MemoryStream();
        var error = new MemoryStream();
        var toRun = Cli.Wrap(command[0])
            .WithArguments([.. command[1..], .. arguments])
            .WithEnvironmentVariables(Environment([("API_FUNC_STATE_DIR", state.File("state")), .. variables]))
            .WithStandardOutputPipe(PipeTarget.ToStream(output))
            .WithStandardErrorPipe(PipeTarget.ToStream(error))
            .WithValidation(CommandResultValidation.None);
        CommandTask<CommandResult> execution;
        lock (ProcessStart.Lock)
            execution = toRun.ExecuteAsync(timeout.Token);
        return (execution.ProcessId, End());

        async Task<Outcome> End()
        {
            using (timeout)
            using (state)
            {
                var result = await execution;
                return new Outcome(result.ExitCode, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
            }
        }
    }

    /// <summary>A small environment, whatever the tests themselves were started with.</summary>
    private static Dictionary<string, string?> Environment((string Name, string? Value)[] variables)
    {
        var environment = System.Environment.GetEnvironmentVariables().Keys.Cast<string>().ToDictionary(name => name, _ => (string?)null);
        environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        environment["LC_ALL"] = "C.UTF-8";
        environment["API_FUNC_BIN"] = Repository.Binary;
        foreach (var (name, value) in variables)
            environment[name] = value;
        return environment;
    }
}
