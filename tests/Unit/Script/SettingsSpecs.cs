// The configuration file, line by line.

using System.Text;
using ApiFunc.Consent;
using ApiFunc.Script;
using Unit.Harness;

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
    [InlineData("CURL", null, true)]
    [InlineData(null, "Curl ", true)]
    [InlineData("curls", null, false)]
    [InlineData("", "curl", true)]
    public void Reports_go_through_curl_where_that_is_said_in_any_case(string? variable, string? line, bool useCurl)
    {
        using var file = new TemporaryTree((Name, Encoding.UTF8.GetBytes(line is null ? "" : $"API_FUNC_TRANSPORT={line}\n")));

        Assert.Equal(useCurl, new Settings(Script(("API_FUNC_TRANSPORT", variable)), file.Path(Name)).UseCurl);
    }

    [Fact]
    public void A_missing_file_is_no_problem()
    {
        foreach (var path in new[] { "/nonexistent/api-func.conf", "/etc/passwd/api-func.conf" })
        {
            var settings = new Settings(Script(), path);

            Assert.Null(settings.Url);
            Assert.Null(settings.Configuration.Objection);
        }
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("YES", true)]
    [InlineData("True", true)]
    [InlineData("1", true)]
    [InlineData("oFF", false)]
    [InlineData("no", false)]
    [InlineData("FALSE", false)]
    [InlineData("0", false)]
    [InlineData("2", true)]
    [InlineData("offf", true)]
    [InlineData("", true)]
    public void The_outbox_is_used_unless_a_word_for_no_stands_there(string word, bool isUsed)
    {
        using var file = new TemporaryTree((Name, Encoding.UTF8.GetBytes($"API_FUNC_OUTBOX={word}\n")));

        Assert.Equal(isUsed, new Settings(Script(), file.Path(Name)).UseOutbox);
        Assert.Equal(isUsed, new Settings(Script(("API_FUNC_OUTBOX", word)), "/nonexistent").UseOutbox);
    }

    [Theory]
    [InlineData("API_FUNC_DELIVERY=Background\n")]
    [InlineData("\uFEFFAPI_FUNC_DELIVERY=BACKGROUND\n")]
    [InlineData("API_FUNC_DELIVERY=background\nAPI_FUNC_DELIVERY=sometimes\n")]
    public void A_value_is_read_in_any_case_and_an_unknown_one_is_ignored(string content)
    {
        using var file = new TemporaryTree((Name, Encoding.UTF8.GetBytes(content)));

        Assert.True(new Settings(Script(), file.Path(Name)).InBackground);
        Assert.False(new Settings(Script(("API_FUNC_DELIVERY", "WAIT")), file.Path(Name)).InBackground);
    }

    [Theory]
    [InlineData("horst=1", "there is no setting 'horst'; there are API_FUNC_DIALECT, ")]
    [InlineData("api_func_url=x", "there is no setting 'api_func_url'; write API_FUNC_URL=value")]
    [InlineData("export API_FUNC_URL=x", "there is no setting 'export API_FUNC_URL'; write API_FUNC_URL=value")]
    [InlineData("API_FUNC_URL = x", "there is no setting 'API_FUNC_URL '; write API_FUNC_URL=value")]
    [InlineData("API_FUNC_URL x", "expected NAME=value")]
    [InlineData("\u0001", "expected NAME=value")]
    [InlineData("API_FUNC_DIALECT=modern", "API_FUNC_DIALECT takes 'classic' and 'telemetry', and not 'modern'")]
    [InlineData("API_FUNC_OUTBOX=sometimes", "API_FUNC_OUTBOX takes 'on' and 'off', and not 'sometimes'")]
    [InlineData("DIAGNOSTICS=Yes", "only a refusal counts here; consent is given in ")]
    public void What_does_not_count_is_listed_with_its_line_and_what_would_be_right(string line, string reason)
    {
        var content = $"# first\nAPI_FUNC_URL=a\n{line}\nAPI_FUNC_DIALECT=classic\n";
        using var file = new TemporaryTree((Name, Encoding.UTF8.GetBytes(content)));

        var settings = new Settings(Script(), file.Path(Name));

        Assert.StartsWith(
            $"{file.Path(Name)}, line 3, is ignored: {reason}", Assert.Single(settings.Configuration.Ignored), StringComparison.Ordinal);
        Assert.Equal("a", Url(settings));
        Assert.Null(settings.Configuration.Objection);
    }

    [Theory]
    [InlineData("DIAGNOSTICS=no", "DIAGNOSTICS is not 'yes' in ")]
    [InlineData("DIAGNOSTICS= 'No' ", "DIAGNOSTICS is not 'yes' in ")]
    [InlineData("DIAGNOSTICS=1", "DIAGNOSTICS is not 'yes' in ")]
    [InlineData("DO_NOT_TRACK=1", "DO_NOT_TRACK is set in ")]
    [InlineData("DO_NOT_TRACK=no", "DO_NOT_TRACK is set in ")]
    [InlineData("DIAGNOSTICS=yes\nDO_NOT_TRACK=true", "DO_NOT_TRACK is set in ")]
    [InlineData("DIAGNOSTICS=yes", null)]
    [InlineData("DIAGNOSTICS= YES", null)]
    [InlineData("DIAGNOSTICS=", null)]
    [InlineData("DO_NOT_TRACK=", null)]
    [InlineData("DO_NOT_TRACK=0", null)]
    [InlineData("export DIAGNOSTICS=no", "DIAGNOSTICS is not 'yes' in ")]
    [InlineData("DIAGNOSTICS = no", "DIAGNOSTICS is not 'yes' in ")]
    [InlineData("diagnostics=no", "DIAGNOSTICS is not 'yes' in ")]
    [InlineData("export do_not_track = 1", "DO_NOT_TRACK is set in ")]
    [InlineData("DIAGNOSTICS=no\nDIAGNOSTICS=", "DIAGNOSTICS is not 'yes' in ")]
    [InlineData("DIAGNOSTICS=no\nDIAGNOSTICS=yes", null)]
    [InlineData("#DIAGNOSTICS=no", null)]
    public void A_refusal_counts_and_consent_does_not(string content, string? refusal)
    {
        using var file = new TemporaryTree((Name, Encoding.UTF8.GetBytes(content)));

        var script = Script();
        var settings = new Settings(script, file.Path(Name));

        Assert.Equal(refusal is null ? null : refusal + file.Path(Name), settings.Configuration.Refusal);
        Assert.Null(ConsentGate.VariableElseFile(script));
    }

    [Fact]
    public void A_file_that_is_cut_short_or_is_none_cannot_be_used()
    {
        using var tree = new TemporaryTree(
            ("large", new byte[64 * 1024 + 1]), ("real", "API_FUNC_URL=a\n"u8.ToArray()), ("directory/x", []));
        File.CreateSymbolicLink(tree.Path("link"), tree.Path("real"));
        File.CreateSymbolicLink(tree.Path("dangling"), tree.Path("nothing"));
        Run.Command("mkfifo", tree.Path("fifo"));
        Run.Command("chmod", "620", tree.Path("real"));

        Assert.Equal("it is larger than 64 KiB", Problem("large"));
        Assert.Equal("it is a link", Problem("link"));
        Assert.Equal("it is a link", Problem("dangling"));
        Assert.Equal("it is a directory", Problem("directory"));
        Assert.Equal("it is no regular file", Problem("fifo"));
        Assert.Equal("others may write to it (its mode is 620), and it has to be writable by its owner only", Problem("real"));

        string Problem(string name)
        {
            var settings = new Settings(Script(), tree.Path(name));
            Assert.NotNull(settings.Configuration.Objection);
            Assert.Null(settings.Url);
            var start = $"{tree.Path(name)} cannot be used: ";
            Assert.StartsWith(start, settings.Configuration.Problem, StringComparison.Ordinal);
            return settings.Configuration.Problem![start.Length..];
        }
    }

    private static ScriptVariables Script(params (string Name, string? Value)[] variables) =>
        new(name => variables.FirstOrDefault(variable => variable.Name == name).Value is { } value ? Encoding.UTF8.GetBytes(value) : null);

    private static string? Url(Settings settings) => settings.Url is { } url ? Encoding.UTF8.GetString(url) : null;
}
