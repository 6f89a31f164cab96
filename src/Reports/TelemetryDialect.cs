// The telemetry dialect: the fields of its bodies within the limits of the server, its endpoint and its time limits.

using System.Globalization;
using System.Text;
using ApiFunc.Caller;
using ApiFunc.Delivery;
using ApiFunc.Errors;
using ApiFunc.Machine;
using ApiFunc.Platform;

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

    // Limits of a time limit, in seconds.
    private const double ShortestLimit = 0.001;
    private const double LongestLimit = 3600;

    private static readonly string[] Types = ["lxc", "vm", "turnkey", "pve", "addon", "tool"];

    /// <summary>How long one try of an installation's report may take, unless the script says otherwise.</summary>
    public static TimeSpan Timeout(CallingScript script) => Seconds(script.Get(Variables.TelemetryTimeout), 5);

    /// <summary>The same for the report of how it ended, which is worth more patience.</summary>
    public static TimeSpan StatusTimeout(CallingScript script) => Seconds(script.Get(Variables.StatusTimeout), 10);

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
    public static Request Request(Settings settings, byte[] body, TimeSpan limit) =>
        new(settings.TelemetryUrl ?? Encoding.ASCII.GetBytes("https://telemetry.community-scripts.org/telemetry"), "telemetry", body)
        {
            // The server tells the versions of payloads by it.
            UserAgent = $"community-scripts-core/{PayloadVersion}",
            Limit = limit,
            FollowsRedirects = false,
        };

    /// <summary>The body of a report about an installation.</summary>
    /// <param name="script">The caller.</param>
    /// <param name="subject">What is installed.</param>
    /// <param name="status">Its status.</param>
    /// <param name="code">The exit code; more than 255 counts as that.</param>
    /// <param name="error">What went wrong; empty for nothing.</param>
    public static byte[] Installation(CallingScript script, Subject subject, string status, string code, string error)
    {
        var facts = Facts.Collect(script);
        var repository = Repository(script);
        var exitCode = ExitCode(code);
        var report = new TelemetryReport
        {
            RandomId = Text(script.Get(Variables.RandomUuid)),
            ExecutionId = Text(script.Get(Variables.ExecutionId, script.Get(Variables.RandomUuid))),
            Type = KnownType(subject.Type),
            Nsapp = Text(script.Get(Variables.NsApp, script.Get(Variables.App, "unknown"))),
            Status = Word(status),
            CtType = Numbers.Whole(subject.CtType) ?? 1,
            DiskSize = Number(Numbers.WithoutUnit(script[Variables.DiskSize]), 100_000),
            CoreCount = Number(script[Variables.CoreCount], 256),
            RamSize = Number(script[Variables.RamSize], 1_048_576),
            OsType = Name(script.Get(Variables.OsType)),
            OsVersion = Name(script.Get(Variables.OsVersion)),
            PveVersion = Name(facts.Hypervisor.Version),
            Method = Name(script.Get(Variables.Method, "default")),
            ExitCode = exitCode,
            Error = Utf8.Cut(error, LongestError),
            ErrorCategory = Category(script, exitCode, error),
            InstallDuration = Math.Min(Duration(script), LongestDuration),
            CpuVendor = Word(facts.Cpu.Vendor),
            CpuModel = Text(facts.Cpu.Model),
            GpuVendor = Word(facts.Gpu.Vendor),
            GpuModel = Text(facts.Gpu.Model),
            GpuPassthrough = script[Variables.VarGpu] == "yes" || script[Variables.EnableGpu] == "yes" ? "yes" : "no",
            RamSpeed = Text(facts.RamSpeed),
            Arch = Text(facts.Architecture),
            Platform = Text(facts.Hypervisor.Name),
            HasArm = facts.HasArm,
            KernelVersion = Text(script.Get(Variables.KernelVersion, Kernel.Release)),
            AppVersion = Text(script.Get(Variables.ApplicationVersion, script.Get(Variables.VarAppVersion))),
            FailedCommand = Utf8.Cut(script.Get(Variables.FailedCommand), LongestCommand),
            FailedLine = Numbers.Whole(script[Variables.FailedLine]) ?? 0,
            RepoSource = repository.Source,
            RepoSlug = repository.Slug,
        };
        return Fit(report.Error, error => ReportJson.Serialize(report with { Error = error }));
    }

    /// <summary>The body of a report about a tool that ran on the host.</summary>
    /// <inheritdoc cref="Ran" path="/param"/>
    public static byte[] Tool(CallingScript script, Run run)
    {
        var type = KnownType(script.Get(Variables.TelemetryToolType, "pve"));
        var hypervisor = Facts.CollectHypervisor(script);
        var report = Ran(script, hypervisor, type, run) with
        {
            PveVersion = Name(hypervisor.Version),
        };
        return Fit(report.Error, error => ReportJson.Serialize(report with { Error = error }));
    }

    /// <summary>The body of a report about an addon that ran inside of a container.</summary>
    /// <inheritdoc cref="Ran" path="/param"/>
    public static byte[] Addon(CallingScript script, Run run)
    {
        var distribution = OsRelease.Read("/");
        var report = Ran(script, Facts.CollectHypervisor(script), "addon", run) with
        {
            OsType = Name(distribution.Id),
            OsVersion = Name(distribution.VersionId),
        };
        return Fit(report.Error, error => ReportJson.Serialize(report with { Error = error }));
    }

    /// <summary>What is true of both.</summary>
    /// <param name="script">The caller.</param>
    /// <param name="hypervisor">What the machine's containers run on.</param>
    /// <param name="type">The type that the server knows it by.</param>
    /// <param name="run">How it went.</param>
    private static ToolReport Ran(CallingScript script, Hypervisor hypervisor, string type, Run run)
    {
        var repository = Repository(script);
        var exitCode = ExitCode(run.Code);
        return new ToolReport
        {
            RandomId = run.Id,
            ExecutionId = run.Id,
            Type = type,
            Nsapp = Text(run.Name),
            Status = Word(run.Status),
            ExitCode = exitCode,
            Error = Utf8.Cut(run.Error, LongestError),
            ErrorCategory = Category(script, exitCode, run.Error),
            InstallDuration = Math.Min(Duration(script), LongestDuration),
            Platform = Text(hypervisor.Name),
            RepoSource = repository.Source,
            RepoSlug = repository.Slug,
        };
    }

    /// <summary>Seconds since the installation began, 0 where its clock never ran.</summary>
    public static long Duration(CallingScript script) =>
        Numbers.Whole(script[Variables.InstallStartTime]) is { } start
            ? Math.Max(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - start, 0)
            : 0;

    private static string Text(string text) => Utf8.Cut(text, LongestText);

    private static string Name(string text) => Utf8.Cut(text, LongestName);

    private static string Word(string text) => Utf8.Cut(text, LongestWord);

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

    private static string Category(CallingScript script, int exitCode, string error) =>
        error.Length == 0 ? "" : Name(ErrorText.Category(script, exitCode.ToString(CultureInfo.InvariantCulture)));

    private static RepositorySource Repository(CallingScript script)
    {
        var source = script.Get(Variables.RepoSource, RepositorySource.Default.Source);
        var known = RepositorySource.Named(source);
        var slug = script.Get(Variables.RepoSlug, known?.Slug ?? "");
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
}

/// <summary>What an installation is about.</summary>
/// <param name="Type">The type that the server knows it by.</param>
/// <param name="CtType">The type of the container, as text.</param>
internal readonly record struct Subject(string Type, string? CtType)
{
    /// <summary>What the script says that it installs.</summary>
    public static Subject Of(CallingScript script) => new(script.Get(Variables.TelemetryType, "lxc"), script[Variables.CtType]);

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
