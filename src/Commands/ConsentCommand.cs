// `apifunc consent`: whether reports are sent and who says so, and the one place to say yes or no.

using System.Globalization;
using System.Text;
using ApiFunc.Consent;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Script;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class ConsentCommand
{
    // Of sysexits.h: EX_CANTCREAT, EX_NOPERM, EX_CONFIG.
    private const int CannotCreate = 73;
    private const int NoPermission = 77;
    private const int WrongConfiguration = 78;

    /// <summary>Shows what holds, after answering if an answer is given.</summary>
    /// <returns>0; 73 or 77 if the answer cannot be written or reports cannot be deleted, 78 if the configuration cannot be used.</returns>
    public static int Run([Argument] string answer = "", bool json = false)
    {
        var script = ScriptVariables.FromEnvironment();
        var settings = new Settings(script);
        List<string> deleted = [];
        if (answer.Length > 0)
        {
            if (ConsentFile.Write(consents: answer == "yes") is { } problem)
            {
                var advice = Libc.geteuid() == 0 ? "" : "; only root can answer for this host";
                Output.Error($"apifunc consent: {ScriptPaths.Consent} is not written: {Output.Printable(problem)}{advice}");
                return Libc.geteuid() == 0 ? CannotCreate : NoPermission;
            }

            if (answer == "no" && !Withdraw(script, settings, deleted))
                return CannotCreate;
        }

        var consent = new ConsentInForce(script, settings.Configuration);
        Output.Write(json ? ConsentListing.AsJson(consent) : AsText(consent, answer, deleted));
        if (settings.Configuration.Problem is not { } unusable)
            return 0;

        Output.Error($"apifunc consent: {Output.Printable(unusable)}; until then nothing is sent");
        return WrongConfiguration;
    }

    /// <summary>
    /// Deletes all that is kept of reports, and adds a line about each directory. Returns false, and says why, if something may be left.
    /// </summary>
    private static bool Withdraw(ScriptVariables script, Settings settings, List<string> lines)
    {
        var isAllDeleted = true;
        foreach (var path in StateDirectory.AllPathsOf(script, settings))
        {
            if (ReportOutbox.Withdraw(path, out var deleted, out var problem))
                lines.Add($"{Encoding.UTF8.GetString(path)}: {Describe(deleted.Waiting, deleted.Refused, deleted.HadHistory)}");
            if (problem is null)
                continue;
            Output.Error($"apifunc consent: the answer is no, but {Output.Printable(problem)}");
            isAllDeleted = false;
        }

        if (lines.Count == 0 && isAllDeleted)
            lines.Add("There is no state directory: nothing waited, and there was no history.");
        return isAllDeleted;
    }

    private static string AsText(ConsentInForce consent, string answer, List<string> deleted)
    {
        var terminal = Terminal.ForOutput();
        var text = new StringBuilder();
        if (answer.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"{ScriptPaths.Consent} says {answer}\n");
        deleted.ForEach(Line);

        var (mark, what) = consent switch
        {
            { IsBlocked: true } => (Mark.Bad, "nothing is sent: the configuration cannot be used"),
            { Answer: ConsentAnswer.Yes } => (Mark.Good, $"reports are sent: {consent.Reason}"),
            { Answer: ConsentAnswer.No } => (answer == "yes" ? Mark.Bad : Mark.Good, $"nothing is sent: {consent.Reason}"),
            _ => (Mark.Warning, $"nothing is sent: {consent.Reason}"),
        };
        Append(mark, what);
        if (consent.IsVariableOverruled)
        {
            Append(Mark.Warning, $"scripts put the file's answer in the place of the variable {Variables.Diagnostics}; " +
                $"{Variables.DoNotTrack}=1 is a no for one run");
        }

        if (answer.Length == 0)
        {
            var table = new TextTable(new("ASKED IN THIS ORDER", IsWhole: true), new("SAYS"), new("MEANS"));
            foreach (var source in consent.Sources)
                table.Add(source.Name, source.Value.Length > 0 ? source.Value : "-", Word(source.Answer));
            text.Append('\n').Append(table.Render(terminal));
            text.Append('\n');
            Line("'apifunc consent yes' and 'apifunc consent no' change the answer.");
        }

        return text.ToString();

        void Line(string line) => text.Append(terminal.Wrap(terminal.Text(line), 0)).Append('\n');

        void Append(Mark mark, string line) => text.Append(terminal.Mark(mark)).Append(' ')
            .Append(terminal.Wrap(terminal.Text(line), terminal.MarkWidth + 1)).Append('\n');
    }

    private static string Describe(int waiting, int refused, bool hadHistory) =>
        waiting + refused > 0 ? OutboxCommands.Deleted(waiting, refused) + (hadHistory ? ", and the history" : "")
        : hadHistory ? "the history is deleted; nothing waited"
        : "nothing waited, and there was no history";

    private static string Word(ConsentAnswer answer) => answer switch
    {
        ConsentAnswer.Yes => "yes",
        ConsentAnswer.No => "no",
        _ => "-",
    };
}
