// A script that calls functions: what it has set, and what it is told to set.

using System.Text;
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

    /// <summary>What the script is told to set, as lines of shell code, without the comments between them.</summary>
    public static string[] Told(this ScriptVariables script) =>
        Encoding.UTF8.GetString(script.Assignments).Split("\n#\n", StringSplitOptions.RemoveEmptyEntries);
}
