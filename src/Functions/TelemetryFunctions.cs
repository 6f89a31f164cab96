// The functions that report, as the telemetry dialect does: gate, body, tries, and what the script is told of it.

using System.Globalization;
using System.Text;
using ApiFunc.Consent;
using ApiFunc.Failures;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Functions;

internal static class TelemetryFunctions
{
    private const string Aborted = "aborted";
    private const string Failed = "failed";
    private const string Success = "success";

    /// <summary>Reports that the installation of a container begins.</summary>
    public static int PostToApi(ScriptVariables script, Arguments args) => PostInstallation(script, script[Variables.Diagnostics], Subject.Of(script));

    /// <summary>Reports that the installation of a VM begins. Consent is what the file says, where there is one.</summary>
    public static int PostToApiVm(ScriptVariables script, Arguments args) =>
        PostInstallation(script, ConsentFile.Read() ?? script[Variables.Diagnostics], Subject.Vm);

    /// <summary>Reports how far an installation has come: <c>[status]</c>.</summary>
    public static int PostProgressToApi(ScriptVariables script, Arguments args)
    {
        if (ConsentGate.IsOpen(script, script[Variables.Diagnostics]) && ReportOutbox.Open(script) is { } outbox)
        {
            var body = TelemetryDialect.Installation(script, Subject.Of(script), args.Get(1, "configuring"), "0", error: "");
            outbox.Deliver(TelemetryDialect.Request(script.Settings, body, TelemetryDialect.Timeout(script)) with
            {
                Identity = IdentityOf(script) with { Kind = ReportKind.Progress },
            });
        }

        return 0;
    }

    /// <summary>Reports how an installation ended: <c>[status] [exit_code] [force]</c>.</summary>
    public static int PostUpdateToApi(ScriptVariables script, Arguments args)
    {
        if (!ConsentGate.IsOpen(script, script[Variables.Diagnostics]) || ReportOutbox.Open(script) is not { } outbox)
            return 0;

        var code = ExitCode(args.Get(2, "1"));
        var status = args.Get(1, Failed) switch
        {
            "done" or Success => Success,
            Aborted => Aborted,
            Failed => code is "129" or "130" or "143" ? Aborted : Failed, // SIGHUP, SIGINT, SIGTERM
            _ => "unknown",
        };
        string? category = null;
        if (status == Aborted && script.Get(Variables.ErrorCategoryOverride).Length == 0)
        {
            category = "user_aborted";
            script.Assign(Variables.ErrorCategoryOverride, category);
        }

        var (exitCode, error) = status switch
        {
            Success => ("0", ""),
            Aborted => (code, ErrorText.Explain(code)),
            _ => (code, ErrorText.Build(script, code)),
        };
        var shortError = error.Length > 0 ? ErrorText.BuildShort(script, code) : "";
        var request = TelemetryDialect.InstallationRequest(
            script, Subject.Of(script), status, exitCode, error, shortError, TelemetryDialect.StatusTimeout(script), category) with
        {
            Identity = IdentityOf(script) with { Kind = ReportKind.End, Replaces = args.Get(3) == "force" },
        };
        if (outbox.Deliver(request, attempts: 2).IsDone)
            script.Assign(Variables.PostUpdateDone, "true");
        return 0;
    }

    /// <summary>
    /// Reports that checks before an installation failed. The arguments are the failures, <c>CODE|TEXT</c> each; called
    /// directly there is one, PREFLIGHT_FAILURES.
    /// </summary>
    public static int PostPreflightToApi(ScriptVariables script, Arguments args)
    {
        if (!ConsentGate.IsOpen(script, script[Variables.Diagnostics]))
            return 0;

        script.Assign(Variables.TelemetryType, Subject.Container);
        if (ReportOutbox.Open(script) is not { } outbox)
            return 0;

        var code = ExitCode(script.Get(Variables.PreflightExitCode, "1"));
        var failures = args.All.Count > 0 ? args.All : [script.Get(Variables.PreflightFailures)];
        var error = string.Join('\n', failures.Where(failure => !string.IsNullOrWhiteSpace(failure)).Select(ErrorText.Preflight));
        var request = TelemetryDialect.InstallationRequest(
            script, new Subject(Subject.Container, script[Variables.CtType]), Aborted, code, error, ErrorText.Explain(code),
            TelemetryDialect.Timeout(script), category: "preflight") with
        {
            // It is the newest word on how this execution ended, and the script may say it again after another try.
            Identity = IdentityOf(script) with { Kind = ReportKind.End, Replaces = true },
        };
        outbox.Deliver(request);
        return 0;
    }

    /// <summary>Reports that a tool ran on the host: <c>[name] [status] [exit_code]</c>.</summary>
    public static int PostToolToApi(ScriptVariables script, Arguments args) =>
        PostRun(script, TelemetryDialect.Tool, args.Get(1, "unknown"), args.Get(2, Success), args.Get(3, "0"));

    /// <summary>Reports that an addon ran inside of a container: <c>[name] [status] [exit_code]</c>.</summary>
    public static int PostAddonToApi(ScriptVariables script, Arguments args) =>
        PostRun(script, TelemetryDialect.Addon, args.Get(1, "unknown"), args.Get(2, Success), args.Get(3, "0"));

