// The telemetry dialect: its shim, a script's variables, and what a call changes in the script.

namespace EndToEnd.Harness;

/// <summary>What a call did, and what it changed in the script that called.</summary>
/// <param name="Outcome">The script's end and output.</param>
/// <param name="Changes">
/// <c>NAME=value</c> for every variable of the contract that is new or another now, with <c>export</c> in front where a
/// child of the script sees it, and <c>unset NAME</c>; in alphabetical order of the names.
/// </param>
internal sealed record Call(Outcome Outcome, string[] Changes);

internal static class Telemetry
{
    /// <summary>The variables of an ordinary installation, and of a machine that is known already, as shell code.</summary>
    public const string Variables =
        """
        DIAGNOSTICS=yes; RANDOM_UUID=5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11; EXECUTION_ID=0d6b7e9c-3f0a-4d43-8a59-2f4b6c1d7e88
        NSAPP=nginx; METHOD=advanced; CT_TYPE=0; DISK_SIZE=8G; CORE_COUNT=2; RAM_SIZE=1024; var_os=debian; var_version=12
        CPU_VENDOR=amd; CPU_MODEL='AMD Ryzen 7 5700G'; GPU_VENDOR=nvidia; GPU_MODEL='NVIDIA GP107'; var_gpu=yes
        RAM_SPEED=3200; HAS_ARM=false; TM_ARCH=amd64; TM_PVE_VERSION=8.2.4; TM_PLATFORM=pve; _TM_SYSINFO_DONE=true
        KERNEL_VERSION=6.8.8-2-pve; APPLICATION_VERSION=1.27.2; REPO_SOURCE=external; REPO_SLUG=somebody/fork

        """;

    /// <summary>The body of a report about that installation, whose clock is ahead. Texts are as they stand in JSON.</summary>
    public static string Body(
        string status, int exitCode = 0, string error = "", string category = "", string command = "", int line = 0) =>
        $$"""
        {"payload_version":2,"random_id":"5c5b0a0e-1c5a-4b56-9d0c-6f1d8f0d9a11",
        "execution_id":"0d6b7e9c-3f0a-4d43-8a59-2f4b6c1d7e88","type":"lxc","nsapp":"nginx","status":"{{status}}","ct_type":0,
        "disk_size":8,"core_count":2,"ram_size":1024,"os_type":"debian","os_version":"12","pve_version":"8.2.4",
        "method":"advanced","exit_code":{{exitCode}},"error":"{{error}}","error_category":"{{category}}","install_duration":0,
        "cpu_vendor":"amd","cpu_model":"AMD Ryzen 7 5700G","gpu_vendor":"nvidia","gpu_model":"NVIDIA GP107",
        "gpu_passthrough":"yes","ram_speed":"3200","arch":"amd64","platform":"pve","has_arm":false,
        "kernel_version":"6.8.8-2-pve","app_version":"1.27.2","failed_command":"{{command}}","failed_line":{{line}},
        "repo_source":"external","repo_slug":"somebody/fork"}
        """.Replace("\n", "");

    // Everything that a function may set, and what it must leave alone though it deals with it.
    private const string Watched =
        "APP APPLICATION_VERSION BUILD_LOG COMMUNITY_SCRIPTS_URL CORE_COUNT CPU_MODEL CPU_VENDOR CTID CT_TYPE DIAGNOSTICS DISK_SIZE " +
        "DISK_SIZE_API ERROR_CATEGORY_OVERRIDE EXECUTION_ID FAILED_COMMAND FAILED_LINE GPU_MODEL GPU_PASSTHROUGH GPU_VENDOR HAS_ARM " +
        "INSTALL_LOG INSTALL_START_TIME JSON_PAYLOAD KERNEL_VERSION METHOD NSAPP POST_TO_API_DONE POST_UPDATE_DONE RAM_SIZE RAM_SPEED " +
        "RANDOM_UUID REPO_SLUG REPO_SOURCE RESPONSE SESSION_ID SILENT_LOGFILE TELEMETRY_ERRINFO TELEMETRY_PLATFORM TELEMETRY_TOOL_NAME " +
        "TELEMETRY_TOOL_TYPE TELEMETRY_TYPE TM_ARCH TM_PLATFORM TM_PVE_VERSION _TM_SYSINFO_DONE var_os var_version";

