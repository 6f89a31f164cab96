// `apifunc summary`: what reports that somebody has collected come to.

using System.Globalization;
using System.Text;
using ApiFunc.Platform;
using ApiFunc.Statistics;
using ConsoleAppFramework;

namespace ApiFunc.Commands;

internal static class SummaryCommand
{
    // Of sysexits.h: EX_DATAERR, EX_NOINPUT, EX_CANTCREAT, EX_IOERR.
    private const int NoReports = 65;
    private const int NoInput = 66; // a file, or what was asked for
    private const int CannotCreate = 73;
    private const int InputOutputError = 74;

    /// <summary>Counts the reports of some files, and prints what they come to.</summary>
    /// <param name="files">The files, - for standard input; see <see cref="CommandLine.Values"/>.</param>
    /// <param name="since">Only runs that began since then; all if it is empty.</param>
    /// <param name="app">Only runs of this application; all if it is empty.</param>
    /// <param name="json">Print one JSON object.</param>
    /// <param name="html">The file to write a page to; none if it is empty.</param>
    public static int Print([Argument] string files, string since = "", string app = "", bool json = false, string html = "")
    {
        DateTimeOffset? begin = null;
        if (since.Length > 0 && (begin = Since.Parse(since, DateTimeOffset.UtcNow)) is null)
        {
            Output.Error($"apifunc summary: --since takes {Since.Description}, and not '{CommandLine.Printable(since)}'");
            return ToolCommands.UsageError;
        }

        var names = CommandLine.Values(files);
        if (names.Count(name => name == InputFile.StandardInputName) > 1)
        {
            Output.Error("apifunc summary: standard input (-) can be read only once");
            return ToolCommands.UsageError;
        }

        var collector = new RunCollector();
        if (Collect(names, collector) is not 0 and var code)
            return code;

        var figures = new Figures(collector, new RunFilter(begin, app.Length > 0 ? app : null));
        if (collector.Reports > 0 && !figures.HasApplication)
        {
            var name = Suggestion.For(app, figures.KnownApplications);
            Output.Error(Output.Printable($"apifunc summary: no report is of the application '{app}'{name}"));
            return NoInput;
        }

        if (html.Length > 0 && WritePage(html, SummaryPage.Of(figures)) is not 0 and var failure)
            return failure;

        if (json)
            Output.Write(SummaryListing.AsJson(figures));
        else
            Output.Write(SummaryText.Of(figures, Terminal.ForOutput(), isShort: html.Length > 0));
        return collector.Reports == 0 && collector.DamagedCount > 0 ? NoReports : 0;
    }

    /// <summary>Reads all files; none if one of them cannot be opened. Returns 0, or the exit code for what went wrong.</summary>
    private static int Collect(string[] names, RunCollector collector)
    {
        List<InputFile> files = [];
        try
        {
            foreach (var name in names)
            {
                if (InputFile.Open(name, out var problem) is not { } file)
                {
                    Output.Error($"apifunc summary: {CommandLine.Printable(name)} cannot be read: {problem}");
                    return NoInput;
                }

                files.Add(file);
            }

            return files.Select(file => Collect(file, collector)).FirstOrDefault(code => code != 0);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static int Collect(InputFile file, RunCollector collector)
    {
        var progress = new ReadingProgress(file);
        string? problem = null;
        collector.Add(file.Name, new LineReader(buffer =>
        {
            var count = file.Read(buffer, out problem);
            progress.Add(count);
            return count;
        }));
        progress.Clear();
        if (problem is null)
            return 0;

        Output.Error($"apifunc summary: {CommandLine.Printable(file.Name)} cannot be read to its end: {problem}");
        return InputOutputError;
    }

    private static int WritePage(string path, string page)
    {
        if (WholeFile.Replace(path, Encoding.UTF8.GetBytes(page), out var isUnwritten) is not { } problem)
            return 0;

        Output.Error($"apifunc summary: {CommandLine.Printable(path)} is not written: {problem}");
        return isUnwritten ? InputOutputError : CannotCreate;
    }

    /// <summary>How far a file is read, on a terminal, for what takes longer than a second.</summary>
    private sealed class ReadingProgress(InputFile file)
    {
        private const double Megabyte = 1_000_000;

        private readonly ProgressLine _line = new();
        private Deadline _quiet = new(TimeSpan.FromSeconds(1));
        private long _read;

        public void Add(int count)
        {
            _read += count;
            if (!_quiet.IsOver)
                return;

            var whole = file.Length > _read ? string.Create(CultureInfo.InvariantCulture, $" of {file.Length / Megabyte:N0}") : "";
            _line.Show(string.Create(CultureInfo.InvariantCulture, $"{file.Name}: {_read / Megabyte:N0}{whole} MB read"));
            _quiet = new Deadline(TimeSpan.FromMilliseconds(200));
        }

        public void Clear() => _line.Clear();
    }
}
