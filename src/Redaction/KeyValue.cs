// A name that may be a secret's, where it stands in a text, and what separates it from its value.

namespace ApiFunc.Redaction;

/// <summary>What separates a name from its value.</summary>
internal enum Separator
{
    None,
    Equals,
    Colon,
    Blank,

    /// <summary>The end of an XML start tag.</summary>
    Element,

    /// <summary>The line between the cells of a table.</summary>
    Cell,

    /// <summary>Columns, dot leaders, arrows: only what looks random is a value.</summary>
    Loose,
}

/// <summary>A name and its value in a text.</summary>
internal ref struct KeyValue
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>The name without the dashes of an option.</summary>
    public required ReadOnlySpan<char> Name { get; init; }

    /// <summary>What the name tells about the value.</summary>
    public required NameKind Kind { get; set; }

    /// <summary>Where the name begins, with its dashes.</summary>
    public required int Start { get; init; }

    /// <summary>Where the name ends.</summary>
    public required int End { get; init; }

    /// <summary>Where the name ends with its closing quote and brackets.</summary>
    public required int After { get; set; }

    /// <summary>Whether the name has one dash or two before it.</summary>
    public required bool IsOption { get; init; }

    /// <summary>Whether the name stands in quotes.</summary>
    public required bool IsQuoted { get; init; }

    /// <summary>What separates name and value.</summary>
    public Separator Separator { get; set; }

    /// <summary>Where the value begins; it may be the end of the text.</summary>
    public int Value { get; set; }

    /// <summary>The character before the name.</summary>
    public readonly char Before => Start > 0 ? Text[Start - 1] : '\n';

    /// <summary>Whether nothing stands before the name on its line but what settings are indented or commented out with.</summary>
    public readonly bool IsAtLineStart
    {
        get
        {
            var at = Start;
            while (at > 0 && Text[at - 1] is ' ' or '\t' or '-' or '{' or '#')
                at--;
            return at == 0 || Text[at - 1] == '\n';
        }
    }

    /// <summary>Whether the name stands in a cell of a table.</summary>
    public readonly bool IsInCell => IsCellAt(Text, Start);

    /// <summary>The word before the name, of at most 16 letters.</summary>
    public readonly ReadOnlySpan<char> WordBefore => ShellText.WordBefore(Text, Start);

    /// <summary>Whether the name is another one, whatever its case.</summary>
    public readonly bool IsCalled(string name) => IgnoreCase.Equals(Name, name);

    /// <summary>Whether a position is the beginning of what stands in a cell of a table.</summary>
    public static bool IsCellAt(string text, int at)
    {
        while (at > 0 && text[at - 1] == ' ')
            at--;
        return at > 0 && text[at - 1] is '|' or '│';
    }
}
