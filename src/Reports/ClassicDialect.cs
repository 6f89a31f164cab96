// The classic dialect: which report goes where, with which fields, and under which conditions.

using System.Globalization;
using System.Text;
using ApiFunc.Caller;
using ApiFunc.Delivery;
using ApiFunc.Errors;
using ApiFunc.Machine;
using ApiFunc.Platform;

namespace ApiFunc.Reports;

internal static class ClassicDialect
{
    /// <summary>The endpoint of installations that begin.</summary>
    public const string Upload = "upload";

    /// <summary>The endpoint of installations that ended: a step below <see cref="Upload"/> in the URL's path.</summary>
    public const string UpdateStatus = "updatestatus";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Whether the script may report at all: the user consents, and the execution can be told from others.</summary>
    /// <param name="script">The caller.</param>
    /// <param name="consent">What was answered to the question for diagnostics: only <c>yes</c>, in any case, is one.</param>
    public static bool Permits(CallingScript script, string? consent)
    {
        string? reason =
            !"yes".Equals(consent, StringComparison.OrdinalIgnoreCase) ? $"{Variables.Diagnostics} is not 'yes'"
            : script[Variables.DoNotTrack] is not (null or "" or "0") ? $"{Variables.DoNotTrack} is set"
            : script[Variables.RandomUuid] is null or "" ? $"{Variables.RandomUuid} is empty"
            : null;
        if (reason is not null)
            DebugLog.Write($"nothing is sent: {reason}");
        return reason is null;
    }

    /// <summary>The request that carries a body to one of the two endpoints.</summary>
    public static Request Request(Settings settings, string endpoint, byte[] body)
    {
        var url = settings.Url ?? Encoding.ASCII.GetBytes("https://api.community-scripts.org/upload");
        return new Request(url, endpoint, body)
        {
            PathSuffix = endpoint == UpdateStatus ? UpdateStatus : null,
            Limit = Limit,
            FollowsRedirects = true,
        };
    }

    /// <summary>The body for a container.</summary>
    public static byte[] Lxc(CallingScript script) =>
        Installation(script, "lxc", WholeNumber(script[Variables.CtType]) ?? 1, script[Variables.DisableIp6] ?? "");

    /// <summary>The body for a VM.</summary>
    public static byte[] Vm(CallingScript script) => Installation(script, "vm", ctType: 2, disableIp6: "");

    /// <summary>The body of an update, from the arguments <c>[status] [exit_code]</c>.</summary>
    public static byte[] Update(CallingScript script, string[] args)
    {
        var status = args.ElementAtOrDefault(0) is { Length: > 0 } given ? given : "failed";
        var code = args.ElementAtOrDefault(1) is { Length: > 0 } second ? second : status == "success" ? "0" : "1";

        // Scripts end with `post_update_to_api "done" "none"`: no exit code is no error.
        if (status is "done" or "success" && code == "none")
            code = "0";

        return ReportJson.Serialize(
            new StatusReport { Status = status, Error = ExitCodes.Describe(code), RandomId = script[Variables.RandomUuid] ?? "" },
            ReportJson.Default.StatusReport);
    }

    private static byte[] Installation(CallingScript script, string type, long ctType, string disableIp6) =>
        ReportJson.Serialize(
            new InstallationReport
            {
                CtType = ctType,
                Type = type,
                DiskSize = DiskSize(script[Variables.DiskSize]),
                CoreCount = WholeNumber(script[Variables.CoreCount]) ?? 0,
                RamSize = WholeNumber(script[Variables.RamSize]) ?? 0,
                OsType = script[Variables.OsType] ?? "",
                OsVersion = script[Variables.OsVersion] ?? "",
                DisableIp6 = disableIp6,
                Nsapp = script[Variables.NsApp] ?? "",
                Method = script[Variables.Method] ?? "",
                PveVersion = ProxmoxVersion.Read("/", script["PATH"]) ?? "not found",
                Status = "installing",
                RandomId = script[Variables.RandomUuid] ?? "",
            },
            ReportJson.Default.InstallationReport);

    /// <summary>A whole number of 1 to 18 digits, or null.</summary>
    internal static long? WholeNumber(string? text) =>
        text is { Length: >= 1 and <= 18 } && text.All(char.IsAsciiDigit) ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>GB, from a size as Proxmox VE writes it (<c>8</c>, <c>8G</c>, <c>0.5</c>); at most 6 decimals; 0 for anything else.</summary>
    internal static decimal DiskSize(string? text)
    {
        text = text is ['G'] or [.., 'G'] ? text[..^1] : text ?? "";
        var point = text.IndexOf('.');
        if (point < 0)
            return WholeNumber(text) ?? 0;

        var decimals = text[(point + 1)..];
        return WholeNumber(text[..point]) is not null && decimals.Length <= 6 && WholeNumber(decimals) is not null
            ? decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            : 0;
    }
}
