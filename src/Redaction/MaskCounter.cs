// Counts what is masked, for a person who wants to know.

namespace ApiFunc.Redaction;

/// <summary>How often each rule masked something. A text that is masked again, for another part of a report, counts once.</summary>
internal sealed class MaskCounter
{
    // The rule of each mask.
    private readonly List<string> _masks = [];
    private readonly HashSet<string> _texts = [];

    /// <summary>The rules that masked something, the most frequent first, each as often as it did.</summary>
    public IEnumerable<IGrouping<string, string>> Rules => _masks.GroupBy(rule => rule).OrderByDescending(masks => masks.Count());

    /// <summary>A place in what has been counted so far; see <see cref="Forget"/>.</summary>
    public int Position => _masks.Count;

    /// <summary>Whether only masks in a text's last line count, because those before it were counted already.</summary>
    public bool CountsLastLineOnly { get; set; }

    /// <summary>Whether a text is masked for the first time, or is a line of a log, which may say the same again.</summary>
    public bool IsNew(string text) => CountsLastLineOnly || _texts.Add(text);

    /// <summary>Counts what a rule has masked in a text.</summary>
    public void Add(string rule, Replacements replacements)
    {
        var count = replacements.CountAfter(CountsLastLineOnly ? replacements.Text.LastIndexOf('\n') : -1);
        _masks.AddRange(Enumerable.Repeat(rule, count));
    }

    /// <summary>Takes back what was counted between two positions: that text is not used.</summary>
    public void Forget(int start, int end) => _masks.RemoveRange(start, end - start);
}
