// Where a script comes from: found out once, when the shim is sourced.

using EndToEnd.Harness;

namespace EndToEnd.TelemetryDialect;

public sealed class RepositorySourceSpecs
{
    private const string Print = "echo \"$REPO_SOURCE $REPO_SLUG $(env | grep -c -e ^REPO_SOURCE= -e ^REPO_SLUG=)\"\n";
    private const string Consent = "/usr/local/community-scripts/diagnostics";

    private static readonly string s_load = $"set -eu\n. {Shell.Quote(Telemetry.Shim)}\n";

    public static TheoryData<string> Shells => Shell.EveryShell;

    [Theory, MemberData(nameof(Shells))]
    public async Task A_url_on_the_shells_command_line_names_the_repository(string shell)
    {
        const string url = "https://raw.githubusercontent.com/community-scripts/ProxmoxVED/main/ct/nginx.sh";

        var outcome = await Shell.Run(shell.Split(' '), ["-c", $": curl -fsSL {url}\n{s_load}{Print}"]);

        Assert.Equal(new Outcome(0, "ProxmoxVED community-scripts/ProxmoxVED 2\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_scripts_first_ten_lines_name_the_repository(string shell)
    {
        const string url = "# https://git.community-scripts.org/somebody/fork/raw/branch/main/ct/nginx.sh\n";

        var tenth = await Shell.RunScript(shell, new string('\n', 9) + url + s_load + Print);
        var eleventh = await Shell.RunScript(shell, new string('\n', 10) + url + s_load + Print);

        Assert.Equal(new Outcome(0, "external somebody/fork 2\n", ""), tenth);
        Assert.Equal(new Outcome(0, "ProxmoxVE community-scripts/ProxmoxVE 2\n", ""), eleventh);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_script_that_is_called_after_bash_is_not_read(string shell)
    {
        using var directory = new TemporaryDirectory();
        var script = directory.Write("my-bash-script", $"# https://raw.githubusercontent.com/somebody/fork/x\n{s_load}{Print}");

        var outcome = await Shell.Run(shell.Split(' '), [script]);

        Assert.Equal(new Outcome(0, "ProxmoxVE community-scripts/ProxmoxVE 2\n", ""), outcome);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task The_variable_counts_before_the_command_line_and_that_before_the_script(string shell)
    {
        using var directory = new TemporaryDirectory();
        var script = directory.Write("script", $"# https://raw.githubusercontent.com/script/script/x\n{s_load}{Print}");
        const string argument = "raw.githubusercontent.com/argument/argument/x";

        var variable = await Shell.RunScript(
            shell, $"# https://raw.githubusercontent.com/script/script/x\nCOMMUNITY_SCRIPTS_URL=https://git.community-scripts.org/variable/variable\n{s_load}{Print}");
        var commandLine = await Shell.Run(shell.Split(' '), [script, argument]);
        var nameless = await Shell.Run(shell.Split(' '), [script, "raw.githubusercontent.com"]);

        Assert.Equal(new Outcome(0, "external variable/variable 2\n", ""), variable);
        Assert.Equal(new Outcome(0, "external argument/argument 2\n", ""), commandLine);
        Assert.Equal(new Outcome(0, "ProxmoxVE community-scripts/ProxmoxVE 2\n", ""), nameless);
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task A_source_that_the_script_has_set_stays(string shell)
    {
        (string Given, string Found)[] cases =
        [
            ("REPO_SOURCE=ProxmoxVED", "ProxmoxVED community-scripts/ProxmoxVED"),
            ("REPO_SOURCE=ProxmoxVE REPO_SLUG=", "ProxmoxVE community-scripts/ProxmoxVE"),
            ("REPO_SOURCE=ProxmoxVE REPO_SLUG=mine/mine", "ProxmoxVE mine/mine"),
            ("REPO_SOURCE=external", "external unset"),
            ("REPO_SOURCE= REPO_SLUG=mine/mine", "external somebody/fork"),
        ];

        foreach (var (given, found) in cases)
        {
            var outcome = await Shell.RunScript(shell, $"# https://raw.githubusercontent.com/somebody/fork/x\n{given}\n{s_load}echo \"$REPO_SOURCE ${{REPO_SLUG-unset}}\"\n");

            Assert.Equal(new Outcome(0, $"{found}\n", ""), outcome);
        }
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Only_who_has_refused_in_so_many_words_is_not_asked_about(string shell)
    {
        const string ask = "echo \"${REPO_SOURCE-unset} ${REPO_SLUG-unset}\"\n";
        using var refused = new PrivateFiles((Consent, "DIAGNOSTICS=no\n"));
        using var undecided = new PrivateFiles((Consent, "# no answer\n"));
        (string[] Behind, string Given, bool Found)[] cases =
        [
            ([], "DIAGNOSTICS=no", false),
            ([], "DIAGNOSTICS=nonsense", false),
            ([], "DIAGNOSTICS=yes DO_NOT_TRACK=1", false),
            (refused.Around(), ":", false),
            (refused.Around(), "DIAGNOSTICS=", false),
            (refused.Around(), "DIAGNOSTICS=yes", true),
            (undecided.Around(), "unset DIAGNOSTICS", true),
            (undecided.Around(), "DO_NOT_TRACK=0", true),
        ];

        foreach (var (behind, given, found) in cases)
        {
            var outcome = await Shell.RunScript(behind, shell, $"{given}\n{s_load}{ask}");

            Assert.Equal(new Outcome(0, found ? "ProxmoxVE community-scripts/ProxmoxVE\n" : "unset unset\n", ""), outcome);
        }
    }

    [Theory, MemberData(nameof(Shells))]
    public async Task Detect_repo_source_may_be_called_again(string shell)
    {
        var call = await Telemetry.Watch(
            shell, "unset REPO_SOURCE REPO_SLUG", "COMMUNITY_SCRIPTS_URL=https://raw.githubusercontent.com/somebody/fork/main\ndetect_repo_source surplus\nunset COMMUNITY_SCRIPTS_URL");

        Assert.Equal(new Outcome(0, "", ""), call.Outcome);
        Assert.Equal(["export REPO_SLUG=somebody/fork", "export REPO_SOURCE=external"], call.Changes);
    }
}
