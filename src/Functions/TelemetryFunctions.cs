// The functions of the telemetry dialect that report, and those about the execution that is reported.

using System.Globalization;
using System.Text;
using ApiFunc.Consent;
using ApiFunc.Failures;
using ApiFunc.Platform;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Functions;

internal static class TelemetryFunctions
{
    /// <summary>Reports that the installation of a container begins.</summary>
    public static int PostToApi(FunctionCall call) => Begin(call, call.Answer, InstallationSubject.Of(call.Script));

    /// <summary>Reports that the installation of a VM begins. The answer in the file counts, if there is one.</summary>
    public static int PostToApiVm(FunctionCall call) => Begin(call, ConsentFile.Read() ?? call.Answer, InstallationSubject.Vm);

    /// <summary>Reports how far an installation has come: <c>[status]</c>.</summary>
    public static int PostProgressToApi(FunctionCall call)
    {
        if (!call.MayReport() || call.OpenOutbox() is not { } outbox)
            return 0;

        var dialect = Dialect(call);
        var body = dialect.InstallationBody(InstallationSubject.Of(call.Script), call.Arguments.Get(1, "configuring"), Failure.None);
        outbox.Deliver(dialect.Report(body, dialect.Timeout) with { Identity = IdentityOf(call) with { Kind = ReportKind.Progress } });
        return 0;
    }

    /// <summary>Reports how an installation ended: <c>[status] [exit_code] [force]</c>.</summary>
    public static int PostUpdateToApi(FunctionCall call)
    {
        if (!call.MayReport() || call.OpenOutbox() is not { } outbox)
            return 0;

        var end = InstallationEnd.Of(call.Arguments);
        var failure = FailureOf(call, end);
        if (failure.Category is { } category)
            call.Assignments.Set(Variables.ErrorCategoryOverride, category);

        var dialect = Dialect(call);
        var report = dialect.Installation(InstallationSubject.Of(call.Script), end.Status, failure, dialect.StatusTimeout) with
        {
            Identity = IdentityOf(call) with { Kind = ReportKind.End, Replaces = call.Arguments.Get(3) == "force" },
        };
        if (outbox.Deliver(report, attempts: 2).IsDone)
            call.Assignments.Set(Variables.PostUpdateDone, "true");
        return 0;
    }

    /// <summary>
    /// Reports that checks before an installation failed. The arguments are the failures, <c>CODE|TEXT</c> each; called
    /// directly there is one, PREFLIGHT_FAILURES.
    /// </summary>
    public static int PostPreflightToApi(FunctionCall call)
    {
        if (!call.MayReport())
            return 0;

        call.Assignments.Set(Variables.TelemetryType, InstallationSubject.Container);
        if (call.OpenOutbox() is not { } outbox)
            return 0;

        var code = InstallationEnd.ExitCode(call.Script.Get(Variables.PreflightExitCode, "1"));
        var failures = call.Arguments.All.Count > 0 ? call.Arguments.All : [call.Script.Get(Variables.PreflightFailures)];
        var text = string.Join('\n', failures.Where(failure => !string.IsNullOrWhiteSpace(failure)).Select(ErrorText.Preflight));
        var subject = new InstallationSubject(InstallationSubject.Container, call.Script[Variables.CtType]);
        var failure = new Failure(code, call.Redactor.Apply(text), ErrorText.Explain(code), Category: "preflight");
        var dialect = Dialect(call);
        outbox.Deliver(dialect.Installation(subject, InstallationEnd.Aborted, failure, dialect.Timeout) with
        {
            // It is the newest word on how this execution ended, and the script may say it again after another attempt.
            Identity = IdentityOf(call) with { Kind = ReportKind.End, Replaces = true },
        });
        return 0;
    }

    /// <summary>Reports that a tool ran on the host: <c>[name] [status] [exit_code]</c>.</summary>
    public static int PostToolToApi(FunctionCall call) => PostRun(call, isAddon: false);

    /// <summary>Reports that an addon ran in a container: <c>[name] [status] [exit_code]</c>.</summary>
    public static int PostAddonToApi(FunctionCall call) => PostRun(call, isAddon: true);

    /// <summary>The variables and the trap are the shell's, and set by the shim alone.</summary>
    public static int InitToolTelemetry(FunctionCall call) => 0;

    /// <summary>Reports how a tool or an addon ended, by its exit code.</summary>
    public static int ReportExit(FunctionCall call)
    {
        var name = call.Script.Get(Variables.TelemetryToolName, call.Script.Get(Variables.AppTitle, "unknown"));
        var code = InstallationEnd.ExitCode(call.Arguments.Get(1, "0"));
        var status = code.All(digit => digit == '0') ? InstallationEnd.Success : InstallationEnd.Failed;
        return PostRun(call, call.Script[Variables.TelemetryToolType] == "addon", name, status, code);
    }

    /// <summary>The shim asks only if the kernel's own source of UUIDs is missing.</summary>
    public static int NewAttempt(FunctionCall call)
    {
        call.Assignments.Export(Variables.ExecutionId, Guid.NewGuid().ToString());
        return 0;
    }

