// Which environment variables the HTTP client goes by.

using System.Text;
using ApiFunc.Http;

namespace Unit;

public sealed class HttpOptionsSpecs
{
    [Theory]
    [InlineData("http_proxy", "http")]
    [InlineData("HTTP_PROXY", null)]
    [InlineData("https_proxy", "https")]
    [InlineData("HTTPS_PROXY", "https")]
    [InlineData("all_proxy", "all")]
    [InlineData("ALL_PROXY", "all")]
    [InlineData("no_proxy", "no")]
    [InlineData("NO_PROXY", "no")]
    [InlineData("SSL_CERT_FILE", "bundle")]
    [InlineData("SSL_CERT_DIR", "directories")]
    public void Each_variable_sets_one_option(string variable, string? option)
    {
        Assert.Equal(option is null ? [] : [$"{option}=value"], Options((variable, "value")));
    }

    [Theory]
    [InlineData("https_proxy", "HTTPS_PROXY", "https")]
    [InlineData("all_proxy", "ALL_PROXY", "all")]
    [InlineData("no_proxy", "NO_PROXY", "no")]
    public void Lower_case_wins_unless_it_is_empty(string lower, string upper, string option)
    {
        Assert.Equal([$"{option}=lower"], Options((lower, "lower"), (upper, "upper")));
        Assert.Equal([$"{option}=upper"], Options((lower, ""), (upper, "upper")));
    }

    [Fact]
    public void Paths_of_certificates_may_be_any_bytes()
    {
        byte[] path = [(byte)'/', 0xFF];

        Assert.Equal(path, HttpOptions.From(name => name == "SSL_CERT_FILE" ? path : null).CertificateBundle);
    }

    private static string[] Options(params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(variable => variable.Name, variable => Encoding.UTF8.GetBytes(variable.Value));
        var options = HttpOptions.From(environment.GetValueOrDefault);
        (string Name, string? Value)[] all =
        [
            ("http", options.HttpProxy), ("https", options.HttpsProxy), ("all", options.AllProxy), ("no", options.NoProxy),
            ("bundle", Text(options.CertificateBundle)), ("directories", Text(options.CertificateDirectories)),
        ];
        return [.. all.Where(option => option.Value is not null).Select(option => $"{option.Name}={option.Value}")];
    }

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
