// The command-line interface: finds the tool command that is meant, has its options checked, and lets the framework run it.

using System.Runtime.InteropServices;
using ApiFunc.Functions;
using ApiFunc.Platform;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class ToolCommands
{
    /// <summary>EX_USAGE of sysexits.h: an unknown function, or options that make no sense.</summary>
    public const int UsageError = 64;

    /// <summary>EX_IOERR of sysexits.h: not all of the output could be written.</summary>
    public const int OutputLost = 74;

    /// <summary>What a shell says of a program that SIGPIPE ended.</summary>
    public const int NobodyReads = 141;

    private const string HelpName = "help";

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

    /// <summary>Prints help about everything, or about what the words name; see <see cref="CommandLine.Values"/>.</summary>
    public static int ShowHelp([Argument] string name)
    {
        var words = CommandLine.Values(name);
        if (words is [] or [HelpName])
            Output.Write(ToolHelp.OfEverything());
        else if (ToolTable.Find(words) is { } command && command.Words.Length == words.Length)
            Output.Write(ToolHelp.OfCommand(command));
        else if (words is [var group] && ToolTable.Group(group) is [_, ..])
            Output.Write(ToolHelp.OfGroup(group));
        else if (words is [var function] && FunctionTable.Find(function) is { } known)
            Output.Write(ToolHelp.OfFunction(known));
        else if (TooMuch(words) is { } problem)
            return Refuse(HelpName, problem);
        else
            return NoSuch(string.Join(' ', words));

        return 0;
    }

    /// <summary>Prints the version. The libraries say it themselves: a static binary has them as they were when it was built.</summary>
    public static unsafe int ShowVersion()
    {
        Output.Write(
            $"""
            apifunc {ThisAssembly.Version}{(ThisAssembly.Commit.Length > 0 ? $" ({ThisAssembly.Commit})" : "")}
            {OpenSsl.Version}
            glibc {Marshal.PtrToStringUTF8((nint)Libc.gnu_get_libc_version())}
            .NET {Environment.Version}

            """);
        return 0;
    }

    /// <summary>What is said if the words name something, and more words follow; null if they do not.</summary>
    private static string? TooMuch(string[] words)
    {
        var known = ToolTable.Find(words)?.Words ?? (FunctionTable.Find(words[0]) is null ? [] : words[..1]);
        return known.Length == 0 || known.Length == words.Length ? null
            : $"takes one name, such as '{string.Join(' ', known)}', and no more ('{CommandLine.Printable(words[known.Length])}')";
    }

    private static int Dispatch(string[] args)
    {
        if (ToolTable.CommandsAsOptions.FirstOrDefault(known => known.Option.IsCalled(args[0])) is { Command: { } named })
            args = [named, .. args[1..]];

        var group = ToolTable.Group(args[0]);
        var command = ToolTable.Find(args);
        if (command is null && group.Length == 0)
            return NoSuch(args[0]);
        if (command is not null && (command.Words.Length > 1 || group.Length == 0 || args is [_] or [_, ['-', ..], ..]))
            return RunCommand(command, args[command.Words.Length..]);
        if (args is [_, HelpName or "--help" or "-h", ..])
            return ShowHelp(string.Join('\0', [args[0], .. args[2..]]));

        var words = Value.OneOf([.. group.Select(one => one.Words[1])]);
        var use = command is null ? $"use {words.Description}" : $"use {words.Description}, or 'apifunc {args[0]}' alone";
        return Refuse(args[0], args is [_, var other, ..]
            ? $"there is no '{CommandLine.Printable(other)}'{Suggestion.For(other, words.Choices)}; {use}"
            : use);
    }

    private static int RunCommand(ToolCommand command, string[] words)
    {
        if (CommandLine.AsksForHelp(command, words))
            return ShowHelp(string.Join('\0', command.Words));
        if (CommandLine.Normalize(command, words, out var problem) is not { } normalized)
            return Refuse(command.Name, problem);

        var app = ConsoleApp.Create();
        command.Bind(app);
        int? refused = null;
        ConsoleApp.LogError = text => refused = Refuse(
            command.Name, $"{CommandLine.Printable(text)} 'apifunc {command.Name} --help' lists the options.");
        app.Run([.. command.Words, .. normalized]);

        // The framework says 1 for options that it cannot read.
        return refused ?? Environment.ExitCode;
    }

    /// <summary>Says what is wrong with a command's arguments, one line, and returns the exit code for that.</summary>
    private static int Refuse(string command, string reason)
    {
        Output.Error($"apifunc {command}: {reason}");
        return UsageError;
    }

    private static int NoSuch(string name)
    {
        var names = FunctionTable.All.Select(function => function.Name)
            .Concat(ToolTable.All.SelectMany(command => new[] { command.Name, command.Words[0] }))
            .Concat(ToolTable.CommandsAsOptions.Select(known => known.Option.Name));
        Output.Error(
            $"apifunc: there is no function or command '{CommandLine.Printable(name)}'{Suggestion.For(name, names)}; " +
            "'apifunc --help' lists them");
        return UsageError;
    }
}
