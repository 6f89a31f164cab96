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

    /// <summary>Masks secrets only, and no personal data.</summary>
    public static string WithoutSecrets(string text) => Apply(text, RuleTable.Secrets);

    /// <summary>
    /// Masks what must not leave the host, in what a terminal would show of the text, because control characters could hide a
    /// secret from the rules.
    /// </summary>
    public string Apply(string text)
    {
        if (IsHarmlessWord(text))
            return _host.Mask(text);
        if (!KeepsControls)
            return Mask(TerminalText.Shown(text));

        var keepingControls = Mask(text);
        var withoutControls = TerminalText.Written(keepingControls);
        var masked = Mask(withoutControls);
        return masked == withoutControls ? keepingControls : masked;
    }

    /// <summary>Masks a version, but not one of four numbers, which looks like an address.</summary>
    public string ApplyToVersion(string version) =>
        version.All(c => char.IsAsciiDigit(c) || c == '.') ? version : Apply(version);

    private static bool IsHarmlessWord(string text) => text.Length <= MaxHarmlessLength && text.All(char.IsAsciiLetterOrDigit);

    private string Mask(string text)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var masked = _host.Mask(Apply(text, RuleTable.All));
            if (masked == text)
                break;
            text = masked;
        }

        return text;
    }

    private static string Apply(string text, Rule[] rules)
    {
        foreach (var rule in rules)
            text = rule.Apply(text);
        return text;
    }
}
