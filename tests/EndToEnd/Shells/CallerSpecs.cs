// The script that calls: its variables are read and set where it has them, and nothing else of it is touched.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Shells;

public sealed partial class CallerSpecs
{
    private static readonly string[] s_passed =
    [
        "CT_TYPE", "DISK_SIZE", "CORE_COUNT", "RAM_SIZE", "DISABLEIP6", "NSAPP", "METHOD", "RANDOM_UUID", "var_os", "var_version",
        "API_FUNC_URL",
    ];

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string> ShellsThatListFunctions => ["bash", "ksh93", "mksh", "zsh"];

    [Theory, MemberData(nameof(Shells))]
    public async Task An_unset_variable_stays_distinguishable_from_an_empty_one(string shell)
    {
        using var directory = new TemporaryDirectory();
        var states = string.Concat(s_passed.Select(name => $$"""printf '%s ' "${{{name}}-unset}" >&3;"""));
        var binary = directory.Command("apifunc", $"exec 3>>{Shell.Quote(directory.File("states"))}\n{states}\necho >&3");

        var outcome = await Shell.RunWithShim(shell, $"""
            DIAGNOSTICS=yes RANDOM_UUID=id
            unset {string.Join(' ', s_passed.Except(["RANDOM_UUID"]))}
            post_to_api
            {string.Join('\n', s_passed.Except(["RANDOM_UUID"]).Select(name => $"{name}="))}
            post_to_api
            """, ("API_FUNC_BIN", binary));

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(
            [string.Concat(s_passed.Select(name => name == "RANDOM_UUID" ? "id " : "unset ")), string.Concat(
                s_passed.Select(name => name == "RANDOM_UUID" ? "id " : " "))],
            File.ReadAllLines(directory.File("states")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Variables_count_exported_or_not_and_stay_as_they_are(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, $$"""
            {{Report.Variables}}API_FUNC_URL={{server.Url}}/upload
            post_to_api
            sh -c 'echo "${NSAPP-unset} ${API_FUNC_URL-unset}"'
            export DIAGNOSTICS RANDOM_UUID NSAPP METHOD
            post_to_api
            sh -c 'echo "${NSAPP-unset} ${CT_TYPE-unset}"'
            """, ("API_FUNC_URL", null));

        Assert.Equal(new Outcome(0, "unset unset\nnginx unset\n", ""), outcome);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(server.Requests[0].Text, server.Requests[1].Text);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Local_variables_of_the_calling_function_are_read_and_set(string shell)
    {
        await using var server = await RecordingServer.Start();

        // In ksh93 only such functions have variables of their own, and the word is another one.
        var (head, local) = shell == "ksh93"
            ? ("function install", "typeset") : ("install()", shell is "mksh" or "yash" ? "typeset" : "local");
        var outcome = await Shell.RunWithShim(shell, $$"""
            {{Report.Variables}}RESPONSE=outer JSON_PAYLOAD=outer POST_UPDATE_DONE=false
            {{head}} {
              {{local}} NSAPP=inner RESPONSE= JSON_PAYLOAD= POST_UPDATE_DONE=false RANDOM_UUID=inner
              post_to_api
              [ -n "$JSON_PAYLOAD" ] || echo 'not set'
              echo "$RESPONSE"
              post_update_to_api done none
              echo "$POST_UPDATE_DONE"
            }
            install
            echo "$NSAPP $RESPONSE $JSON_PAYLOAD $POST_UPDATE_DONE"
            post_to_api
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, $"{RecordingServer.DefaultAnswer}201\ntrue\nnginx outer outer false\n", ""), outcome);
        Assert.Equal(
            ["inner", "nginx"], server.Requests.Where(request => request.Path == "/upload").Select(request => request.Field("nsapp")));
        Assert.Equal("inner", server.Requests[1].Field("random_id"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Readonly_variables_do_not_end_the_script(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();

        var outcome = await host.RunWithShim(shell, $"""
            {Report.Variables}JSON_PAYLOAD=mine RESPONSE=mine DISK_SIZE_API=mine POST_UPDATE_DONE=false
            readonly DIAGNOSTICS RANDOM_UUID NSAPP CT_TYPE JSON_PAYLOAD RESPONSE DISK_SIZE_API POST_UPDATE_DONE
            post_to_api
            post_to_api_vm
            post_update_to_api failed 1
            . {Shell.Quote(Repository.Shim)}
            echo "$JSON_PAYLOAD $RESPONSE $DISK_SIZE_API $POST_UPDATE_DONE"
            API_FUNC_BIN=/nonexistent
            . {Shell.Quote(Repository.Shim)}
            post_to_api
            echo "$RESPONSE"
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "mine mine mine false\nmine\n", ""), outcome);
        Assert.Equal(["/upload", "/upload", "/upload/updatestatus"], server.Requests.Select(request => request.Path));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_readonly_variable_alone_is_lost(string shell)
    {
        // A body with everything that could be taken for the end of an assignment.
        const string answer = "it's\n#\nRESPONSE='\n#end\n\\é";
        await using var server = await RecordingServer.Start(answer: (_, context) =>
        {
            context.Response.StatusCode = 201;
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, answer);
        });
        foreach (var (lost, kept) in new[] { ("JSON_PAYLOAD", "RESPONSE"), ("RESPONSE", "JSON_PAYLOAD") })
        {
            var outcome = await Shell.RunWithShim(shell, $$"""
                {{Report.Variables}}JSON_PAYLOAD=mine RESPONSE=mine
                readonly {{lost}}
                post_to_api
                printf '%s\n' "${{lost}}" "${{kept}}"
                post_update_to_api failed 1
                printf '%s\n' "${{lost}}" "${{kept}}"
                """, server.AsEndpoint());

            string[] expected = kept == "RESPONSE"
                ? [$"{answer}201", $"{answer}201"] : [.. server.Requests.TakeLast(2).Select(request => request.Text)];
            Assert.Equal(new Outcome(0, string.Concat(expected.Select(value => $"mine\n{value}\n")), ""), outcome);
        }
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_function_may_be_replaced_and_the_others_go_on(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();

        var outcome = await host.RunWithShim(shell, Report.Variables + """
            get_error_description() { echo "mine: $1"; }
            post_update_to_api failed 127
            post_to_api() { echo "mine, too"; return 3; }
            post_to_api_vm
            post_update_to_api() { echo "and mine"; }
            post_update_to_api
            get_error_description 1
            post_to_api || echo "$?"
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "and mine\nmine: 1\nmine, too\n3\n", ""), outcome);
        Assert.Equal(["/upload/updatestatus", "/upload"], server.Requests.Select(request => request.Path));
        Assert.Equal("Command not found: wrong path or missing dependency", server.Requests[0].Field("error"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Scripts_can_ask_for_the_functions(string shell)
    {
        var ask = shell switch { "bash" => "declare -f", "ksh93" or "mksh" => "typeset -f", "zsh" => "functions", _ => "command -v" };

        var outcome = await Shell.RunWithShim(shell, $"""
            for name in post_to_api post_to_api_vm post_update_to_api get_error_description; do
              {ask} "$name" >/dev/null || echo "no $name"
            done
            {ask} post_to_nobody >/dev/null || echo "no post_to_nobody"
            """);

        Assert.Equal(new Outcome(0, "no post_to_nobody\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Nothing_of_the_script_changes_but_what_the_contract_names(string shell)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await RecordingServer.Start();
        using var host = Host.WithConsent();

        var outcome = await Shell.RunScript(
            host.Enter(),
            shell,
            $$"""
            set -eu
            {{Report.Variables}}cd {{Shell.Quote(directory.Path)}}
            trap 'echo on exit' EXIT
            trap 'echo on term' TERM
            exec 9>nine
            echo "$-" >options.before; umask >umask.before; trap >traps.before; set >variables.before
            . {{Shell.Quote(Repository.Shim)}}
            post_to_api
            post_to_api_vm
            post_update_to_api failed 1
            get_error_description 'a
            b' >/dev/null
            echo "$-" >options.after; umask >umask.after; trap >traps.after; set >variables.after
            [ "$PWD" = {{Shell.Quote(directory.Path)}} ]
            echo nine >&9
            """,
            server.AsEndpoint());

        Assert.Equal(new Outcome(0, "on exit\n", ""), outcome);
        Assert.Equal(3, server.Requests.Count);
        foreach (var state in new[] { "options", "umask", "traps" })
            Assert.Equal(File.ReadAllText(directory.File($"{state}.before")), File.ReadAllText(directory.File($"{state}.after")));

        string[] ofTheContract = ["POST_UPDATE_DONE", "JSON_PAYLOAD", "RESPONSE", "DIAGNOSTICS", "DISK_SIZE_API"];
        var before = Variables(directory.File("variables.before"));
        var after = Variables(directory.File("variables.after"));
        Assert.Equal([], ofTheContract.Except(after.Keys));
        var changed = after.Keys.Where(name => !before.TryGetValue(name, out var value) || value != after[name])
            .Where(name => !name.StartsWith("_api_func_", StringComparison.Ordinal))
            .Except(ofTheContract);
        Assert.Equal([], changed.Except(ChangingByThemselves));
        Assert.Equal([], before.Keys.Except(after.Keys).Except(ChangingByThemselves));
    }

    [Theory, MemberData(nameof(ShellsThatListFunctions))]
    public async Task Functions_that_help_does_not_list_can_be_told_by_their_names(string shell)
    {
        var help = await Shell.RunBinary(["--help"]);
        var list = shell switch { "bash" => "declare -F", "zsh" => "print -l ${(k)functions}", _ => "typeset +f" };

        var outcome = await Shell.RunWithShim(shell, list);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var names = outcome.Output.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace("declare -f ", "").TrimEnd('(', ')'));
        Assert.Equal(
            ListedFunction().Matches(help.Output).Select(match => match.Groups[1].Value).Order(),
            names.Where(name => !name.StartsWith("_api_func_", StringComparison.Ordinal)).Order());
    }

    /// <summary>What shells keep for themselves, and change with every command.</summary>
    private static string[] ChangingByThemselves =>
    [
        "_", "LINENO", "RANDOM", "SRANDOM", "SECONDS", "EPOCHREALTIME", "EPOCHSECONDS", "PIPESTATUS", "BASHPID", "BASH_ARGC", "BASH_ARGV",
        "BASH_LINENO",
        "BASH_SOURCE", "BASH_COMMAND", "FUNCNAME", "PPID", "status", "pipestatus", "TTYIDLE", "ERRNO", "?", "KSH_MATCH",
    ];

    /// <summary>Name and first line of the value of every variable that `set` has listed.</summary>
    private static Dictionary<string, string> Variables(string file) =>
        VariableLine().Matches(File.ReadAllText(file)).DistinctBy(match => match.Groups[1].Value)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    [GeneratedRegex(" ([a-z_]*_[a-z_]*)(?=[ \n])")]
    private static partial Regex ListedFunction();

    [GeneratedRegex("^([A-Za-z_?][A-Za-z0-9_]*)=(.*)$", RegexOptions.Multiline)]
    private static partial Regex VariableLine();
}
