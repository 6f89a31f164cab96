// The command-line interface: help, version and the tool commands, which parse options, unlike functions.

using System.Runtime.InteropServices;
using ApiFunc.Functions;
using ApiFunc.Platform;
using ApiFunc.Script;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class ToolCommands
{
    /// <summary>EX_USAGE of sysexits.h: an unknown function, or options that make no sense.</summary>
    public const int UsageError = 64;

    // EX_IOERR of sysexits.h, and what a shell says of a program that SIGPIPE ended.
    private const int OutputLost = 74;
    private const int NobodyReads = 141;

    private static readonly (string Name, string Usage, string Summary)[] s_commands =
    [
        ("shim", "[--dialect classic|telemetry] [-o FILE]", "print the shell library that scripts source in the place of api.func"),
        ("outbox list", "[--json]", "list the reports that wait to be delivered, and those refused"),
        ("outbox flush", "[--wait] [--at-most SECONDS]", "deliver now what waits"),
        ("outbox clear", "", "delete what waits, and what was refused"),
        ("help", "[NAME]", "this text, or what there is to know of one function or command"),
        ("version", "", "the version, and those of the libraries that are linked in"),
    ];

    private static readonly (string Name, string Summary)[] s_options =
    [
        ("--help", "the same as help; also -h, and behind a command"),
        ("--version", "the same as version; also -V"),
    ];

    // Options that require a value, and what that is.
    private static readonly (string Name, string Value)[] s_optionsWithValue =
    [
        ("--dialect", $"{Dialects.Classic} or {Dialects.Telemetry}"),
        ("--output", "the path of a file"),
        ("-o", "the path of a file"),
        ("--at-most", "a number of seconds"),
    ];

    /// <summary>
    /// Runs a tool command. Returns its exit code, <see cref="UsageError"/> if there is none such; 74 if its output could
    /// not be written, and 141 if nobody wanted to read it, which is no news to whoever closed the pipe.
    /// </summary>
    public static int Run(string[] args)
    {
        var code = Dispatch(args);
        Output.Close();
        switch (Output.Failure)
        {
            case 0:
                return code;
            case Libc.EPIPE:
                return NobodyReads;
            case var error:
                Output.Error($"apifunc: {Output.Describe(error)}");
                return OutputLost;
        }
    }

    private static int Dispatch(string[] args)
    {
        switch (args[0])
        {
            case "--help" or "-h" or "help":
                return ShowHelp(args[1..]);
            case "--version" or "-V" or "version" when args.Length == 1:
                Output.Write(Version());
                return 0;
            case "--version" or "-V" or "version":
                return Refuse(args[0], $"takes no arguments ('{OneLine(args[1])}')");
            case "shim":
                return RunCommand("shim", args, 1);
            case "outbox" when args is [_, "list" or "flush" or "clear", ..]:
                return RunCommand($"outbox {args[1]}", args, 2);
            case "outbox" when args is [_, "--help" or "-h" or "help", ..]:
                return ShowHelp(["outbox", .. args[2..]]);
            case "outbox" when args.Length == 1:
                return Refuse("outbox", "use list, flush or clear");
            case "outbox":
                return Refuse("outbox", $"there is no '{OneLine(args[1])}'; use list, flush or clear");
            default:
                return NoSuch(args[0]);
        }
    }

    /// <summary>Help about everything, or about the function or command that the words name.</summary>
    private static int ShowHelp(string[] words)
    {
        var name = string.Join(' ', words);
        if (name is "" or "help" or "version")
        {
            Output.Write(Help());
        }
        else if (name == "outbox")
        {
            var commands = s_commands.Where(command => command.Name.StartsWith("outbox ", StringComparison.Ordinal));
            Output.Write($"Usage: apifunc outbox COMMAND\n\n{Lines(commands.Select(Line))}");
        }
        else if (s_commands.Any(command => command.Name == name))
        {
            return RunFramework([.. words, "--help"], name);
        }
        else if (FunctionTable.Find(name) is { } function)
        {
            var summary = Summary(function);
            summary = $"{char.ToUpperInvariant(summary[0])}{summary[1..]}";
            Output.Write($"Usage: apifunc {Name(function)}\n\n{summary}. Arguments are taken literally.\n");
        }
        else
        {
            return NoSuch(name);
        }

        return 0;
    }

    /// <summary>Runs a command whose options begin at some argument.</summary>
    private static int RunCommand(string command, string[] args, int start)
    {
        List<string> options = [];
        foreach (var (index, arg) in args[start..].Index())
        {
            if (arg == "--")
            {
                // Whatever follows is no option, and there is nothing else that a command takes.
                if (start + index + 1 < args.Length)
                    return Refuse(command, $"takes nothing but options ('{OneLine(args[start + index + 1])}')");
                break;
            }

            // The framework knows values only as arguments of their own.
            var equals = arg.StartsWith("--", StringComparison.Ordinal) ? arg.IndexOf('=') : -1;
            options.AddRange(equals < 0 ? [arg] : [arg[..equals], arg[(equals + 1)..]]);
        }

        if (options.Contains("--help") || options.Contains("-h"))
            return RunFramework([.. args[..start], "--help"], command);
        if (options.Count > 0 && s_commands.First(known => known.Name == command).Usage.Length == 0)
            return Refuse(command, $"takes no arguments ('{OneLine(options[0])}')");
        foreach (var (name, value) in s_optionsWithValue)
        {
            if (options.Count > 0 && name.Equals(options[^1], StringComparison.OrdinalIgnoreCase))
                return Refuse(command, $"{name} needs a value, {value}");
        }

        return RunFramework([.. args[..start], .. options], command);
    }

    private static int RunFramework(string[] args, string command)
    {
        var app = ConsoleApp.Create();
        app.Add("shim", ShimCommand.Print);
        app.Add("outbox list", OutboxCommands.List);
        app.Add("outbox flush", OutboxCommands.Flush);
        app.Add("outbox clear", OutboxCommands.Clear);
        ConsoleApp.Version = $"apifunc {ThisAssembly.Version}";
        ConsoleApp.Log = text => Output.Write(WithFullName(text) + "\n");
        ConsoleApp.LogError = text => Refuse(command, $"{OneLine(text)} 'apifunc {command} --help' lists the options.");
        app.Run(args);

        // The framework says 1 for options that it cannot read; no command of ours does.
        return Environment.ExitCode == 1 ? UsageError : Environment.ExitCode;
    }

    /// <summary>The framework's help, which knows neither the name of the program nor that versions are not a command's.</summary>
    private static string WithFullName(string help)
    {
        const string usage = "Usage: ";
        return help.StartsWith(usage, StringComparison.Ordinal)
            ? $"{usage}apifunc {help[usage.Length..].Replace(" [--version]", "", StringComparison.Ordinal)}"
            : help;
    }

    /// <summary>Says what is wrong with a command's arguments, one line, and returns the exit code for that.</summary>
    private static int Refuse(string command, string reason)
    {
        Output.Error($"apifunc {command}: {reason}");
        return UsageError;
    }

    private static int NoSuch(string name)
    {
        Output.Error($"apifunc: there is no function or command '{OneLine(name)}'{Suggestion(name)}; 'apifunc --help' lists them");
        return UsageError;
    }

    /// <summary>The libraries say it themselves: a static binary has them in it as they were when it was built.</summary>
    private static unsafe string Version() =>
        $"""
        apifunc {ThisAssembly.Version}
        {OpenSsl.Version}
        glibc {Marshal.PtrToStringUTF8((nint)Libc.gnu_get_libc_version())}
        .NET {Environment.Version}

        """;

    private static string Help()
    {
        (string Name, string Summary)[] functions = [.. FunctionTable.All.Select(function => (Name(function), Summary(function)))];
        (string Name, string Summary)[] commands = [.. s_commands.Select(Line)];
        (string Name, string Summary)[] settings = [.. Setting.All.Select(setting => (setting.Name, setting.Help))];
        var width = functions.Concat(commands).Max(line => line.Name.Length);
        return $"""
            apifunc - reports what the helper scripts of Proxmox VE install, and how it ended

            Usage: apifunc FUNCTION [ARGUMENT]...    a function of api.func; arguments are taken literally
                   apifunc COMMAND [OPTION]...

            Functions:
            {Lines(functions, width)}
            Commands:
            {Lines(commands, width)}{Lines(s_options, width)}
            Settings (from the environment, else from {ScriptPaths.Configuration}):
            {Lines(settings)}
            """;
    }

    private static string Name(Function function) => $"{function.Name} {function.Usage}".TrimEnd();

    private static string Summary(Function function) =>
        function.Kind == FunctionKind.Assigns ? $"{function.Summary} (in the shim)" : function.Summary;

    private static (string Name, string Summary) Line((string Name, string Usage, string Summary) command) =>
        ($"{command.Name} {command.Usage}".TrimEnd(), command.Summary);

    /// <summary>A line each, with the summaries below each other: by default as far to the left as the longest name lets them.</summary>
    private static string Lines(IEnumerable<(string Name, string Summary)> lines, int? width = null)
    {
        var column = width ?? lines.Max(line => line.Name.Length);
        return string.Concat(lines.Select(line => $"  {line.Name.PadRight(column)}  {line.Summary}\n"));
    }

    private static string Suggestion(string name)
    {
        var names = FunctionTable.All.Select(function => function.Name).Concat(s_commands.Select(command => command.Name)).Append("outbox");
        var closest = names.MinBy(known => Distance(name, known))!;
        return Distance(name, closest) <= 3 ? $", did you mean '{closest}'" : "";
    }

    /// <summary>Levenshtein's distance: how many letters have to change.</summary>
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 3)
            return int.MaxValue;

        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    private static string OneLine(string text) => Output.Printable(text.ReplaceLineEndings(" ").Trim());
}
