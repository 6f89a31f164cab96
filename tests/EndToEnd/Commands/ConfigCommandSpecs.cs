// `apifunc config`: the settings in force and their sources.

using System.Text.Json;
using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class ConfigCommandSpecs
{
    private const string Configuration = "/usr/local/community-scripts/api-func.conf";

    [Fact]
    public async Task Every_setting_has_a_line_with_its_value_and_its_source()
    {
        using var host = new Host((Configuration, "# first\nAPI_FUNC_URL=https://reports.test/upload\nAPI_FUNC_DELIVERY=background\n"));

        var outcome = await host.RunBinary(["config"], ("API_FUNC_DELIVERY", "wait"), ("API_FUNC_STATE_DIR", null), ("HOME", "/root"));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.StartsWith($"Configuration: {Configuration}\n", outcome.Output, StringComparison.Ordinal);
        string[] lines =
        [
            "API_FUNC_DIALECT=classic +default", "API_FUNC_URL=https://reports.test/upload +api-func.conf:2",
            "TELEMETRY_URL=https://telemetry.community-scripts.org/telemetry +default", "API_FUNC_DELIVERY=wait +environment",
            "API_FUNC_STATE_DIR=/var/lib/api-func +default",
        ];
        Assert.All(lines, line => Assert.Matches($"(?m)^{line}$", outcome.Output));
        Assert.All(outcome.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Secrets_in_URLs_are_not_shown()
    {
        using var host = new Host((Configuration, "API_FUNC_URL=https://me:geheim@reports.test/?token=geheim\n"));

        foreach (var option in new[] { "", "--json" })
        {
            var outcome = await host.RunBinary(
                [.. "config".Split(' '), .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
                ("https_proxy", "me:geheim@proxy.test:3128"), ("TELEMETRY_URL", "htp://me:geheim@elsewhere.test"));

            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
            Assert.Contains("https://***@reports.test/?token=***", outcome.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("geheim", outcome.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_does_not_count_is_named_with_its_line()
    {
        using var host = new Host((Configuration, "API_FUNC_URI=x\nAPI_FUNC_URL=nonsense\nAPI_FUNC_OUTBOX=perhaps\n"));

        var outcome = await host.RunBinary(["config"]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var text = outcome.Output.ReplaceLineEndings(" ").Replace("   ", " ", StringComparison.Ordinal);
        Assert.Contains("line 1, is ignored", text, StringComparison.Ordinal);
        Assert.Contains("API_FUNC_URL (api-func.conf:2): 'nonsense' is no URL", text, StringComparison.Ordinal);
        Assert.Contains("line 3, is ignored", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_one_object()
    {
        using var host = new Host((Configuration, "\nAPI_FUNC_OUTBOX=no\nnonsense\n"));

        var outcome = await host.RunBinary(["config", "--json"], ("TELEMETRY_URL", "nonsense"));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var json = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal((Configuration, true), (json.GetProperty("file").GetString(), json.GetProperty("exists").GetBoolean()));
        Assert.Single(json.GetProperty("ignored").EnumerateArray());
        var settings = json.GetProperty("settings").EnumerateArray().ToDictionary(setting => setting.GetProperty("name").GetString()!);
        var outbox = settings["API_FUNC_OUTBOX"];
        Assert.Equal(("off", "file", 2), (outbox.Text("value"), outbox.Text("source"), outbox.GetProperty("line").GetInt32()));
        Assert.False(outbox.TryGetProperty("problem", out _));
        Assert.Equal("environment", settings["TELEMETRY_URL"].Text("source"));
        Assert.True(settings["TELEMETRY_URL"].TryGetProperty("problem", out _));
        Assert.Equal("default", settings["API_FUNC_URL"].Text("source"));
        Assert.False(settings["API_FUNC_URL"].TryGetProperty("line", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--json")]
    public async Task A_file_that_cannot_be_used_is_said_to_stop_everything(string option)
    {
        using var host = new Host((Configuration, "API_FUNC_URL=http://elsewhere.test/\n"));

        var outcome = await host.RunWithShim("dash", $"chmod 666 {Configuration}\nif $API_FUNC_BIN config {option}; then :; else echo $?; fi");

        Assert.EndsWith("\n78\n", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere.test", outcome.Output, StringComparison.Ordinal);
        Assert.Matches($@"\Aapifunc config: {Configuration} cannot be used: [^\n]*; until then nothing is sent\n\z", outcome.Error);
    }
}
