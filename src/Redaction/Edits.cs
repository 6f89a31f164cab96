// A text with what a rule puts in the place of its parts.

using System.Text;

namespace ApiFunc.Redaction;

/// <summary>Collects replacements in the order in which they stand in the text, and puts the result together.</summary>
internal sealed class Edits(string text)
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Mask = "***";

    private StringBuilder? _result;

    /// <summary>The position behind the last replacement: what lies before it is settled.</summary>
    public int Settled { get; private set; }

    /// <summary>The text with the replacements; the same one where there are none.</summary>
    public string Result => _result is null ? text : _result.ToString() + text[Settled..];

    /// <summary>Whether a mask stands there already, and nothing behind it that belongs to a value.</summary>
    public static bool IsMasked(string text, int at)
    {
        var end = at + Mask.Length;
        return string.CompareOrdinal(text, at, Mask, 0, Mask.Length) == 0 && (end == text.Length || !char.IsLetterOrDigit(text[end]));
    }

    /// <summary>Replaces a part of the text; what is replaced already stays so.</summary>
    public void Replace(int start, int end, string replacement = Mask)
    {
        start = Math.Max(start, Settled);
        if (end <= start)
            return;

        _result ??= new StringBuilder(text.Length);
        _result.Append(text, Settled, start - Settled).Append(replacement);
        Settled = end;
    }
}
