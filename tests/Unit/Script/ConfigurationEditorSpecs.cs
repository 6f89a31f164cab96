// Changing the configuration file: what is written is what is read again, and everything else stays.

using System.Text;
using ApiFunc.Script;
using Unit.Harness;

namespace Unit;

public sealed class ConfigurationEditorSpecs
{
    private const string Name = "api-func.conf";
    private const string Url = "API_FUNC_URL";

    [Theory]
    [InlineData("", "API_FUNC_URL=http://new/\n")]
    [InlineData("# comment", "# comment\nAPI_FUNC_URL=http://new/\n")]
    [InlineData("a\n\n#b\nAPI_FUNC_OUTBOX=off\n", "a\n\n#b\nAPI_FUNC_OUTBOX=off\nAPI_FUNC_URL=http://new/\n")]
    [InlineData("#1\nAPI_FUNC_URL=old\n#2\n", "#1\nAPI_FUNC_URL=http://new/\n#2\n")]
    [InlineData(" API_FUNC_URL='old' \r\n#2\r\n", "API_FUNC_URL=http://new/\r\n#2\r\n")]
    [InlineData("#1\r\n#2\r\n", "#1\r\n#2\r\nAPI_FUNC_URL=http://new/\r\n")]
    [InlineData("API_FUNC_URL=1\n#\nAPI_FUNC_URL=2\n#\n", "#\nAPI_FUNC_URL=http://new/\n#\n")]
    [InlineData("#API_FUNC_URL=old\nTELEMETRY_URL=old\n", "#API_FUNC_URL=old\nTELEMETRY_URL=old\nAPI_FUNC_URL=http://new/\n")]
    [InlineData("\uFEFFAPI_FUNC_URL=old\n", "\uFEFFAPI_FUNC_URL=http://new/\n")]
    public void A_setting_takes_the_place_of_the_line_that_counted_or_comes_last(string before, string after)
    {
        using var file = new TemporaryTree((Name, Encoding.UTF8.GetBytes(before)));
        var editor = Open(file);

        editor.Set(Url, "http://new/");

        Assert.True(editor.IsChanged);
        Assert.Null(editor.Save(out _));
        Assert.Equal(Encoding.UTF8.GetBytes(after), File.ReadAllBytes(file.Path(Name)));
    }

    [Theory]
    [InlineData("#1\nAPI_FUNC_URL=1\nAPI_FUNC_URL=2\n#2\n", "#1\n#2\n")]
    [InlineData("API_FUNC_URL=1", "")]
    [InlineData("TELEMETRY_URL=1\n", "TELEMETRY_URL=1\n")]
    public void A_name_that_is_unset_has_no_line_any_more(string before, string after)
    {
        using var file = new TemporaryTree((Name, Encoding.UTF8.GetBytes(before)));
        var editor = Open(file);

        editor.Unset(Url);

        Assert.Equal(before != after, editor.IsChanged);
        Assert.Equal(after.Length == 0, editor.IsEmpty);
        Assert.Null(editor[Url]);
        Assert.Null(editor.Save(out _));
        Assert.Equal(after, File.ReadAllText(file.Path(Name)));
    }

    [Theory]
    [InlineData("DIAGNOSTICS=no\nexport diagnostics=no\n # x\n", "DIAGNOSTICS", " # x\n")]
    [InlineData("do_not_track=1\n", "DO_NOT_TRACK", "")]
    public void A_refusal_goes_however_it_is_spelt(string before, string name, string after)
    {
        using var file = new TemporaryTree((Name, Encoding.UTF8.GetBytes(before)));
        var editor = Open(file);

        editor.Unset(name);

        Assert.Null(editor.Save(out _));
        Assert.Equal(after, File.ReadAllText(file.Path(Name)));
    }

    [Theory]
    [InlineData("file:///a")]
    [InlineData("file:///a b ")]
    [InlineData("file:///'")]
    [InlineData("file:///a=b#c")]
    [InlineData("FILE:/a")]
    [InlineData("https://user:secret@h/?a=\"b\"")]
    [InlineData("http://[::1]:8080/")]
    public void What_is_written_is_what_is_read(string value)
    {
        using var file = new TemporaryTree();
        var editor = Open(file);

        Assert.Null(ConfigurationEditor.Check(Url, value, out var written));
        editor.Set(Url, written);

        Assert.Null(editor.Save(out _));
        Assert.Equal(Encoding.UTF8.GetBytes(value), Configuration.Read(file.Path(Name))[Url]);
        Assert.Equal(value, Open(file)[Url]);
    }

