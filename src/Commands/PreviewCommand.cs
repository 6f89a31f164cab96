// `apifunc preview`: what a function would send now, and why it would not.

using System.Text;
using ApiFunc.Consent;
using ApiFunc.Functions;
using ApiFunc.Http;
using ApiFunc.Outbox;
using ApiFunc.Platform;
using ApiFunc.Redaction;
using ApiFunc.Reports;
using ApiFunc.Script;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class PreviewCommand
{
    private const int NothingWouldBeSent = 1;
    private const string Yes = "yes";

    /// <summary>Shows what a function would send. Nothing is sent, kept, set or deleted.</summary>
    public static int Show([Argument] string function, [Argument] string argument = "", bool json = false, string dialect = "")
    {
        if (FunctionTable.Find(function) is not { } known)
        {
            var senders = FunctionTable.All.Where(one => one.IsReporting).Select(one => one.Name);
            Output.Error(
                $"apifunc preview: there is no function '{CommandLine.Printable(function)}'{Suggestion.For(function, senders)}; " +
                "'apifunc --help' lists them");
            return ToolCommands.UsageError;
        }

        if (!known.IsReporting)
        {
            var what = known.Kind == FunctionKind.Assigns ? "it sets variables of the script" : "it prints";
            Say(json, $"{known.Name} sends nothing: {what}, and that is all");
            return NothingWouldBeSent;
        }

        var words = CommandLine.Literal(argument);
        if (!known.SendsArgument && Array.Find(words, IsOption) is { } option)
        {
            Output.Error(
                $"apifunc preview: {CommandLine.Printable(option)} behind {known.Name} is an argument of it; " +
                "options stand in front of the function's name");
            return ToolCommands.UsageError;
        }

        var preview = new ReportPreview();
        var empty = new HashSet<string>();
        var script = Watch(ScriptVariables.FromEnvironment(), dialect, empty);
        var call = new FunctionCall(script, known.ShellGivesArguments ? default : new Arguments(words), preview);
        if (known.HasRun(call))
            preview.Objections.Add($"it was reported before: {DoneVariable(script)} is 'true'");
        known.Run(call);
        if (preview.Report is not { } report)
        {
            Say(json, $"{known.Name} has made no report; DEV_MODE=true says why");
            return NothingWouldBeSent;
        }

        var problems = preview.Objections;
        var transport = Transport.Create(script, call.Settings, out var problem);
        problems.AddRange(problem is null ? [] : [problem]);
        var request = transport?.Preview(report, out problem);
        problems.AddRange(problem is null ? [] : [problem]);
        var isLeftToScripts = problems.TrueForAll(IsLeftToScripts);
        string[] reasons = [.. problems.Distinct().Select(reason => Explain(reason, script))];
        if (json)
        {
            Output.Write(report.Body);
            foreach (var reason in reasons)
                Output.Error($"apifunc preview: nothing would be sent: {Output.Printable(reason)}");
        }
        else
        {
            var terminal = Terminal.ForOutput();
            string[] unset = known.NeedsNoId ? [] : [.. Variables.OfInstallation.Where(empty.Contains)];
            var masked = known.SendsArgument ? "sent as the script has made them" : Masked(preview.Masked, terminal);
            var notes = Notes(report, masked, unset, terminal);
            var isClassic = dialect.Length == 0 && report.Endpoint is ClassicDialect.Upload or ClassicDialect.UpdateStatus;
            var old = isClassic ? OldDialect(known, terminal) : "";
            var head = Head(report, request, terminal);
            var verdict = Verdict(known, reasons, isLeftToScripts, terminal);
            Output.Write($"{verdict}{old}{head}\n{ReadableBody.Of(report.Body, terminal)}\n{notes}");
        }

        return reasons.Length == 0 ? 0 : NothingWouldBeSent;
    }

    /// <summary>The environment with another dialect, if one is named. Remembers which variables were asked for and are empty.</summary>
    private static ScriptVariables Watch(ScriptVariables environment, string dialect, HashSet<string> empty) => new(name =>
    {
        var value = dialect.Length > 0 && name == Setting.Dialect.Name ? Encoding.ASCII.GetBytes(dialect) : environment.Bytes(name);
        if (value is null or [])
            empty.Add(name);
        return value;
    });

    /// <summary>Whether a word is an option of this command, which no function takes.</summary>
    private static bool IsOption(string word) => ToolTable.Find(["preview"])!.Options.Any(option => option.IsCalled(word.Split('=')[0]));

    private static string DoneVariable(ScriptVariables script) =>
        string.Join(" and ", new[] { Variables.PostToApiDone, Variables.PostUpdateDone }.Where(name => script[name] == "true"));

    /// <summary>A reason, with what a person may want to know of it.</summary>
    private static string Explain(string reason, ScriptVariables script)
    {
        if (reason == $"{Variables.RandomUuid} is empty")
            return $"{reason}: a script sets it to the ID of its installation";
        if (reason != $"{Variables.Diagnostics} is not 'yes'")
            return reason;

        var answer = ConsentFile.Read();
        if (answer == Yes)
            return $"{reason} here; scripts set it from {ScriptPaths.Consent}, which says '{answer}'";
        return $"{reason} here; " + (answer is null
            ? $"scripts take it from {ScriptPaths.Consent}, which is not there: nobody has said yes"
            : $"scripts take it from {ScriptPaths.Consent}, which says '{answer}'");
    }

    /// <summary>Whether a script takes away what is in the way: it sets variables, and takes the user's answer from a file.</summary>
    private static bool IsLeftToScripts(string reason) =>
        reason == $"{Variables.RandomUuid} is empty" || (reason == $"{Variables.Diagnostics} is not 'yes'" && ConsentFile.Read() == Yes);

    /// <summary>A classic report that nobody has asked for is not what most people want to see.</summary>
    private static string OldDialect(Function function, Terminal terminal)
    {
        var note = $"This is the classic dialect. What today's scripts send: apifunc preview --dialect telemetry {function.Name}";
        return $"{terminal.Mark(Mark.Warning)} {terminal.Wrap(note, terminal.MarkWidth + 1)}\n\n";
    }

    private static string Verdict(Function function, string[] reasons, bool isLeftToScripts, Terminal terminal)
    {
        if (reasons.Length == 0)
            return $"{terminal.Mark(Mark.Good)} {function.Name} would send this:\n\n";

        var verdict = isLeftToScripts
            ? $"{function.Name} would send nothing from here, but this if a script calls it:"
            : $"{function.Name} would send nothing now:";
        var text = new StringBuilder(terminal.Mark(isLeftToScripts ? Mark.Warning : Mark.Bad));
        text.Append(' ').Append(terminal.Wrap(verdict, terminal.MarkWidth + 1)).Append('\n');
        foreach (var reason in reasons)
            text.Append("  - ").Append(terminal.Wrap(terminal.Text(reason), 4)).Append('\n');
        return text.Append(isLeftToScripts ? "\n" : "Otherwise it would send this:\n\n").ToString();
    }

    private static string Head(OutgoingReport report, RequestPreview? request, Terminal terminal)
    {
        var url = report.HttpUrl?.AbsoluteUri ?? Encoding.UTF8.GetString(report.Url);
        var text = new StringBuilder($"To {terminal.Text(Shown(EndpointUrl.WithoutUser(url)))}");
        if (report.HttpUrl is null)
            text.Append(request is null ? "" : ", as one line with the time");
        if (request?.Way is { } way)
            text.Append($", through {terminal.Text(way)}");
        text.Append('\n');
        foreach (var line in request?.Head ?? [])
            text.Append("  ").Append(terminal.Text(Shown(line))).Append('\n');
        return text.ToString();

        // URLs and fields may hold credentials.
        static string Shown(string line) => Redactor.WithoutSecrets(line);
    }

    private static string Masked(MaskCounter counter, Terminal terminal)
    {
        var masks = counter.Rules.Select(masks => $"{masks.Count()} {(terminal.IsUtf8 ? "×" : "x")} {masks.Key}").ToList();
        return masks.Count > 0 ? $"masked: {string.Join(", ", masks)}" : "nothing had to be masked";
    }

    private static string Notes(OutgoingReport report, string masked, string[] empty, Terminal terminal)
    {
        List<string> notes = [$"{report.Body.Length} bytes; {masked}."];
        if (report.ShorterBody is { } shorter)
            notes.Add($"If the server answers and does not accept it, {shorter.Length} bytes follow without what it may have refused.");
        if (empty.Length > 0)
            notes.Add($"A script sets these, and here they are empty: {string.Join(", ", empty)}.");
        return string.Concat(notes.Select(note => terminal.Wrap(terminal.Text(note), 0) + "\n"));
    }

    /// <summary>Says why there is no body: standard output is for that alone with --json.</summary>
    private static void Say(bool json, string text)
    {
        if (json)
            Output.Error($"apifunc preview: {text}");
        else
            Output.Write(text + "\n");
    }
}
