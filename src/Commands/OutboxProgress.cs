// What `apifunc outbox flush` is doing, one line on standard error that is overwritten and gone in the end.

using ApiFunc.Platform;

namespace ApiFunc.Commands;

internal sealed class OutboxProgress
{
    // A line that is longer than the terminal is wide could not be overwritten.
    private const int LongestLine = 79;

    private readonly bool _isTerminal = Libc.isatty(2) == 1;
    private bool _isShown;

    /// <summary>Shows a line, on a terminal only.</summary>
    /// <param name="line">The line, which may hold what others say.</param>
    public void Show(string line)
    {
        if (!_isTerminal)
            return;

        line = Output.Printable(line);
        Output.Terminal($"\r\u001b[K{line[..Math.Min(line.Length, LongestLine)]}");
        _isShown = true;
    }

    /// <summary>Shows a line while some time passes; without a terminal it is written once.</summary>
    /// <param name="line">The line, of what is left of the time, in seconds.</param>
    /// <param name="time">How long that is.</param>
    public void ShowWhile(Func<long, string> line, TimeSpan time)
    {
        var end = new Deadline(time);
        if (!_isTerminal && !end.IsOver)
            Output.Error($"apifunc outbox: {Output.Printable(line(Seconds(end)))}");
        while (!end.IsOver)
        {
            Show(line(Seconds(end)));
            Thread.Sleep(TimeSpan.FromMilliseconds(Math.Min(end.Left.TotalMilliseconds, 1000)));
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_isShown)
            Output.Terminal("\r\u001b[K");
        _isShown = false;
    }

    private static long Seconds(Deadline end) => (long)Math.Ceiling(end.Left.TotalSeconds);
}
