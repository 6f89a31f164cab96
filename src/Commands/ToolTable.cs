// Every tool command, a row each. A new command is a row here, the method that it binds, and a test.

using ApiFunc.Outbox;
using ApiFunc.Script;

namespace ApiFunc.Commands;

internal static class ToolTable
{
    private static readonly Option s_json = new("--json", null, "as one JSON object, for programs");

    private static readonly Argument s_key = new(new("KEY", "the name of a setting"), "the name of a setting, in any case");

    private static readonly ExitCode[] s_configuration =
    [
        new(73, "the configuration file cannot be made"),
        new(74, "the configuration file cannot be written"),
        new(77, "only root can change the configuration file"),
        new(78, "the configuration file cannot be used as it is"),
    ];

    private static readonly Value s_id = new("ID", "the ID of a report, or its beginning");

    private static readonly ExitCode[] s_stateDirectory =
    [
        new(73, "the state directory cannot be used"),
        new(77, "the state directory cannot be used: there is no permission"),
        new(78, "the configuration file cannot be used"),
    ];

    private static readonly Option s_release = new(
        "--release", new Value("URL", "the URL below which the files of a release are"),
        "make the shim fetch the binary from there if a host has none: once, with consent, and compare its SHA-256");

    private static readonly Option s_sums = new(
        "--sums", Value.File, "the sums and sizes of the release's files (default: URL/SHA256SUMS)");

