// The binary's own face: help, version and the tool commands, which parse options, unlike functions.

using System.Runtime.InteropServices;
using ApiFunc.Caller;
using ApiFunc.Functions;
using ApiFunc.Platform;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class ToolCommands
{
    /// <summary>EX_USAGE of sysexits.h: an unknown function, or options that make no sense.</summary>
    public const int UsageError = 64;

    private static readonly (string Name, string Summary)[] Commands =
    [
        ("shim [--dialect classic|telemetry]", "print the shell library that scripts source in the place of api.func"),
        ("outbox list [--json]", "list the reports that wait to be delivered, and those refused"),
        ("outbox flush [--wait] [--at-most SECONDS]", "deliver now what waits"),
        ("outbox clear", "delete what waits, and what was refused"),
    ];

    private static readonly (string Name, string Summary)[] Options =
    [
        ("--help", "this text"),
        ("--version", "the version, and those of the libraries that are linked in"),
    ];

    /// <summary>Runs a tool command. Returns its exit code, <see cref="UsageError"/> where there is none such.</summary>
    public static int Run(string[] args)
    {
        switch (args[0])
        {
            case "--help" or "-h" or "help":
                Output.Write(Help());
                return 0;
            case "--version":
                Output.Write(Version());
                return 0;
            case "shim" when args[^1] == "--dialect":
                Output.Error($"apifunc shim: --dialect needs a value, {Dialects.Classic} or {Dialects.Telemetry}");
                return UsageError;
            case "shim":
                return RunFramework(args, args[0]);
            case "outbox" when args is [_, "clear", not ("--help" or "-h"), ..] or [_, "flush", not ['-', ..], ..]:
                Output.Error($"apifunc outbox {args[1]}: takes no arguments ('{OneLine(args[2])}')");
                return UsageError;
            case "outbox" when args is [_, "list" or "flush" or "clear", ..]:
                return RunFramework(args, $"outbox {args[1]}");
            case "outbox" when args is [_, "--help" or "-h" or "help", ..]:
                Output.Write($"Usage: apifunc outbox COMMAND\n\n{Lines(Commands.Where(command => command.Name.StartsWith("outbox ", StringComparison.Ordinal)))}");
                return 0;
            case "outbox" when args.Length == 1:
                Output.Error("apifunc outbox: use list, flush or clear");
                return UsageError;
            case "outbox":
                Output.Error($"apifunc outbox: there is no '{OneLine(args[1])}'; use list, flush or clear");
                return UsageError;
            default:
                Output.Error($"apifunc: there is no function or command '{OneLine(args[0])}'{Suggestion(args[0])}; 'apifunc --help' lists them");
                return UsageError;
        }
    }

    private static int RunFramework(string[] args, string command)
    {
        var app = ConsoleApp.Create();
        app.Add("shim", ShimCommand.Print);
        app.Add("outbox list", OutboxCommands.List);
        app.Add("outbox flush", OutboxCommands.Flush);
        app.Add("outbox clear", OutboxCommands.Clear);
        ConsoleApp.Log = text => Output.Write(text + "\n");
        ConsoleApp.LogError = text => Output.Error($"apifunc {command}: {OneLine(text)} 'apifunc {command} --help' lists the options.");
        app.Run(args);

        // The framework says 1 for options that it cannot read; no command of ours does.
        return Environment.ExitCode == 1 ? UsageError : Environment.ExitCode;
    }

    /// <summary>The libraries say it themselves: a static binary has them in it as they were when it was built.</summary>
    private static unsafe string Version() =>
        $"""
        apifunc {ThisAssembly.Version}
        {OpenSsl.Version}
        glibc {Marshal.PtrToStringUTF8((nint)Native.LibcVersion())}
        .NET {Environment.Version}

        """;

    private static string Help()
    {
        (string Name, string Summary)[] functions = [.. FunctionTable.All.Select(function => ($"{function.Name} {function.Usage}".TrimEnd(), function.Summary))];
        var width = functions.Concat(Commands).Max(line => line.Name.Length);
        return $"""
            apifunc - reports what the helper scripts of Proxmox VE install, and how it ended

            Usage: apifunc FUNCTION [ARGUMENT]...    a function of api.func; arguments are taken literally
                   apifunc COMMAND [OPTION]...

            Functions:
            {Lines(functions, width)}
            Commands:
            {Lines(Commands, width)}{Lines(Options, width)}
            """;
    }

    /// <summary>A line each, with the summaries below each other: by default as far to the left as the longest name lets them.</summary>
    private static string Lines(IEnumerable<(string Name, string Summary)> lines, int? width = null)
    {
        var column = width ?? lines.Max(line => line.Name.Length);
        return string.Concat(lines.Select(line => $"  {line.Name.PadRight(column)}  {line.Summary}\n"));
    }

    private static string Suggestion(string name)
    {
        var closest = FunctionTable.All.Select(function => function.Name).Append("shim").Append("outbox").MinBy(known => Distance(name, known))!;
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

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
