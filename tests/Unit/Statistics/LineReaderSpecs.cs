// Lines of a file, whatever pieces it is read in.

using System.Text;
using ApiFunc.Statistics;
using Unit.Harness;

namespace Unit;

public sealed class LineReaderSpecs
{
    [Theory]
    [InlineData("")]
    [InlineData("\n", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\n\nbc", "a", "", "bc")]
    [InlineData("a\nbcdefg", "a", "bcdefg")]
    [InlineData("12345678\n12345678", "12345678", "12345678")]
    [InlineData("123456789\nb", null, "b")]
    [InlineData("123456789", null)]
    [InlineData("a\n1234567890123456789012345678\nb\n", "a", null, "b")]
    [InlineData("1234567890123456789012345678\n1234567890123456789012345678", null, null)]
    public void Lines_are_the_same_in_whatever_pieces_they_come(string text, params string?[]? lines)
    {
        // A single null is taken for no array at all.
        lines ??= [null];

        for (var atOnce = 1; atOnce <= text.Length + 1; atOnce++)
        {
            var reader = new LineReader(Collected.Reader(Encoding.UTF8.GetBytes(text), atOnce), longest: 8);
            List<string?> read = [];
            while (reader.TryRead(out var line, out var isTooLong))
                read.Add(isTooLong ? null : Encoding.UTF8.GetString(line));

            Assert.Equal(lines, read);
            Assert.Equal(lines.Length, reader.Number);
            Assert.False(reader.TryRead(out _, out _));
        }
    }
}
