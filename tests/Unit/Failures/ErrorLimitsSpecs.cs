// The limits that a script may tune.

using ApiFunc.Failures;
using Unit.Harness;

namespace Unit;

public sealed class ErrorLimitsSpecs
{
    [Fact]
    public void Unset_limits_have_their_defaults()
    {
        Assert.Equal((60, 10240), (ErrorLimits.Lines(Script.With()), ErrorLimits.Bytes(Script.With())));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("007", 7)]
    [InlineData("1000000", 1000000)]
    [InlineData("", 60)]
    [InlineData("0", 60)]
    [InlineData("-5", 60)]
    [InlineData("+5", 60)]
    [InlineData("5.5", 60)]
    [InlineData("5 ", 60)]
    [InlineData("all", 60)]
    [InlineData("٣", 60)]
    public void Only_a_positive_number_is_taken(string value, int lines)
    {
        Assert.Equal(lines, ErrorLimits.Lines(Script.With(("TELEMETRY_ERROR_MAX_LINES", value))));
    }

    [Theory]
    [InlineData("10000000")]
    [InlineData("99999999999999999999999999")]
    public void More_than_anybody_needs_is_as_much_as_there_may_be(string value)
    {
        Assert.Equal(9_999_999, ErrorLimits.Bytes(Script.With(("TELEMETRY_ERROR_MAX_BYTES", value))));
    }
}
