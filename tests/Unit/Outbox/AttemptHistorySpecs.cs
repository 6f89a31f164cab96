// The last line of a report's file: what came of the attempts to send it.

using System.Text;
using ApiFunc.Outbox;

namespace Unit.Outbox;

public sealed class AttemptHistorySpecs
{
    [Theory]
    [InlineData(1, 0, 0, "Connection refused", "\ntries 00001 000 0 Connection refused\n")]
    [InlineData(12, 503, 3, "HTTP 503: so many", "\ntries 00012 503 3 HTTP 503: so many\n")]
    [InlineData(99_999, 999, 1, "", "\ntries 99999 999 1 \n")]
    public void What_is_written_is_read_again(int tries, int status, int answers, string error, string line)
    {
        var history = new AttemptHistory(tries, status, answers, error);

        Assert.Equal(line, Encoding.UTF8.GetString(history.ToBytes()));
        Assert.Equal(history, AttemptHistory.Parse(line));
    }

    [Fact]
    public void A_report_that_was_not_tried_ends_as_it_did_in_version_0_1_0()
    {
        Assert.Equal("\ntries 00000 000\n", Encoding.UTF8.GetString(AttemptHistory.None.ToBytes()));
    }

    [Theory]
    [InlineData("\ntries 00000 000\n", 0, 0)]
    [InlineData("\ntries 00007 503\n", 7, 503)]
    [InlineData("\ntries 00007 503", 7, 503)]
    [InlineData("\ntries 00007 000\nrest of a longer line\n", 7, 0)]
    [InlineData("", 0, 0)]
    [InlineData("\n", 0, 0)]
    [InlineData("\ntries", 0, 0)]
    [InlineData("\ntries x 503\n", 0, 0)]
    [InlineData("\ntries -1 503\n", 0, 0)]
    [InlineData("tries 00007 503\n", 0, 0)]
    public void An_older_line_says_less_and_a_broken_one_nothing(string line, int tries, int status)
    {
        Assert.Equal(new AttemptHistory(tries, status, 0, ""), AttemptHistory.Parse(line));
    }
}