    public static IReadOnlyList<ToolCommand> All { get; } =
    [
        new("shim", "print the shell library that scripts source in the place of api.func", app => app.Add("shim", ShimCommand.Print))
        {
            Description =
            [
                "With --release, the shim fetches the binary if a host has none, at the first report that may be sent: with curl or " +
                "wget, over https, in 20 s at most. It keeps it in API_FUNC_CACHE, a variable of the environment: by default " +
                "/var/cache/api-func for root, else $XDG_CACHE_HOME/api-func or ~/.cache/api-func. What fails is not tried again " +
                "for an hour; DEV_MODE=true says why.",
            ],
            Options =
            [
                new("--dialect", Value.OneOf(Dialects.Classic, Dialects.Telemetry),
                    "what its functions report: classic, or telemetry, as today's api.func does (default: classic)"),
                new("--output", Value.File, "the file to write it to, which is replaced once it is whole (default: -, standard output)")
                {
                    Short = 'o',
                },
                s_release,
                s_sums,
            ],
            Examples =
            [
                new("apifunc shim -o /usr/local/lib/api.func", "put the classic shim into a file that scripts source"),
                new("apifunc shim --dialect telemetry > misc/api.func", "replace today's api.func in a checkout of scripts"),
                new("apifunc shim --release https://example.org/v1 --sums out/SHA256SUMS", "print one for hosts without the binary"),
            ],
            OwnExitCodes =
            [
                new(65, "the sums cannot be used"),
                new(66, "the file of the sums cannot be read"),
                new(69, "the sums cannot be fetched"),
                new(73, "the file cannot be made"),
                new(74, "the file or standard output cannot be written"),
            ],
        },
        new("doctor", "check everything that a report needs, and say what is in its way", app => app.Add("doctor", DoctorCommand.Run))
        {
            Description =
            [
                "No report is sent, and nothing is changed. The servers are asked with a GET, for 10 seconds in all at most, unless " +
                "consent is refused.",
            ],
            Options = [s_json],
            Examples = [new("apifunc doctor", "find out why a report did not arrive")],
            OwnExitCodes = [new(0, "no check failed"), new(1, "a check failed")],
        },
        new("consent", "whether reports are sent and who says so, or the answer for this host",
            app => app.Add("consent", ConsentCommand.Run))
        {
            Description =
            [
                $"The answer is kept in {ScriptPaths.Consent}, where the scripts keep it, too; only root can change it. With 'no', what " +
                "waits to be delivered is deleted, and so are what was refused and the history: in the state directory that the " +
                "environment names, in that of the configuration file, and in the default ones.",
            ],
            Arguments = [new(Value.OneOf("yes", "no"), "the new answer; without it, the one that holds is shown") { IsOptional = true }],
            Options = [s_json],
            Examples =
            [
                new("apifunc consent", "see whether reports are sent, and why or why not"),
                new("apifunc consent no", "send nothing from this host, and delete what waits"),
            ],
            OwnExitCodes =
            [
                new(73, "the answer cannot be written, or reports cannot be deleted"),
                new(77, "only root can write the answer"),
                new(78, "the configuration file cannot be used, so nothing is sent"),
            ],
        },
        new("config", "the settings in force, and where each comes from", app => app.Add("config", ConfigCommands.Show))
        {
            Description = ["Passwords and tokens in URLs are not shown."],
            Options = [s_json],
            Examples = [new("apifunc config", "see where reports go, and what else is set")],
            OwnExitCodes = [new(78, "the configuration file cannot be used, so nothing is sent")],
        },
        new("config set", "write a setting into the configuration file", app => app.Add("config set", ConfigCommands.Set))
        {
            Description =
            [
                $"All other lines of {ScriptPaths.Configuration} stay as they are. What the environment says counts before the file.",
            ],
            Arguments =
            [
                s_key,
                new(new("VALUE", "the setting's new value"), "its new value, which is checked first"),
            ],
            Examples =
            [
                new("apifunc config set TELEMETRY_URL https://reports.example.com/telemetry", "send reports to a server of your own"),
                new("apifunc config set API_FUNC_DELIVERY background", "let scripts wait for no report"),
            ],
            OwnExitCodes = s_configuration,
        },
        new("config unset", "take a setting out of the configuration file", app => app.Add("config unset", ConfigCommands.Unset))
        {
            Arguments = [s_key],
            Examples = [new("apifunc config unset TELEMETRY_URL", "send reports to the usual server again")],
            OwnExitCodes = s_configuration,
        },
        new("preview", "show what a function would send now, and why it would not", app => app.Add("preview", PreviewCommand.Show))
        {
            Description =
            [
                "It makes the report as the function does, with the environment as it is, and shows where it would go and what was " +
                "masked in it. Nothing is sent, kept, set or deleted. What follows the function's name is taken literally, so options " +
                "stand in front of it.",
            ],
            Arguments =
            [
                new(new("FUNCTION", "the name of a function that reports"), "a function of api.func that reports"),
                new(new("ARGUMENT", "an argument of the function"), "what a script would call it with")
                {
                    IsOptional = true,
                    IsRepeatable = true,
                },
            ],
            IsLiteral = true,
            Options =
            [
                new("--json", null, "the bytes of the body and nothing else; why it would not be sent goes to standard error"),
                new("--dialect", Value.OneOf(Dialects.Classic, Dialects.Telemetry), "the dialect, whatever API_FUNC_DIALECT says"),
            ],
            Examples =
            [
                new("apifunc preview post_to_api", "see what is sent when an installation begins"),
                new("apifunc preview --dialect telemetry post_update_to_api failed 127", "see what today's scripts send of a failure"),
            ],
            OwnExitCodes = [new(0, "the report would be sent"), new(1, "nothing would be sent"), new(64, "there is no such function")],
        },
        new("history", "list what was sent, what waits, and what did not arrive", app => app.Add("history", HistoryCommands.List))
        {
            Description =
            [
                "The newest 200 reports, the newest last, and then those that wait. A report is sent (its server accepted it), refused " +
                "(it did not, for good), lost (nothing came of it, and it is not kept) or dropped (given up after it had waited). " +
                "API_FUNC_HISTORY=off ends this, and API_FUNC_HISTORY=bodies keeps bodies and answers, too.",
            ],
            Options =
            [
                s_json,
                new("--since", new("TIME", Since.Description), "only those since then: 2d ago, or a date such as 2026-02-11"),
                new("--failed", null, "only those that did not arrive"),
                new("--all", null, "all that are kept, and not only the last 20; --since and --json show all, too"),
            ],
            Examples =
            [
                new("apifunc history", "see whether reports arrived"),
                new("apifunc history --since 2d --failed", "see what did not arrive in two days, and why"),
            ],
            OwnExitCodes = s_stateDirectory,
        },
        new("history show", "show all that is known of the reports of an ID", app => app.Add("history show", HistoryCommands.Show))
        {
            Arguments = [new(s_id, "the ID of a list; as much of its beginning as tells it from others is enough")],
            Options = [s_json],
            Examples = [new("apifunc history show 5c5b0a0e", "see when and where the reports of an installation went")],
            OwnExitCodes = [new(66, "there is no such report"), .. s_stateDirectory],
        },
        new("outbox list", "list the reports that wait to be delivered, and those refused",
            app => app.Add("outbox list", OutboxCommands.List))
        {
            Options = [s_json],
            Examples = [new("apifunc outbox list", "see what waits, since when, and why")],
            OwnExitCodes = s_stateDirectory,
        },
        new("outbox show", "show the reports of an ID that wait or were refused", app => app.Add("outbox show", OutboxCommands.Show))
        {
            Description = ["Each with its body, and with why each try to deliver it failed."],
            Arguments = [new(s_id, "the ID of a list; as much of its beginning as tells it from others is enough, or a file's name")],
            Options = [new("--json", null, "the bodies and nothing else, a line each")],
            Examples = [new("apifunc outbox show 5c5b0a0e", "see what is to be sent of an installation, and why it waits")],
            OwnExitCodes = [new(66, "there is no such report"), .. s_stateDirectory],
        },
        new("outbox flush", "deliver now what waits", app => app.Add("outbox flush", OutboxCommands.Flush))
        {
            Description = ["If consent is refused, what waits is deleted instead."],
            Options =
            [
                new("--wait", null, "wait for servers that ask for patience (Retry-After), and go on then; for an hour in all at most"),
                new("--at-most", Value.Seconds, "wait as --wait does, but for so many seconds in all at most"),
            ],
            Examples =
            [
                new("apifunc outbox flush", "deliver now"),
                new("apifunc outbox flush --wait", "deliver, and wait for a server that asks for patience"),
                new("apifunc outbox flush --at-most 60", "deliver, and wait for a minute at most"),
            ],
            OwnExitCodes =
            [
                new(0, "nothing waits any more"),
                new(65, "a server refused a report"),
                new(69, "API_FUNC_TRANSPORT asks for curl, and there is none on PATH"),
                new(75, "something still waits"),
                .. s_stateDirectory,
            ],
        },
        new("outbox clear", "delete what waits, and what was refused", app => app.Add("outbox clear", OutboxCommands.Clear))
        {
            OwnExitCodes = s_stateDirectory,
        },
        new("explain", "what an exit code means, and what usually helps", app => app.Add("explain", ExplainCommand.Explain))
        {
            Description =
            [
                "Says what the two dialects report of a code: classic (get_error_description) and telemetry (explain_exit_code, with the "
                + "category of categorize_error). Words find the codes whose meaning, category or help has all of them; if that is "
                + "more than five, they are listed, a line each. Without either all codes are listed.",
            ],
            Arguments =
            [
                new(new("CODE", "an exit code, or a word to look for"), "exit codes, or words to look for")
                {
                    IsOptional = true,
                    IsRepeatable = true,
                },
            ],
            Options = [s_json],
            Examples =
            [
                new("apifunc explain 137", "find out why an installation was killed"),
                new("apifunc explain disk", "list the codes that have to do with disks"),
            ],
            OwnExitCodes = [new(65, "a code is not known, or nothing is about the words")],
        },
        new("summary", "what collected reports come to: runs, failures, durations",
            app => app.Add("summary", SummaryCommand.Print))
        {
            Description =
            [
                "Each line of a file is a report as a file: URL keeps it, or a body alone, of either dialect. All reports of one "
                + "execution count as one run. Of lines that are no reports the first ones are named.",
                "Compressed files come through a pipe: zcat FILE... | apifunc summary - reads them.",
                "The success rate is that of the runs that succeeded or failed, and the median the time of those that succeeded.",
            ],
            Arguments = [new(Value.File, "files of reports, one JSON object a line; - is standard input") { IsRepeatable = true }],
            Options =
            [
                new("--since", new("TIME", Since.Description), "only runs that began since then: 2d ago, or a date such as 2026-02-11"),
                new("--app", new("NAME", "the name of an application"), "only runs of this application"),
                s_json,
                new("--html", Value.File, "write the tables and charts to this file, a page that needs nothing else"),
            ],
            Examples =
            [
                new("apifunc summary reports.jsonl --since 7d", "see what was installed in a week, and what failed"),
                new("apifunc summary - --app docker --html docker.html", "make a page of one application, of what comes through a pipe"),
            ],
            OwnExitCodes =
            [
                new(65, "no line is a report"),
                new(66, "a file is missing, or cannot be read, or no report is of the application; nothing is printed"),
                new(73, "the page cannot be made"),
                new(74, "a file cannot be read to its end, or the page or standard output cannot be written"),
            ],
        },
        new("install", "put apifunc on this host, or its shim into a checkout of scripts",
            app => app.Add("install", InstallCommand.Run))
        {
            Description =
            [
                $"On a host, as root: the running binary goes to {HostPaths.Binary}, the shim to {HostPaths.Shim}, settings "
                    + $"to {ScriptPaths.Configuration}, and if systemd runs, a timer delivers hourly what waits. What is already right "
                    + "stays as it is. If the Debian package has installed the binary that runs, only settings and containers are done.",
                "With --into, nothing but the checkout is changed, and anybody may do that. The shim takes the place of misc/api.func "
                    + "or api/api.func, in the dialect of that file, which stays beside it (api.func.orig); the lists api/API.txt "
                    + "and ui/API.txt follow. It then says what is left to do for a fork: which scripts fetch api.func from another "
                    + "repository, and a command that changes them.",
            ],
            Options =
            [
                new("--url", new("URL", "an address that begins with https:, http: or file:"),
                    "where reports go: writes API_FUNC_URL and TELEMETRY_URL, or with --dialect the one of that dialect"),
                new("--delivery", Value.OneOf(Setting.Delivery.Values), "writes API_FUNC_DELIVERY: whether functions wait for the server"),
                new("--dialect", Value.OneOf(Dialects.Classic, Dialects.Telemetry),
                    "the shim's (default: classic; with --into that of the file that it replaces)"),
                ContainerOption("also puts the binary into a running container, and calls it there once"),
                new("--into", Value.Directory, "a checkout of ProxmoxVE, community-scripts/core or a fork of them: only that is changed"),
                s_release,
                s_sums,
                new("--dry-run", null, "say what would be done, and change nothing"),
            ],
            Examples =
            [
                new("apifunc install --url https://reports.example.org/upload", "install on this host, and report to a server of your own"),
                new("apifunc install --container 101 --container 102", "install on this host and in two containers"),
                new("apifunc install --into ProxmoxVE --release https://example.org/v1", "let a fork's users report at once"),
                new("apifunc install --into ProxmoxVE --dry-run", "see what would change in a checkout, and what else a fork has to do"),
            ],
            OwnExitCodes =
            [
                new(InstallLog.WrongData, "the dialect of the api.func that is there cannot be told, or the sums cannot be used"),
                new(InstallLog.NoInput, "the directory is no such checkout, or a file in it or that of the sums cannot be used"),
                new(InstallLog.Unavailable,
                    "a container is not there, does not run or cannot run the binary, systemctl failed, or the sums cannot be fetched"),
                new(InstallLog.CannotCreate, "a file cannot be made"),
                new(InstallLog.CannotWrite, "a file or standard output cannot be written"),
                new(InstallLog.NoPermission, "it is not root"),
                new(InstallLog.WrongConfiguration, "the configuration file cannot be used"),
            ],
        },
        new("uninstall", "take away what install has put there, unless it was changed since",
            app => app.Add("uninstall", UninstallCommand.Run))
        {
            Description =
            [
                "Without options: from this host and from the containers that install was told. If one of these does not run, nothing is "
                    + "removed: start it, or leave the containers as they are with --leave-containers. Reports that wait stay; "
                    + "'apifunc outbox' sends or deletes them before.",
            ],
            Options =
            [
                ContainerOption("takes the binary out of a container, and leaves the host alone"),
                new("--leave-containers", null, "takes all from the host, and leaves what is in containers there"),
                new("--into", Value.Directory, "brings back what was in a checkout before, and leaves the host alone"),
                new("--dry-run", null, "say what would be done, and change nothing"),
            ],
            Examples =
            [
                new("apifunc uninstall --dry-run", "see what is installed, and how many reports wait"),
                new("apifunc uninstall --into ProxmoxVE", "bring back the api.func of a checkout"),
            ],
            OwnExitCodes =
            [
                new(InstallLog.NoInput, "the directory is no such checkout, or its old api.func is gone"),
                new(InstallLog.Unavailable, "a container does not run, or systemctl failed"),
                new(InstallLog.CannotCreate, "a file cannot be removed or brought back"),
                new(InstallLog.CannotWrite, "a file or standard output cannot be written"),
                new(InstallLog.NoPermission, "it is not root"),
                new(InstallLog.WrongConfiguration, "the configuration file cannot be used"),
            ],
        },
        new("completion", "print what makes a shell complete names and options",
            app => app.Add("completion", CompletionCommand.Print))
        {
            Arguments = [new(Value.OneOf(CompletionCommand.Shells), "the shell")],
            Examples =
            [
                new("apifunc completion bash > /etc/bash_completion.d/apifunc", "have the next bash complete"),
                new("apifunc completion zsh > /usr/local/share/zsh/site-functions/_apifunc", "have the next zsh complete"),
                new("apifunc completion fish > /etc/fish/completions/apifunc.fish", "have fish complete"),
            ],
        },
        new("manual", "print the man page apifunc(1)", app => app.Add("manual", ManualCommand.Print))
        {
            Examples = [new("apifunc manual > /usr/local/share/man/man1/apifunc.1", "install the man page")],
        },
        new("help", "this text, or what there is to know of one function or command", app => app.Add("help", ToolCommands.ShowHelp))
        {
            Arguments =
            [
                new(Value.FunctionOrCommand, "a function, a command, or a group of commands")
                {
                    IsOptional = true,
                    IsRepeatable = true,
                },
            ],
        },
        new("version", "the version, and those of the libraries that are linked in", app => app.Add("version", ToolCommands.ShowVersion))
        {
            Description =
            [
                "Behind the version stands the commit that was built, if the build knew it, and the word changed if files were not as " +
                "committed.",
                "A shim of another version works if the major version is the same. DEV_MODE=true says if they differ.",
            ],
        },
    ];

