// The names of reports' files.

using ApiFunc.Outbox;

namespace Unit.Outbox;

public sealed class ReportNameSpecs
{
    [Theory]
    [InlineData(1, 0, "00000000000000000001-0000000000000000.report")]
    [InlineData(long.MaxValue, ulong.MaxValue, "09223372036854775807-ffffffffffffffff.report")]
    public void A_name_is_its_place_in_the_order_and_a_key(long sequence, ulong key, string file)
    {
        Assert.Equal(file, new ReportName(sequence, key).ToString());
        Assert.Equal(new ReportName(sequence, key), ReportName.Parse(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("note.txt")]
    [InlineData("1-2.report")]
    [InlineData("00000000000000000001-0000000000000000.REPORT")]
    [InlineData("00000000000000000001-00000000000000zz.report")]
    [InlineData("00000000000000000001-ABCDEF0000000000.report")]
    [InlineData("+0000000000000000001-0000000000000000.report")]
    [InlineData("99999999999999999999-0000000000000000.report")]
    [InlineData(".tmp-1-2")]
    public void Other_files_are_no_reports(string file) => Assert.Null(ReportName.Parse(file));

    [Fact]
    public void The_place_in_the_order_counts_first()
    {
        ReportName[] names = [new(10, 1), new(2, 9), new(2, 3)];

        Assert.Equal([new(2, 3), new(2, 9), new(10, 1)], names.Order());
    }
}
