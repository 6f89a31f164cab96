// The time of --since.

using ApiFunc.Commands;

namespace Unit;

public sealed class SinceSpecs
{
    private static readonly DateTimeOffset s_now = new(2026, 2, 11, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30m", "2026-02-11T11:30:00Z")]
    [InlineData("12h", "2026-02-11T00:00:00Z")]
    [InlineData("2d", "2026-02-09T12:00:00Z")]
    [InlineData("2D", "2026-02-09T12:00:00Z")]
    [InlineData("1w", "2026-02-04T12:00:00Z")]
    [InlineData("0d", "2026-02-11T12:00:00Z")]
    [InlineData("999999w", "1970-01-01T00:00:00Z")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00Z")]
    [InlineData("2026-01-31T08:30", "2026-01-31T08:30:00Z")]
    [InlineData("2026-01-31T08:30:15Z", "2026-01-31T08:30:15Z")]
    [InlineData("2026-01-31T08:30:15+02:00", "2026-01-31T06:30:15Z")]
    public void It_is_so_long_ago_or_a_date_in_UTC(string text, string time)
    {
        Assert.Equal(DateTimeOffset.Parse(time), Since.Parse(text, s_now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("2")]
    [InlineData("2y")]
    [InlineData("-2d")]
    [InlineData("+2d")]
    [InlineData("2 d")]
    [InlineData("9999999d")]
    [InlineData("٢d")]
    [InlineData("2026-02-30")]
    [InlineData("11.02.2026")]
    [InlineData("yesterday")]
    public void Anything_else_is_none(string text)
    {
        Assert.Null(Since.Parse(text, s_now));
    }
}
