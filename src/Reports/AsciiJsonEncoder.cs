// What has to be escaped in JSON (RFC 8259, section 7), and what is beyond ASCII.

using System.Globalization;
using System.Text.Encodings.Web;

namespace ApiFunc.Reports;

/// <summary>
/// Escapes no more than that: <c>'&lt;&gt;&amp;+</c> stay as they are. The encoders that .NET has know all of Unicode
/// before they escape the first character, which takes longer than to write a report.
/// </summary>
internal sealed class AsciiJsonEncoder : JavaScriptEncoder
{
    private const int LongestEscape = 12; // two of \uXXXX

    private AsciiJsonEncoder()
    {
    }

    public static AsciiJsonEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => LongestEscape;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\' or >= 0x7F;

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            if (WillEncode(text[i]))
                return i;
        }

        return -1;
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
    {
        for (var i = 0; i < utf8Text.Length; i++)
        {
            if (WillEncode(utf8Text[i]))
                return i;
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var escape = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => @"\\",
            '\b' => @"\b",
            '\f' => @"\f",
            '\n' => @"\n",
            '\r' => @"\r",
            '\t' => @"\t",
            > char.MaxValue => string.Concat(char.ConvertFromUtf32(unicodeScalar).Select(Hexadecimal)),
            _ => Hexadecimal((char)unicodeScalar),
        };
        var fits = escape.Length <= bufferLength;
        numberOfCharactersWritten = fits ? escape.Length : 0;
        if (fits)
            escape.CopyTo(new Span<char>(buffer, bufferLength));
        return fits;
    }

    private static string Hexadecimal(char unit) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
}
