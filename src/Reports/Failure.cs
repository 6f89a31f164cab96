// What a telemetry report says about a failure.

namespace ApiFunc.Reports;

/// <summary>What went wrong. The texts are masked by whoever writes them.</summary>
/// <param name="Code">The exit code; more than 255 counts as that.</param>
/// <param name="Text">What a person should know; empty for nothing.</param>
/// <param name="ShortText">The same in a few words, for a server that refuses the whole.</param>
/// <param name="Category">The kind of failure; null for what the script or the exit code says, if there is a text.</param>
internal readonly record struct Failure(string Code, string Text, string ShortText, string? Category = null)
{
    /// <summary>Nothing went wrong.</summary>
    public static Failure None { get; } = new("0", "", "");
}
