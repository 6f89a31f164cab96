// What curl says of an answer.

using ApiFunc.Delivery;

namespace Unit;

public sealed class CurlHttpClientSpecs
{
    [Theory]
    [InlineData("201 ", 201, null)]
    [InlineData("307 http://host.test/a?b=c%20d", 307, "http://host.test/a?b=c%20d")]
    [InlineData("302 ftp://host.test/", 302, "ftp://host.test/")]
    [InlineData("302 relative", 302, null)]
    [InlineData("302 http://[", 302, null)]
    [InlineData("000 ", 0, null)]
    [InlineData("", 0, null)]
    [InlineData("curl: (6) Could not resolve host: nobody.test", 0, null)]
    [InlineData("-1 ", 0, null)]
    public void Its_last_line_holds_the_status_and_the_location(string line, int status, string? location)
    {
        var trailer = CurlHttpClient.ParseTrailer(line);

        Assert.Equal((status, location), (trailer.Status, trailer.Location?.AbsoluteUri));
    }
}
