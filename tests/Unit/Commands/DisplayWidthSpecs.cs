// How much room text takes on a terminal.

using ApiFunc.Commands;
using CsCheck;
using Unit.Harness;

namespace Unit;

public sealed class DisplayWidthSpecs
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("plain", 5)]
    [InlineData("Müller", 6)]
    [InlineData("e\u0301", 1)]
    [InlineData("日本", 4)]
    [InlineData("ｆｕｌｌ", 8)]
    [InlineData("한국", 4)]
    [InlineData("😀", 2)]
    [InlineData("…✓✗", 3)]
    [InlineData("\u200B", 0)]
    public void Wide_characters_take_two_columns_and_combining_ones_none(string text, int expected) =>
        Assert.Equal(expected, DisplayWidth.Of(text));

    [Theory]
    [InlineData("text", 4, "text")]
    [InlineData("text", 3, "te…")]
    [InlineData("text", 1, "…")]
    [InlineData("text", 0, "")]
    [InlineData("日本語", 6, "日本語")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 4, "日…")]
    [InlineData("e\u0301e\u0301e\u0301", 2, "e\u0301…")]
    [InlineData("😀😀", 3, "😀…")]
    public void Text_is_cut_so_that_it_fits_with_its_ellipsis(string text, int columns, string expected) =>
        Assert.Equal(expected, DisplayWidth.Cut(text, columns, "…"));

    [Theory]
    [InlineData("text", 3, "...")]
    [InlineData("text", 2, "te")]
    public void There_is_no_ellipsis_without_room_for_it(string text, int columns, string expected) =>
        Assert.Equal(expected, DisplayWidth.Cut(text, columns, "..."));

    [Fact]
    public void Whatever_is_cut_fits_and_whatever_is_padded_fills()
    {
        var texts = Gen.OneOf("a", "é", "e\u0301", "日", "😀", " ").Array[0, 20].Select(string.Concat);
        Gen.Select(texts, Gen.Int[0, 30]).ForAll((text, columns) =>
        {
            var cut = DisplayWidth.Cut(text, columns, "…");
            Assert.InRange(DisplayWidth.Of(cut), 0, columns);
            Assert.Equal(columns, DisplayWidth.Of(DisplayWidth.Pad(cut, columns)));
        });
    }
}
