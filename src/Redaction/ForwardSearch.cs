// Searches a text for the next of some characters, over and over, in linear time.

using System.Buffers;

namespace ApiFunc.Redaction;

/// <summary>
/// Finds the next of some characters and remembers where it was. As long as the positions asked for only grow, no part of
/// the text is searched twice.
/// </summary>
internal struct ForwardSearch(string text, SearchValues<char> characters)
{
    private int _from = int.MaxValue;
    private int _found;

    /// <summary>The first position from <paramref name="start"/> on that holds one of the characters; else the text's length.</summary>
    public int Next(int start)
    {
        if (start < _from || start > _found)
        {
            var distance = text.AsSpan(start).IndexOfAny(characters);
            _from = start;
            _found = distance < 0 ? text.Length : start + distance;
        }

        return _found;
    }
}
