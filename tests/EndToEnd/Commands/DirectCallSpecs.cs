// The binary's own face: functions called directly, help, and what it says to nonsense.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Commands;

public sealed class DirectCallSpecs
{
    private static readonly string[] s_functions = ["post_to_api", "post_to_api_vm", "post_update_to_api", "get_error_description"];

    [Fact]
    public async Task Functions_send_what_the_shim_sends_and_print_nothing()
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();
        (string, string?)[] variables = [.. Direct.Installation, server.AsEndpoint()];

        var throughShim = await host.RunWithShim(
            "dash", $"{Report.Variables}post_to_api\npost_to_api_vm\npost_update_to_api failed 127\n", server.AsEndpoint());
        Outcome[] outcomes =
        [
            await host.RunBinary(["post_to_api", "--help"], variables),
            await host.RunBinary(["post_to_api_vm", "surplus"], variables),
            await host.RunBinary(["post_update_to_api", "failed", "127", "surplus"], variables),
        ];

        Assert.All([throughShim, .. outcomes], outcome => Assert.Equal(new Outcome(0, "", ""), outcome));
        Assert.Equal(6, server.Requests.Count);
        Assert.Equal(
            server.Requests.Take(3).Select(request => (request.Path, request.Text)),
            server.Requests.Skip(3).Select(request => (request.Path, request.Text)));
    }

    [Fact]
    public async Task A_report_that_the_variables_say_is_done_is_not_sent()
    {
        await using var server = await RecordingServer.Start();

        var done = await Shell.RunBinary(
            ["post_update_to_api", "done", "none"], [.. Direct.Installation, server.AsEndpoint(), ("POST_UPDATE_DONE", "true")]);
        var notDone = await Shell.RunBinary(
            ["post_update_to_api", "done", "none"], [.. Direct.Installation, server.AsEndpoint(), ("POST_UPDATE_DONE", "false")]);

        Assert.Equal((new Outcome(0, "", ""), new Outcome(0, "", "")), (done, notDone));
        Assert.Equal((" ", "done"), (Assert.Single(server.Requests).Field("error"), server.Requests[0].Field("status")));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("-h")]
    [InlineData("--")]
    public async Task Arguments_of_functions_are_taken_literally(string argument)
    {
        await using var server = await RecordingServer.Start();

        var described = await Shell.RunBinary(["get_error_description", argument]);
        var reported = await Shell.RunBinary(["post_update_to_api", argument, argument], [.. Direct.Installation, server.AsEndpoint()]);

        Assert.Equal(new Outcome(0, $"Unknown error code ({argument})\n", ""), described);
        Assert.Equal(new Outcome(0, "", ""), reported);
        Assert.Equal(
            (argument, $"Unknown error code ({argument})"),
            (Assert.Single(server.Requests).Field("status"), server.Requests[0].Field("error")));
    }

    [Fact]
    public async Task What_cannot_be_sent_is_silent_and_no_failure()
    {
        string[] urls = ["http://127.0.0.1:1/upload", "ftp://127.0.0.1/upload", "nonsense", "http://", "file:///nonexistent/reports"];
        foreach (var url in urls)
        {
            Assert.Equal(new Outcome(0, "", ""), await Shell.RunBinary(["post_to_api"], [.. Direct.Installation, ("API_FUNC_URL", url)]));
            Assert.Equal(
                new Outcome(0, "", ""), await Shell.RunBinary(["post_update_to_api"], [.. Direct.Installation, ("API_FUNC_URL", url)]));
        }
    }

    [Fact]
    public async Task DEV_MODE_explains_on_standard_error()
    {
        var refused = await Shell.RunBinary(["post_to_api"], ("DEV_MODE", "true"), ("DIAGNOSTICS", "no"));
        var failed = await Shell.RunBinary(
            ["post_to_api"], [.. Direct.Installation, ("DEV_MODE", "true"), ("API_FUNC_URL", "ftp://nobody/")]);

        Assert.Equal((0, ""), (refused.ExitCode, refused.Output));
        Assert.Matches(@"\Aapifunc: .*DIAGNOSTICS.*\n\z", refused.Error);
        Assert.Equal((0, ""), (failed.ExitCode, failed.Output));
        Assert.Matches(@"\Aapifunc: .*ftp://nobody/.*\n\z", failed.Error);
    }

    [Fact]
    public async Task What_others_say_is_shown_on_one_line_that_steers_no_terminal()
    {
        await using var server = await RecordingServer.Start(answer: (_, context) =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "ftp://elsewhere.test/%1B[31m%0Aapifunc:%20forged";
            return Task.CompletedTask;
        });

        var outcome = await Shell.RunBinary(
            ["post_to_api"],
            [.. Direct.Installation, ("DEV_MODE", "true"), ("API_FUNC_TRANSPORT", "\u001b[31m\napifunc: forged"), server.AsEndpoint()]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Output));
        Assert.Contains("API_FUNC_TRANSPORT=?[31m?apifunc: forged", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', outcome.Error);
        Assert.DoesNotContain("\napifunc: forged", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no")]
    public async Task The_shim_s_entry_asks_for_consent_too(string? answer)
    {
        await using var server = await RecordingServer.Start();

        await Shell.RunBinary(["call", "post_to_api"], [.. Direct.Installation, ("DIAGNOSTICS", answer), server.AsEndpoint()]);

        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    public async Task Help_has_every_function_and_a_line_for_every_command_and_setting_in_80_columns(params string[] arguments)
    {
        var outcome = await Shell.RunBinary(arguments);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.All(s_functions, name => Assert.Matches($@"(?m)^  .* {name}( .*)?$", outcome.Output));
        string[] names = ["shim", "doctor", "outbox list", "--help", "--version", "API_FUNC_URL"];
        Assert.All(names, name => Assert.Matches($@"(?m)^  {name} .*\S$", outcome.Output));
        Assert.All(outcome.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.All(outcome.Output.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    [Theory]
    [InlineData("Usage: apifunc shim [--", "shim --help", "shim -h", "help shim", "--help shim", "-h shim", "shim --dialect=none --help")]
    [InlineData("Usage: apifunc outbox list [--json]\n", "outbox list --help", "help outbox list", "outbox --help list")]
    [InlineData("Usage: apifunc outbox flush [--wait] [--at-most SECONDS]\n", "outbox flush -h", "help outbox flush")]
    [InlineData("Usage: apifunc outbox clear\n", "outbox clear --help", "help outbox clear")]
    [InlineData("Usage: apifunc outbox COMMAND\n", "outbox --help", "outbox -h", "outbox help", "help outbox")]
    [InlineData("Usage: apifunc post_progress_to_api [status]\n", "help post_progress_to_api")]
    [InlineData("Usage: apifunc detect_cpu\n", "help detect_cpu")]
    [InlineData("apifunc - reports ", "help", "help help", "--help", "-h")]
    [InlineData("Usage: apifunc version\n", "help version", "version --help", "--version --help")]
    public async Task Help_about_one_thing_begins_with_its_full_name(string beginning, params string[] calls)
    {
        var texts = new HashSet<string>();
        foreach (var call in calls)
        {
            var outcome = await Shell.RunBinary(call.Split(' '));

            Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
            Assert.StartsWith(beginning, outcome.Output, StringComparison.Ordinal);
            texts.Add(outcome.Output);
        }

        Assert.Single(texts);
        Assert.DoesNotContain("@\"", texts.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("[--version]", texts.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_of_the_shim_says_what_its_options_are_without_being_given()
    {
        var help = (await Shell.RunBinary(["help", "shim"])).Output;

        Assert.Matches(@"(?m)^  --dialect classic\|telemetry\n[^-]* \(default: classic\)$", help);
        Assert.Matches(@"(?m)^  -o, --output FILE [^-]*\(default: -, standard output\)$", help);
    }

    [Theory]
    [InlineData("help nope", "there is no function or command 'nope'")]
    [InlineData("--versoin", "there is no function or command '--versoin', did you mean '--version'")]
    [InlineData("help outbox lst", "there is no function or command 'outbox lst', did you mean 'outbox list'")]
    [InlineData("version now", "takes no arguments ('now')")]
    [InlineData("--version -x", "takes no arguments ('-x')")]
    [InlineData("help install foo", "takes one name, such as 'install', and no more ('foo')")]
    [InlineData("help outbox list foo", "takes one name, such as 'outbox list', and no more ('foo')")]
    [InlineData("help post_to_api foo", "takes one name, such as 'post_to_api', and no more ('foo')")]
    [InlineData("completion", "needs bash, zsh or fish")]
    [InlineData("completion csh", "takes bash, zsh or fish, and not 'csh'")]
    [InlineData("completion tcsh", "takes bash, zsh or fish, and not 'tcsh', did you mean 'bash'")]
    [InlineData("uninstall --foo", "there is no option '--foo'; 'apifunc uninstall --help' lists them")]
    [InlineData("shim --dialekt telemetry", "there is no option '--dialekt', did you mean '--dialect'; 'apifunc shim --help' lists them")]
    [InlineData("shim --dialect=telemtry", "--dialect takes classic or telemetry, and not 'telemtry', did you mean 'telemetry'")]
    [InlineData("shim -- classic", "takes nothing but options ('classic')")]
    [InlineData("shim --output=", "--output needs a value, the path of a file")]
    [InlineData("shim --output", "--output needs a value, the path of a file")]
    [InlineData("shim --dialect=", "--dialect needs a value, classic or telemetry")]
    [InlineData("completion zsh fish", "takes no more than bash|zsh|fish ('fish')")]
    [InlineData("outbox list --json=no", "'no'")]
    [InlineData("outbox clear --all", "takes no arguments ('--all')")]
    public async Task What_makes_no_sense_is_said_in_one_line(string call, string said)
    {
        var outcome = await Shell.RunBinary(call.Split(' '));

        Assert.Equal((64, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches($@"\Aapifunc[^\n]*: [^\n]*{Regex.Escape(said)}[^\n]*\n\z", outcome.Error);
    }

    [Theory]
    [InlineData("bash", "complete -F _apifunc apifunc\n"), InlineData("zsh", "#compdef apifunc\n")]
    [InlineData("fish", "complete -c apifunc ")]
    public async Task The_completion_is_printed_for_each_shell(string shell, string holds)
    {
        var outcome = await Shell.RunBinary(["completion", shell]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Contains(holds, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_has_three_names()
    {
        var version = await Shell.RunBinary(["--version"]);

        Assert.Equal(version, await Shell.RunBinary(["version"]));
        Assert.Equal(version, await Shell.RunBinary(["-V"]));
    }

    [Theory]
    [InlineData("detect_cpu"), InlineData("detect_gpu"), InlineData("detect_ram"), InlineData("detect_arm")]
    [InlineData("detect_repo_source")]
    [InlineData("telemetry_collect_sysinfo"), InlineData("telemetry_new_attempt"), InlineData("start_install_timer")]
    [InlineData("init_tool_telemetry")]
    public async Task A_function_that_only_sets_variables_says_so_on_a_terminal_and_nowhere_else(string function)
    {
        var elsewhere = await Shell.RunBinary([function]);
        var onTerminal = await Shell.Run(
            ["script", "--quiet", "--return", "--command"], [$"{Shell.Quote(Repository.Binary)} {function}", "/dev/null"]);

        Assert.Equal(new Outcome(0, "", ""), elsewhere);
        Assert.Equal(0, onTerminal.ExitCode);
        Assert.Matches($@"\Aapifunc {function}: nothing is set: [^\n]*\n\z", onTerminal.Output.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("get_install_duration", "0"), InlineData("post_to_api", "")]
    public async Task Other_functions_do_not_say_so(string function, string printed)
    {
        var outcome = await Shell.Run(
            ["script", "--quiet", "--return", "--command"], [$"{Shell.Quote(Repository.Binary)} {function}", "/dev/null"]);

        Assert.Equal((0, printed), (outcome.ExitCode, outcome.Output.Trim()));
    }

    [Fact]
    public async Task The_version_is_the_one_that_the_shim_names()
    {
        var version = await Shell.RunBinary(["--version"]);
        var shim = await Shell.RunBinary(["shim"]);

        Assert.Equal((0, ""), (version.ExitCode, version.Error));
        Assert.Matches(@"\Aapifunc \d+\.\d+\.\d+( \([^()\n]+\))?\n", version.Output);
        Assert.Equal((0, ""), (shim.ExitCode, shim.Error));
        Assert.Contains($"The shell library of {version.Output.Split('\n')[0].Split(" (")[0]},", shim.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_names_the_libraries_that_are_linked_in_as_they_name_themselves()
    {
        var version = await Shell.RunBinary(["--version"]);
        var strings = await Shell.Run(["strings"], [Repository.Binary]);

        var lines = version.Output.Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Matches(@"^OpenSSL \d+\.\d+\.\d+ \d+ \w+ \d{4}$", lines[1]);
        Assert.Matches(@"^glibc \d+\.\d+$", lines[2]);
        Assert.Matches(@"^\.NET 10\.\d+\.\d+$", lines[3]);
        Assert.Equal("", lines[4]);
        Assert.Contains(lines[1], strings.Output.Split('\n'));
        Assert.Contains(lines[2].Split(' ')[1], strings.Output.Split('\n'));
    }

    [Theory]
    [InlineData("'post_to_apy', did you mean 'post_to_api'", "post_to_apy")]
    [InlineData("'get_error_descriptoin', did you mean 'get_error_description'", "get_error_descriptoin", "1")]
    [InlineData("'shmi', did you mean 'shim'", "shmi")]
    [InlineData("'something quite different'", "something quite different")]
    [InlineData("''", "")]
    [InlineData("'--verison'", "--verison")]
    [InlineData("'a b'", "a\nb")]
    public async Task An_unknown_function_is_a_usage_error_of_one_line(string named, params string[] arguments)
    {
        var outcome = await Shell.RunBinary(arguments);

        Assert.Equal((64, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches($@"\Aapifunc: .*{Regex.Escape(named)}.*'apifunc --help'.*\n\z", outcome.Error);
    }

    [Theory]
    [InlineData("--bogus")]
    [InlineData("bogus")]
    [InlineData("--dialect", "none")]
    [InlineData("")]
    public async Task Wrong_options_of_a_tool_command_are_a_usage_error_of_one_line(params string[] options)
    {
        var outcome = await Shell.RunBinary(["shim", .. options]);

        Assert.Equal((64, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches($@"\Aapifunc shim: .*'{Regex.Escape(options[^1])}'.*\n\z", outcome.Error);
    }

    [Fact]
    public async Task A_dialect_that_is_not_named_is_asked_for()
    {
        var outcome = await Shell.RunBinary(["shim", "--dialect"]);

        Assert.Equal(new Outcome(64, "", "apifunc shim: --dialect needs a value, classic or telemetry\n"), outcome);
    }

    [Theory]
    [InlineData]
    [InlineData("post_to_nobody")]
    [InlineData("-2", "get_error_description")]
    [InlineData("--needs-log")]
    [InlineData("--needs-log", "post_to_nobody")]
    [InlineData("--delete-if-refused")]
    public async Task The_shims_entry_is_for_the_shim_only(params string[] arguments)
    {
        var outcome = await Shell.RunBinary(["call", .. arguments]);

        Assert.Equal((64, ""), (outcome.ExitCode, outcome.Output));
        Assert.Matches(@"\Aapifunc: 'call' .*\n\z", outcome.Error);
    }
}
