// The functions of the classic dialect that report.

using System.Text;
using ApiFunc.Consent;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Functions;

internal static class ClassicFunctions
{
    /// <summary>Reports that the installation of an LXC container begins.</summary>
    public static int PostToApi(FunctionCall call)
    {
        if (call.MayReport())
            Send(call, dialect => dialect.ContainerBegins());
        return 0;
    }

    /// <summary>Reports that the installation of a VM begins. The answer in the file counts, whatever the variable holds.</summary>
    public static int PostToApiVm(FunctionCall call)
    {
        if (!File.Exists(ScriptPaths.Consent) && call.IsStoppedBy($"there is no {ScriptPaths.Consent}"))
            return 0;
        if (call.MayReport(ConsentFile.Read()))
            Send(call, dialect => dialect.VmBegins());
        return 0;
    }

    /// <summary>Reports how an installation ended: <c>[status] [exit_code]</c>.</summary>
    public static int PostUpdateToApi(FunctionCall call)
    {
        if (call.MayReport())
            Send(call, dialect => dialect.Ends(call.Arguments.Get(1), call.Arguments.Get(2)));
        return 0;
    }

    private static void Send(FunctionCall call, Func<ClassicDialect, OutgoingReport> make)
    {
        if (call.OpenOutbox() is not { } outbox)
            return;

        var redactor = call.RedactorFor(application: "", keepsControls: true);
        var report = make(new ClassicDialect(call.Script, call.Settings, redactor));
        call.Assignments.Set(Variables.JsonPayload, report.Body);
        var response = outbox.Deliver(report).Response;
        call.Assignments.Set(Variables.Response, [.. response.Body.Span, .. Encoding.ASCII.GetBytes($"{response.Status:D3}")]);
    }
}
