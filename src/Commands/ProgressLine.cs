// What a command is doing, for what takes longer: one line on standard error that is overwritten, and gone in the end.

using ApiFunc.Platform;

namespace ApiFunc.Commands;

internal sealed class ProgressLine
{
    private readonly Terminal _terminal = Terminal.ForMessages();
    private bool _isShown;

    /// <summary>Shows a line, on a terminal only; what is wider than that is cut, because it could not be overwritten.</summary>
    /// <param name="line">The line, which may hold what others say.</param>
    public void Show(string line)
    {
        if (!_terminal.CanOverwrite)
            return;

        Output.Terminal($"\r\u001b[K{_terminal.Cut(_terminal.Text(line), _terminal.Columns - 1)}");
        _isShown = true;
    }

    /// <summary>Shows a line while some time passes; without a terminal it is a message, written once.</summary>
    /// <param name="command">The command, for the message.</param>
    /// <param name="line">The line, of what is left of the time, in seconds.</param>
    /// <param name="time">How long that is.</param>
    public void ShowWhile(string command, Func<long, string> line, TimeSpan time)
    {
        var end = new Deadline(time);
        if (!_terminal.CanOverwrite && !end.IsOver)
            Output.Error($"apifunc {command}: {Output.Printable(line(Seconds(end)))}");
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
