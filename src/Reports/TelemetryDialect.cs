// The telemetry dialect: the fields of its bodies within the limits of the server, its endpoint and its time limits.

using System.Globalization;
using System.Text;
using ApiFunc.Script;
using ApiFunc.Failures;
using ApiFunc.Host;
using ApiFunc.Platform;
using ApiFunc.Redaction;

namespace ApiFunc.Reports;

internal static class TelemetryDialect
{
    public const int PayloadVersion = 2;

    // Limits of the server, in bytes of UTF-8.
    private const int LargestBody = 262_144;
    private const int LongestError = 131_072;
    private const int LongestCommand = 4096;
    private const int LongestSlug = 128;
    private const int LongestText = 64;
    private const int LongestName = 32;
    private const int LongestWord = 16;

    // Others of the server's limits.
    private const int HighestExitCode = 255;
    private const int LongestDuration = 86_400;
    private const int HighestCtType = 2;

    // Limits of a time limit, in seconds.
    private const double ShortestLimit = 0.001;
    private const double LongestLimit = 3600;

    private static readonly string[] Types = ["lxc", "vm", "turnkey", "pve", "addon", "tool"];

    /// <summary>How long one try of an installation's report may take, unless the script says otherwise.</summary>
    public static TimeSpan Timeout(ScriptVariables script) => Seconds(script.Get(Variables.TelemetryTimeout), 5);

    /// <summary>The same for the report of how it ended, which is worth more patience.</summary>
    public static TimeSpan StatusTimeout(ScriptVariables script) => Seconds(script.Get(Variables.StatusTimeout), 10);

