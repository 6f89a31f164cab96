// Retry-After: how long servers ask clients to wait.

using ApiFunc.Http;

namespace Unit;

public sealed class RetryAfterSpecs
{
    private const string Now = "Sun, 06 Nov 1994 08:49:37 GMT";

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("0120", 120)]
    [InlineData("3600", 3600)]
    [InlineData("3601", 3600)]
    [InlineData("99999999999999999999999999", 3600)]
    public void Seconds_count_up_to_an_hour(string value, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, null));
    }

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:50:37 GMT", 60)]
    [InlineData("Sunday, 06-Nov-94 08:50:37 GMT", 60)]
    [InlineData("Sun Nov  6 08:50:37 1994", 60)]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", 0)]
    [InlineData("Sun, 06 Nov 1994 08:49:36 GMT", 0)]
    [InlineData("Wed, 06 Nov 2044 08:49:37 GMT", 0)] // that was a Sunday
    [InlineData("Sun, 06 Nov 2044 08:49:37 GMT", 3600)]
    public void A_date_counts_by_the_server_s_own_clock(string value, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, Now));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    public void Without_the_server_s_clock_the_host_s_counts(string? date)
    {
        var soon = DateTimeOffset.UtcNow.AddMinutes(10);

        Assert.InRange(RetryAfter.Parse(soon.ToString("R"), date), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
        Assert.Equal(TimeSpan.Zero, RetryAfter.Parse(Now, date));
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("-1"), InlineData("+1"), InlineData("1.5"), InlineData("1 2"), InlineData("soon")]
    [InlineData("٣")]
    [InlineData("%header{retry-after}")]
    public void A_malformed_value_asks_for_no_wait(string? value)
    {
        Assert.Equal(TimeSpan.Zero, RetryAfter.Parse(value, Now));
    }
}