    /// <summary>The variables and the trap are the shell's, and set by the shim alone.</summary>
    public static int InitToolTelemetry(ScriptVariables script, Arguments args) => 0;

    /// <summary>Reports how a tool or an addon ended, by its exit code.</summary>
    public static int ReportExit(ScriptVariables script, Arguments args)
    {
        var name = script.Get(Variables.TelemetryToolName, script.Get(Variables.AppTitle, "unknown"));
        var code = ExitCode(args.Get(1, "0"));
        var status = code.All(digit => digit == '0') ? Success : Failed;
        return script[Variables.TelemetryToolType] == "addon"
            ? PostRun(script, TelemetryDialect.Addon, name, status, code)
            : PostRun(script, TelemetryDialect.Tool, name, status, code);
    }

    /// <summary>The shim asks only where the kernel's own source of UUIDs is missing.</summary>
    public static int NewAttempt(ScriptVariables script, Arguments args)
    {
        script.Export(Variables.ExecutionId, Guid.NewGuid().ToString());
        return 0;
    }

    /// <summary>Starts the clock of an installation, unless it runs.</summary>
    public static int StartInstallTimer(ScriptVariables script, Arguments args)
    {
        if (script.Get(Variables.InstallStartTime).Length == 0)
            script.Export(Variables.InstallStartTime, DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>Prints the seconds since the clock was started, one line.</summary>
    public static int GetInstallDuration(ScriptVariables script, Arguments args)
    {
        Output.Write($"{TelemetryDialect.Duration(script)}\n");
        return 0;
    }

    /// <summary>Returns 0 where the gate is open, else 1.</summary>
    public static int IsEnabled(ScriptVariables script, Arguments args) => ConsentGate.IsOpen(script, script[Variables.Diagnostics]) ? 0 : 1;

    /// <summary>Prints a body: <c>status [exit_code] [error]</c>.</summary>
    public static int PrintPayload(ScriptVariables script, Arguments args)
    {
        var code = ExitCode(args.Get(2, "0"));
        Output.Write([.. TelemetryDialect.Installation(script, Subject.Of(script), args.Get(1, "unknown"), code, args.Get(3)), (byte)'\n']);
        return 0;
    }

    /// <summary>
    /// Sends a body: <c>payload [timeout] [attempts]</c>. Returns 0 where it was accepted, else 1. The body is the
    /// script's; only a refusal in so many words stands in its way.
    /// </summary>
    public static int SendPayload(ScriptVariables script, Arguments args)
    {
        if (!ConsentGate.IsConsentGiven(script, UserConsent.Answer(script) ?? "yes") || ReportOutbox.Open(script) is not { } outbox)
            return 1;

        var limit = TelemetryDialect.Seconds(args.Get(2), TelemetryDialect.Timeout(script).TotalSeconds);
        var request = TelemetryDialect.Request(script.Settings, Encoding.UTF8.GetBytes(args.Get(1)), limit);
        return outbox.Deliver(request, Limits.Number(args.Get(3), 1)).Response.IsSuccess ? 0 : 1;
    }

    private static int PostInstallation(ScriptVariables script, string? consent, Subject subject)
    {
        var isOpen = ConsentGate.IsOpen(script, consent);
        if (!isOpen || ReportOutbox.Open(script) is not { } outbox)
        {
            // The shim, which does not know the configuration, has set it to true already.
            if (isOpen || script.Settings.Configuration.IsInTheWay)
                script.Assign(Variables.PostToApiDone, "false");
            return 0;
        }

        script.Assign(Variables.TelemetryType, subject.Type);
        StartInstallTimer(script, default);
        var request = TelemetryDialect.InstallationRequest(
            script, subject, "installing", "0", error: "", shortError: "", TelemetryDialect.Timeout(script)) with
        {
            Identity = IdentityOf(script),
        };
        script.Assign(Variables.PostToApiDone, outbox.Deliver(request, attempts: 3).IsDone ? "true" : "false");
        return 0;
    }

    private static int PostRun(
        ScriptVariables script, Func<ScriptVariables, Run, byte[]> makeBody, string name, string status, string exitCode)
    {
        if (!ConsentGate.IsConsentGiven(script, script[Variables.Diagnostics]) || ReportOutbox.Open(script) is not { } outbox)
            return 0;

        var code = ExitCode(exitCode);
        var run = new Run(Guid.NewGuid().ToString(), name, status == "done" ? Success : status, code, status == Failed ? ErrorText.Build(script, code) : "");
        outbox.Deliver(TelemetryDialect.Request(script.Settings, makeBody(script, run), TelemetryDialect.Timeout(script)) with
        {
            Identity = new ReportIdentity(run.Id, run.Id) { Kind = ReportKind.End },
        });
        return 0;
    }

    private static ReportIdentity IdentityOf(ScriptVariables script)
    {
        var id = script.Get(Variables.RandomUuid);
        return new ReportIdentity(id, script.Get(Variables.ExecutionId, id));
    }

    /// <summary>An exit code as scripts give it: digits as they are, <c>none</c> is 0, and anything else 1.</summary>
    private static string ExitCode(string text) =>
        text == "none" ? "0" : text.Length > 0 && text.All(char.IsAsciiDigit) ? text : "1";
}
