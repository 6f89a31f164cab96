// A script under way, to be sent signals.

namespace EndToEnd.Harness;

/// <summary>
/// A script in a session of its own: a signal for its process group reaches it and what it has started, as Ctrl-C does
/// at a terminal, and nobody else.
/// </summary>
internal sealed class RunningScript : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly int _processId;

    private RunningScript(string shell, string script, (string Name, string? Value)[] variables)
    {
        // Signals that the tests' own parent ignores would stay ignored: no shell can set a trap for them. What the script
        // leaves in the outbox may be delivered when it has ended.
        (_processId, Outcome) = Shell.Start(
            ["env", "--default-signal", "setsid", .. shell.Split(' ')], [_directory.Write("script", script)],
            [("API_FUNC_STATE_DIR", _directory.File("state")), .. variables]);
    }

    /// <summary>What the script did, once it has ended.</summary>
    public Task<Outcome> Outcome { get; }

    /// <summary>Starts a script that sources the shim first.</summary>
    public static RunningScript StartWithShim(string shell, string script, params (string Name, string? Value)[] variables) =>
        new(shell, Shell.WithShim(script), variables);

    /// <summary>Starts a script as it is.</summary>
    public static RunningScript StartAsIs(string shell, string script, params (string Name, string? Value)[] variables) =>
        new(shell, script, variables);

    /// <summary>
    /// Sends a signal, such as INT, to the script's shell alone or to its whole process group. It has arrived when this
    /// returns.
    /// </summary>
    public async Task Signal(string signal, bool wholeGroup)
    {
        var sent = await Shell.Run(
            ["sh", "-c", "kill -s \"$1\" -- \"$2\"", "sh"], [signal, wholeGroup ? $"-{_processId}" : $"{_processId}"]);
        Assert.Equal(new Outcome(0, "", ""), sent);
    }

    /// <summary>Waits for something that the script is to bring about. Fails where it ends without.</summary>
    public async Task Until(Task something)
    {
        if (await Task.WhenAny(something, Outcome) == Outcome && !something.IsCompleted)
            Assert.Fail($"The script has ended early: {await Outcome}");
    }

    public void Dispose() => _directory.Dispose();
}
