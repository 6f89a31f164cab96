// Which versions of the shim a binary serves, and what it says about those that are not its own.

using ApiFunc.Shim;

namespace Unit.Shim;

public sealed class ShimVersionSpecs
{
    [Theory]
    [InlineData("1.2.3", "1.0.0")]
    [InlineData("1.0.0", "1.2.3")]
    [InlineData("0.3.0", "0.2.0")]
    [InlineData("1.3.0-rc.1", "1.2.3")]
    public void A_shim_of_the_same_major_version_is_served(string shim, string binary) =>
        Assert.Equal(
            (true, $"the shim is of version {shim} and this binary of {binary}: 'apifunc shim' prints the shim that belongs to it"),
            ShimVersion.Compare(shim, binary));

    [Theory]
    [InlineData("2.0.0", "1.0.0", "2")]
    [InlineData("1.0.0", "2.0.0", "1")]
    [InlineData("10.0.0", "1.0.0", "10")]
    [InlineData("nonsense", "1.0.0", "nonsense")]
    public void A_shim_of_another_one_is_not(string shim, string binary, string major)
    {
        var (isServed, remark) = ShimVersion.Compare(shim, binary);

        Assert.False(isServed);
        Assert.Equal(
            $"nothing is done: the shim is of version {shim} and this binary of {binary}; install the binary of version {major}, " +
            "or a shim that 'apifunc shim' prints",
            remark);
    }
}
