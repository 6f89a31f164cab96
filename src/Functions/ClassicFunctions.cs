// The functions that report, as the classic dialect does: gate, body, delivery, and what the script is told of it.

using System.Text;
using ApiFunc.Consent;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Reports;
using ApiFunc.Script;

namespace ApiFunc.Functions;

internal static class ClassicFunctions
{
    /// <summary>Reports that the installation of an LXC container begins.</summary>
    public static int PostToApi(ScriptVariables script, Arguments args) =>
        Post(script, script[Variables.Diagnostics], ClassicDialect.Upload, () => ClassicDialect.Lxc(script));

    /// <summary>Reports that the installation of a VM begins. Consent is what the file says, whatever the variable holds.</summary>
    public static int PostToApiVm(ScriptVariables script, Arguments args)
    {
        if (ConsentFile.Read() is { } consent)
            return Post(script, consent, ClassicDialect.Upload, () => ClassicDialect.Vm(script));

        DebugLog.Write($"nothing is sent: there is no {ConsentFile.Path}");
        return 0;
    }

    /// <summary>Reports how an installation ended: <c>[status] [exit_code]</c>.</summary>
    public static int PostUpdateToApi(ScriptVariables script, Arguments args) =>
        Post(script, script[Variables.Diagnostics], ClassicDialect.UpdateStatus, () => ClassicDialect.Update(script, args.Get(1), args.Get(2)));

    private static int Post(ScriptVariables script, string? consent, string endpoint, Func<byte[]> body)
    {
        if (!ConsentGate.IsOpen(script, consent) || ReportOutbox.Open(script) is not { } outbox)
            return 0;

        var payload = body();
        script.Assign(Variables.JsonPayload, payload);
        var id = script.Get(Variables.RandomUuid);
        var request = ClassicDialect.Request(script.Settings, endpoint, payload) with
        {
            Identity = new ReportIdentity(id, id) { Kind = endpoint == ClassicDialect.UpdateStatus ? ReportKind.End : ReportKind.Start },
        };
        var response = outbox.Deliver(request).Response;
        script.Assign(Variables.Response, [.. response.Body.Span, .. Encoding.ASCII.GetBytes($"{response.Status:D3}")]);
        return 0;
    }
}
