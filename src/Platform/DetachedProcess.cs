// Programs that go on when this one has ended.

using System.Runtime.InteropServices;

namespace ApiFunc.Platform;

internal static partial class DetachedProcess
{
    /// <summary>Starts a program that has nothing to do with this one any more; see detach.c. Returns 0, or an error number.</summary>
    [LibraryImport("libc", EntryPoint = "apifunc_detach", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Start(string path, string firstArgument, string secondArgument);
}
