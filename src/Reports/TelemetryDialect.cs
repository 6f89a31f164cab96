// The telemetry dialect: the fields of its bodies within the limits of the server, its endpoint and its time limits.

using System.Globalization;
using System.Text;
using ApiFunc.Failures;
using ApiFunc.Host;
using ApiFunc.Platform;
using ApiFunc.Redaction;
using ApiFunc.Script;

namespace ApiFunc.Reports;

/// <summary>Makes the reports of the telemetry dialect.</summary>
/// <param name="script">The script whose installation or tool is reported.</param>
/// <param name="settings">They say where the reports go.</param>
/// <param name="machine">The facts about the machine.</param>
/// <param name="redactor">Masks the texts.</param>
internal sealed class TelemetryDialect(ScriptVariables script, Settings settings, MachineFacts machine, Redactor redactor)
{
    /// <summary>The version of the bodies, by which the server knows their fields.</summary>
    public const int PayloadVersion = 2;

    private const string Endpoint = "telemetry";

    // Limits of the server, in bytes of UTF-8.
    private const int LargestBody = 262_144;
    private const int LongestError = 131_072;
    private const int LongestCommand = 4096;
    private const int LongestText = 64;
    private const int LongestName = 32;
    private const int LongestWord = 16;

    // Others of the server's limits.
    private const int HighestExitCode = 255;
    private const int LongestDuration = 86_400;
    private const int HighestCtType = 2;
    private const long LargestDisk = 100_000;
    private const long MostCores = 256;
    private const long LargestMemory = 1_048_576;

    // Limits of a time limit, in seconds.
    private const double ShortestLimit = 0.001;
    private const double LongestLimit = 3600;

    private static readonly string[] s_types = ["lxc", "vm", "turnkey", "pve", "addon", "tool"];

    /// <summary>How long one attempt to send a report may take, unless the script says otherwise.</summary>
    public TimeSpan Timeout => Seconds(script.Get(Variables.TelemetryTimeout), 5);

    /// <summary>The same for the report of how an installation ended.</summary>
    public TimeSpan StatusTimeout => Seconds(script.Get(Variables.StatusTimeout), 10);

    /// <summary>
    /// A time limit as curl takes it, in seconds with or without decimals, of which no more counts than an hour; the
    /// default for anything else.
    /// </summary>
    public static TimeSpan Seconds(string text, double otherwise)
    {
        var isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && double.IsFinite(seconds);
        return TimeSpan.FromSeconds(isNumber && seconds > 0 ? Math.Clamp(seconds, ShortestLimit, LongestLimit) : otherwise);
    }

    /// <summary>Seconds since the installation began, 0 if its clock was never started.</summary>
    public static long Duration(ScriptVariables script) =>
        Numbers.Whole(script[Variables.InstallStartTime]) is { } start
            ? Math.Max(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - start, 0)
            : 0;

    /// <summary>A report with a body that is there already.</summary>
    public OutgoingReport Report(byte[] body, TimeSpan limit) =>
        new(settings.TelemetryUrl ?? Encoding.ASCII.GetBytes(Setting.TelemetryUrl.Default), Endpoint, body)
        {
            // The server tells the versions of bodies by it.
            UserAgent = $"community-scripts-core/{PayloadVersion}",
            Limit = limit,
            FollowsRedirects = false,
        };

    /// <summary>
    /// A report about an installation. If the server may refuse it because of a text, there is a second body without it:
    /// less is more than nothing.
    /// </summary>
    /// <param name="subject">What is installed.</param>
    /// <param name="status">Its status.</param>
    /// <param name="failure">What went wrong.</param>
    /// <param name="limit">How long one attempt may take.</param>
    public OutgoingReport Installation(InstallationSubject subject, string status, Failure failure, TimeSpan limit)
    {
        var whole = Fields(subject, status, failure);
        var shorter = whole with
        {
            Error = failure.Text.Length > 0 ? Utf8.Cut(failure.ShortText, LongestError) : "",
            OsType = IsRestricted(whole.Type) ? OsTypes.Find(whole.OsType) ?? "" : whole.OsType,
        };
        return Report(Serialize(whole), limit) with { ShorterBody = shorter == whole ? null : Serialize(shorter) };
    }

