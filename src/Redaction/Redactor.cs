// Masks secrets, addresses and the host's name in text that leaves the host. Others call this and LineRedactor.

namespace ApiFunc.Redaction;

/// <summary>Masks secrets, addresses and the host's name in text. A masked text is not changed again.</summary>
/// <param name="host">The host's name, with its domain or without.</param>
/// <param name="applications">What is installed: a host may be named after it.</param>
internal sealed class Redactor(string host, params IReadOnlyList<string> applications)
{
    /// <summary>
    /// No rule masks a word of so many letters and digits or fewer: most reports are spared the rules. It is one less than the
    /// shortest form in <see cref="TokenTable"/> without other characters, and a unit test keeps it so.
    /// </summary>
    public const int MaxHarmlessLength = 19;

    // A mask may uncover something for another rule, so rules are applied until nothing changes. Two rounds suffice, except
    // for crafted text.
    private const int MaxRounds = 8;

    private readonly HostName _host = new(host, applications);

    /// <summary>
    /// Whether text keeps its control characters. If one of them hides something that is to be masked, all of them are removed.
    /// </summary>
    public bool KeepsControls { get; init; }

    /// <summary>Counts what is masked; null if nobody wants to know.</summary>
    public MaskCounter? Counter { get; init; }

    /// <summary>Masks secrets only, and no personal data.</summary>
    public static string WithoutSecrets(string text) => Apply(text, RuleTable.Secrets);

    /// <summary>
    /// Masks what must not leave the host, in what a terminal would show of the text, because control characters could hide a
    /// secret from the rules.
    /// </summary>
    public string Apply(string text)
    {
        var counter = Counter?.IsNew(text) == true ? Counter : null;
        if (IsHarmlessWord(text))
            return _host.Mask(text, counter);
        if (!KeepsControls)
            return Mask(TerminalText.Shown(text), counter);

        var keepingControls = Mask(text, counter);
        var withoutControls = TerminalText.Written(keepingControls);
        var masked = Mask(withoutControls, counter);
        return masked == withoutControls ? keepingControls : masked;
    }

    /// <summary>Masks a version, but not one of four numbers, which looks like an address.</summary>
    public string ApplyToVersion(string version) =>
        version.All(c => char.IsAsciiDigit(c) || c == '.') ? version : Apply(version);

    private static bool IsHarmlessWord(string text) => text.Length <= MaxHarmlessLength && text.All(char.IsAsciiLetterOrDigit);

    private string Mask(string text, MaskCounter? counter)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var masked = _host.Mask(Apply(text, RuleTable.All, counter), counter);
            if (masked == text)
                break;
            text = masked;
        }

        return text;
    }

    private static string Apply(string text, Rule[] rules, MaskCounter? counter = null)
    {
        foreach (var rule in rules)
            text = rule.Apply(text, counter);
        return text;
    }
}
