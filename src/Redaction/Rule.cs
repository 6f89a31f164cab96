// A rule of what is masked, and the examples that test it.

namespace ApiFunc.Redaction;

/// <summary>Adds the replacements that mask a text.</summary>
internal delegate void MaskText(string text, Replacements replacements);

/// <summary>A rule of what is masked.</summary>
/// <param name="Name">What it masks.</param>
/// <param name="Mask">Masks a text in linear time.</param>
internal sealed record Rule(string Name, MaskText Mask)
{
    /// <summary>Whether it masks what identifies a person or a machine, rather than what grants access.</summary>
    public bool IsPersonalData { get; init; }

    /// <summary>Masks a text, and counts that if somebody wants to know.</summary>
    public string Apply(string text, MaskCounter? counter = null)
    {
        var replacements = new Replacements(text);
        Mask(text, replacements);
        counter?.Add(Name, replacements);
        return replacements.Result;
    }
}

// Examples are attributes, so that none of them is linked into the binary. Unit tests run every one.

/// <summary>An example of what a rule masks.</summary>
/// <param name="text">A text.</param>
/// <param name="masked">The text after the rule.</param>
[AttributeUsage(AttributeTargets.Field, AllowMultiple = true)]
internal sealed class MasksAttribute(string text, string masked) : Attribute
{
    public string Text { get; } = text;

    public string Masked { get; } = masked;
}

/// <summary>Examples of what resembles what a rule masks, and is not changed by any rule.</summary>
/// <param name="texts">Texts.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class KeepsAttribute(params string[] texts) : Attribute
{
    public IReadOnlyList<string> Texts { get; } = texts;
}
