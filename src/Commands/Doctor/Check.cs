// What `apifunc doctor` has looked at, and what came of it.

namespace ApiFunc.Commands;

/// <summary>A check.</summary>
/// <param name="Name">What was looked at, in a word or two.</param>
/// <param name="Mark">What came of it.</param>
/// <param name="Text">The same in one line; it may hold what others say.</param>
/// <param name="Advice">What to do about it, one line; null for nothing.</param>
internal sealed record Check(string Name, Mark Mark, string Text, string? Advice = null)
{
    public static Check Good(string name, string text) => new(name, Mark.Good, text);

    public static Check Skipped(string name, string text) => new(name, Mark.Skipped, text);
}
