// What an installation is about.

using ApiFunc.Script;

namespace ApiFunc.Reports;

/// <summary>What is installed.</summary>
/// <param name="Type">The type that the server knows it by.</param>
/// <param name="CtType">The type of the container, as text.</param>
internal readonly record struct InstallationSubject(string Type, string? CtType)
{
    /// <summary>The type of containers.</summary>
    public const string Container = "lxc";

    /// <summary>A VM, whatever the script says.</summary>
    public static InstallationSubject Vm { get; } = new("vm", "2");

    /// <summary>What the script says that it installs.</summary>
    public static InstallationSubject Of(ScriptVariables script) =>
        new(script.Get(Variables.TelemetryType, Container), script[Variables.CtType]);
}
