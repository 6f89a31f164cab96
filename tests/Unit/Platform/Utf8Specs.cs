// Limits in bytes of UTF-8.

using System.Text;
using ApiFunc.Platform;
using CsCheck;
using Unit.Harness;

namespace Unit;

public sealed class Utf8Specs
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abc", 2, "ab")]
    [InlineData("abc", 0, "")]
    [InlineData("", 0, "")]
    [InlineData("éé", 3, "é")]
    [InlineData("日本", 5, "日")]
    [InlineData("a😀", 4, "a")]
    [InlineData("a😀", 5, "a😀")]
    [InlineData("😀", 3, "")]
    public void Text_is_cut_between_two_characters(string text, int limit, string expected)
    {
        Assert.Equal(expected, Utf8.Cut(text, limit));
    }

    [Fact]
    public void No_more_is_cut_off_than_necessary()
    {
        var characters = Gen.OneOf("a", "\0", "é", "日", "😀", "\uFFFD");

        Gen.Select(characters.Array[0, 40].Select(string.Concat), Gen.Int[0, 120]).ForAll(
            (text, limit) =>
            {
                var cut = Utf8.Cut(text, limit);

                Assert.StartsWith(cut, text, StringComparison.Ordinal);
                Assert.InRange(Encoding.UTF8.GetByteCount(cut), 0, limit);
                var next = text[cut.Length..].EnumerateRunes().Select(rune => rune.Utf8SequenceLength).FirstOrDefault();
                Assert.True(next == 0 || Encoding.UTF8.GetByteCount(cut) + next > limit);
            },
            iter: 5000);
    }
}
