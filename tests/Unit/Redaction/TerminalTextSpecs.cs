// What a terminal would show: sequences that steer it go, of a line that was overwritten the last state stays.

using ApiFunc.Redaction;
using CsCheck;
using Unit.Harness;

namespace Unit;

public sealed class TerminalTextSpecs
{
    [Theory]
    [InlineData("\e[31mred\e[0m", "red")]
    [InlineData("\e[1;31;48;5;208mmany\e[m", "many")]
    [InlineData("\e[38:2::255:0:0mcolons\e[0m", "colons")]
    [InlineData("\e[2K\e[1Gline\e[K", "line")]
    [InlineData("\e[?25lcursor\e[?25h", "cursor")]
    [InlineData("\e[?2004h\e[>4;1m\e[=1u\e[<1usent", "sent")]
    [InlineData("\e[!p\e[0 qintermediate", "intermediate")]
    [InlineData("\e]0;title\atext", "text")]
    [InlineData("\e]8;;http://x\e\\link\e]8;;\e\\", "link")]
    [InlineData("\e]0;title\u009ctext", "text")]
    [InlineData("\e]0;title\x18text \e]0;title\x1atext", "text text")]
    [InlineData("\e]P7abcdef\e]Rpalette", "palette")]
    [InlineData("\eP1$r0m\e\\text", "text")]
    [InlineData("\eXstart\e\\text\e^private\e\\ and \e_program\e\\more", "text and more")]
    [InlineData("\e(Btext\e)0", "text")]
    [InlineData("\e%Gtext\e#8 \e F\e$(Dtext", "text text")]
    [InlineData("\e7saved\e8 \e=\e>\eMup\ec\en\e~", "saved up")]
    [InlineData("\e\e[31mtwice", "twice")]
    [InlineData("\u009b31mred\u009b0m \u009d0;title\u009ctext\u0090q\u009c\u0085", "red text")]
    [InlineData("a [31m b", "a [31m b")]
    [InlineData("title\e]0;unfinished\nnext line", "title\nnext line")]
    [InlineData("title\e]0;unfinished\e[31mnext", "titlenext")]
    public void Sequences_that_steer_a_terminal_go(string text, string shown)
    {
        Assert.Equal(shown, TerminalText.Shown(text));
        Assert.Equal(shown, TerminalText.Written(text));
    }

    [Theory]
    [InlineData("cut\e[", "cut")]
    [InlineData("cut\e[31", "cut")]
    [InlineData("cut\e[?25", "cut")]
    [InlineData("cut\e", "cut")]
    [InlineData("cut\e(", "cut")]
    [InlineData("cut\e]0;ti", "cut")]
    [InlineData("cut\e]0;title\e", "cut")]
    [InlineData("cut\eP1", "cut")]
    [InlineData("cut\u009b3", "cut")]
    [InlineData("\e[31é\e[0m", "é")]
    [InlineData("\eé", "é")]
    public void So_does_one_that_is_not_complete(string text, string shown)
    {
        Assert.Equal(shown, TerminalText.Shown(text));
    }

    [Theory]
    [InlineData("\uFFFD2K\uFFFD31mred\uFFFD0m\uFFFD?25l", "red")]
    [InlineData("\uFFFDm192.0.2.1", "192.0.2.1")]
    [InlineData("\uFFFD0;title\atext", "text")]
    [InlineData("l\uFFFDmna 5\uFFFD \uFFFD5 \uFFFD0; text", "l\uFFFDmna 5\uFFFD \uFFFD5 \uFFFD0; text")]
    public void One_that_a_byte_began_which_is_no_UTF8_goes_and_other_text_stays(string text, string shown)
    {
        Assert.Equal(shown, TerminalText.Shown(text));
    }

