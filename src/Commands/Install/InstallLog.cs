// What `apifunc install` and `apifunc uninstall` say: a line for each thing, and the exit code.

using ApiFunc.Platform;

namespace ApiFunc.Commands;

/// <param name="command">The command's name, for messages.</param>
/// <param name="isDryRun">Whether things are only said, and not done.</param>
internal sealed class InstallLog(string command, bool isDryRun)
{
    // Of sysexits.h: EX_DATAERR, EX_NOINPUT, EX_UNAVAILABLE, EX_CANTCREAT, EX_IOERR, EX_NOPERM, EX_CONFIG.
    public const int WrongData = 65;
    public const int NoInput = 66;
    public const int Unavailable = 69;
    public const int CannotCreate = 73;
    public const int CannotWrite = 74;
    public const int NoPermission = 77;
    public const int WrongConfiguration = 78;

    /// <summary>Whether nothing may be changed.</summary>
    public bool IsDryRun => isDryRun;

    /// <summary>The code of what failed first; 0 if nothing did.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Says what is so already, or what a person has to know.</summary>
    public static void Say(string subject, string text) => Output.Write($"{Output.Printable(subject)}: {Output.Printable(text)}\n");

    /// <summary>Says what was done to something, or would be done: <c>installed</c> becomes <c>would be installed</c>.</summary>
    public void Did(string subject, string participle) => Say(subject, isDryRun ? $"would be {participle}" : participle);

    /// <summary>Says what failed, and what would be right. Returns false.</summary>
    public bool Fail(int code, string message)
    {
        Output.Error($"apifunc {command}: {Output.Printable(message)}");
        ExitCode = ExitCode == 0 ? code : ExitCode;
        return false;
    }

    /// <summary>Says that a file could not be written. Returns false.</summary>
    public bool FailToWrite(string path, string problem, bool isUnwritten) => Fail(
        isUnwritten ? CannotWrite : CannotCreate,
        $"{path} is not written: {problem}; it is as it was. If that is solved, the same command goes on");
}
