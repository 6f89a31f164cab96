// The binary prints what the shim evaluates: assignments to variables of a list, and nothing else.

using System.Text.RegularExpressions;
using EndToEnd.Harness;

namespace EndToEnd.Security;

public sealed partial class AssignedNameSpecs
{
    /// <summary>What the tables of api.func's functions say that they set, as far as it is not the shim that does so.</summary>
    private static readonly string[] s_names =
    [
        "CPU_MODEL", "CPU_VENDOR", "ERROR_CATEGORY_OVERRIDE", "EXECUTION_ID", "GPU_MODEL", "GPU_PASSTHROUGH", "GPU_VENDOR", "HAS_ARM",
        "INSTALL_START_TIME",
        "JSON_PAYLOAD", "POST_TO_API_DONE", "POST_UPDATE_DONE", "RAM_SPEED", "REPO_SLUG", "REPO_SOURCE", "RESPONSE", "_TM_SYSINFO_DONE",
        "TELEMETRY_TYPE",
        "TM_ARCH", "TM_PLATFORM", "TM_PVE_VERSION",
    ];

    public static TheoryData<string, string> CallsAndDialects
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var dialect in new[] { "classic", "telemetry" })
            {
                foreach (var call in new[]
                {
                    "post_to_api", "post_to_api_vm", "post_update_to_api failed 1", "post_update_to_api aborted 130",
                    "post_preflight_to_api 1|x", "telemetry_new_attempt", "start_install_timer",
                    "detect_cpu", "detect_gpu", "detect_ram", "detect_arm", "telemetry_collect_sysinfo", "detect_repo_source 1 x",
                })
                {
                    data.Add(call, dialect);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(CallsAndDialects))]
    public async Task Only_variables_of_the_list_are_set(string call, string dialect)
    {
        await using var server = await RecordingServer.Start(answer: (_, context) =>
        {
            context.Response.StatusCode = 200;
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(
                context.Response, "'\nPATH='/evil\n#end\nexport LD_PRELOAD='x'\n#begin1\n");
        });
        using var host = Host.WithConsent();

        var outcome = await host.RunBinary(
            ["call", .. call.Split(' ')],
            [
                .. Direct.Installation, ("API_FUNC_DIALECT", dialect), ("_api_func_mark", "4711"),
                ("FAILED_COMMAND", "'\nPATH=/evil\n#end"), server.AsEndpoint(), server.AsTelemetryEndpoint()]);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        var whole = Whole().Match(outcome.Output);
        Assert.True(whole.Success, outcome.Output);
        Assert.All(whole.Groups["name"].Captures, name => Assert.Contains(name.Value, s_names));
        Assert.Equal(outcome.Output.Length - "#end\n".Length, outcome.Output.IndexOf("#end", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_sets_nothing_prints_nothing_to_be_evaluated()
    {
        var outcome = await Shell.RunBinary(["call", "json_escape", "#begin4711\nPATH=/evil\n#end"], ("_api_func_mark", "4711"));

        Assert.Equal(new Outcome(0, "#begin4711\\nPATH=/evil\\n#end\n", ""), outcome);
    }

    /// <summary>
    /// The marks, and assignments between them with a comment behind each; a value is quoted whole, quotes and hashes in it
    /// with a backslash.
    /// </summary>
    [GeneratedRegex(@"\A#begin4711\n(?:(?:export )?(?<name>[A-Za-z_]+)='(?:[^'#]|'\\['#]')*'\n#\n)*#end\n\z")]
    private static partial Regex Whole();
}
