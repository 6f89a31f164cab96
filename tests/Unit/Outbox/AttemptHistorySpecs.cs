// The last line of a report's file: what came of the attempts to send it.

using System.Text;
using ApiFunc.Http;
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
    public void Each_delivery_has_a_line_of_which_the_newest_are_kept()
    {
        var history = AttemptHistory.None;
        var start = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 1; i <= 25; i++)
        {
            var response = i % 2 == 0 ? Response.None("Connection refused") : new Response(503, "so many \nmore"u8.ToArray());
            history = history.With(new SendResult(response, Attempts: 1, TimeSpan.FromMilliseconds(i)), start.AddMinutes(i));
        }

        var read = AttemptHistory.Parse(Encoding.UTF8.GetString(history.ToBytes()));

        Assert.Equal(history, read);
        var deliveries = read.Deliveries.ToList();
        Assert.Equal(Enumerable.Range(6, 20).Select(i => start.AddMinutes(i)), deliveries.Select(delivery => delivery.Time));
        var (last, before) = (deliveries[^1], deliveries[^2]);
        Assert.Equal((0, "Connection refused", TimeSpan.FromMilliseconds(24)), (before.Status, before.Error, before.Elapsed));
        Assert.Equal((503, "HTTP 503: so many"), (last.Status, last.Error));
    }

    [Theory]
    [InlineData(500, "Code: 60, e.displayText() = DB::Exception: Table x doesn't exist.\n, e.what() = DB::Exception\n",
        "HTTP 500: Code: 60, e.displayText() = DB::Exception: Table x doesn't exist.")]
    [InlineData(404, "\r\n first\t line \r\nsecond", "HTTP 404: first line")]
    [InlineData(422, "{\n  \"error\": \"no\"\n}\n", "HTTP 422: { \"error\": \"no\" }")]
    [InlineData(502, "<html>\nBad gateway", "HTTP 502")]
    [InlineData(503, "", "HTTP 503")]
    [InlineData(503, "\n", "HTTP 503")]
    [InlineData(400, "a\u001bb", "HTTP 400: a?b")]
    [InlineData(401, "{\"Authorization\": \"Basic dXNlcjpwYXNz\"}", "HTTP 401: {\"Authorization\": \"Basic ***\"}")]
    public void Why_a_report_was_not_accepted_is_the_first_line_of_the_answer(int status, string body, string reason) =>
        Assert.Equal(reason, AttemptHistory.Describe(new Response(status, Encoding.UTF8.GetBytes(body))));

    [Fact]
    public void A_secret_is_masked_also_where_the_reason_is_cut()
    {
        var body = $"{new string('x', 170)} https://user:{new string('p', 40)}@host/ and more";

        var reason = AttemptHistory.Describe(new Response(500, Encoding.UTF8.GetBytes(body)));

        Assert.InRange(Encoding.UTF8.GetByteCount(reason), 150, 200);
        Assert.DoesNotContain("ppp", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_masked_also_if_it_is_longer_than_what_is_read_of_an_answer()
    {
        var password = new string('p', 4000);

        var reason = AttemptHistory.Describe(
            new Response(401, Encoding.UTF8.GetBytes($"'{password}' of me is wrong")) { Login = $"me:{password}" });

        Assert.Equal("HTTP 401: '***' of *** is wrong", reason);
    }

    [Theory]
    [InlineData("try"), InlineData("try 1 2 3"), InlineData("try x 503 1 x"), InlineData("try 99999999999999999 503 1 x")]
    [InlineData("tri 1 503 1 x")]
    public void A_broken_line_about_a_delivery_is_passed_over(string line)
    {
        var history = AttemptHistory.Parse($"\ntries 00002 500 1 HTTP 500\n{line}\ntry 1 500 2 HTTP 500\n");

        Assert.Equal("HTTP 500", Assert.Single(history.Deliveries).Error);
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
