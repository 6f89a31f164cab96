// Which proxy the environment names, and what it is told.

using System.Text;
using ApiFunc.Script;
using ApiFunc.Http;

namespace Unit;

public sealed class EnvironmentProxySpecs
{
    [Theory]
    [InlineData("proxy.test", "http://proxy.test:1080/")]
    [InlineData("proxy.test:3128", "http://proxy.test:3128/")]
    [InlineData("proxy.test:3128/", "http://proxy.test:3128/")]
    [InlineData("http://proxy.test", "http://proxy.test:1080/")]
    [InlineData("http://proxy.test/", "http://proxy.test:1080/")]
    [InlineData("http://proxy.test:80", "http://proxy.test/")]
    [InlineData("HTTP://PROXY.test:8080", "http://proxy.test:8080/")]
    [InlineData("https://proxy.test", "https://proxy.test/")]
    [InlineData("https://proxy.test:3128", "https://proxy.test:3128/")]
    [InlineData("socks://proxy.test", "socks4://proxy.test:1080/")]
    [InlineData("socks4://proxy.test", "socks4://proxy.test:1080/")]
    [InlineData("socks4a://proxy.test:9050", "socks4a://proxy.test:9050/")]
    [InlineData("socks5://proxy.test", "socks5://proxy.test:1080/")]
    [InlineData("socks5h://proxy.test:9050", "socks5h://proxy.test:9050/")]
    [InlineData("[::1]", "http://[::1]:1080/")]
    [InlineData("[::1]:3128", "http://[::1]:3128/")]
    [InlineData("http://10.0.0.1:3128", "http://10.0.0.1:3128/")]
    [InlineData("user@proxy.test", "http://user@proxy.test:1080/")]
    [InlineData("user:pass@proxy.test", "http://user:pass@proxy.test:1080/")]
    [InlineData("http://user:pass@proxy.test:3128", "http://user:pass@proxy.test:3128/")]
    public void What_is_left_out_is_filled_in_as_curl_does(string address, string proxy)
    {
        Assert.Equal(proxy, EnvironmentProxy.Parse(address)?.AbsoluteUri);
    }

    [Theory]
    [InlineData("ftp://proxy.test")]
    [InlineData("http://")]
    [InlineData("http://:3128")]
    [InlineData("://proxy.test")]
    [InlineData(":3128")]
    [InlineData("proxy.test:port")]
    [InlineData("proxy.test:99999")]
    [InlineData("http://[::1")]
    [InlineData("a proxy")]
    public void What_is_no_proxy_is_not_taken_for_one(string address)
    {
        Assert.Null(EnvironmentProxy.Parse(address));
    }

    [Theory]
    [InlineData("me:my%20secret%40:%C3%A4@proxy.test", "me", "my secret@:\u00e4")]
    [InlineData("me@proxy.test", "me", "")]
    [InlineData("http://a%40b:@proxy.test", "a@b", "")]
    [InlineData("socks5://me:secret@proxy.test", "me", "secret")]
    public void User_and_password_are_taken_as_they_were_before_they_were_encoded(string address, string user, string password)
    {
        var credential = Proxy("http://upload.test/", ("http_proxy", address)).Credential!;

        Assert.Equal((user, password), (credential.UserName, credential.Password));
    }

    [Fact]
    public void A_proxy_without_a_user_gets_no_credentials()
    {
        Assert.Null(Proxy("http://upload.test/", ("http_proxy", "proxy.test")).Credential);
    }

    [Theory]
    [InlineData("http://upload.test/", "http://lower:1080/")]
    [InlineData("https://upload.test/", "http://secure:1080/")]
    [InlineData("http://direct.test/", null)]
    [InlineData("https://direct.test:8443/", null)]
    public void The_scheme_and_the_host_decide(string url, string? proxy)
    {
        var subject = Proxy(url, ("http_proxy", "lower"), ("HTTP_PROXY", "upper"), ("HTTPS_PROXY", "secure"), ("no_proxy", "direct.test"));

        Assert.Equal((proxy, false), (subject.Address?.AbsoluteUri, subject.IsUnusable));
    }

    [Theory]
    [InlineData("ftp://proxy.test", "", true)]
    [InlineData("ftp://proxy.test", "upload.test", false)]
    [InlineData("", "", false)]
    public void An_unusable_proxy_counts_where_one_would_be_used(string address, string noProxy, bool isUnusable)
    {
        Assert.Equal(isUnusable, Proxy("http://upload.test/", ("http_proxy", address), ("no_proxy", noProxy)).IsUnusable);
    }

    private static EnvironmentProxy Proxy(string url, params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(variable => variable.Name, variable => Encoding.UTF8.GetBytes(variable.Value));
        return new EnvironmentProxy(new ScriptVariables(environment.GetValueOrDefault), new Uri(url));
    }
}
