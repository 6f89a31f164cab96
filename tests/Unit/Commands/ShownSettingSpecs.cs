// Which value of a setting counts, where it comes from, and what nobody needs to see of it.

using System.Text;
using ApiFunc.Commands;
using ApiFunc.Script;
using Unit.Harness;

namespace Unit;

public sealed class ShownSettingSpecs
{
    private const string FileName = "api-func.conf";
    private const string Name = "API_FUNC_URL_PASSWORD_FILE";

    [Fact]
    public void Without_any_setting_all_are_the_defaults()
    {
        var shown = Read("", ("XDG_STATE_HOME", "/state"), ("HOME", "/home/me"));

        Assert.Equal(Setting.All.Select(setting => setting.Name), shown.Select(setting => setting.Name));
        Assert.All(shown, setting => Assert.Equal(("default", null), (setting.From(FileName), setting.Problem)));
        Assert.All(
            Setting.All.Zip(shown).Where(pair => pair.First != Setting.StateDirectory),
            pair => Assert.Equal(pair.First.Default, pair.Second.Value));
        Assert.StartsWith("/", Of(shown, "API_FUNC_STATE_DIR").Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "wait", "default")]
    [InlineData(null, "background", "background", "api-func.conf:2")]
    [InlineData(null, "BackGround", "background", "api-func.conf:2")]
    [InlineData("Wait", "background", "wait", "environment")]
    [InlineData("", "background", "background", "api-func.conf:2")]
    public void The_environment_comes_first_then_the_file_then_the_default(string? variable, string? line, string value, string from)
    {
        var file = line is null ? "" : $"# first\nAPI_FUNC_DELIVERY={line}\n";

        var setting = Of(Read(file, ("API_FUNC_DELIVERY", variable ?? "")), "API_FUNC_DELIVERY");

        Assert.Equal((value, from, null), (setting.Value, setting.From(FileName), setting.Problem));
    }

    [Fact]
    public void The_last_line_with_a_name_is_the_one_that_is_named()
    {
        var shown = Read("API_FUNC_URL=http://a/\n\nAPI_FUNC_URL=http://b/\n");

        Assert.Equal(("http://b/", "api-func.conf:3"), (Of(shown, "API_FUNC_URL").Value, Of(shown, "API_FUNC_URL").From(FileName)));
    }

    [Fact]
    public void What_may_be_a_password_in_the_place_of_a_path_is_not_shown()
    {
        var (path, password) = (Of(Read("API_FUNC_URL_PASSWORD_FILE=/file\n"), Name), Of(Read("", (Name, "hunter2")), Name));

        Assert.Equal(("/file", null), (path.Value, path.Problem));
        Assert.Equal(("***", $"{Name} takes the path of a file, which begins with a slash"), (password.Value, password.Problem));
    }

    [Fact]
    public void A_value_that_the_environment_gives_and_nobody_takes_hides_the_one_of_the_file()
    {
        var setting = Of(Read("API_FUNC_DELIVERY=background\n", ("API_FUNC_DELIVERY", "never")), "API_FUNC_DELIVERY");

        Assert.Equal(("wait", "environment"), (setting.Value, setting.From(FileName)));
        Assert.Contains("'never'", setting.Problem!, StringComparison.Ordinal);
        Assert.Contains("'wait' and 'background'", setting.Problem!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("API_FUNC_URL", "https://example.com/upload", null)]
    [InlineData("API_FUNC_URL", "file:///tmp/reports.jsonl", null)]
    [InlineData("API_FUNC_URL", "ftp://example.com/", "it has to begin with https://, http:// or file:///")]
    [InlineData("TELEMETRY_URL", "example.com", "it has to begin with https://, http:// or file:///")]
    [InlineData("TELEMETRY_URL", "https://example.com:99999/", "its port '99999' is no number")]
    [InlineData("API_FUNC_STATE_DIR", "relative", "begin")]
    public void A_value_that_cannot_be_used_is_shown_with_the_reason(string name, string value, string? problem)
    {
        var setting = Of(Read("", (name, value)), name);

        Assert.Equal(value, setting.Value);
        if (problem is null)
            Assert.Null(setting.Problem);
        else
            Assert.Contains(problem, setting.Problem!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://me:secret@example.com/", "https://***@example.com/")]
    [InlineData("https://secret@example.com/", "https://***@example.com/")]
    [InlineData("https://example.com/?token=secret&x=1", "https://example.com/?token=***&x=1")]
    [InlineData("https://example.com/?api_key=secret", "https://example.com/?api_key=***")]
    [InlineData("me:secret@proxy.test:3128", "***@proxy.test:3128")]
    [InlineData("ftp://me:secret@example.com/", "ftp://***@example.com/")]
    [InlineData("socks5h://me:secret@127.0.0.1:1080", "socks5h://***@127.0.0.1:1080")]
    [InlineData("/srv/a@b/state", "/srv/a@b/state")]
    [InlineData("https://example.com/upload", "https://example.com/upload")]
    public void Secrets_are_not_shown(string value, string expected) => Assert.Equal(expected, ShownSetting.WithoutSecrets(value));

    [Theory]
    [InlineData("htps://me:geheim@example.com/")]
    [InlineData("me:geheim@example.com/upload")]
    public void Neither_a_value_nor_the_reason_against_it_shows_a_secret(string url)
    {
        var shown = Read("", ("API_FUNC_URL", url), ("https_proxy", "me:geheim@proxy.test"));

        Assert.All(shown, setting => Assert.DoesNotContain("geheim", $"{setting.Value}{setting.Problem}", StringComparison.Ordinal));
        Assert.NotNull(Of(shown, "API_FUNC_URL").Problem);
        Assert.Equal("***@proxy.test", Of(shown, "https_proxy").Value);
    }

    [Fact]
    public void What_else_decides_is_shown_if_it_is_set()
    {
        var shown = Read("DIAGNOSTICS=no\n", ("DO_NOT_TRACK", "1"), ("SSL_CERT_FILE", "/etc/ca.pem"), ("NO_PROXY", "*"), ("DEV_MODE", ""));

        Assert.Equal(
            [("DIAGNOSTICS", "no", "api-func.conf:1"), ("DO_NOT_TRACK", "1", "environment"), ("NO_PROXY", "*", "environment"),
                ("SSL_CERT_FILE", "/etc/ca.pem", "environment")],
            shown.Skip(Setting.All.Count).Select(setting => (setting.Name, setting.Value, setting.From(FileName))));
    }

    private static ShownSetting Of(List<ShownSetting> shown, string name) => shown.Single(setting => setting.Name == name);

    private static List<ShownSetting> Read(string file, params (string Name, string Value)[] variables)
    {
        using var tree = new TemporaryTree((FileName, Encoding.UTF8.GetBytes(file)));
        var script = Script.With(variables);
        return ShownSetting.All(script, new Settings(script, tree.Path(FileName)));
    }
}
