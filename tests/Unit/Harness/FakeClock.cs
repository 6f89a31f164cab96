// A clock that stands still until a test moves it.

namespace Unit.Harness;

internal sealed class FakeClock : TimeProvider
{
    private TimeSpan _elapsed;

    /// <summary>The time of day. To set it is what setting a host's clock is: no time passes.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How much time passes whenever somebody asks how much has passed.</summary>
    public TimeSpan Step { get; init; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time)
    {
        Now += time;
        _elapsed += time;
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp()
    {
        Advance(Step);
        return _elapsed.Ticks;
    }
}
