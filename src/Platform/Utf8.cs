// Limits in bytes of UTF-8.

using System.Text;

namespace ApiFunc.Platform;

internal static class Utf8
{
    /// <summary>The text's beginning that takes at most <paramref name="limit"/> bytes of UTF-8; no character is cut in two.</summary>
    public static string Cut(string text, int limit)
    {
        // A UTF-16 unit takes three bytes at the most.
        if (text.Length <= limit / 3 || Encoding.UTF8.GetByteCount(text) <= limit)
            return text;

        var (length, bytes) = (0, 0);
        foreach (var character in text.EnumerateRunes())
        {
            bytes += character.Utf8SequenceLength;
            if (bytes > limit)
                break;
            length += character.Utf16SequenceLength;
        }

        return text[..length];
    }
}
