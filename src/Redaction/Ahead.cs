// The next character of some kind, asked for again and again, in linear time.

using System.Buffers;

namespace ApiFunc.Redaction;

/// <summary>
/// Finds the next of some characters behind a position, and remembers where it was: as long as positions only grow, no
/// part of the text is looked through twice.
/// </summary>
internal struct Ahead(string text, SearchValues<char> characters)
{
    private int _from = int.MaxValue;
    private int _next;

    /// <summary>The first position from <paramref name="start"/> on that holds one of the characters, else the text's length.</summary>
    public int From(int start)
    {
        if (start < _from || start > _next)
        {
            var distance = text.AsSpan(start).IndexOfAny(characters);
            _from = start;
            _next = distance < 0 ? text.Length : start + distance;
        }

        return _next;
    }
}
