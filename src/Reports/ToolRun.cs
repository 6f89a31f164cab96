// How a tool or an addon ran.

namespace ApiFunc.Reports;

/// <summary>One run of a tool or an addon.</summary>
/// <param name="Id">What tells this run from others.</param>
/// <param name="Name">The name of what ran, masked.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Code">The exit code; more than 255 counts as that.</param>
/// <param name="Error">What went wrong, masked; empty for nothing.</param>
internal readonly record struct ToolRun(string Id, string Name, string Status, string Code, string Error);
