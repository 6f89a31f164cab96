// One rule of what is masked, with what shows that it does what it should.

namespace ApiFunc.Privacy;

/// <summary>Puts masks into a text.</summary>
internal delegate void Masking(string text, Edits edits);

/// <summary>A text, and what becomes of it.</summary>
internal readonly record struct Example(string Text, string Masked);

/// <summary>A rule.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Mask">Puts masks into a text, in linear time.</param>
internal sealed record Rule(string Name, Masking Mask)
{
    /// <summary>Whether what it masks tells who somebody is, rather than gives a right to something.</summary>
    public bool IsAboutIdentity { get; init; }

    /// <summary>Texts that it changes.</summary>
    public required Example[] Masks { get; init; }

    /// <summary>Texts that look like it, and that no rule changes.</summary>
    public required string[] Keeps { get; init; }

    /// <summary>The text with its masks.</summary>
    public string Apply(string text)
    {
        var edits = new Edits(text);
        Mask(text, edits);
        return edits.Result;
    }
}
