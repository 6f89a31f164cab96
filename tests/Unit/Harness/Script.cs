// A script that calls functions: what it has set, what it reports, and what it is told to set.

using System.Text;
using ApiFunc.Functions;
using ApiFunc.Redaction;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace Unit.Harness;

internal static class Script
{
    /// <summary>A script that has set these variables and no others.</summary>
    public static ScriptVariables With(params IEnumerable<(string Name, string Value)> variables) =>
        WithBytes(variables.Select(variable => (variable.Name, Encoding.UTF8.GetBytes(variable.Value))));

    /// <summary>The same, with values that need not be text.</summary>
    public static ScriptVariables WithBytes(params IEnumerable<(string Name, byte[] Value)> variables)
    {
        var values = variables.ToDictionary();
        return new ScriptVariables(name => values.GetValueOrDefault(name));
    }

    /// <summary>What masks the texts of a script's reports.</summary>
    public static Redactor Redactor(this ScriptVariables script) => new FunctionCall(script, default).Redactor;

    /// <summary>The classic reports of a script.</summary>
    public static ClassicDialect Classic(this ScriptVariables script) =>
        new(script, new Settings(script), new FunctionCall(script, default).RedactorFor("", keepsControls: true));

    /// <summary>The telemetry reports of a script.</summary>
    public static TelemetryDialect Telemetry(this ScriptVariables script) =>
        new(script, new Settings(script), new MachineFacts(script), script.Redactor());

    /// <summary>The telemetry body of an installation that the script says what it is.</summary>
    public static byte[] Installation(this ScriptVariables script, string status, string code, string error) =>
        script.Telemetry().InstallationBody(InstallationSubject.Of(script), status, new Failure(code, script.Redactor().Apply(error), ""));

    /// <summary>What the script is told to set, as lines of shell code, without the comments between them.</summary>
    public static string[] Told(this Assignments assignments) =>
        Encoding.UTF8.GetString(assignments.Code).Split("\n#\n", StringSplitOptions.RemoveEmptyEntries);
}
