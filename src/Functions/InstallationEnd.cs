// How an installation ended, as scripts say it: a status and an exit code.

using ApiFunc.Failures;

namespace ApiFunc.Functions;

/// <summary>The end of an installation.</summary>
/// <param name="Status"><see cref="Success"/>, <see cref="Aborted"/>, <see cref="Failed"/> or <see cref="Unknown"/>.</param>
/// <param name="Code">The exit code, digits only.</param>
internal readonly record struct InstallationEnd(string Status, string Code)
{
    public const string Success = "success";
    public const string Aborted = "aborted";
    public const string Failed = "failed";
    public const string Unknown = "unknown";

    /// <summary>Whether its report tells what went wrong, with the output of what failed.</summary>
    public bool IsFailure => Status is Failed or Unknown;

    /// <summary>Reads the arguments of <c>post_update_to_api [status] [exit_code]</c>.</summary>
    public static InstallationEnd Of(Arguments arguments)
    {
        var code = ExitCode(arguments.Get(2, "1"));
        return arguments.Get(1, Failed) switch
        {
            "done" or Success => new(Success, "0"),
            Aborted => new(Aborted, code),
            Failed => new(ExitCodes.IsAbort(code) ? Aborted : Failed, code),
            _ => new(Unknown, code),
        };
    }

    /// <summary>An exit code as scripts give it: digits as they are, <c>none</c> is 0, and anything else 1.</summary>
    public static string ExitCode(string text) =>
        text == "none" ? "0" : text.Length > 0 && text.All(char.IsAsciiDigit) ? text : "1";
}
