// `apifunc doctor`: looks at everything that a report needs, and says what is in its way. It sends no report and changes nothing.

using ApiFunc.Consent;
using ApiFunc.Platform;
using ApiFunc.Script;

namespace ApiFunc.Commands;

internal static class DoctorCommand
{
    private const int Failed = 1;
    private const int NameWidth = 21;

    // For all checks together.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>Checks, and prints a line for each check as soon as it is done.</summary>
    /// <returns>0, or 1 if a check failed.</returns>
    public static int Run(bool json = false)
    {
        var terminal = Terminal.ForOutput();
        List<Check> checks = [];
        foreach (var check in Checks())
        {
            checks.Add(check);
            if (!json)
                Output.Write(Line(check, terminal));
        }

        if (json)
            Output.Write(DoctorListing.AsJson(checks));
        return checks.Any(check => check.Mark == Mark.Bad) ? Failed : 0;
    }

    private static IEnumerable<Check> Checks()
    {
        var deadline = new Deadline(s_limit);
        var script = ScriptVariables.FromEnvironment();
        var settings = new Settings(script);
        var consent = new ConsentInForce(script, settings.Configuration);
        IEnumerable<Check> host =
            [HostChecks.Binary(script, deadline), .. HostChecks.Shims(out var dialects), HostChecks.Clock(DateTime.UtcNow)];
        return host
            .Concat(SettingChecks.Configuration(settings.Configuration))
            .Concat(SettingChecks.Settings(script, settings))
            .Append(SettingChecks.Consent(consent))
            .Concat(Network(new EndpointChecks(script, settings, dialects), consent, deadline))
            .Concat(OutboxChecks.Run(script, settings))
            .Append(HostChecks.Delivery());
    }

    /// <summary>Whoever has refused is not asked to contact the server either.</summary>
    private static IEnumerable<Check> Network(EndpointChecks endpoints, ConsentInForce consent, Deadline deadline)
    {
        if (consent.Answer == ConsentAnswer.No || consent.IsBlocked)
        {
            yield return Check.Skipped("network", "no server is asked, because nothing is sent");
            yield break;
        }

        var progress = new ProgressLine();
        foreach (var check in endpoints.Run(deadline, host => progress.Show($"asking {host}")))
        {
            progress.Clear();
            yield return check;
        }
    }

    private static string Line(Check check, Terminal terminal)
    {
        var indent = terminal.MarkWidth + 1 + NameWidth + 1;
        var text = terminal.Wrap(terminal.Text(check.Text), indent);
        var line = $"{terminal.Mark(check.Mark)} {DisplayWidth.Pad(check.Name, NameWidth)} {text}\n";
        if (check.Advice is null)
            return line;

        var arrow = terminal.IsUtf8 ? "→ " : "-> ";
        var advice = terminal.Wrap(terminal.Text(check.Advice), indent + arrow.Length);
        return $"{line}{new string(' ', indent)}{arrow}{terminal.Paint(Style.Bold, advice)}\n";
    }
}
