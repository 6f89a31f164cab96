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
        Assert.Contains("api-func.conf:2: API_FUNC_URL takes a URL, and not 'nonsense'", text, StringComparison.Ordinal);
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

        var outcome = await host.RunWithShim("dash", $"chmod 666 {Configuration}\n\"$API_FUNC_BIN\" config {option} || echo $?");

        Assert.EndsWith("\n78\n", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere.test", outcome.Output, StringComparison.Ordinal);
        Assert.Matches($@"\Aapifunc config: {Configuration} cannot be used: [^\n]*; until then nothing is sent\n\z", outcome.Error);
    }

    [Fact]
    public async Task A_setting_is_written_and_everything_else_stays()
    {
        using var host = new Host((Configuration, "# first\nAPI_FUNC_URL=https://old.test/\n\nnonsense\n# last"));

        var outcome = await host.RunWithShim(
            "dash", "\"$API_FUNC_BIN\" config set api_func_url https://new.test/upload\n" +
            "\"$API_FUNC_BIN\" config set API_FUNC_DELIVERY BACKGROUND\n" +
            $"cat {Configuration}\n\"$API_FUNC_BIN\" config unset API_FUNC_URL\n" +
            $"\"$API_FUNC_BIN\" config unset nonsense\ncat {Configuration}");

        Assert.Equal(64, outcome.ExitCode);
        Assert.Contains(
            $"{Configuration}: written\nAPI_FUNC_URL=https://new.test/upload (api-func.conf:2)\n", outcome.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "# first\nAPI_FUNC_URL=https://new.test/upload\n\nnonsense\n# last\nAPI_FUNC_DELIVERY=background\n", outcome.Output,
            StringComparison.Ordinal);
        Assert.EndsWith(
            $"{Configuration}: written\nAPI_FUNC_URL=https://api.community-scripts.org/upload (default)\n", outcome.Output,
            StringComparison.Ordinal);
        Assert.Matches(@"\Aapifunc config unset: there is no setting 'nonsense'; there are [^\n]*\n\z", outcome.Error);
    }

    [Fact]
    public async Task A_new_file_is_one_that_counts_whatever_the_umask()
    {
        using var host = new Host();

        var outcome = await host.RunWithShim(
            "dash", "umask 000\n\"$API_FUNC_BIN\" config set TELEMETRY_URL file:///srv/reports\n" +
            $"stat -c %a:%U {Configuration}\n\"$API_FUNC_BIN\" config");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains("\n644:root\n", outcome.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^TELEMETRY_URL=file:///srv/reports +api-func.conf:1$", outcome.Output);
    }

    [Fact]
    public async Task What_comes_before_the_file_is_said()
    {
        using var host = new Host();

        var outcome = await host.RunBinary(
            ["config", "set", "API_FUNC_URL", "https://file.test/"], ("API_FUNC_URL", "https://me:geheim@environment.test/"));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(
            $"{Configuration}: written\nAPI_FUNC_URL=https://***@environment.test/ (environment)\n" +
            "! here the environment has API_FUNC_URL, which counts before the file\n", outcome.Output);
    }

    [Fact]
    public async Task What_was_so_already_and_what_was_not_there_is_no_failure()
    {
        using var host = new Host((Configuration, "API_FUNC_OUTBOX=off\n"));

        var same = await host.RunBinary(["config", "set", "API_FUNC_OUTBOX", "no"]);
        var missing = await host.RunBinary(["config", "unset", "API_FUNC_URL"]);

        Assert.Equal((0, $"{Configuration}: was so already\nAPI_FUNC_OUTBOX=off (api-func.conf:1)\n"), (same.ExitCode, same.Output));
        Assert.Equal(0, missing.ExitCode);
        Assert.StartsWith($"{Configuration}: was so already\n", missing.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_was_ignored_can_be_taken_out()
    {
        using var host = new Host((Configuration, "API_FUNC_URI=x\n# kept\n"));

        var outcome = await host.RunWithShim("dash", $"\"$API_FUNC_BIN\" config unset API_FUNC_URI\ncat {Configuration}");

        Assert.Equal(new Outcome(0, $"{Configuration}: written\n# kept\n", ""), outcome);
    }

    [Theory]
    [InlineData("there is no setting 'API_FUNC_URI', did you mean 'API_FUNC_URL'; there are ", "set", "API_FUNC_URI", "https://x.test/")]
    [InlineData("it has to begin with https://", "set", "API_FUNC_URL", "x.test")]
    [InlineData("takes 'wait' and 'background', and not 'now'", "set", "API_FUNC_DELIVERY", "now")]
    [InlineData("begins with a slash", "set", "API_FUNC_STATE_DIR", "state")]
    [InlineData("one line of text", "set", "API_FUNC_STATE_DIR", "/a\nAPI_FUNC_URL=x")]
    [InlineData("only a refusal counts here", "set", "DIAGNOSTICS", "yes")]
    [InlineData("needs VALUE", "set", "API_FUNC_URL")]
    [InlineData("there is no setting 'x'", "unset", "x")]
    [InlineData("use set or unset, or 'apifunc config' alone", "show")]
    [InlineData("did you mean 'unset'", "unsett", "API_FUNC_URL")]
    public async Task What_makes_no_sense_is_said_in_one_line_and_changes_nothing(string said, params string[] arguments)
    {
        using var host = new Host();

        var outcome = await host.RunWithShim(
            "dash", $"\"$API_FUNC_BIN\" config {string.Join(' ', arguments.Select(Shell.Quote))} || echo $?\n" +
            "[ ! -e /usr/local/community-scripts ]");

        Assert.Equal("64\n", outcome.Output);
        Assert.Matches(@"\Aapifunc config( \w+)?: [^\n]*\n\z", outcome.Error);
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_is_not_changed()
    {
        using var host = new Host((Configuration, "API_FUNC_URL=http://elsewhere.test/\n"));

        var outcome = await host.RunWithShim(
            "dash", $"chmod 666 {Configuration}\n\"$API_FUNC_BIN\" config set API_FUNC_OUTBOX off || echo $?\ncat {Configuration}");

        Assert.Equal((0, "78\nAPI_FUNC_URL=http://elsewhere.test/\n"), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"\Aapifunc config set: [^\n]* cannot be used: [^\n]*; nothing was changed\n\z", outcome.Error);
    }

    [Fact]
    public async Task Only_root_can_change_it()
    {
        using var host = new Host((Configuration, ""));

        var outcome = await Shell.Run(
            [.. host.Enter(), "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Repository.Binary],
            ["config", "set", "API_FUNC_OUTBOX", "off"]);

        Assert.Equal((77, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"\Aapifunc config set: [^\n]*; only root can change it\n\z", outcome.Error);
    }

    [Fact]
    public async Task A_full_disk_leaves_the_file_as_it_was()
    {
        using var host = new Host();

        var outcome = await host.RunWithShim(
            "dash", $"mkdir /usr/local/community-scripts\nmount -t tmpfs -o size=4k none /usr/local/community-scripts\n" +
            $"printf 'API_FUNC_OUTBOX=on\\n' >{Configuration}\n\"$API_FUNC_BIN\" config set API_FUNC_OUTBOX off || echo $?\n" +
            $"ls -A /usr/local/community-scripts\ncat {Configuration}");

        Assert.Equal("74\napi-func.conf\nAPI_FUNC_OUTBOX=on\n", outcome.Output);
        Assert.Matches(@"\Aapifunc config set: [^\n]* is not written: [^\n]*\n\z", outcome.Error);
    }
}