    /// <summary>
    /// A time limit as curl takes it, in seconds with or without decimals, of which no more counts than an hour; the
    /// default for anything else.
    /// </summary>
    public static TimeSpan Seconds(string text, double otherwise)
    {
        var isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds);
        return TimeSpan.FromSeconds(isNumber && seconds > 0 ? Math.Clamp(seconds, ShortestLimit, LongestLimit) : otherwise);
    }

    /// <summary>The request that carries a body.</summary>
    public static OutgoingReport Request(Settings settings, byte[] body, TimeSpan limit) =>
        new(settings.TelemetryUrl ?? Encoding.ASCII.GetBytes("https://telemetry.community-scripts.org/telemetry"), "telemetry", body)
        {
            // The server tells the versions of payloads by it.
            UserAgent = $"community-scripts-core/{PayloadVersion}",
            Limit = limit,
            FollowsRedirects = false,
        };

    /// <summary>
    /// The request that carries a report about an installation. Where the server may refuse it for its words, there is a second
    /// body without them: what it takes is more than nothing.
    /// </summary>
    /// <param name="script">The caller.</param>
    /// <param name="subject">What is installed.</param>
    /// <param name="status">Its status.</param>
    /// <param name="code">The exit code; more than 255 counts as that.</param>
    /// <param name="error">What went wrong; empty for nothing.</param>
    /// <param name="shortError">The same in a few words, for the second body.</param>
    /// <param name="limit">How long one try may take.</param>
    /// <param name="category">What kind of failure it is; null for what the script or the exit code says, if there is an error.</param>
    public static OutgoingReport InstallationRequest(
        ScriptVariables script, Subject subject, string status, string code, string error, string shortError, TimeSpan limit, string? category = null)
    {
        var report = Report(script, subject, status, code, error, category);
        var less = report with
        {
            Error = error.Length > 0 ? new Texts(Redactor.For(script)).Error(shortError) : "",
            OsType = IsRestricted(report.Type) ? OsTypes.Find(report.OsType) ?? "" : report.OsType,
        };
        return Request(script.Settings, Serialize(report), limit) with { ShorterBody = less == report ? null : Serialize(less) };
    }

    /// <summary>The body of a report about an installation.</summary>
    /// <inheritdoc cref="InstallationRequest" path="/param"/>
    public static byte[] Installation(ScriptVariables script, Subject subject, string status, string code, string error) =>
        Serialize(Report(script, subject, status, code, error, category: null));

    private static byte[] Serialize(TelemetryReport report) =>
        Fit(report.Error, error => ReportJson.Serialize(report with { Error = error }));

    private static TelemetryReport Report(ScriptVariables script, Subject subject, string status, string code, string error, string? category)
    {
        var facts = script.Facts;
        var repository = Repository(script);
        var text = new Texts(Redactor.For(script));
        var exitCode = ExitCode(code);
        var type = KnownType(subject.Type);
        return new TelemetryReport
        {
            RandomId = Texts.Identifier(script.Get(Variables.RandomUuid)),
            ExecutionId = Texts.Identifier(script.Get(Variables.ExecutionId, script.Get(Variables.RandomUuid))),
            Type = type,
            Nsapp = text.Text(script.Get(Variables.NsApp, script.Get(Variables.App, "unknown"))),
            Status = text.Word(status),
            CtType = Numbers.Whole(subject.CtType) is { } ctType && (ctType <= HighestCtType || !IsRestricted(type)) ? ctType : 1,
            DiskSize = Number(Numbers.WithoutUnit(script[Variables.DiskSize]), 100_000),
            CoreCount = Number(script[Variables.CoreCount], 256),
            RamSize = Number(script[Variables.RamSize], 1_048_576),
            OsType = OsTypes.Find(script.Get(Variables.OsType)) ?? text.Name(script.Get(Variables.OsType)),
            OsVersion = text.Version(script.Get(Variables.OsVersion)),
            PveVersion = text.Version(facts.Hypervisor.Version),
            Method = text.Name(script.Get(Variables.Method, "default")),
            ExitCode = exitCode,
            Error = text.Error(error),
            ErrorCategory = category ?? Category(script, text, exitCode, error),
            InstallDuration = Math.Min(Duration(script), LongestDuration),
            CpuVendor = text.Word(facts.Cpu.Vendor),
            CpuModel = text.Text(facts.Cpu.Model),
            GpuVendor = text.Word(facts.Gpu.Vendor),
            GpuModel = text.Text(facts.Gpu.Model),
            GpuPassthrough = OnOff.IsOn(script[Variables.VarGpu]) || OnOff.IsOn(script[Variables.EnableGpu]) ? "yes" : "no",
            RamSpeed = text.Text(facts.RamSpeed),
            Arch = text.Text(facts.Architecture),
            Platform = text.Text(facts.Hypervisor.Name),
            HasArm = facts.HasArm,
            KernelVersion = text.Version(script.Get(Variables.KernelVersion, facts.Kernel.Release), LongestText),
            AppVersion = text.Version(script.Get(Variables.ApplicationVersion, script.Get(Variables.VarAppVersion)), LongestText),
            FailedCommand = text.Command(script.Get(Variables.FailedCommand)),
            FailedLine = Numbers.Whole(script[Variables.FailedLine]) ?? 0,
            RepoSource = repository.Source,
            RepoSlug = repository.Slug,
        };
    }

    /// <summary>The body of a report about a tool that ran on the host.</summary>
    /// <inheritdoc cref="Ran" path="/param"/>
    public static byte[] Tool(ScriptVariables script, Run run)
    {
        var type = KnownType(script.Get(Variables.TelemetryToolType, "pve"));
        var hypervisor = script.Facts.Hypervisor;
        var report = Ran(script, hypervisor, type, run) with
        {
            PveVersion = new Texts(Redactor.For(script)).Version(hypervisor.Version),
        };
        return Fit(report.Error, error => ReportJson.Serialize(report with { Error = error }));
    }

    /// <summary>The body of a report about an addon that ran inside of a container.</summary>
    /// <inheritdoc cref="Ran" path="/param"/>
    public static byte[] Addon(ScriptVariables script, Run run)
    {
        var text = new Texts(Redactor.For(script));
        var distribution = OsRelease.Read("/");
        var report = Ran(script, script.Facts.Hypervisor, "addon", run) with
        {
            OsType = text.Name(distribution.Id),
            OsVersion = text.Version(distribution.VersionId),
        };
        return Fit(report.Error, error => ReportJson.Serialize(report with { Error = error }));
    }

    /// <summary>What is true of both.</summary>
    /// <param name="script">The caller.</param>
    /// <param name="hypervisor">What the machine's containers run on.</param>
    /// <param name="type">The type that the server knows it by.</param>
    /// <param name="run">How it went.</param>
    private static ToolReport Ran(ScriptVariables script, Hypervisor hypervisor, string type, Run run)
    {
        var repository = Repository(script);
        var text = new Texts(Redactor.For(script, run.Name));
        var exitCode = ExitCode(run.Code);
        return new ToolReport
        {
            RandomId = run.Id,
            ExecutionId = run.Id,
            Type = type,
            Nsapp = text.Text(run.Name),
            Status = text.Word(run.Status),
            ExitCode = exitCode,
            Error = text.Error(run.Error),
            ErrorCategory = Category(script, text, exitCode, run.Error),
            InstallDuration = Math.Min(Duration(script), LongestDuration),
            Platform = text.Text(hypervisor.Name),
            RepoSource = repository.Source,
            RepoSlug = repository.Slug,
        };
    }

    /// <summary>Seconds since the installation began, 0 where its clock never ran.</summary>
    public static long Duration(ScriptVariables script) =>
        Numbers.Whole(script[Variables.InstallStartTime]) is { } start
            ? Math.Max(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - start, 0)
            : 0;

    /// <summary>Whether the server checks the words of reports of a type: <c>ct_type</c>, and <c>os_type</c> against <see cref="OsTypes"/>.</summary>
    private static bool IsRestricted(string type) => type is "lxc" or "vm";

    private static string KnownType(string type) => Types.Contains(type) ? type : "lxc";

    /// <summary>A whole number of any length, at most the highest; 0 for anything else.</summary>
    private static long Number(string? text, long highest)
    {
        if (text is null || !text.All(char.IsAsciiDigit))
            return 0;

        var digits = text.TrimStart('0');
        return digits.Length == 0 ? 0 : Math.Min(Numbers.Whole(digits) ?? highest, highest);
    }

    private static int ExitCode(string code) => (int)Number(code, HighestExitCode);

    private static string Category(ScriptVariables script, Texts text, int exitCode, string error) =>
        error.Length == 0 ? "" : text.Name(ErrorText.Category(script, exitCode.ToString(CultureInfo.InvariantCulture)));

    private static RepositorySource Repository(ScriptVariables script)
    {
        var source = script.Get(Variables.RepoSource, RepositorySource.Default.Source);
        var known = RepositorySource.Named(source);
        var slug = script.Get(Variables.RepoSlug, known?.Slug ?? "");
        slug = slug == known?.Slug ? slug : Redactor.For(script).Apply(slug);
        return new RepositorySource(known?.Source ?? RepositorySource.External, Utf8.Cut(slug, LongestSlug));
    }

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

    /// <summary>
    /// Texts as they are sent: masked, and then cut to what the server takes, so that no part of a secret is left.
    /// </summary>
    private sealed class Texts(Redactor redactor)
    {
        public static string Identifier(string text) => Utf8.Cut(text, LongestText);

        public string Text(string text) => Utf8.Cut(redactor.Apply(text), LongestText);

        public string Name(string text) => Utf8.Cut(redactor.Apply(text), LongestName);

        public string Word(string text) => Utf8.Cut(redactor.Apply(text), LongestWord);

        public string Command(string text) => Utf8.Cut(redactor.Apply(text), LongestCommand);

        public string Error(string text) => Utf8.Cut(redactor.Apply(text), LongestError);

        public string Version(string text, int longest = LongestName) => Utf8.Cut(redactor.ApplyToVersion(text), longest);
    }
}

/// <summary>What an installation is about.</summary>
/// <param name="Type">The type that the server knows it by.</param>
/// <param name="CtType">The type of the container, as text.</param>
internal readonly record struct Subject(string Type, string? CtType)
{
    /// <summary>The type of containers.</summary>
    public const string Container = "lxc";

    /// <summary>What the script says that it installs.</summary>
    public static Subject Of(ScriptVariables script) => new(script.Get(Variables.TelemetryType, Container), script[Variables.CtType]);

    /// <summary>A VM, whatever the script says.</summary>
    public static Subject Vm { get; } = new("vm", "2");
}

/// <summary>How a tool or an addon ran.</summary>
/// <param name="Id">What tells this run from others.</param>
/// <param name="Name">The name of what ran.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Code">The exit code; more than 255 counts as that.</param>
/// <param name="Error">What went wrong; empty for nothing.</param>
internal readonly record struct Run(string Id, string Name, string Status, string Code, string Error);
