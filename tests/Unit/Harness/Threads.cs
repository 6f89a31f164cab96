// Tests block threads of the pool, on which a started program is waited for as well: there have to be enough for both, or the
// program's time limit passes before the pool has made another one.

using System.Runtime.CompilerServices;

namespace Unit.Harness;

internal static class Threads
{
    private const int Enough = 64;

    [ModuleInitializer]
    public static void HaveEnough() => ThreadPool.SetMinThreads(Enough, Enough);
}
