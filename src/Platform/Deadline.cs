// One time limit for everything that belongs together.

namespace ApiFunc.Platform;

/// <summary>A point in time by which something has to be done; the clock starts when it is made.</summary>
internal sealed class Deadline(TimeSpan limit, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly long _start = (time ?? TimeProvider.System).GetTimestamp();

    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>
    /// What is left, never below zero, in whole milliseconds as the platform waits: rounded up, so that whoever has waited
    /// for it finds the deadline over.
    /// </summary>
    public TimeSpan Left => TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling((limit - Elapsed).TotalMilliseconds)));

    public bool IsOver => Left == TimeSpan.Zero;
}
