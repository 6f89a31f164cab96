// The helper scripts of tests/EndToEnd/Scripts, which are written as those are that people run.

namespace EndToEnd.Harness;

internal static class HelperScript
{
    private static readonly string s_directory = Path.Combine(Repository.Root, "tests", "EndToEnd", "Scripts");

    /// <summary>Starts a script that reports to a server, and shows it its stages.</summary>
    /// <param name="name">The script's name.</param>
    /// <param name="server">The server.</param>
    /// <param name="work">Where it keeps its files.</param>
    /// <param name="variables">More of its environment.</param>
    public static RunningScript Start(
        string name, HoldingServer server, TemporaryDirectory work, params (string Name, string? Value)[] variables) =>
        RunningScript.StartAsIs(
            "bash", File.ReadAllText(Path.Combine(s_directory, name)),
            [
                Telemetry.OwnSession(), server.Endpoint, server.Stages, ("API_SHIM", Telemetry.Shim), ("SCRIPTS", s_directory),
                ("WORK", work.Path), .. variables]);
}
