using ApiFunc.Statistics;

namespace ApiFunc.Commands;

internal sealed class SummaryPage(Figures figures)
{
    public string Render() => figures.Reports.ToString();
}
