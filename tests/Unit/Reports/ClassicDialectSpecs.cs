// The bodies of the classic dialect: which fields, in which order, with which defaults.

using System.Text;
using ApiFunc.Consent;
using ApiFunc.Reports;
using ApiFunc.Script;
using Unit.Harness;

namespace Unit;

public sealed class ClassicDialectSpecs
{
    private const string Path = "/nonexistent";

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("007", 7L)]
    [InlineData("999999999999999999", 999_999_999_999_999_999L)]
    [InlineData("1000000000000000000", null)]
    [InlineData("0000000000000000001", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData("1.0", null)]
    [InlineData(" 1", null)]
    [InlineData("1\n", null)]
    [InlineData("0x1", null)]
    [InlineData("1e3", null)]
    [InlineData("\u0661", null)]
    [InlineData("1G", null)]
    public void A_whole_number_has_1_to_18_digits_and_nothing_else(string? text, long? number)
    {
        Assert.Equal(number, Numbers.Whole(text));
    }

    [Theory]
    [InlineData("8", "8")]
    [InlineData("8G", "8")]
    [InlineData("0.5", "0.5")]
    [InlineData("0.5G", "0.5")]
    [InlineData("007.50", "7.50")]
    [InlineData("1.123456", "1.123456")]
    [InlineData("999999999999999999.999999", "999999999999999999.999999")]
    [InlineData("1.1234567", "0")]
    [InlineData("1000000000000000000", "0")]
    [InlineData("", "0")]
    [InlineData("G", "0")]
    [InlineData(null, "0")]
    [InlineData(".5", "0")]
    [InlineData("5.", "0")]
    [InlineData("1.2.3", "0")]
    [InlineData("1,5", "0")]
    [InlineData("-1", "0")]
    [InlineData("8g", "0")]
    [InlineData("8GG", "0")]
    [InlineData("8 G", "0")]
    [InlineData("8M", "0")]
    [InlineData("1e3", "0")]
    public void A_disk_size_is_a_number_with_up_to_6_decimals_and_a_G_that_does_not_count(string? text, string size)
    {
        Assert.Equal(size, $"{Numbers.DiskSize(text)}");
    }

    [Fact]
    public void A_container_without_variables_has_every_field_with_its_default()
    {
        Assert.Equal(
            """
            {"ct_type":1,"type":"lxc","disk_size":0,"core_count":0,"ram_size":0,"os_type":"","os_version":"","disableip6":"",
            "nsapp":"","method":"","pve_version":"not found","status":"installing","random_id":""}
            """.Replace("\n", ""),
            Text(Script().Classic().ContainerBegins().Body));
    }

    [Fact]
    public void A_container_has_what_the_variables_say()
    {
        var script = Script(
            ("CT_TYPE", "0"), ("DISK_SIZE", "0.50G"), ("CORE_COUNT", "04"), ("RAM_SIZE", "2048"), ("var_os", "alpine"),
            ("var_version", "3.22"),
            ("DISABLEIP6", "yes"), ("NSAPP", "nginx"), ("METHOD", "advanced"), ("RANDOM_UUID", "id"));

        Assert.Equal(
            """
            {"ct_type":0,"type":"lxc","disk_size":0.50,"core_count":4,"ram_size":2048,"os_type":"alpine","os_version":"3.22",
            "disableip6":"yes","nsapp":"nginx","method":"advanced","pve_version":"not found","status":"installing",
            "random_id":"id"}
            """.Replace("\n", ""),
            Text(script.Classic().ContainerBegins().Body));
    }

    [Fact]
    public void A_VM_is_of_type_2_and_does_not_say_whether_it_has_IPv6()
    {
        var body = Text(Script(("CT_TYPE", "1"), ("DISABLEIP6", "yes"), ("DISK_SIZE", "32G")).Classic().VmBegins().Body);

        Assert.StartsWith("""{"ct_type":2,"type":"vm","disk_size":32,""", body, StringComparison.Ordinal);
        Assert.Contains("""
            "disableip6":"",
            """.Trim(), body, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_are_escaped_to_ASCII_and_no_further_than_JSON_asks()
    {
        var body = Text(Script(("NSAPP", "'<>&+/`\"\\\n\u0001\u007f\u00e4\u2028\U0001F600")).Classic().ContainerBegins().Body);

        Assert.Contains("""
            "nsapp":"'<>&+/`\"\\\n\u0001
            """.Trim(), body, StringComparison.Ordinal);
        Assert.True(Ascii.IsValid(body));
        using var json = System.Text.Json.JsonDocument.Parse(body);
        Assert.Equal("'<>&+/`\"\\\n\u0001\u007f\u00e4\u2028\U0001F600", json.RootElement.GetProperty("nsapp").GetString());
    }

    [Theory]
    [InlineData("failed", "General error: nothing more is known")]
    [InlineData("failed", "General error: nothing more is known", "", "")]
    [InlineData("done", "General error: nothing more is known", "done")]
    [InlineData("done", " ", "done", "none")]
    [InlineData("done", " ", "done", "0")]
    [InlineData("success", " ", "success")]
    [InlineData("success", " ", "success", "")]
    [InlineData("success", " ", "success", "none")]
    [InlineData("success", "General error: nothing more is known", "success", "1")]
    [InlineData("failed", "Unknown error code (none)", "failed", "none")]
    [InlineData("Done", "Unknown error code (none)", "Done", "none")]
    [InlineData("aborted", "Unknown error code (INTERRUPTED)", "aborted", "INTERRUPTED")]
    [InlineData("failed", "Unknown error code (apt install x)", "failed", "apt install x")]
    public void An_update_says_what_the_exit_code_means(string status, string error, params string[] arguments)
    {
        Assert.Equal(
            $$"""{"status":"{{status}}","error":"{{error}}","random_id":"id"}""",
            Text(Script(("RANDOM_UUID", "id")).Classic().Ends(
                arguments.ElementAtOrDefault(0) ?? "", arguments.ElementAtOrDefault(1) ?? "").Body));
    }

    [Theory]
    [InlineData("yes", null, "id", true)]
    [InlineData("YES", "", "id", true)]
    [InlineData("Yes", "0", "id", true)]
    [InlineData("no", null, "id", false)]
    [InlineData("", null, "id", false)]
    [InlineData(null, null, "id", false)]
    [InlineData("y", null, "id", false)]
    [InlineData(" yes", null, "id", false)]
    [InlineData("true", null, "id", false)]
    [InlineData("yes", "1", "id", false)]
    [InlineData("yes", "false", "id", false)]
    [InlineData("yes", "00", "id", false)]
    [InlineData("yes", null, "", false)]
    [InlineData("yes", null, null, false)]
    public void Who_has_not_consented_or_has_no_id_reports_nothing(string? consent, string? doNotTrack, string? id, bool permits)
    {
        var script = Script(("DO_NOT_TRACK", doNotTrack), ("RANDOM_UUID", id));

        var objections = ConsentGate.Objections(script, new Settings(script, "/nonexistent").Configuration, consent, needsId: true);
        Assert.Equal(permits, !objections.Any());
    }

    private static ScriptVariables Script(params (string Name, string? Value)[] variables) =>
        new(name => name == "PATH" ? Encoding.UTF8.GetBytes(Path)
            : variables.FirstOrDefault(variable => variable.Name == name).Value is { } value ? Encoding.UTF8.GetBytes(value) : null);

    private static string Text(byte[] body) => Encoding.UTF8.GetString(body);
}
