// One rule of what is masked, with what shows that it does what it should.

namespace ApiFunc.Redaction;

/// <summary>Puts masks into a text.</summary>
internal delegate void Masking(string text, Edits edits);

/// <summary>A rule.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Mask">Puts masks into a text, in linear time.</param>
internal sealed record Rule(string Name, Masking Mask)
{
    /// <summary>Whether what it masks tells who somebody is, rather than gives a right to something.</summary>
    public bool IsAboutIdentity { get; init; }

    /// <summary>The text with its masks.</summary>
    public string Apply(string text)
    {
        var edits = new Edits(text);
        Mask(text, edits);
        return edits.Result;
    }
}

// Examples are attributes, because nobody needs them in the binary: there, nothing is linked in for them.

/// <summary>An example of what a rule changes.</summary>
/// <param name="text">A text.</param>
/// <param name="masked">What becomes of it.</param>
[AttributeUsage(AttributeTargets.Field, AllowMultiple = true)]
internal sealed class MasksAttribute(string text, string masked) : Attribute
{
    public string Text { get; } = text;

    public string Masked { get; } = masked;
}

/// <summary>Examples of what looks like what a rule changes, and what no rule does.</summary>
/// <param name="texts">Texts.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class KeepsAttribute(params string[] texts) : Attribute
{
    public IReadOnlyList<string> Texts { get; } = texts;
}