    /// <summary>The commands by what people look for, as help lists them: the first words of their names.</summary>
    public static IReadOnlyList<(string Title, string[] FirstWords)> Sections { get; } =
    [
        ("See what happens", ["doctor", "consent", "preview", "history", "outbox"]),
        ("Change settings", ["config"]),
        ("Put it in place", ["install", "uninstall", "shim"]),
        ("Understand reports", ["explain", "summary"]),
        ("Find out more", ["help", "manual", "completion", "version"]),
    ];

    /// <summary>The options that stand in the place of a command, and which that is.</summary>
    public static IReadOnlyList<(Option Option, string Command)> CommandsAsOptions { get; } =
    [
        (new("--help", null, "the same as help; also -h, and behind a command") { Short = 'h' }, "help"),
        (new("--version", null, "the same as version; also -V") { Short = 'V' }, "version"),
    ];

    private static Option ContainerOption(string help) =>
        new("--container", new("CTID", "the number of a container"), $"{help}; may be given several times") { IsRepeatable = true };

    /// <summary>The command that the first words name, with as many of them as there are; null if they name none.</summary>
    public static ToolCommand? Find(ReadOnlySpan<string> words)
    {
        ToolCommand? longest = null;
        foreach (var command in All)
        {
            if (words.StartsWith(command.Words) && !(command.Words.Length < longest?.Words.Length))
                longest = command;
        }

        return longest;
    }

    /// <summary>The first words of those commands that have two.</summary>
    public static IEnumerable<string> Groups =>
        All.Where(command => command.Words.Length == 2).Select(command => command.Words[0]).Distinct();

    /// <summary>What each group is about: full sentences.</summary>
    public static IReadOnlyDictionary<string, string> GroupDescriptions { get; } = new Dictionary<string, string>
    {
        ["outbox"] =
            "Reports that could not be delivered wait in the outbox, and so do those that a server refused. It is the directory outbox "
                + $"in the state directory, which API_FUNC_STATE_DIR names: by default {StateDirectory.OfRoot} for root, else "
                + $"$XDG_STATE_HOME/{StateDirectory.OfUser} or ~/{StateDirectory.StateHome}/{StateDirectory.OfUser}. Each later report "
                + "of a script delivers some of what waits, too.",
    };

    /// <summary>
    /// The commands of a group, such as <c>outbox</c>, without the one that has the group's own name, if there is one; none if there is no
    /// such group.
    /// </summary>
    public static ToolCommand[] Group(string name) =>
        [.. All.Where(command => command.Words is [var group, _] && group == name)];
}
