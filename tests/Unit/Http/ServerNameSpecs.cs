// Which names in a certificate are a server's: the verdicts of curl.

using System.Net;
using System.Text;
using ApiFunc.Http;

namespace Unit;

public sealed class ServerNameSpecs
{
    [Theory]
    [InlineData("www.example.test", "www.example.test")]
    [InlineData("WWW.example.test", "www.Example.TEST")]
    [InlineData("www.example.test.", "www.example.test")]
    [InlineData("www.example.test", "www.example.test.")]
    [InlineData("www.example.test", "*.example.test")]
    [InlineData("www.example.test.", "*.example.test.")]
    [InlineData("a_b.example.test", "*.example.test")]
    [InlineData("a_b.example.test", "a_b.example.test")]
    [InlineData("xn--bcher-kva.example.test", "*.example.test")]
    [InlineData("-.example.test", "*.example.test")]
    [InlineData("localhost", "localhost")]
    [InlineData("xn--bcher-kva.test", "xn--bcher-kva.test")]
    public void A_name_is_found(string host, string pattern)
    {
        Assert.True(IsNamed(host, Dns(pattern)));
        Assert.True(IsNamedByCommonName(host, pattern));
    }

    [Theory]
    [InlineData("www.example.test", "example.test")]
    [InlineData("example.test", "www.example.test")]
    [InlineData("example.test", "*.example.test")]
    [InlineData("a.b.example.test", "*.example.test")]
    [InlineData("a.b.example.test", "*.*.example.test")]
    [InlineData("www.example.test", "www.*.test")]
    [InlineData("www.example.test", "w*.example.test")]
    [InlineData("www.example.test", "*w.example.test")]
    [InlineData("www.example.test", "w*w.example.test")]
    [InlineData("www.example.test", "**.example.test")]
    [InlineData("example.test", "*.test")]
    [InlineData("example.test", "*.test.")]
    [InlineData("test", "*")]
    [InlineData("test", "*.")]
    [InlineData("www.example.test", "*")]
    [InlineData("www.example.test", "*.*")]
    [InlineData("www.example.test", "*..example.test")]
    [InlineData("www.example.test", ".example.test")]
    [InlineData("www.example.test", "www.example.test..")]
    [InlineData("www.example.test", "www.example.test\0")]
    [InlineData("www.example.test", "www.example.test\0.evil.test")]
    [InlineData("www.example.test", " www.example.test")]
    [InlineData("www.example.test", "")]
    [InlineData("www.example.test", ".")]
    [InlineData("xn--bcher-kva.test", "b\u00fccher.test")]
    [InlineData("xn--bcher-kva.example.test", "xn--*.example.test")]
    [InlineData("10.1.2.3", "*.1.2.3")]
    [InlineData("k.example.test", "\u212a.example.test")]
    public void Another_name_is_not(string host, string pattern)
    {
        Assert.False(IsNamed(host, Dns(pattern)));
        Assert.False(IsNamedByCommonName(host, pattern));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("::1", "::2", false)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", false)]
    [InlineData("www.example.test", "127.0.0.1", false)]
    public void An_address_is_found_among_addresses(string host, string address, bool isFound)
    {
        Assert.Equal(isFound, IsNamed(host, new AlternativeName(AlternativeName.Address, IPAddress.Parse(address).GetAddressBytes())));
    }

    [Fact]
    public void An_address_is_none_with_too_few_bytes_and_no_name()
    {
        Assert.False(IsNamed("127.0.0.1", new AlternativeName(AlternativeName.Address, [127, 0, 0])));
        Assert.False(IsNamed("127.0.0.1", new AlternativeName(AlternativeName.Address, [])));
        Assert.False(IsNamed("127.0.0.1", Dns("127.0.0.1")));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void An_address_may_be_the_common_name(string address)
    {
        Assert.True(IsNamedByCommonName(address, address));
        Assert.False(IsNamedByCommonName(address, address + "1"));
    }

    [Theory]
    [InlineData(AlternativeName.Dns, false)]
    [InlineData(AlternativeName.Address, false)]
    [InlineData(1, true)] // rfc822Name
    [InlineData(6, true)] // uniformResourceIdentifier
    public void The_common_name_counts_only_beside_alternatives_of_another_kind(int kind, bool counts)
    {
        AlternativeName[] other = [new(kind, "other.test"u8.ToArray())];

        Assert.Equal(counts, new ServerName("www.example.test").IsNamedBy(other, "www.example.test"u8.ToArray()));
        Assert.Equal(counts, new ServerName("127.0.0.1").IsNamedBy(other, "127.0.0.1"u8.ToArray()));
    }

    [Fact]
    public void One_of_many_names_is_enough_and_without_any_nothing_is_found()
    {
        Assert.True(IsNamed("b.test", Dns("a.test"), Dns("b.test"), Dns("c.test")));
        Assert.False(IsNamed("b.test"));
    }

    [Fact]
    public void TLS_is_told_the_name_without_its_final_dot()
    {
        Assert.Equal("www.example.test", new ServerName("www.example.test.").Text);
        Assert.True(new ServerName("127.0.0.1").IsAddress);
        Assert.False(new ServerName("www.example.test").IsAddress);
    }

    private static bool IsNamed(string host, params AlternativeName[] alternatives) => new ServerName(host).IsNamedBy(alternatives, null);

    private static bool IsNamedByCommonName(string host, string name) => new ServerName(host).IsNamedBy([], Encoding.UTF8.GetBytes(name));

    private static AlternativeName Dns(string name) => new(AlternativeName.Dns, Encoding.UTF8.GetBytes(name));
}
