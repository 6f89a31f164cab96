// The classic dialect: which report goes to which endpoint, with which fields.

using System.Text;
using ApiFunc.Failures;
using ApiFunc.Host;
using ApiFunc.Redaction;
using ApiFunc.Script;

namespace ApiFunc.Reports;

/// <summary>Makes the reports of the classic dialect.</summary>
/// <param name="script">The script whose installation is reported.</param>
/// <param name="settings">They say where the reports go.</param>
/// <param name="redactor">Masks the texts, and keeps their control characters: this dialect carries texts as they are.</param>
internal sealed class ClassicDialect(ScriptVariables script, Settings settings, Redactor redactor)
{
    /// <summary>The endpoint of installations that begin.</summary>
    public const string Upload = "upload";

    /// <summary>The endpoint of installations that ended: a step below <see cref="Upload"/> in the URL's path.</summary>
    public const string UpdateStatus = "updatestatus";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    /// <summary>The installation of a container begins.</summary>
    public OutgoingReport ContainerBegins() =>
        Begins("lxc", Numbers.Whole(script[Variables.CtType]) ?? 1, script[Variables.DisableIp6] ?? "");

    /// <summary>The installation of a VM begins.</summary>
    public OutgoingReport VmBegins() => Begins("vm", ctType: 2, disableIp6: "");

    /// <summary>An installation ended.</summary>
    /// <param name="status">The status, which is sent as it is; empty for <c>failed</c>.</param>
    /// <param name="code">
    /// The exit code; empty for 0 with <c>success</c>, else 1. Scripts also give words, or whole commands: any text will do.
    /// </param>
    public OutgoingReport Ends(string status, string code)
    {
        status = status.Length > 0 ? status : "failed";
        code = code.Length > 0 ? code : status == "success" ? "0" : "1";

        // Scripts end with `post_update_to_api "done" "none"`: no exit code is no error.
        if (status is "done" or "success" && code == "none")
            code = "0";

        var body = ReportJson.Serialize(
            new StatusReport(
                Status: redactor.Apply(status),
                Error: ExitCodes.Describe(redactor.Apply(code)),
                RandomId: RandomId));
        return Report(UpdateStatus, body);
    }

    private string RandomId => script[Variables.RandomUuid] ?? "";

    private OutgoingReport Begins(string type, long ctType, string disableIp6)
    {
        var body = ReportJson.Serialize(
            new InstallationReport(
                CtType: ctType,
                Type: type,
                DiskSize: Numbers.DiskSize(script[Variables.DiskSize]),
                CoreCount: Numbers.Whole(script[Variables.CoreCount]) ?? 0,
                RamSize: Numbers.Whole(script[Variables.RamSize]) ?? 0,
                OsType: redactor.Apply(script[Variables.OsType] ?? ""),
                OsVersion: redactor.ApplyToVersion(script[Variables.OsVersion] ?? ""),
                DisableIp6: redactor.Apply(disableIp6),
                Nsapp: redactor.Apply(script[Variables.NsApp] ?? ""),
                Method: redactor.Apply(script[Variables.Method] ?? ""),
                PveVersion: ProxmoxVersion.Read("/", script[Variables.Path]) ?? "not found",
                Status: "installing",
                RandomId: RandomId));
        return Report(Upload, body);
    }

    private OutgoingReport Report(string endpoint, byte[] body) =>
        new(settings.Url ?? Encoding.ASCII.GetBytes(Setting.Url.Default), endpoint, body)
        {
            PathSuffix = endpoint == UpdateStatus ? UpdateStatus : null,
            Limit = s_limit,
            FollowsRedirects = true,
            Identity = new ReportIdentity(script.Get(Variables.RandomUuid), script.Get(Variables.RandomUuid))
            {
                Kind = endpoint == UpdateStatus ? ReportKind.End : ReportKind.Start,
            },
        };
}
