// The classic dialect: which report goes where, with which fields, and under which conditions.

using System.Text;
using ApiFunc.Script;
using ApiFunc.Failures;
using ApiFunc.Host;
using ApiFunc.Redaction;

namespace ApiFunc.Reports;

internal static class ClassicDialect
{
    /// <summary>The endpoint of installations that begin.</summary>
    public const string Upload = "upload";

    /// <summary>The endpoint of installations that ended: a step below <see cref="Upload"/> in the URL's path.</summary>
    public const string UpdateStatus = "updatestatus";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The request that carries a body to one of the two endpoints.</summary>
    public static OutgoingReport Request(Settings settings, string endpoint, byte[] body)
    {
        var url = settings.Url ?? Encoding.ASCII.GetBytes("https://api.community-scripts.org/upload");
        return new OutgoingReport(url, endpoint, body)
        {
            PathSuffix = endpoint == UpdateStatus ? UpdateStatus : null,
            Limit = Limit,
            FollowsRedirects = true,
        };
    }

    /// <summary>The body for a container.</summary>
    public static byte[] Lxc(ScriptVariables script) =>
        Installation(script, "lxc", Numbers.Whole(script[Variables.CtType]) ?? 1, script[Variables.DisableIp6] ?? "");

    /// <summary>The body for a VM.</summary>
    public static byte[] Vm(ScriptVariables script) => Installation(script, "vm", ctType: 2, disableIp6: "");

    /// <summary>The body of an update; a status or exit code that is empty takes its default.</summary>
    public static byte[] Update(ScriptVariables script, string status, string code)
    {
        status = status.Length > 0 ? status : "failed";
        code = code.Length > 0 ? code : status == "success" ? "0" : "1";

        // Scripts end with `post_update_to_api "done" "none"`: no exit code is no error.
        if (status is "done" or "success" && code == "none")
            code = "0";

        // Scripts also give whole commands as exit codes.
        var redactor = CarryingRedactor(script);
        return ReportJson.Serialize(
            new StatusReport
            {
                Status = redactor.Apply(status),
                Error = ExitCodes.Describe(redactor.Apply(code)),
                RandomId = script[Variables.RandomUuid] ?? "",
            });
    }

    /// <summary>What masks the texts of this dialect, which carries them as they are.</summary>
    private static Redactor CarryingRedactor(ScriptVariables script) => Redactor.For(script, keepsControls: true);

    private static byte[] Installation(ScriptVariables script, string type, long ctType, string disableIp6)
    {
        var redactor = CarryingRedactor(script);
        return ReportJson.Serialize(
            new InstallationReport
            {
                CtType = ctType,
                Type = type,
                DiskSize = Numbers.DiskSize(script[Variables.DiskSize]),
                CoreCount = Numbers.Whole(script[Variables.CoreCount]) ?? 0,
                RamSize = Numbers.Whole(script[Variables.RamSize]) ?? 0,
                OsType = redactor.Apply(script[Variables.OsType] ?? ""),
                OsVersion = redactor.ApplyToVersion(script[Variables.OsVersion] ?? ""),
                DisableIp6 = redactor.Apply(disableIp6),
                Nsapp = redactor.Apply(script[Variables.NsApp] ?? ""),
                Method = redactor.Apply(script[Variables.Method] ?? ""),
                PveVersion = ProxmoxVersion.Read("/", script["PATH"]) ?? "not found",
                Status = "installing",
                RandomId = script[Variables.RandomUuid] ?? "",
            });
    }
}
