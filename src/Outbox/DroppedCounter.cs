// How many reports were given up undelivered, for newer ones or because of their age: a number in a file.

using System.Globalization;
using System.Text;
using ApiFunc.Platform;

namespace ApiFunc.Outbox;

internal sealed class DroppedCounter(SafeDirectory state)
{
    private const string FileName = "dropped";

    /// <summary>The number; 0 if the file is missing or damaged.</summary>
    public long Value
    {
        get
        {
            using var file = state.OpenFile(FileName, Libc.O_RDONLY, out _);
            return long.TryParse(file?.ReadStart(32), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
        }
    }

    /// <summary>Counts reports; under the lock of the outbox.</summary>
    public void Add(int count)
    {
        if (count == 0)
            return;

        var sum = Value + count;
        using var file = state.OpenFile(FileName, Libc.O_WRONLY | Libc.O_CREAT, out _);
        file?.Replace(Encoding.ASCII.GetBytes(sum.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Starts again at 0.</summary>
    public void Reset() => state.Delete(FileName);
}
