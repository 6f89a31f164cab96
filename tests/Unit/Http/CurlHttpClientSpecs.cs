// What curl says of a response.

using ApiFunc.Http;

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
    public void The_trailer_has_the_status_and_the_location(string line, int status, string? location)
    {
        var trailer = CurlHttpClient.ParseTrailer(line);

        Assert.Equal((status, location), (trailer.Status, trailer.Location?.AbsoluteUri));
    }

    [Theory]
    [InlineData("429 \t17\tSun, 06 Nov 1994 08:49:37 GMT", 429, 17)]
    [InlineData("503 \tSun, 06 Nov 1994 08:49:47 GMT\tSun, 06 Nov 1994 08:49:37 GMT", 503, 10)]
    [InlineData("503 \t\tSun, 06 Nov 1994 08:49:37 GMT", 503, 0)]
    [InlineData("503 \t%header{retry-after}\t%header{date}", 503, 0)]
    [InlineData("503 ", 503, 0)]
    public void Retry_After_and_Date_may_follow_them(string line, int status, int seconds)
    {
        var trailer = CurlHttpClient.ParseTrailer(line);

        Assert.Equal((status, TimeSpan.FromSeconds(seconds)), (trailer.Status, trailer.RetryAfter));
    }
}
