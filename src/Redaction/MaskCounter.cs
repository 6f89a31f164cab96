// Counts what is masked, for a person who wants to know.

namespace ApiFunc.Redaction;

/// <summary>How often each rule masked something. A text that is masked again, for another part of a report, counts once.</summary>
internal sealed class MaskCounter
{
    private readonly List<(string Rule, int Count)> _masks = [];
    private readonly HashSet<string> _texts = [];

    /// <summary>The rules that masked something, the most frequent first, each with how often.</summary>
    public IEnumerable<(string Rule, int Count)> Counts =>
        _masks.GroupBy(mask => mask.Rule, mask => mask.Count, (rule, counts) => (rule, counts.Sum())).OrderByDescending(mask => mask.Item2);

    /// <summary>A place in what has been counted so far; see <see cref="Forget"/>.</summary>
    public int Position => _masks.Count;

    /// <summary>Whether only masks in a text's last line count, because those before it were counted already.</summary>
    public bool CountsLastLineOnly { get; set; }

    /// <summary>Whether a text is masked for the first time, or is a line of a log, which may say the same again.</summary>
    public bool IsNew(string text) => CountsLastLineOnly || _texts.Add(text);

    /// <summary>Counts what a rule has masked in a text.</summary>
    public void Add(string rule, Replacements replacements)
    {
        if (replacements.CountAfter(CountsLastLineOnly ? replacements.Text.LastIndexOf('\n') : -1) is > 0 and var count)
            _masks.Add((rule, count));
    }

    /// <summary>Takes back what was counted between two positions: that text is not used.</summary>
    public void Forget(int start, int end) => _masks.RemoveRange(start, end - start);
}
