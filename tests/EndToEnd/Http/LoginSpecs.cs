// API_FUNC_URL_USER and API_FUNC_URL_PASSWORD_FILE: who gets them, what happens without the password, and where it does not go.

using System.Text;
using System.Text.Json;
using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Http;

public sealed class LoginSpecs : IDisposable
{
    private const string Configuration = "/usr/local/community-scripts/api-func.conf";
    private const string Delivered = RecordingServer.DefaultAnswer + "201";
    private const string Secret = "s3cret-p4ssword";

    // As ClickHouse has it.
    private const string Query = "?query=INSERT%20INTO%20a.b%20FORMAT%20JSONEachRow&x=%2F%26%3D%2B";

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Transports => [.. Direct.Transports];

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string, string> Passwords =>
        Direct.EachTransportWith("secret", "pä ß:€", "\"q\" 'r' \\n \\ `$(x)`", "%40%", "#x", new string('x', 4000));

    public static TheoryData<string, string> Unusable => new()
    {
        { "chmod 644 password", "others may read or write it (its mode is 644), and its mode has to be 600" },
        { "chown 65534 password", "it belongs to somebody else" },
        { "ln password second", "it has another name, too" },
        { "mv password real; ln -s real password", "it is a link" },
        { "rm password; mkfifo password", "it is no regular file" },
        { "rm password", "No such file or directory" },
        { ": >password", "its first line is empty" },
    };

    public void Dispose() => _directory.Dispose();

