// Which URLs reports can be sent to, and what is said of others.

using ApiFunc.Http;

namespace Unit;

public sealed class EndpointUrlSpecs
{
    private const string Beginning = "it has to begin with https://, http:// or file:///";

    [Theory]
    [InlineData("upload", Beginning)]
    [InlineData("", Beginning)]
    [InlineData("127.0.0.1:80", Beginning)]
    [InlineData("//127.0.0.1:80/upload", Beginning)]
    [InlineData("ftp://127.0.0.1/upload", Beginning)]
    [InlineData("http:", Beginning)]
    [InlineData("http:127.0.0.1/upload", Beginning)]
    [InlineData("http://", "it has no host")]
    [InlineData("http:///upload", "it has no host")]
    [InlineData("https://:443/upload", "it has no host")]
    [InlineData("http://127.0.0.1:99999/upload", "its port '99999' is no number from 1 to 65535")]
    [InlineData("HTTP://me:secret@host.test:0/upload", "its port '0' is no number from 1 to 65535")]
    [InlineData("http://[::1]:http/", "its port 'http' is no number from 1 to 65535")]
    [InlineData("http://host.test:-1?x", "its port '-1' is no number from 1 to 65535")]
    [InlineData("http://[::1/upload", "its host '[::1' is neither a name nor an address")]
    [InlineData("http://a b/upload", "its host 'a b' is neither a name nor an address")]
    [InlineData("file:relative", "its path has to begin with a slash, as in file:///path")]
    public void The_problem_of_an_unusable_URL_is_named(string url, string problem)
    {
        Assert.False(IsHttp(url));
        Assert.Equal(problem, EndpointUrl.Problem(url));
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("https://user:password@host.test:65535/upload?a=b#c")]
    [InlineData("HTTP://[::1]:1")]
    [InlineData("http://host.test:/upload")]
    public void http_and_https_URLs_are_accepted(string url)
    {
        Assert.True(IsHttp(url));
    }

    [Theory]
    [InlineData("https://host.test/upload", "https://host.test/upload")]
    [InlineData("https://user:password@host.test/upload", "***@host.test/upload")]
    [InlineData("user:pass word@host.test/x", "***@host.test/x")]
    [InlineData("http:/user:p@ss@host.test/x", "***@host.test/x")]
    [InlineData("file:///home/a@b/reports", "file:///home/a@b/reports")]
    public void A_URL_is_shown_without_its_user_and_password(string url, string shown) =>
        Assert.Equal(shown, EndpointUrl.WithoutUser(url));

    private static bool IsHttp(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && EndpointUrl.IsHttp(address);
}