    [Fact]
    public void Control_characters_go_but_tab_and_line_feed()
    {
        var all = string.Concat(
            Enumerable.Range(0, 0xA0)
                .Where(code => code is not ('\r' or '\b' or '\e') && (code < 0x80 || code > 0x9F))
                .Select(code => (char)code));

        Assert.Equal("\t\n" + all[all.IndexOf(' ')..^1], TerminalText.Shown(all));
        Assert.Equal("te\txt\n", TerminalText.Shown("t\0e\tx\x01\x7ft\v\f\x0e\x0f\n"));
    }

    [Theory]
    [InlineData("text\r", "text")]
    [InlineData("text\r\r", "text")]
    [InlineData("text\r\e[0m", "text")]
    [InlineData("one\r\ntwo\r\r\nthree\n", "one\ntwo\nthree\n")]
    [InlineData("10%\r20%\r", "20%")]
    [InlineData("10%\r50%\r100%\nnext", "100%\nnext")]
    [InlineData("a long state\rshort", "short")]
    [InlineData("0% [Working]\r            \rdone", "done")]
    [InlineData("working\r\e[K", "")]
    [InlineData("working\r\e[Kdone\nworking\e[2K\rdone", "done\ndone")]
    [InlineData("working\e[1Gdone\e[K", "done")]
    [InlineData("kept\n\rdone", "kept\ndone")]
    [InlineData("wait |\b/\b-\b done", "wait  done")]
    [InlineData(" 9%\b\b\b10%", "10%")]
    [InlineData("\b\bx😀\b\by", "y")]
    [InlineData("end\b\b\n", "end\n")]
    public void Of_a_line_that_was_overwritten_the_last_state_stays(string text, string shown)
    {
        Assert.Equal(shown, TerminalText.Shown(text));
    }

    [Fact]
    public void What_was_overwritten_is_part_of_what_was_written()
    {
        Assert.Equal("10%20%\nxy", TerminalText.Written("10%\r20%\e[2K\r\nx\by\e[1G"));
    }

    [Theory]
    [InlineData("10.0.0.5\e[13;34HGateway", "10.0.0.5 Gateway")]
    [InlineData("Address\e[20G10.0.0.5", "Address 10.0.0.5")]
    [InlineData("one\e[2;3Htwo \e[4;5H7", "onetwo 7")]
    public void Numbers_do_not_grow_together_with_what_stood_elsewhere(string text, string shown)
    {
        Assert.Equal(shown, TerminalText.Shown(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing\tto\ndo, größer als 日本 😀\u00a0\u2028")]
    public void Text_without_any_is_the_same(string text)
    {
        Assert.Same(text, TerminalText.Shown(text));
    }

    [Fact]
    public void Whatever_the_text_is_no_control_character_is_left()
    {
        var pieces = Gen.OneOf(
            "\e", "[", "]", "(", "0", ";", "m", "K", "2K", "1G", "H", "\a", "\\", "\n", "P", "?", " ", "é", "~", "\r", "\b", "\0", "text",
            "\u009b", "\u009d", "\u0090", "\u009c", "\u0085", "\x18",
            "😀", "\t");

        pieces.Array[0, 24].Select(string.Concat).ForAll(
            text => Assert.All(
                [TerminalText.Shown(text), TerminalText.Written(text)],
                shown =>
                {
                    Assert.DoesNotContain(shown, c => char.IsControl(c) && c is not ('\t' or '\n'));
                    Assert.Equal(shown, TerminalText.Shown(shown));
                }),
            iter: 5000);
    }

    [Theory]
    [InlineData("\e")]
    [InlineData("\e[")]
    [InlineData("\e]")]
    [InlineData("\e]0;")]
    [InlineData("\eP\e")]
    [InlineData("\uFFFD0;")]
    [InlineData("\uFFFD1")]
    [InlineData("a\b")]
    [InlineData("a\r")]
    [InlineData("é")]
    public void A_line_of_a_megabyte_ends_whatever_it_is_made_of(string piece)
    {
        // What is looked for at each piece must not be looked for in all that follows, which would take hours.
        var line = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));

        Assert.NotNull(TerminalText.Shown(line + "1"));
        Assert.NotNull(TerminalText.Written(line));
    }
}