    [Theory, MemberData(nameof(Passwords))]
    public async Task A_report_has_them_as_Basic_credentials(string transport, string password)
    {
        await using var server = await RecordingServer.Start();

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", Login("me \"\\ ä", password));

        Assert.Equal(Delivered, told.Response);
        var request = Assert.Single(server.Requests);
        Assert.Equal((Basic("me \"\\ ä", password), told.Payload), (request.Headers.Authorization.ToString(), request.Text));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task They_go_with_the_query_of_the_URL_and_with_a_private_authority(string transport)
    {
        using var authority = new CertificateAuthority();
        await using var server = await RecordingServer.Start(authority.Issue());
        (string, string?)[] variables =
        [
            .. Login(), Direct.Transport(transport), ("SSL_CERT_FILE", _directory.Write("ca.pem", authority.Pem)),
            ("API_FUNC_URL", $"{server.Url}/{Query}"), ("TELEMETRY_URL", $"{server.Url}/t{Query}#fragment"),
        ];

        await Direct.Call([Repository.Binary], ["post_to_api"], variables);
        await Direct.Call([Repository.Binary], ["post_update_to_api", "failed", "1"], variables);
        await Direct.Call([Repository.Binary], ["post_to_api"], [.. variables, ("API_FUNC_DIALECT", "telemetry")]);

        Assert.Equal([$"/{Query}", $"/updatestatus{Query}", $"/t{Query}"], server.Requests.Select(request => request.Path));
        Assert.All(server.Requests, request => Assert.Equal(("POST", Basic()), (request.Method, request.Headers.Authorization.ToString())));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task What_is_in_the_URL_counts_before_them(string transport)
    {
        await using var server = await RecordingServer.Start();

        var told = await Direct.PostToApi(transport, $"http://other:word@127.0.0.1:{server.Port}/upload", Login());

        Assert.Equal(Delivered, told.Response);
        Assert.Equal(Basic("other", "word"), Assert.Single(server.Requests).Headers.Authorization);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_redirect_takes_them_along_to_the_same_server_only(string transport)
    {
        await using var other = await RecordingServer.Start();
        await using var server = await RecordingServer.Start(answer: (request, context) => RecordingServer.Status(
            307, request.Path == "/upload" ? "/second" : $"{other.Url}/away")(request, context));

        await Direct.PostToApi(transport, $"{server.Url}/upload", Login());

        Assert.Equal([Basic(), Basic()], server.Requests.Select(request => request.Headers.Authorization.ToString()));
        Assert.DoesNotContain("Authorization", Assert.Single(other.Requests).Headers.Keys);
    }

    [Fact]
    public async Task Those_of_the_configuration_are_not_for_a_server_that_a_script_names()
    {
        await using var foreign = await RecordingServer.Start();
        await using var server = await RecordingServer.Start();
        using var host = new Host((Configuration, string.Join('\n', [
            $"API_FUNC_URL={server.Url}/upload", "API_FUNC_URL_USER=me", $"API_FUNC_URL_PASSWORD_FILE={PasswordFile()}", ""])));

        var code = $"{Report.Variables}post_to_api; API_FUNC_URL={foreign.Url}; RANDOM_UUID=another; post_to_api";
        var outcome = await host.RunWithShim("dash", code);

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(Basic(), Assert.Single(server.Requests).Headers.Authorization);
        Assert.DoesNotContain("Authorization", Assert.Single(foreign.Requests).Headers.Keys);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_shim_passes_them_on_whether_they_are_exported_or_not(string shell)
    {
        await using var server = await RecordingServer.Start();
        var settings = $"API_FUNC_URL={server.Url}/upload API_FUNC_URL_USER=me API_FUNC_URL_PASSWORD_FILE={PasswordFile()}\n";

        var outcome = await Shell.RunWithShim(shell, $"{Report.Variables}{settings}post_to_api");

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(Basic(), Assert.Single(server.Requests).Headers.Authorization);
    }

    [Theory, MemberData(nameof(Unusable))]
    public async Task Without_the_password_nothing_is_sent_and_the_report_waits(string change, string problem)
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        var login = Login();
        await Change(change);
        var reason = $"the password file {_directory.File("password")} cannot be used: {problem}";

        var told = await scene.CallTelemetry("post_to_api", login);

        Assert.Contains("POST_TO_API_DONE='true'", told, StringComparison.Ordinal);
        Assert.Equal(reason, (await scene.List()).GetProperty("reports")[0].Text("last_error"));
        Assert.Equal((75, ""), await CodeAndError(scene.Command("flush", login)));
        Assert.Contains(reason, await History(scene), StringComparison.Ordinal);
        Assert.Empty(scene.Server.Requests);

        await Change("rm -rf password; (umask 077 && echo " + Secret + " >password)");
        Assert.Equal((0, ""), await CodeAndError(scene.Command("flush", login)));
        Assert.Equal(Basic(), Assert.Single(scene.Server.Requests).Headers.Authorization);
    }

    [Theory]
    [InlineData("API_FUNC_URL_USER", "API_FUNC_URL_USER is set, and API_FUNC_URL_PASSWORD_FILE is not")]
    [InlineData("API_FUNC_URL_PASSWORD_FILE", "API_FUNC_URL_PASSWORD_FILE is set, and API_FUNC_URL_USER is not")]
    public async Task One_of_them_alone_is_none_and_the_report_waits(string setting, string reason)
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        await scene.Call("post_to_api", Login().Single(variable => variable.Name == setting));

        Assert.Empty(scene.Server.Requests);
        Assert.Equal(reason, (await scene.List()).GetProperty("reports")[0].Text("last_error"));
        await scene.Command("flush", Login());
        Assert.Equal(Basic(), Assert.Single(scene.Server.Requests).Headers.Authorization);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Without_the_outbox_a_missing_password_is_no_response_at_once(string transport)
    {
        await using var server = await RecordingServer.Start();
        using var state = new TemporaryDirectory();
        (string, string?)[] variables = [.. Login(), ("API_FUNC_OUTBOX", "off"), ("API_FUNC_STATE_DIR", state.File("state"))];
        await Change("rm password");

        var told = await Direct.PostToApi(transport, $"{server.Url}/upload", variables);
        var history = await Shell.RunBinary(["history", "--json"], variables);

        Assert.Equal("000", told.Response);
        Assert.Empty(server.Requests);
        var entry = JsonDocument.Parse(history.Output).RootElement.GetProperty("reports")[0];
        Assert.Equal("lost", entry.Text("state"));
        Assert.EndsWith("password cannot be used: No such file or directory", entry.Text("answer"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timer_delivers_what_a_script_with_settings_of_its_own_could_not()
    {
        await using var scene = new OutboxScene();
        await scene.Call("post_to_api", Login());
        await scene.Server.Up();

        var outcome = await Shell.RunBinary(["outbox", "flush"], ("API_FUNC_STATE_DIR", scene.State));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(Basic(), Assert.Single(scene.Server.Requests).Headers.Authorization);
    }

    [Fact]
    public async Task What_the_configuration_says_now_counts_for_what_waits()
    {
        await using var scene = new OutboxScene((request, context) =>
            request.Headers.Authorization == Basic() ? RecordingServer.Created(request, context) : Answer(401, "who?")(request, context));
        await scene.Server.Up();
        await scene.Call("post_to_api");
        Assert.Equal("HTTP 401: who?", (await scene.List()).GetProperty("reports")[0].Text("last_error"));
        using var host = new Host((Configuration, string.Join('\n', [
            $"API_FUNC_STATE_DIR={scene.State}", $"API_FUNC_URL={scene.Server.Url}/upload", "API_FUNC_URL_USER=me",
            $"API_FUNC_URL_PASSWORD_FILE={PasswordFile()}", ""])));

        var outcome = await host.RunBinary(["outbox", "flush"], ("API_FUNC_STATE_DIR", null));

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(["", Basic()], scene.Server.Requests.Select(request => request.Headers.Authorization.ToString()));
    }

    [Fact]
    public async Task In_the_background_they_go_along()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        await scene.Call("post_to_api", [.. Login(), ("API_FUNC_DELIVERY", "background")]);
        await scene.Gone();

        Assert.Equal(Basic(), Assert.Single(scene.Server.Requests).Headers.Authorization);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task The_password_is_in_nothing_that_is_written_or_shown(string transport)
    {
        await using var scene = new OutboxScene(Answer(500, "no"));
        await scene.Server.Up();
        (string Name, string? Value)[] variables =
            [.. scene.Variables, .. Login(), Direct.Transport(transport), ("DEV_MODE", "true"), ("API_FUNC_HISTORY", "bodies")];
        string[] commands =
        [
            "call post_to_api", "call post_update_to_api failed 1", "outbox flush", "outbox list", "outbox list --json", "outbox show 5c5b",
            "history", "history --json", "history show 5c5b", "config", "config --json", "doctor", "doctor --json", "preview post_to_api",
            "preview --json post_to_api",
        ];

        var shown = new StringBuilder();
        foreach (var command in commands)
        {
            var outcome = await Shell.RunBinary(command.Split(' '), variables);
            shown.Append(outcome.Output).Append(outcome.Error);
        }

        foreach (var file in Directory.GetFiles(scene.State, "*", SearchOption.AllDirectories))
            shown.Append(await File.ReadAllTextAsync(file));
        Assert.Contains(scene.Server.Requests, request => request.Headers.Authorization == Basic());
        Assert.Contains("API_FUNC_URL_USER=me", shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Basic()["Basic ".Length..], shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curl_has_neither_password_nor_URL_in_its_arguments_or_its_environment()
    {
        var seen = _directory.File("seen");
        _directory.Command("bin/curl", $$"""
            tr '\0' '\n' </proc/$$/cmdline >{{seen}}.arguments
            tr '\0' '\n' </proc/$$/environ >{{seen}}.environment
            while [ "$1" != --config ]; do shift; done
            cat "$2" >{{seen}}.config
            cat >/dev/null
            printf '\n201 ' >&2
            """);

        await Direct.PostToApi(
            "curl", "http://127.0.0.1:1/?password=hidden\"\\",
            [.. Login("m\"e", $"{Secret}\"\\"), ("PATH", $"{_directory.File("bin")}:/usr/bin:/bin")]);

        Assert.Equal(
            $"url = \"http://127.0.0.1:1/?password=hidden%22%5C\"\nuser = \"m\\\"e:{Secret}\\\"\\\\\"\n",
            File.ReadAllText($"{seen}.config"));
        Assert.DoesNotContain("hidden", File.ReadAllText($"{seen}.arguments"), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, File.ReadAllText($"{seen}.arguments"), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, File.ReadAllText($"{seen}.environment"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unshare --mount sh -c 'mount -t tmpfs none /proc && exec \"$0\" \"$@\"'")]
    [InlineData("unshare --pid --fork --kill-child")]
    public async Task No_curl_is_run_that_could_not_read_the_password_or_would_read_what_another_process_has(string behind)
    {
        Needs.Mounts();
        await using var scene = new OutboxScene();
        await scene.Server.Up();

        Assert.Equal(new Outcome(0, "", ""), await Call(Login()));
        Assert.Empty(scene.Server.Requests);
        var reason = (await scene.List()).GetProperty("reports")[0].Text("last_error");
        Assert.Equal("curl cannot be told as whom to ask: /proc is missing, or that of other processes", reason);

        Assert.Equal(new Outcome(0, "", ""), await Call([("RANDOM_UUID", "another")]));
        Assert.Single(scene.Server.Requests);

        Task<Outcome> Call((string Name, string? Value)[] variables) => Shell.Run(
            ["sh", "-c", $"{behind} \"$0\" \"$@\"", Repository.Binary], ["post_to_api"],
            [.. scene.Variables, .. variables, ("API_FUNC_TRANSPORT", "curl")]);
    }

    [Theory]
    [InlineData("set", "set API_FUNC_URL_USER and API_FUNC_URL_PASSWORD_FILE")]
    [InlineData("in the URL", "correct the user and the password in the URL")]
    [InlineData("in the environment", "correct API_FUNC_URL_USER and API_FUNC_URL_PASSWORD_FILE")]
    [InlineData("in the configuration",
        "API_FUNC_URL_USER of the configuration is only for URLs that stand there, too, and for none of the community's")]
    public async Task Doctor_says_what_to_do_about_a_user_that_is_refused(string where, string advice)
    {
        await using var server = await RecordingServer.Start(answer: Answer(401, "no"));
        var login = Login();
        using var host = new Host((Configuration, where != "in the configuration" ? ""
            : string.Concat(login.Select(variable => $"{variable.Name}={variable.Value}\n"))));

        var outcome = await host.RunBinary(["doctor", "--json"], [
            ("DIAGNOSTICS", "yes"), ("API_FUNC_URL", $"http://{(where == "in the URL" ? "a:b@" : "")}127.0.0.1:{server.Port}/"),
            ("TELEMETRY_URL", "file:///tmp/x"), .. where == "in the environment" ? login : []]);

        var check = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("checks").EnumerateArray()
            .Single(check => check.Text("name") == "classic answer");
        Assert.Equal(("failed", advice), (check.Text("result"), check.Text("advice")));
        Assert.Equal(where is "in the URL" or "in the environment", Assert.Single(server.Requests).Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_password_that_cannot_be_read_is_said_by_doctor_which_asks_nobody()
    {
        await using var server = await RecordingServer.Start();
        var login = Login();
        await Change("chmod 644 password");

        var outcome = await Shell.RunBinary(
            ["doctor", "--json"],
            [.. login, ("DIAGNOSTICS", "yes"), ("API_FUNC_URL", server.Url), ("TELEMETRY_URL", "file:///tmp/x")]);

        var check = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("checks").EnumerateArray()
            .Single(check => check.Text("name") == "classic password");
        Assert.Equal("failed", check.Text("result"));
        Assert.Contains("password cannot be used: others may read or write it", check.Text("text"), StringComparison.Ordinal);
        Assert.EndsWith($"&& chmod 600 {_directory.File("password")}", check.Text("advice"), StringComparison.Ordinal);
        Assert.DoesNotContain("API_FUNC_URL_USER=me", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_preview_has_no_password_and_says_if_there_is_none(string transport)
    {
        (string, string?)[] variables =
            [.. Direct.Installation, .. Login(), ("API_FUNC_URL", "http://127.0.0.1:1/"), Direct.Transport(transport)];

        var good = await Shell.RunBinary(["preview", "post_to_api"], variables);
        await Change(": >password");
        var bad = await Shell.RunBinary(["preview", "post_to_api"], variables);

        Assert.Equal((0, 1), (good.ExitCode, bad.ExitCode));
        Assert.Equal(transport != "curl", good.Output.Contains("\n  Authorization: Basic ***\n", StringComparison.Ordinal));
        var words = bad.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("its first line is empty", string.Join(' ', words), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("builtin")]
    [InlineData("curl")]
    public async Task What_a_server_says_of_user_and_password_is_shown_without_them(string transport)
    {
        await using var scene = new OutboxScene(Answer(401, $"Wrong password '{Secret}' for user me: some people"));
        await scene.Server.Up();
        (string Name, string? Value)[] variables = [.. Login(), ("API_FUNC_TRANSPORT", transport)];

        await scene.Call("post_to_api", variables);
        var told = (await Shell.RunBinary(["doctor"], [.. scene.Variables, .. variables])).Output
            + (await scene.Command("list", variables)).Output + await History(scene);

        Assert.Contains("Wrong password '***' for user ***: some people", told, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
        Assert.DoesNotContain("user me", told, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_redirect_that_is_not_followed_is_shown_without_them(string transport)
    {
        await using var scene = new OutboxScene((_, context) =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = $"ftp://other.test/?u=me&p={Secret}";
            return Task.CompletedTask;
        });
        await scene.Server.Up();
        (string Name, string? Value)[] variables = [.. Login(), Direct.Transport(transport)];

        await scene.Call("post_to_api", variables);
        var told = await History(scene);

        Assert.EndsWith("u=***&p=*** is not followed", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_in_the_place_of_its_file_is_neither_kept_nor_shown()
    {
        await using var scene = new OutboxScene();
        await scene.Server.Up();
        (string Name, string? Value)[] variables = [("API_FUNC_URL_USER", "me"), ("API_FUNC_URL_PASSWORD_FILE", Secret)];

        await scene.Call("post_to_api", variables);
        var told = "";
        foreach (var command in (string[])["doctor", "config", "history --json", "outbox list --json"])
            told += (await Shell.RunBinary(command.Split(' '), [.. scene.Variables, .. variables])).Output;

        Assert.Contains("takes the path of a file, which begins with a slash", told, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
    }

    private static string Basic(string user = "me", string password = Secret) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    private static Func<RecordedRequest, HttpContext, Task> Answer(int status, string text) => (_, context) =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    };

    private static async Task<(int, string)> CodeAndError(Task<Outcome> command)
    {
        var outcome = await command;
        return (outcome.ExitCode, outcome.Error);
    }

    private static async Task<string> History(OutboxScene scene)
    {
        var outcome = await Shell.RunBinary(["history", "--json"], scene.Variables);
        return JsonDocument.Parse(outcome.Output).RootElement.GetProperty("reports")[0].Text("answer");
    }

    private async Task Change(string commands)
    {
        if (commands.Contains("chown ", StringComparison.Ordinal))
            Needs.Root();
        Assert.Equal(new Outcome(0, "", ""), await Shell.Run(["sh", "-euc", $"cd {_directory.Path}; {commands}"], []));
    }

    private string PasswordFile(string password = Secret)
    {
        var path = _directory.Write("password", $"{password}\nmore\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private (string Name, string? Value)[] Login(string user = "me", string password = Secret) =>
        [("API_FUNC_URL_USER", user), ("API_FUNC_URL_PASSWORD_FILE", PasswordFile(password))];
}
