// Every tool command, a row each. A new command is a row here, the method that it binds, and a test.

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
                new("--release", new Value("URL", "the URL below which the files of a release are"),
                    "make it fetch the binary from there if a host has none: once, with consent, and compare its SHA-256"),
                new("--sums", Value.File, "the sums and sizes of the release's files (default: URL/SHA256SUMS)"),
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
        new("help", "this text, or what there is to know of one function or command", app => app.Add("help", ToolCommands.ShowHelp))
        {
            Arguments =
            [
                new(new("NAME", "the name of a function or a command"), "a function, a command, or a group of commands")
                {
                    IsOptional = true,
                    IsRepeatable = true,
                },
            ],
        },
        new("version", "the version, and those of the libraries that are linked in", app => app.Add("version", ToolCommands.ShowVersion)),
    ];

    /// <summary>The options that stand in the place of a command, and which that is.</summary>
    public static IReadOnlyList<(Option Option, string Command)> CommandsAsOptions { get; } =
    [
        (new("--help", null, "the same as help; also -h, and behind a command") { Short = 'h' }, "help"),
        (new("--version", null, "the same as version; also -V") { Short = 'V' }, "version"),
    ];

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

    /// <summary>The commands of a group, such as <c>outbox</c>; none if there is no such group.</summary>
    public static ToolCommand[] Group(string name) =>
        [.. All.Where(command => command.Words is [var group, _] && group == name)];
}
