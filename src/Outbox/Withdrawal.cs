// Consent is withdrawn: what waits is deleted, and never sent.

using ApiFunc.Script;
using ApiFunc.Platform;

namespace ApiFunc.Outbox;

internal static class Withdrawal
{
    /// <summary>Deletes what this user's reports have left anywhere. Where nothing waits, nothing happens.</summary>
    public static void Forget(ScriptVariables script)
    {
        foreach (var path in StateDirectory.PathsOf(script))
        {
            using var store = ReportStore.Open(path, create: false, out var problem);
            if (store is not null)
            {
                if (store.Clear() is > 0 and var count)
                    DebugLog.Write($"{count} reports that waited are deleted, because consent is refused");
            }
            else if (problem.Error != Libc.ENOENT)
            {
                DebugLog.Write($"{StateDirectory.Describe(path, problem)}");
            }
        }
    }
}
