// `apifunc explain`: what an exit code means, and what usually helps.

using System.Globalization;
using System.Text;
using ApiFunc.Failures;
using ApiFunc.Platform;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class ExplainCommand
{
    private const int UnknownCode = 65; // EX_DATAERR of sysexits.h
    private const int MostExitCode = 255;
    private const int SignalBase = 128;
    private const int LastSignal = 64;
    private const int TextColumn = 12;

    // What words are about is explained as long as it fits on a screen, and listed otherwise.
    private const int MostExplained = 5;

    /// <summary>Explains codes, or lists those that words are about; all of them without a word.</summary>
    /// <param name="words">Codes, or words to look for; see <see cref="CommandLine.Values"/>.</param>
    /// <param name="json">Print one JSON object.</param>
    public static int Explain([Argument] string words, bool json = false)
    {
        var all = All();
        var asked = CommandLine.Values(words);
        string[] codes = [.. asked.Where(IsNumber)];
        string[] sought = [.. asked.Where(word => !IsNumber(word))];
        List<ExplainedCode> found = asked.Length == 0 ? all : [];
        List<string> unknown = [];
        foreach (var code in codes)
        {
            if (all.Find(known => known.Code.ToString(CultureInfo.InvariantCulture) == code) is { } known)
                found.Add(known);
            else
                unknown.Add(code);
        }

        var named = found.Count;
        if (sought.Length > 0)
        {
            List<ExplainedCode> hits = [.. all.Where(code => sought.All(word => IsAbout(code, word)))];
            found.AddRange(hits.Where(hit => !found.Contains(hit)));
            if (hits.Count == 0)
                unknown.Add(string.Join(' ', sought));
        }

        var explained = asked.Length == 0 ? 0 : found.Count - named > MostExplained ? named : found.Count;

        var terminal = Terminal.ForOutput();
        if (json)
            Output.Write(ExplanationJson.Write(found, unknown));
        else
            Output.Write(AsText(found, explained, terminal));

        foreach (var word in unknown)
            Output.Error($"apifunc explain: {(IsNumber(word) ? Unknown(word, all) : $"nothing is about '{CommandLine.Printable(word)}'")}");
        return unknown.Count > 0 ? UnknownCode : 0;
    }

    /// <summary>Every code of the two tables, in order.</summary>
    private static List<ExplainedCode> All()
    {
        var help = ExitCodeHelp.Read();
        var codes = new SortedList<int, ExplainedCode>();
        foreach (var entry in ExitCodes.Explanations)
        {
            var code = Number(entry);
            codes[code] = new ExplainedCode(code, new MeaningFields(entry.Meaning, entry.Category, help.OfExplanation(entry)), null);
        }

        foreach (var entry in ExitCodes.Descriptions)
        {
            var code = Number(entry);
            var known = codes.GetValueOrDefault(code) ?? new ExplainedCode(code, null, null);
            codes[code] = known with { Classic = new MeaningFields(entry.Meaning.Trim(), null, help.OfDescription(entry)) };
        }

        return [.. codes.Values];
    }

    private static int Number(ExitCodes.Entry entry) => int.Parse(entry.Code, CultureInfo.InvariantCulture);

    private static bool IsNumber(string word) => word.Length > 0 && word.All(char.IsAsciiDigit);

    private static bool IsAbout(ExplainedCode code, string word) => new[] { code.Telemetry, code.Classic }.Any(meaning =>
        meaning is not null
        && $"{meaning.Meaning}\n{meaning.Category}\n{meaning.Help}".Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Why a number is not explained, and which codes are near it.</summary>
    private static string Unknown(string code, List<ExplainedCode> all)
    {
        if (!int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > MostExitCode)
            return $"exit codes go from 0 to {MostExitCode}, and {code} is none";
        if (number.ToString(CultureInfo.InvariantCulture) != code)
            return $"'{code}' is no exit code; use {number}";

        var near = all.OrderBy(known => Math.Abs(known.Code - number)).Take(2)
            .OrderBy(known => known.Code).Select(known => $"{known.Code}");
        var signal = number is > SignalBase and <= SignalBase + LastSignal
            ? string.Create(CultureInfo.InvariantCulture, $"; it is that of a program that signal {number - SignalBase} ended")
            : "";
        return $"no script of Proxmox VE gives {code} a meaning{signal}; the codes next to it are {string.Join(" and ", near)}";
    }

    /// <summary>The first codes in full, and a line for each of the others.</summary>
    private static string AsText(List<ExplainedCode> codes, int explained, Terminal terminal)
    {
        var text = new StringBuilder();
        for (var i = 0; i < explained; i++)
            text.Append(i > 0 ? "\n" : "").Append(Describe(codes[i], terminal));
        if (explained == codes.Count)
            return text.ToString();

        var listed = codes.GetRange(explained, codes.Count - explained);
        return text.Append(explained > 0 ? "\n" : "").Append(Table(listed, terminal))
            .Append("\n'apifunc explain ").Append(listed[0].Code).Append("' says more of one.\n").ToString();
    }

    private static string Describe(ExplainedCode code, Terminal terminal)
    {
        var text = new StringBuilder();
        text.Append(terminal.Paint(Style.Bold, code.Code.ToString(CultureInfo.InvariantCulture))).Append('\n');
        var isOneHelp = code.Telemetry is null || code.Classic is null || code.Telemetry.Help == code.Classic.Help;
        foreach (var (dialect, meaning) in new[] { ("telemetry", code.Telemetry), ("classic", code.Classic) })
        {
            if (meaning is null)
                continue;
            Append(dialect, meaning.Category is null ? TextOf(meaning) : $"{meaning.Meaning} ({meaning.Category})");
            if (!isOneHelp)
                Append("", meaning.Help);
        }

        if (isOneHelp)
            Append("what helps", (code.Telemetry ?? code.Classic)!.Help);
        return text.ToString();

        void Append(string name, string line) =>
            text.Append(terminal.Paint(Style.Dim, name)).Append(' ', TextColumn - name.Length)
                .Append(terminal.Wrap(line, TextColumn)).Append('\n');
    }

    // There is nothing to explain about 0.
    private static string TextOf(MeaningFields meaning) => meaning.Meaning.Length > 0 ? meaning.Meaning : "Success";

    private static string Table(List<ExplainedCode> codes, Terminal terminal)
    {
        var table = new TextTable(
            new("CODE", IsNumber: true, IsWhole: true), new("DIALECT", IsWhole: true), new("CATEGORY", IsWhole: true), new("MEANING"));
        foreach (var code in codes)
        {
            var number = code.Code.ToString(CultureInfo.InvariantCulture);
            var dialect = code.Classic is null ? "telemetry" : code.Telemetry is null ? "classic" : "both";
            table.Add(number, dialect, code.Telemetry?.Category ?? "", TextOf((code.Telemetry ?? code.Classic)!));
        }

        return table.Render(terminal);
    }
}