    private const string State =
        $$"""
        state() {
          _environment=$(env)
          for _name in {{Watched}}; do
            eval "_value=\${$_name-not set}"
            [ "$_value" != 'not set' ] || continue
            case $_environment in
              "$_name="* | *'
        '"$_name="*) _name="export $_name" ;;
            esac
            printf '%s=%s\n' "$_name" "$_value"
          done
        }

        """;

    private static readonly Lazy<TemporaryDirectory> s_generated = new(Generate);

    /// <summary>The shim of the dialect, printed by the binary once for all tests.</summary>
    public static string Shim => s_generated.Value.File("telemetry.shim");

    /// <summary>The setting that sends reports to a server.</summary>
    public static (string Name, string? Value) AsTelemetryEndpoint(this RecordingServer server) =>
        ("TELEMETRY_URL", $"{server.Url}/telemetry");

    /// <summary>The statuses that a server has received, in order.</summary>
    public static IEnumerable<string> Statuses(this RecordingServer server) => server.Requests.Select(request => request.Field("status"));

    /// <summary>A script that sources the dialect's shim first, under `set -eu`.</summary>
    public static string WithShim(string script) => $"set -eu\n. {Shell.Quote(Shim)}\n{script}";

    /// <summary>Runs such a script, with a session of its own: no file that another one left in /tmp is found.</summary>
    public static Task<Outcome> Run(string shell, string script, params (string Name, string? Value)[] variables) =>
        Shell.RunScript(shell, WithShim(script), [OwnSession(), .. variables]);

    /// <summary>The same behind a command that prepares the world.</summary>
    public static Task<Outcome> Run(string[] behind, string shell, string script, params (string Name, string? Value)[] variables) =>
        Shell.RunScript(behind, shell, WithShim(script), [OwnSession(), .. variables]);

    /// <summary>Runs a call in such a script and compares the script's variables before and after.</summary>
    /// <param name="shell">The shell.</param>
    /// <param name="setup">What the script does before.</param>
    /// <param name="call">The call; its output is the script's.</param>
    /// <param name="variables">The environment.</param>
    public static Task<Call> Watch(string shell, string setup, string call, params (string Name, string? Value)[] variables) =>
        Watch([], shell, setup, call, variables);

    /// <summary>The same behind a command that prepares the world.</summary>
    public static async Task<Call> Watch(
        string[] behind, string shell, string setup, string call, params (string Name, string? Value)[] variables)
    {
        using var directory = new TemporaryDirectory();
        var (before, after) = (directory.Write("before", ""), directory.Write("after", ""));
        var outcome = await Run(behind, shell, $"{State}{setup}\nstate >{before}\n{call}\nstate >{after}\n", variables);
        return new Call(outcome, Compare(await File.ReadAllLinesAsync(before), await File.ReadAllLinesAsync(after)));
    }

    /// <summary>A value for SESSION_ID that no other script has.</summary>
    public static (string Name, string? Value) OwnSession() => ("SESSION_ID", Guid.NewGuid().ToString());

    private static string[] Compare(string[] before, string[] after)
    {
        var gone = before.Select(Name).Except(after.Select(Name)).Select(name => $"unset {name}");
        return [.. after.Except(before).Concat(gone).OrderBy(
            line => line.StartsWith("unset ", StringComparison.Ordinal) ? line[6..] : Name(line), StringComparer.Ordinal)];
    }

    private static string Name(string line) => line.Split('=')[0].Replace("export ", "", StringComparison.Ordinal);

    private static TemporaryDirectory Generate()
    {
        var directory = new TemporaryDirectory();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
        var printed = Shell.RunBinary(["shim", "--dialect", "telemetry"]).GetAwaiter().GetResult();
        Assert.Equal((0, ""), (printed.ExitCode, printed.Error));
        directory.Write("telemetry.shim", printed.Output);
        return directory;
    }
}
