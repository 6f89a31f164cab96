// Text that nobody expects in a variable or an argument, or in an answer: it arrives as it is, and nothing in it is run.

using System.Text;
using EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace EndToEnd.Security;

public sealed class HostileTextSpecs
{
    /// <summary>The variables that are reported as text, and their fields.</summary>
    private static readonly (string Variable, string Field)[] s_texts =
    [
        ("var_os", "os_type"), ("var_version", "os_version"), ("DISABLEIP6", "disableip6"), ("NSAPP", "nsapp"), ("METHOD", "method"),
        ("RANDOM_UUID", "random_id"),
    ];

    private static readonly string[] s_numbers = ["CT_TYPE", "DISK_SIZE", "CORE_COUNT", "RAM_SIZE"];

    public static TheoryData<string> Shells => Shell.EveryShell;

    public static TheoryData<string> ShellsThatHoldAnyBytes => [.. Shell.All.Except(["yash"])];

    [Theory, MemberData(nameof(Shells))]
    public async Task Every_variable_may_hold_any_text(string shell)
    {
        using var directory = new TemporaryDirectory();
        var text = Hostile(directory);
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, $$"""
            DIAGNOSTICS=yes DEV_MODE={{Shell.Quote(text)}}
            {{Assign(s_texts.Select(variable => variable.Variable).Concat(s_numbers), Shell.Quote(text))}}
            post_to_api
            post_update_to_api {{Shell.Quote(text)}} {{Shell.Quote(text)}}
            printf '%s' "$JSON_PAYLOAD"
            """, server.AsEndpoint());

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Equal(2, server.Requests.Count);
        Assert.All(s_texts, variable => Assert.Equal(text, server.Requests[0].Field(variable.Field)));
        Assert.Equal(
            (text, $"Unknown error code ({text.Replace('\n', ' ')})"),
            (server.Requests[1].Field("status"), server.Requests[1].Field("error")));
        Assert.Equal(server.Requests[1].Text, outcome.Output);
        Assert.False(File.Exists(directory.File("run")));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task An_answer_may_hold_any_text(string shell)
    {
        using var directory = new TemporaryDirectory();
        var answer = Hostile(directory) + $"'\n#begin 1\ntouch {directory.File("run")}\n#end\n'''";
        await using var server = await RecordingServer.Start(answer: (_, context) =>
        {
            context.Response.StatusCode = 200;
            return context.Response.WriteAsync(answer[..2] + '\0' + answer[2..]);
        });

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            post_to_api
            printf '%s' "$RESPONSE"
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, answer + "200", ""), outcome);
        Assert.False(File.Exists(directory.File("run")));
    }

    [Theory, MemberData(nameof(ShellsThatHoldAnyBytes))]
    public async Task Bytes_that_are_no_text_are_replaced(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            NSAPP=$(printf 'a\377b\303')
            post_to_api
            post_update_to_api "$NSAPP" "$NSAPP"
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal("a\ufffdb\ufffd", server.Requests[0].Field("nsapp"));
        Assert.Equal("a\ufffdb\ufffd", server.Requests[1].Field("status"));
        Assert.All(server.Requests, request => Assert.True(Ascii.IsValid(request.Body)));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Everything_may_be_a_megabyte_long_and_is_cut(string shell)
    {
        await using var server = await RecordingServer.Start();
        var names = s_texts.Select(variable => variable.Variable)
            .Concat(s_numbers).Concat(["DEV_MODE", "API_FUNC_TRANSPORT", "DISK_SIZE_API"]).ToList();

        var outcome = await Shell.RunWithShim(shell, $$"""
            {{Megabyte}}
            DIAGNOSTICS=yes
            {{Assign(names, "$long")}}
            post_to_api
            post_update_to_api "$long" "$long"
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(2, server.Requests.Count);
        Assert.All(s_texts, variable => AssertIsCut(server.Requests[0].Field(variable.Field)));
        AssertIsCut(server.Requests[1].Field("status"));
        AssertIsCut(server.Requests[1].Field("error")["Unknown error code (".Length..^1]);

        static void AssertIsCut(string text) => Assert.Equal(new string('x', 131_000), text);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Everything_may_be_a_megabyte_long_and_exported(string shell)
    {
        await using var server = await RecordingServer.Start();
        using var host = new Host((Host.ConsentFile, $"DIAGNOSTICS=yes\n# {new string('x', 200_000)}"));
        var names = s_texts.Select(variable => variable.Variable).Concat(s_numbers);

        var outcome = await host.RunWithShim(shell, $$"""
            {{Megabyte}}
            DIAGNOSTICS=yes
            set -a
            {{Assign(names, "$long")}}
            DISK_SIZE=${long}G
            IFS=0123456789
            post_to_api
            post_to_api_vm
            post_update_to_api "$long" "$long"
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(131_000, server.Requests[1].Field("nsapp").Length);
        Assert.Equal(131_000, server.Requests[2].Field("status").Length);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_hundred_thousand_bytes_arrive_whole(string shell)
    {
        await using var server = await RecordingServer.Start();
        var text = string.Concat(Enumerable.Repeat("ä€😀 x\t\"\\", 7_142))[..^1] + "\n\n";
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 99_900, 100_000);

        var outcome = await Shell.RunWithShim(shell, $$"""
            {{Report.Variables}}NSAPP={{Shell.Quote(text)}}
            post_to_api
            post_update_to_api "$NSAPP"
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        Assert.Equal(text, server.Requests[0].Field("nsapp"));
        Assert.Equal(text, server.Requests[1].Field("status"));
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task No_character_is_cut_in_two(string shell)
    {
        await using var server = await RecordingServer.Start();

        var outcome = await Shell.RunWithShim(shell, Report.Variables + """
            long=😀😀😀😀€€€€ääää
            while [ "${#long}" -lt 100000 ]; do long=$long$long$long$long; done
            for shift in '' x xx xxx; do
              NSAPP=$shift$long
              POST_UPDATE_DONE=false
              post_to_api
              post_update_to_api "$NSAPP" "$NSAPP"
            done
            """, server.AsEndpoint());

        Assert.Equal(new Outcome(0, "", ""), outcome);
        var texts = server.Requests.SelectMany(request => request.Json().TryGetProperty("nsapp", out var app)
            ? [app.ToString()]
            : new[] { request.Field("status"), request.Field("error")["Unknown error code (".Length..^1] }).ToList();
        Assert.Equal(12, texts.Count);
        Assert.All(texts, text =>
        {
            Assert.Matches("^x{0,3}(😀😀😀😀€€€€ääää)*(😀){0,4}€{0,4}ä{0,4}$", text);
            Assert.InRange(Encoding.UTF8.GetByteCount(text), 131_000 - 3, 131_000);
        });
    }

    /// <summary>
    /// Everything that a shell, JSON or a terminal could take for something else, with a command that would leave a file.
    /// </summary>
    private static string Hostile(TemporaryDirectory directory)
    {
        var run = $"touch {directory.File("run")}";
        var controls = string.Concat(Enumerable.Range(1, 31).Append(127).Select(code => (char)code));
        return $"""
            "'\ \\ $({run}) `{run}`; {run}; {run} & || {run}
            '; {run}; ' "; {run}; " $(({run})) <({run}) >{directory.File("run")} * ? [a-z] {"{a,b}"} ~ ! #end #begin $$ %s \n \0 \x41 $HOME
            </script>&amp;+ ä € 😀 {controls} '{"\n"}{run}{"\n"}
            """;
    }

    /// <summary>Makes $long a megabyte long.</summary>
    private const string Megabyte = "long=xxxxxxxxxxxxxxxx; while [ \"${#long}\" -lt 1048576 ]; do long=$long$long; done";

    private static string Assign(IEnumerable<string> names, string value) => string.Join('\n', names.Select(name => $"{name}={value}"));
}
