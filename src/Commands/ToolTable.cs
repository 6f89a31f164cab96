// Every tool command, a row each. A new command is a row here, the method that it binds, and a test.

using ApiFunc.Outbox;
using ApiFunc.Script;

namespace ApiFunc.Commands;

internal static class ToolTable
{
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
        new("outbox list", "list the reports that wait to be delivered, and those refused",
            app => app.Add("outbox list", OutboxCommands.List))
        {
            Options = [new("--json", null, "as one JSON object, for programs")],
            Examples = [new("apifunc outbox list", "see what waits, since when, and why")],
            OwnExitCodes = s_stateDirectory,
        },
        new("outbox flush", "deliver now what waits", app => app.Add("outbox flush", OutboxCommands.Flush))
        {
            Description = ["If consent is refused, what waits is deleted instead."],
            Options =
            [
                new("--wait", null, "wait for servers that ask for patience (Retry-After), and go on then; for an hour in all at most"),
                new("--at-most", Value.Seconds, "wait as --wait does, but for so many seconds in all at most"),
            ],
            Examples = [new("apifunc outbox flush --at-most 60", "deliver, and wait for a minute at most")],
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
                "Without options: from this host and from the containers that install was told. Reports that wait stay; 'apifunc outbox' "
                    + "sends or deletes them before.",
            ],
            Options =
            [
                ContainerOption("takes the binary out of a container, and leaves the host alone"),
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

    /// <summary>The options that stand in the place of a command, and which that is.</summary>
    public static IReadOnlyList<(Option Option, string Command)> CommandsAsOptions { get; } =
    [
        (new("--help", null, "the same as help; also -h, and behind a command") { Short = 'h' }, "help"),
        (new("--version", null, "the same as version; also -V") { Short = 'V' }, "version"),
    ];

    private static Option ContainerOption(string help) =>
        new("--container", new("CTID", "the number of a container"), $"{help}; may be given several times") { IsRepeatable = true };

    /// <summary>The command that the first words name, or null.</summary>
    public static ToolCommand? Find(ReadOnlySpan<string> words)
    {
        foreach (var command in All)
        {
            if (words.StartsWith(command.Words))
                return command;
        }

        return null;
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

    /// <summary>The commands of a group, such as <c>outbox</c>; none if there is no such group.</summary>
    public static ToolCommand[] Group(string name) =>
        [.. All.Where(command => command.Words is [var group, _] && group == name)];
}
