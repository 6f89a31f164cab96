// The order in which a host's addresses are tried.

using System.Net;
using ApiFunc.Http;

namespace Unit;

public sealed class ConnectorSpecs
{
    [Theory]
    [InlineData("", "")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1 10.0.0.2", "10.0.0.1 10.0.0.2")]
    [InlineData("::1 ::2 10.0.0.1", "::1 10.0.0.1 ::2")]
    [InlineData("::1 ::2 ::3 10.0.0.1 10.0.0.2", "::1 10.0.0.1 ::2 10.0.0.2 ::3")]
    [InlineData("10.0.0.1 10.0.0.2 10.0.0.3 ::1", "10.0.0.1 ::1 10.0.0.2 10.0.0.3")]
    [InlineData("10.0.0.1 ::1 10.0.0.2 ::2", "10.0.0.1 ::1 10.0.0.2 ::2")]
    public void The_address_families_alternate_and_each_keeps_its_order(string resolved, string tried)
    {
        var addresses = resolved.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse).ToArray();

        Assert.Equal(tried, string.Join(' ', Connector.Interleave(addresses)));
    }
}