    /// <summary>Starts the clock of an installation, unless it runs.</summary>
    public static int StartInstallTimer(FunctionCall call)
    {
        if (call.Script.Get(Variables.InstallStartTime).Length == 0)
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            call.Assignments.Export(Variables.InstallStartTime, now.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    /// <summary>Prints the seconds since the clock was started, one line.</summary>
    public static int GetInstallDuration(FunctionCall call)
    {
        Output.Write($"{TelemetryDialect.Duration(call.Script)}\n");
        return 0;
    }

    /// <summary>Returns 0 if a report may be sent, else 1.</summary>
    public static int IsEnabled(FunctionCall call) => call.MayReport() ? 0 : 1;

    /// <summary>Prints a body: <c>status [exit_code] [error]</c>.</summary>
    public static int PrintPayload(FunctionCall call)
    {
        var failure = new Failure(InstallationEnd.ExitCode(call.Arguments.Get(2, "0")), call.Redactor.Apply(call.Arguments.Get(3)), "");
        var dialect = Dialect(call);
        var body = dialect.InstallationBody(InstallationSubject.Of(call.Script), call.Arguments.Get(1, InstallationEnd.Unknown), failure);
        Output.Write([.. body, (byte)'\n']);
        return 0;
    }

    /// <summary>
    /// Sends a body: <c>payload [timeout] [attempts]</c>. Returns 0 if it was accepted, else 1. The body is the script's:
    /// without an answer of the user it is sent.
    /// </summary>
    public static int SendPayload(FunctionCall call)
    {
        if (!call.MayReport(ConsentGate.VariableElseFile(call.Script) ?? "yes", needsId: false)
            || call.OpenOutbox() is not { } outbox)
        {
            return 1;
        }

        var dialect = Dialect(call);
        var limit = TelemetryDialect.Seconds(call.Arguments.Get(2), dialect.Timeout.TotalSeconds);
        var report = dialect.Report(Encoding.UTF8.GetBytes(call.Arguments.Get(1)), limit);
        return outbox.Deliver(report, ErrorLimits.Number(call.Arguments.Get(3), 1)).Response.IsSuccess ? 0 : 1;
    }

    private static int Begin(FunctionCall call, string? answer, InstallationSubject subject)
    {
        var isOpen = call.MayReport(answer);
        if (!isOpen || call.OpenOutbox() is not { } outbox)
        {
            // The shim, which does not know the configuration, has set it to true already.
            if (isOpen || call.Settings.Configuration.Objection is not null)
                call.Assignments.Set(Variables.PostToApiDone, "false");
            return 0;
        }

        call.Assignments.Set(Variables.TelemetryType, subject.Type);
        StartInstallTimer(call);
        var dialect = Dialect(call);
        var report = dialect.Installation(subject, "installing", Failure.None, dialect.Timeout) with { Identity = IdentityOf(call) };
        call.Assignments.Set(Variables.PostToApiDone, outbox.Deliver(report, attempts: 3).IsDone ? "true" : "false");
        return 0;
    }

    private static int PostRun(FunctionCall call, bool isAddon) => PostRun(
        call,
        isAddon,
        call.Arguments.Get(1, "unknown"),
        call.Arguments.Get(2, InstallationEnd.Success),
        InstallationEnd.ExitCode(call.Arguments.Get(3, "0")));

    private static int PostRun(FunctionCall call, bool isAddon, string name, string status, string code)
    {
        if (!call.MayReport(call.Answer, needsId: false) || call.OpenOutbox() is not { } outbox)
            return 0;

        // A host may be called after what ran, whose name is reported all the same.
        var shown = call.RedactorFor(name).Apply(name);
        var error = status == InstallationEnd.Failed ? ErrorText.Build(call.Script, call.Redactor, code) : "";
        var run = new ToolRun(Guid.NewGuid().ToString(), shown, status == "done" ? InstallationEnd.Success : status, code, error);
        var dialect = Dialect(call);
        outbox.Deliver((isAddon ? dialect.Addon(run) : dialect.Tool(run)) with
        {
            Identity = new ReportIdentity(run.Id, run.Id) { Kind = ReportKind.End },
        });
        return 0;
    }

    /// <summary>What the report of an end says about the failure, if it was one.</summary>
    private static Failure FailureOf(FunctionCall call, InstallationEnd end)
    {
        if (end.Status == InstallationEnd.Success)
            return Failure.None;

        var shortText = ErrorText.BuildShort(call.Script, call.Redactor, end.Code);
        if (end.IsFailure)
            return new Failure(end.Code, ErrorText.Build(call.Script, call.Redactor, end.Code), shortText);

        var isNamed = call.Script.Get(Variables.ErrorCategoryOverride).Length > 0;
        return new Failure(end.Code, ErrorText.Explain(end.Code), shortText, isNamed ? null : "user_aborted");
    }

    private static TelemetryDialect Dialect(FunctionCall call) => new(call.Script, call.Settings, call.Machine, call.Redactor);

    private static ReportIdentity IdentityOf(FunctionCall call)
    {
        var id = call.Script.Get(Variables.RandomUuid);
        return new ReportIdentity(id, call.Script.Get(Variables.ExecutionId, id));
    }
}
