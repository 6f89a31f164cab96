// A text, and the replacements of its parts.

using System.Text;

namespace ApiFunc.Redaction;

/// <summary>Collects replacements from the beginning of a text to its end, and builds the result.</summary>
internal sealed class Replacements(string text)
{
    /// <summary>Stands where a secret stood.</summary>
    public const string Mask = "***";

    private StringBuilder? _result;
    private List<int>? _starts;

    /// <summary>The text without replacements.</summary>
    public string Text => text;

    /// <summary>The position after the last replacement.</summary>
    public int End { get; private set; }

    /// <summary>The text with the replacements; the same string if there are none.</summary>
    public string Result => _result is null ? text : _result.ToString() + text[End..];

    /// <summary>Whether a mask stands at a position, and nothing after it that belongs to a value.</summary>
    public static bool IsMasked(string text, int at)
    {
        var end = at + Mask.Length;
        return string.CompareOrdinal(text, at, Mask, 0, Mask.Length) == 0 && (end == text.Length || !char.IsLetterOrDigit(text[end]));
    }

    /// <summary>How many replacements change something behind a position.</summary>
    public int CountAfter(int position) => _starts?.Count(start => start > position) ?? 0;

    /// <summary>Replaces a part of the text. What lies before <see cref="End"/> stays as it is.</summary>
    public void Add(int start, int end, string replacement = Mask)
    {
        start = Math.Max(start, End);
        if (end <= start)
            return;

        _result ??= new StringBuilder(text.Length);
        if (!text.AsSpan(start, end - start).SequenceEqual(replacement))
            (_starts ??= []).Add(start);
        _result.Append(text, End, start - End).Append(replacement);
        End = end;
    }
}