    /// <summary>The body of a report about an installation; see <see cref="Installation"/>.</summary>
    public byte[] InstallationBody(InstallationSubject subject, string status, Failure failure) =>
        Serialize(Fields(subject, status, failure));

    /// <summary>A report about a tool that ran on the host.</summary>
    public OutgoingReport Tool(ToolRun run)
    {
        var report = RunFields(run, KnownType(script.Get(Variables.TelemetryToolType, "pve"))) with
        {
            PveVersion = Version(machine.Hypervisor.Version),
        };
        return Report(Serialize(report), Timeout);
    }

    /// <summary>A report about an addon that ran in a container.</summary>
    public OutgoingReport Addon(ToolRun run)
    {
        var distribution = OsRelease.Read("/");
        var report = RunFields(run, "addon") with
        {
            OsType = Name(distribution.Id),
            OsVersion = Version(distribution.VersionId),
        };
        return Report(Serialize(report), Timeout);
    }

    private static byte[] Serialize(TelemetryReport report) =>
        Fit(report.Error, error => ReportJson.Serialize(report with { Error = error }));

    private static byte[] Serialize(ToolReport report) =>
        Fit(report.Error, error => ReportJson.Serialize(report with { Error = error }));

    private TelemetryReport Fields(InstallationSubject subject, string status, Failure failure)
    {
        var repository = Repository();
        var exitCode = ExitCode(failure.Code);
        var type = KnownType(subject.Type);
        var uuid = script.Get(Variables.RandomUuid);
        var osType = script.Get(Variables.OsType);
        return new TelemetryReport(
            PayloadVersion: PayloadVersion,
            RandomId: Identifier(uuid),
            ExecutionId: Identifier(script.Get(Variables.ExecutionId, uuid)),
            Type: type,
            Nsapp: Text(script.Get(Variables.NsApp, script.Get(Variables.App, "unknown"))),
            Status: Word(status),
            CtType: Numbers.Whole(subject.CtType) is { } ctType && (ctType <= HighestCtType || !IsRestricted(type)) ? ctType : 1,
            DiskSize: Number(Numbers.WithoutUnit(script[Variables.DiskSize]), LargestDisk),
            CoreCount: Number(script[Variables.CoreCount], MostCores),
            RamSize: Number(script[Variables.RamSize], LargestMemory),
            OsType: OsTypes.Find(osType) ?? Name(osType),
            OsVersion: Version(script.Get(Variables.OsVersion)),
            PveVersion: Version(machine.Hypervisor.Version),
            Method: Name(script.Get(Variables.Method, "default")),
            ExitCode: exitCode,
            Error: Utf8.Cut(failure.Text, LongestError),
            ErrorCategory: failure.Category ?? Category(exitCode, failure.Text),
            InstallDuration: Math.Min(Duration(script), LongestDuration),
            CpuVendor: Word(machine.Cpu.Vendor),
            CpuModel: Text(machine.Cpu.Model),
            GpuVendor: Word(machine.Gpu.Vendor),
            GpuModel: Text(machine.Gpu.Model),
            GpuPassthrough: OnOff.IsOn(script[Variables.VarGpu]) || OnOff.IsOn(script[Variables.EnableGpu]) ? "yes" : "no",
            RamSpeed: Text(machine.RamSpeed),
            Arch: Text(machine.Architecture),
            Platform: Text(machine.Hypervisor.Name),
            HasArm: machine.HasArm,
            KernelVersion: Version(script.Get(Variables.KernelVersion, machine.Kernel.Release), LongestText),
            AppVersion: Version(script.Get(Variables.ApplicationVersion, script.Get(Variables.VarAppVersion)), LongestText),
            FailedCommand: Utf8.Cut(redactor.Apply(script.Get(Variables.FailedCommand)), LongestCommand),
            FailedLine: Numbers.Whole(script[Variables.FailedLine]) ?? 0,
            RepoSource: repository.Source,
            RepoSlug: repository.Slug);
    }

