// Which proxy the environment names for a URL, and its credentials.

using System.Text;
using ApiFunc.Http;

namespace Unit;

public sealed class ProxySpecs
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
    public void Scheme_and_port_have_the_defaults_of_curl(string address, string proxy)
    {
        Assert.Equal(proxy, Proxy.Parse(address)?.AbsoluteUri);
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
    public void A_text_that_is_no_proxy_URL_is_not_accepted(string address)
    {
        Assert.Null(Proxy.Parse(address));
    }

    [Theory]
    [InlineData("me:my%20secret%40:%C3%A4@proxy.test", "me", "my secret@:\u00e4")]
    [InlineData("me@proxy.test", "me", "")]
    [InlineData("http://a%40b:@proxy.test", "a@b", "")]
    [InlineData("socks5://me:secret@proxy.test", "me", "secret")]
    public void User_and_password_are_percent_decoded(string address, string user, string password)
    {
        var credential = ProxyFor("http://upload.test/", ("http_proxy", address))!.Credential!;

        Assert.Equal((user, password), (credential.UserName, credential.Password));
    }

    [Fact]
    public void A_proxy_without_a_user_gets_no_credentials()
    {
        Assert.Null(ProxyFor("http://upload.test/", ("http_proxy", "proxy.test"))!.Credential);
    }

    [Theory]
    [InlineData("http://upload.test/", "http://lower:1080/")]
    [InlineData("https://upload.test/", "http://secure:1080/")]
    [InlineData("http://direct.test/", null)]
    [InlineData("https://direct.test:8443/", null)]
    public void The_scheme_and_the_host_decide(string url, string? proxy)
    {
        var found = ProxyFor(url, ("http_proxy", "lower"), ("HTTP_PROXY", "upper"), ("HTTPS_PROXY", "secure"), ("no_proxy", "direct.test"));

        Assert.Equal(proxy, found?.Url.AbsoluteUri);
    }

    [Theory]
    [InlineData(
        "ftp://proxy.test", "ftp://proxy.test", "it has to begin with http://, https://, socks4://, socks4a://, socks5:// or socks5h://")]
    [InlineData("http://me:secret@proxy.test:99999", "***@proxy.test:99999", "its port '99999' is no number from 1 to 65535")]
    [InlineData("http://me:sec/ret@:3128", "***@:3128", "it has no host")]
    public void An_unusable_proxy_is_an_error_that_names_it_without_its_user(string address, string shown, string problem)
    {
        var error = Assert.Throws<IOException>(() => ProxyFor("http://upload.test/", ("http_proxy", address)));

        Assert.Equal($"the proxy '{shown}' cannot be used: {problem}", error.Message);
    }

    [Theory]
    [InlineData("ftp://proxy.test", "upload.test")]
    [InlineData("", "")]
    public void An_unusable_proxy_does_not_matter_if_none_is_needed(string address, string noProxy)
    {
        Assert.Null(ProxyFor("http://upload.test/", ("http_proxy", address), ("no_proxy", noProxy)));
    }

    private static Proxy? ProxyFor(string url, params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(variable => variable.Name, variable => Encoding.UTF8.GetBytes(variable.Value));
        return Proxy.For(new Uri(url), HttpOptions.From(environment.GetValueOrDefault));
    }
}
