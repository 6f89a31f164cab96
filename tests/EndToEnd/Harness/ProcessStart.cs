// Starting processes while other tests write programs.

namespace EndToEnd.Harness;

internal static class ProcessStart
{
    /// <summary>
    /// Is held while a process is started, and while a file is written that may be executed. Until a new process has
    /// become its program, it holds what is open here; and what anybody has open for writing cannot be executed (ETXTBSY).
    /// </summary>
    public static Lock Lock { get; } = new();
}