    [Fact]
    public void Quotes_and_blanks_around_a_value_survive()
    {
        Random random = new(11);
        for (var i = 0; i < 500; i++)
        {
            var value = "/" + string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "'\" =#\\ä"[random.Next(7)]));
            using var file = new TemporaryTree();
            var editor = Open(file);
            editor.Set("API_FUNC_STATE_DIR", value);
            Assert.Null(editor.Save(out _));

            Assert.Equal(value, Encoding.UTF8.GetString(Configuration.Read(file.Path(Name))["API_FUNC_STATE_DIR"]!));
        }
    }

    [Fact]
    public void A_value_that_is_there_already_changes_nothing()
    {
        using var file = new TemporaryTree((Name, "API_FUNC_URL = x\nAPI_FUNC_URL=\"http://a/\"\n"u8.ToArray()));
        var editor = Open(file);

        editor.Set(Url, "http://a/");

        Assert.False(editor.IsChanged);
        Assert.True(editor.IsThere);
    }

    [Theory]
    [InlineData("API_FUNC_DELIVERY", "Background", "background")]
    [InlineData("API_FUNC_DELIVERY", " wait ", "wait")]
    [InlineData("API_FUNC_OUTBOX", "NO", "off")]
    [InlineData("API_FUNC_STATE_DIR", "/var/lib/x", "/var/lib/x")]
    [InlineData("API_FUNC_URL_USER", "me @ home", "me @ home")]
    [InlineData("API_FUNC_URL_PASSWORD_FILE", "/etc/x", "/etc/x")]
    [InlineData("DIAGNOSTICS", "no", "no")]
    [InlineData("DO_NOT_TRACK", "1", "1")]
    public void Values_are_written_as_the_table_has_them(string name, string value, string expected)
    {
        Assert.Null(ConfigurationEditor.Check(name, value, out var written));
        Assert.Equal(expected, written);
    }

    [Theory]
    [InlineData("API_FUNC_DELIVERY", "later", "API_FUNC_DELIVERY takes 'wait' and 'background', and not 'later'")]
    [InlineData("API_FUNC_STATE_DIR", "x", "API_FUNC_STATE_DIR takes a path that begins with a slash, and not 'x'")]
    [InlineData("API_FUNC_URL_USER", "a:b", "API_FUNC_URL_USER takes a name without colons and control characters")]
    [InlineData("API_FUNC_URL_USER", "", "API_FUNC_URL_USER takes a name without colons and control characters")]
    [InlineData("API_FUNC_URL_PASSWORD_FILE", "x", "API_FUNC_URL_PASSWORD_FILE takes the path of a file, which begins with a slash")]
    [InlineData(Url, "", "API_FUNC_URL takes a URL, and not '': it has to begin with https://, http:// or file:///")]
    [InlineData(Url, "http://", "API_FUNC_URL takes a URL, and not 'http://': it has no host")]
    [InlineData(Url, "http://a/\nDIAGNOSTICS=no", "API_FUNC_URL takes one line of text, without control characters")]
    [InlineData("DIAGNOSTICS", "YES",
        "only a refusal counts here; consent is given in /usr/local/community-scripts/diagnostics, or by the variable DIAGNOSTICS")]
    public void What_would_not_count_is_refused(string name, string value, string problem) =>
        Assert.Equal(problem, ConfigurationEditor.Check(name, value, out _));

    [Fact]
    public void A_name_that_is_none_is_refused_with_those_that_are() =>
        Assert.StartsWith(
            "there is no setting 'URL'; there are API_FUNC_DIALECT, API_FUNC_URL, ", ConfigurationEditor.Check("URL", "x", out _),
            StringComparison.Ordinal);

    [Fact]
    public void A_file_that_cannot_be_used_is_not_changed()
    {
        using var file = new TemporaryTree((Name, "API_FUNC_URL=x\n"u8.ToArray()));
        File.SetUnixFileMode(file.Path(Name), (UnixFileMode)0b110_110_100);

        Assert.Null(ConfigurationEditor.Open(file.Path(Name), out var problem));
        Assert.Contains("others may write to it", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_file_is_for_everybody_to_read_and_an_old_one_keeps_its_mode()
    {
        using var file = new TemporaryTree(("old", ""u8.ToArray()));
        File.SetUnixFileMode(file.Path("old"), (UnixFileMode)0b110_000_000);
        foreach (var name in new[] { "old", "new" })
        {
            var editor = ConfigurationEditor.Open(file.Path(name), out _)!;
            editor.Set(Url, "http://a/");
            Assert.Null(editor.Save(out _));
        }

        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(file.Path("old")));
        Assert.Equal((UnixFileMode)0b110_100_100, File.GetUnixFileMode(file.Path("new")));
    }

    private static ConfigurationEditor Open(TemporaryTree file)
    {
        var editor = ConfigurationEditor.Open(file.Path(Name), out var problem);
        Assert.Null(problem);
        return editor!;
    }
}
