// Secrets in everything that a script hands over: no byte of them reaches a server, a capture file or a print-out.

using System.Net;
using EndToEnd.Harness;

namespace EndToEnd.Security;

public sealed class PrivacySpecs
{
    // One for each place, so that a failure tells where it comes from. None of them is a word of anything else.
    private const string InCommand = "Zq1command7";
    private const string InLog = "Zq2logline7";
    private const string InCapture = "Zq3capture7";
    private const string InName = "Zq4thename7";
    private const string InArgument = "Zq5argument7";
    private const string Stem = "Zq";

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task A_telemetry_report_carries_no_secret(string shell)
    {
        using var directory = new TemporaryDirectory();
        var log = directory.Write("log", $"Setting up x (1.2.3) ...\nPOST https://api:{InLog}@example.com/v1\npassword: {InLog}\n"
            + $"mail jane@{InLog}.org from bc:24:11:2e:3a:5f\nE: failed at 12:30:45\n");
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(shell, Telemetry.Variables + $$"""
            NSAPP='nginx --password={{InName}}' METHOD='token={{InName}}' APPLICATION_VERSION='1.2.3 token={{InName}}'
            INSTALL_LOG={{log}} FAILED_LINE=42
            FAILED_COMMAND='mysql -u root -p{{InCommand}} -e "CREATE USER x IDENTIFIED BY '"'{{InCommand}}'"'"'
            post_to_api
            post_progress_to_api 'token={{InArgument}}'
            post_update_to_api failed 100
            post_tool_to_api 'tool --token {{InArgument}}' failed 100
            post_addon_to_api 'addon' failed 100
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(5, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.DoesNotContain(Stem, Everything(request), StringComparison.Ordinal));
        Assert.Equal("nginx --password=***", server.Requests[0].Field("nsapp"));
        var failure = server.Requests[2];
        Assert.Equal("mysql -u root -p*** -e \"CREATE USER x IDENTIFIED BY '***'\"", failure.Field("failed_command"));
        Assert.Equal(
            $"exit_code=100 | APT: packages are broken, or dependencies unmet | at line 42: {failure.Field("failed_command")}\n---\n"
            + "Setting up x (1.2.3) ...\nPOST https://***@example.com/v1\npassword: ***\nmail ***@*** from xx:xx:xx:xx:xx:xx\n"
            + "E: failed at 12:30:45",
            failure.Field("error"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_short_error_carries_none(string shell)
    {
        await using var server = await RecordingServer.Start(answer: RecordingServer.Status(413));

        await Telemetry.Run(shell, Telemetry.Variables + $"""
            FAILED_COMMAND='curl -H "Authorization: Bearer {InCommand}" https://x/?token={InCommand}'
            post_update_to_api failed 22
            """, server.AsTelemetryEndpoint());

        Assert.NotEmpty(server.Requests);
        Assert.All(server.Requests, request => Assert.DoesNotContain(Stem, Everything(request), StringComparison.Ordinal));
        Assert.EndsWith(
            "curl -H \"Authorization: Bearer ***\" https://x/?token=***", server.Requests[^1].Field("error"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_classic_report_carries_none(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + $"""
            NSAPP='nginx --password={InName}' METHOD='https://user:{InName}@host'
            post_to_api
            post_update_to_api failed 'sshpass -p {InCommand} ssh root@10.0.0.5'
            printf '%s' "$JSON_PAYLOAD"
            """, server.AsEndpoint());

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.DoesNotContain(Stem, Everything(request), StringComparison.Ordinal));
        Assert.Equal("Unknown error code (sshpass -p *** ssh root@10.x.x.x)", server.Requests[1].Field("error"));
        Assert.Equal(server.Requests[1].Text, outcome.Output);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_capture_file_holds_none_and_one_that_does_is_masked(string shell)
    {
        using var directory = new TemporaryDirectory();
        var written = directory.File("written");
        var read = directory.Write(
            "read", $"EXIT_CODE=100\nLINE=42\nCOMMAND=echo root:{InCapture} | chpasswd\n--- OUTPUT ---\nDB_PASS={InCapture}\nfailed\n");
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(shell, Telemetry.Variables + $$"""
            printf 'TOKEN={{InCapture}}\n-----BEGIN PRIVATE KEY-----\n{{InCapture}}\n-----END PRIVATE KEY-----\nlast\n' |
              write_errinfo {{written}} 100 42 'mysql -p{{InCapture}} -e "select 1"'
            TELEMETRY_ERRINFO={{read}}
            post_update_to_api failed 100
            build_error_string 100
            """, server.AsTelemetryEndpoint());

        const string masked = "exit_code=100 | APT: packages are broken, or dependencies unmet | at line 42: echo root:*** | chpasswd\n"
            + "---\nDB_PASS=***\nfailed";
        Assert.Equal(new Outcome(0, masked, ""), outcome);
        Assert.Equal(masked, Assert.Single(server.Requests).Field("error"));
        Assert.DoesNotContain(Stem, Everything(server.Requests[0]), StringComparison.Ordinal);
        Assert.Equal(
            "EXIT_CODE=100\nLINE=42\nCOMMAND=mysql -p*** -e \"select 1\"\n--- OUTPUT ---\nTOKEN=***\n-----BEGIN PRIVATE KEY-----\n***\n"
                + "-----END PRIVATE KEY-----\nlast\n",
            await File.ReadAllTextAsync(written));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task What_is_printed_of_a_log_holds_none(string shell)
    {
        using var directory = new TemporaryDirectory();
        var log = directory.Write(
            "log", $"https://user:{InLog}@host/ and PGPASSWORD={InLog}\n-----BEGIN PRIVATE KEY-----\n{InLog}\n-----END PRIVATE KEY-----\n");

        var outcome = await Telemetry.Run(shell, Telemetry.Variables + $$"""
            INSTALL_LOG={{log}}
            get_error_log
            get_error_text
            get_full_log
            _tm_clean_log <{{log}}
            _tm_payload failed 1 'token={{InArgument}}' | cut -c1-2
            _tm_payload failed 1 'token={{InArgument}}' | sed 's/.*"error":"\([^"]*\)".*/\1/'
            """);

        const string masked = "https://***@host/ and PGPASSWORD=***\n-----BEGIN PRIVATE KEY-----\n***\n-----END PRIVATE KEY-----\n";
        Assert.Equal(new Outcome(0, $"{masked}{masked}{masked}{masked}{{\"\ntoken=***\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_lines_of_DEV_MODE_hold_none(string shell)
    {
        await using var server = await RecordingServer.Start();
        var url = server.Url.Replace("://", $"://user:{InArgument}@", StringComparison.Ordinal);

        var outcome = await Shell.RunWithShim(
            shell, Report.Variables + "DEV_MODE=true\npost_to_api", ("API_FUNC_URL", $"{url}/upload?token={InArgument}"));

        Assert.Contains("://***@", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Stem, outcome.Error, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_host_s_own_name_is_masked(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Telemetry.Run(
            ["unshare", "--uts", "sh", "-c", "hostname janesbox.example.org && exec \"$@\"", "sh"],
            shell,
            Telemetry.Variables + """
            FAILED_COMMAND='ssh JanesBox; ping janesbox.example.org; ls /etc/janesboxes'
            post_update_to_api failed 1
            """, server.AsTelemetryEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal("ssh HOSTNAME; ping HOSTNAME; ls /etc/janesboxes", Assert.Single(server.Requests).Field("failed_command"));
    }

    /// <summary>All that the server received, unescaped as far as escapes could hide something.</summary>
    private static string Everything(RecordedRequest request) =>
        $"{request.Path}\n{string.Join('\n', request.Headers.Select(header => $"{header.Key}: {header.Value}"))}\n{request.Text}\n"
            + $"{WebUtility.UrlDecode(request.Text)}";
}
