// What a terminal would obey, or would not show, is shown as a question mark.

using ApiFunc.Platform;

namespace Unit;

public sealed class PrintableTextSpecs
{
    [Theory]
    [InlineData("plain, ä, 漢, 👍, e\u0301")]
    [InlineData("")]
    public void Text_stays_as_it_is(string text) => Assert.Equal(text, Output.Printable(text));

    [Theory]
    [InlineData("\u001b[31m", "?[31m")]
    [InlineData("a\r\n\t\0b", "a????b")]
    [InlineData("\u009b1m\u007f", "?1m?")]
    [InlineData("\u202eabc\u2066\u200b\ufeff", "?abc???")]
    [InlineData("a\u2028b\u2029c\u0085d", "a?b?c?d")]
    [InlineData("\U000e0041\U000e007f", "??")]
    public void What_is_no_text_is_a_question_mark(string text, string shown) => Assert.Equal(shown, Output.Printable(text));
}