    /// <summary>The fields that a tool and an addon have in common.</summary>
    private ToolReport RunFields(ToolRun run, string type)
    {
        var repository = Repository();
        var exitCode = ExitCode(run.Code);
        return new ToolReport(
            PayloadVersion: PayloadVersion,
            RandomId: run.Id,
            ExecutionId: run.Id,
            Type: type,
            Nsapp: Utf8.Cut(run.Name, LongestText),
            Status: Word(run.Status),
            ExitCode: exitCode,
            Error: Utf8.Cut(run.Error, LongestError),
            ErrorCategory: Category(exitCode, run.Error),
            InstallDuration: Math.Min(Duration(script), LongestDuration),
            PveVersion: null,
            OsType: null,
            OsVersion: null,
            Platform: Text(machine.Hypervisor.Name),
            RepoSource: repository.Source,
            RepoSlug: repository.Slug);
    }

    /// <summary>
    /// Whether the server checks the words in reports of a type: <c>ct_type</c>, and <c>os_type</c> against
    /// <see cref="OsTypes"/>.
    /// </summary>
    private static bool IsRestricted(string type) => type is "lxc" or "vm";

    private static string KnownType(string type) => s_types.Contains(type) ? type : "lxc";

    /// <summary>A whole number of any length, at most the highest; 0 for anything else.</summary>
    private static long Number(string? text, long highest)
    {
        if (text is null || !text.All(char.IsAsciiDigit))
            return 0;

        var digits = text.TrimStart('0');
        return digits.Length == 0 ? 0 : Math.Min(Numbers.Whole(digits) ?? highest, highest);
    }

    private static int ExitCode(string code) => (int)Number(code, HighestExitCode);

    private string Category(int exitCode, string error) =>
        error.Length == 0 ? "" : Name(ErrorText.Category(script, exitCode.ToString(CultureInfo.InvariantCulture)));

    private RepositorySource Repository()
    {
        var source = script.Get(Variables.RepoSource, RepositorySource.Default.Source);
        var known = RepositorySource.Named(source);
        var slug = script.Get(Variables.RepoSlug, known?.Slug ?? "");
        slug = slug == known?.Slug ? slug : redactor.Apply(slug);
        return new RepositorySource(known?.Source ?? RepositorySource.External, Utf8.Cut(slug, RepositorySource.LongestSlug));
    }

    // Texts are masked first and then cut to what the server takes, so that no part of a secret is left.
    private static string Identifier(string text) => Utf8.Cut(text, LongestText);

    private string Text(string text) => Utf8.Cut(redactor.Apply(text), LongestText);

    private string Name(string text) => Utf8.Cut(redactor.Apply(text), LongestName);

    private string Word(string text) => Utf8.Cut(redactor.Apply(text), LongestWord);

    private string Version(string text, int longest = LongestName) => Utf8.Cut(redactor.ApplyToVersion(text), longest);

    /// <summary>A body with an error that is shortened until the whole fits, since escapes take up to six bytes for one.</summary>
    private static byte[] Fit(string error, Func<string, byte[]> bodyWith)
    {
        var body = bodyWith(error);
        if (body.Length <= LargestBody)
            return body;

        // The longest beginning that fits, in bytes of UTF-8: the empty one does, the whole does not.
        var (fits, tooLong) = (0, Encoding.UTF8.GetByteCount(error));
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            (fits, tooLong) = bodyWith(Utf8.Cut(error, middle)).Length <= LargestBody ? (middle, tooLong) : (fits, middle);
        }

        return bodyWith(Utf8.Cut(error, fits));
    }
}
