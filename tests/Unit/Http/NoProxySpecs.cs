// no_proxy, beside what the end-to-end tests ask the real curl: it compares IPv6 addresses as text before version 8.

using ApiFunc.Http;

namespace Unit;

public sealed class NoProxySpecs
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("*", true)]
    [InlineData("::1", true)]
    [InlineData("0:0:0::0:1", true)]
    [InlineData("[::1]", false)]
    [InlineData("::/64", true)]
    [InlineData("::/127", true)]
    [InlineData("::2/127", false)]
    [InlineData("::1/128", true)]
    [InlineData("::2/128", false)]
    [InlineData("::1/129", false)]
    [InlineData("::1/0", true)]
    [InlineData("::/0", false)]
    [InlineData("::1/-1", false)]
    [InlineData("::1/x", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.1", false)]
    public void An_IPv6_address_is_compared_by_its_bits(string? list, bool isMatch)
    {
        Assert.Equal(isMatch, NoProxy.Matches(list, "::1"));
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.1.2.0/24", true)]
    [InlineData("10.1.2.128/25", false)]
    [InlineData("10.1.2.2/31", true)]
    [InlineData("10.0.0.0/9", true)]
    [InlineData("10.128.0.0/9", false)]
    [InlineData("10.1.2.3/+8", false)]
    [InlineData("012.1.2.3", false)]
    [InlineData("0xa.1.2.3", false)]
    [InlineData("167838211", false)]
    public void An_IPv4_address_is_four_numbers_with_a_prefix_length_or_without(string list, bool isMatch)
    {
        Assert.Equal(isMatch, NoProxy.Matches(list, "10.1.2.3"));
    }
}
