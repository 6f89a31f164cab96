// The door of this room: text as it may be written down and sent.

using ApiFunc.Caller;

namespace ApiFunc.Privacy;

/// <summary>Masks secrets, addresses and the host's name in text. Applied twice it does what it does once.</summary>
/// <param name="host">The host's name, with its domain or without.</param>
/// <param name="applications">What is installed: the host may be called after it.</param>
internal sealed class Redactor(string host, params IReadOnlyList<string> applications)
{
    // A mask may uncover something for another rule: rules are applied until they find nothing, which takes two rounds
    // for all but texts that are made for it.
    private const int MostRounds = 8;

    // The shortest token that has no other character is longer.
    private const int LongestWord = 16;

    /// <summary>
    /// Whether text keeps the control characters that it has, as bodies do that carry it as it is. If something to hide stands
    /// behind one of them, they all go.
    /// </summary>
    public bool KeepsControls { get; init; }

    /// <summary>What masks the texts of a script, on this host.</summary>
    /// <param name="script">The script.</param>
    /// <param name="application">What it installs or runs, where its variables do not say so.</param>
    /// <param name="keepsControls">See <see cref="KeepsControls"/>.</param>
    public static Redactor For(CallingScript script, string application = "", bool keepsControls = false) =>
        new(script.Facts.Kernel.HostName, application, script.Get(Variables.NsApp), script.Get(Variables.App), script.Get(Variables.AppTitle), script.Get(Variables.TelemetryToolName))
        {
            KeepsControls = keepsControls,
        };

    /// <summary>Masks secrets only, for whoever the text belongs to.</summary>
    public static string WithoutSecrets(string text) => Apply(text, RuleTable.Secrets);

    /// <summary>
    /// Masks whatever is not to leave the host, in what a terminal would show of the text: what steers one could hide a secret
    /// from the rules.
    /// </summary>
    public string Apply(string text)
    {
        if (IsShortWord(text))
            return WithoutHost(text);
        if (!KeepsControls)
            return Mask(TerminalText.Shown(text));

        var carried = Mask(text);
        var written = TerminalText.Written(carried);
        var masked = Mask(written);
        return masked == written ? carried : masked;
    }

    private string Mask(string text)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var masked = WithoutHost(Apply(text, RuleTable.All));
            if (masked == text)
                break;
            text = masked;
        }

        return text;
    }

    /// <summary>A version; one of four numbers is no address.</summary>
    public string ApplyToVersion(string version) =>
        version.All(c => char.IsAsciiDigit(c) || c == '.') ? version : Apply(version);

    /// <summary>Whether no rule can find anything in a text, which spares most reports from knowing the rules.</summary>
    private static bool IsShortWord(string text) => text.Length <= LongestWord && text.All(char.IsAsciiLetterOrDigit);

    private string WithoutHost(string text)
    {
        var edits = new Edits(text);
        HostName.Mask(text, edits, host, applications);
        return edits.Result;
    }

    private static string Apply(string text, IReadOnlyList<Rule> rules)
    {
        foreach (var rule in rules)
            text = rule.Apply(text);
        return text;
    }
}

/// <summary>Masks the lines of a stream, of which several may make one secret.</summary>
/// <param name="redactor">What masks each of them.</param>
internal sealed class LineRedactor(Redactor redactor)
{
    private readonly PrivateKeys _keys = new();

    /// <summary>Masks the next line.</summary>
    public string Apply(string line) => redactor.Apply(_keys.MaskLine(line));
}
