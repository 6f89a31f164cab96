// Standard input, line by line.

using System.Text;
using ApiFunc.Platform;

namespace Unit;

public sealed class StandardInputSpecs
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one", "one")]
    [InlineData("one\n", "one")]
    [InlineData("one\ntwo", "one|two")]
    [InlineData("\n\n", "|")]
    [InlineData("one\r\ntwo\rthree\n", "one\r|two\rthree")]
    public void Lines_end_with_a_newline_or_the_input(string input, string lines)
    {
        Assert.Equal(lines, string.Join('|', Lines(Encoding.UTF8.GetBytes(input))));
    }

    [Theory]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(10_000)]
    public void Lines_may_be_longer_than_what_is_read_at_once(int length)
    {
        var line = new string('é', length);

        Assert.Equal([line, line], Lines(Encoding.UTF8.GetBytes($"{line}\n{line}\n")));
    }

    [Fact]
    public void The_rest_of_a_line_without_end_is_dropped()
    {
        var lines = Lines([.. Enumerable.Repeat((byte)'x', 3_000_000), .. "\nnext\n"u8]);

        Assert.Equal([new string('x', 1024 * 1024), "next"], lines);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', (byte)'\n', (byte)'b' }, "\uFFFD\uFFFDa|b")]
    [InlineData(new byte[] { 0xFE, 0xFF, (byte)'a', (byte)'\n', (byte)'b' }, "\uFFFD\uFFFDa|b")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a', (byte)'\n', (byte)'b' }, "\uFEFFa|b")]
    public void It_is_UTF_8_whatever_the_first_bytes_look_like(byte[] input, string lines)
    {
        Assert.Equal(lines, string.Join('|', Lines(input)));
    }

    private static string[] Lines(byte[] input) => StandardInput.Lines(new MemoryStream(input)).ToArray();
}
