// The functions that report: gate, body, delivery, and what the script is told of it.

using System.Text;
using ApiFunc.Caller;
using ApiFunc.Delivery;
using ApiFunc.Platform;
using ApiFunc.Reports;

namespace ApiFunc.Functions;

internal static class ReportFunctions
{
    /// <summary>Reports that the installation of an LXC container begins.</summary>
    public static int PostToApi(CallingScript script, string[] args)
    {
        Post(script, script[Variables.Diagnostics], ClassicDialect.Upload, () => ClassicDialect.Lxc(script));
        return 0;
    }

    /// <summary>Reports that the installation of a VM begins. Consent is what the file says, whatever the variable holds.</summary>
    public static int PostToApiVm(CallingScript script, string[] args)
    {
        if (ConsentFile.Read() is not { } consent)
        {
            DebugLog.Write($"nothing is sent: there is no {ConsentFile.Path}");
            return 0;
        }

        Post(script, consent, ClassicDialect.Upload, () => ClassicDialect.Vm(script));
        return 0;
    }

    /// <summary>Reports how an installation ended: <c>[status] [exit_code]</c>.</summary>
    public static int PostUpdateToApi(CallingScript script, string[] args)
    {
        Post(script, script[Variables.Diagnostics], ClassicDialect.UpdateStatus, () => ClassicDialect.Update(script, args));
        return 0;
    }

    private static void Post(CallingScript script, string? consent, string endpoint, Func<byte[]> body)
    {
        var settings = new Settings(script);
        if (Sender.Create(settings, script) is not { } sender || !ClassicDialect.Permits(script, consent))
            return;

        var payload = body();
        script.Assign(Variables.JsonPayload, payload);
        var answer = sender.Send(ClassicDialect.Request(settings, endpoint, payload));
        script.Assign(Variables.Response, [.. answer.Body.Span, .. Encoding.ASCII.GetBytes($"{answer.Status:D3}")]);
    }
}
