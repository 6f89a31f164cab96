// The configuration file, line by line.

using System.Text;
using ApiFunc.Caller;

namespace Unit;

public sealed class SettingsSpecs
{
    private const string Name = "api-func.conf";

    [Theory]
    [InlineData("", null)]
    [InlineData("\n\n", null)]
    [InlineData("API_FUNC_URL=a", "a")]
    [InlineData("API_FUNC_URL=a\r\n", "a")]
    [InlineData(" \tAPI_FUNC_URL=a \t\r\n", "a")]
    [InlineData("API_FUNC_URL= a", " a")]
    [InlineData("API_FUNC_URL=", null)]
    [InlineData("API_FUNC_URL=''", null)]
    [InlineData("API_FUNC_URL='a b'", "a b")]
    [InlineData("API_FUNC_URL=\"a b\" ", "a b")]
    [InlineData("API_FUNC_URL=' a '", " a ")]
    [InlineData("API_FUNC_URL='a\"", "'a\"")]
    [InlineData("API_FUNC_URL='", "'")]
    [InlineData("API_FUNC_URL=''a''", "'a'")]
    [InlineData("API_FUNC_URL=a=b#c", "a=b#c")]
    [InlineData("API_FUNC_URL=$(x) `x` \\n", "$(x) `x` \\n")]
    [InlineData("API_FUNC_URL=a\nAPI_FUNC_URL=b\n", "b")]
    [InlineData("API_FUNC_URL=a\nAPI_FUNC_URL=\n", null)]
    [InlineData("API_FUNC_URL=a\n#API_FUNC_URL=b\n # API_FUNC_URL=c", "a")]
    [InlineData("garbage\n=\nAPI_FUNC_URL\nAPI_FUNC_URL =b\napi_func_url=b\nexport API_FUNC_URL=b\nAPI_FUNC_URL=a", "a")]
    [InlineData("\0\u0001\nAPI_FUNC_URL=a", "a")]
    public void The_last_line_with_the_name_counts(string content, string? url)
    {
        using var file = new TemporaryTree((Name, Encoding.UTF8.GetBytes(content)));

        Assert.Equal(url, Url(new Settings(Script(), file.Path(Name))));
    }

    [Fact]
    public void A_value_keeps_its_bytes()
    {
        using var file = new TemporaryTree((Name, [.. "API_FUNC_URL='file:///"u8, 0xFF, 0x80, .. "'\n"u8]));

        Assert.Equal([.. "file:///"u8, 0xFF, 0x80], new Settings(Script(), file.Path(Name)).Url);
    }

    [Theory]
    [InlineData(null, "file")]
    [InlineData("", "file")]
    [InlineData("script", "script")]
    [InlineData("'quoted'", "'quoted'")]
    public void The_script_wins_unless_its_variable_is_empty(string? variable, string url)
    {
        using var file = new TemporaryTree((Name, "API_FUNC_URL=file\n"u8.ToArray()));

        Assert.Equal(url, Url(new Settings(Script(("API_FUNC_URL", variable)), file.Path(Name))));
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("curl", null, true)]
    [InlineData(null, "curl", true)]
    [InlineData("built-in", "curl", false)]
    [InlineData("CURL", null, false)]
    [InlineData("", "curl", true)]
    public void Reports_go_through_curl_where_that_is_said_exactly(string? variable, string? line, bool useCurl)
    {
        using var file = new TemporaryTree((Name, Encoding.UTF8.GetBytes(line is null ? "" : $"API_FUNC_TRANSPORT={line}\n")));

        Assert.Equal(useCurl, new Settings(Script(("API_FUNC_TRANSPORT", variable)), file.Path(Name)).UseCurl);
    }

    [Fact]
    public void A_missing_file_is_no_problem()
    {
        Assert.Null(new Settings(Script(), "/nonexistent/api-func.conf").Url);
    }

    [Fact]
    public void Of_a_huge_file_the_beginning_counts()
    {
        byte[] padding = [.. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("# padding\n", 10_000)))];
        using var file = new TemporaryTree((Name, [.. "API_FUNC_URL=a\n"u8, .. padding, .. "API_FUNC_URL=b\n"u8]));

        Assert.Equal("a", Url(new Settings(Script(), file.Path(Name))));
    }

    private static CallingScript Script(params (string Name, string? Value)[] variables) =>
        new(name => variables.FirstOrDefault(variable => variable.Name == name).Value is { } value ? Encoding.UTF8.GetBytes(value) : null);

    private static string? Url(Settings settings) => settings.Url is { } url ? Encoding.UTF8.GetString(url) : null;
}
